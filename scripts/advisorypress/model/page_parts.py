"""
What a hand-written page can have of the press.
"""

PARTS = ("hotline", "leave", "mail-choices", "report-form")
"""
The names of the parts: a paragraph `[[report-form]]` is where the form stands, and so on.
"""
