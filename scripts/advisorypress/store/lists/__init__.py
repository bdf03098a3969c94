"""
Lists of subscribers as files: what other programs export, what we export, and what an operator corrects.
"""
