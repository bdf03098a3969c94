"""
A clean HTML fragment as plain text for a terminal or a mail, and as Markdown that renders to the same fragment.
"""
