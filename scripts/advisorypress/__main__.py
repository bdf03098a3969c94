"""
`python -m advisorypress` is the same as `press`.
"""

from advisorypress.cli import main

main()
