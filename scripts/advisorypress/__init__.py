"""
advisorypress: one Git repository of Markdown advisories becomes a bilingual site, feeds and mail.
"""

__version__ = "0.1.0"
