"""
What a person has, from a list or a bill of materials: things to ask the advisories about.
"""
