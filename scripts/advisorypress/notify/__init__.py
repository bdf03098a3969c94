"""
Handing composed mail to a relay.
"""
