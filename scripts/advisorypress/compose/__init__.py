"""
From a `Library` to the bytes of a mail: nothing here knows a clock, a network or a recipient's name.
"""
