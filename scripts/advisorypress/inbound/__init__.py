"""
What comes back: answers, bounces and complaints from a mailbox, and what the endpoint took down.
"""
