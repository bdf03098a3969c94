"""
The command line: `press`. A command parses, makes one call and prints.

Exit status: 0 done (warnings allowed) · 1 errors in what was checked · 2 usage · 3 the world failed.
"""

from advisorypress.cli.main import main

__all__ = ["main"]
