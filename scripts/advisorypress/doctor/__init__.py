"""
What is set up, what is not, and what the calendar brings: each finding with what to do about it.
"""
