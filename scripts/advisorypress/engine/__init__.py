"""
mkdocs-material as the engine: it builds the hand-written pages, and the shells that the press fills with records.
"""
