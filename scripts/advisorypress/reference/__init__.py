"""
What is told of the format, made from the code that reads it: JSON Schemas for editors, and docs/format.md.
"""
