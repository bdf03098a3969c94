"""
Search: an index of the words in each language that a browser searches by itself, and the small tables beside it.
"""
