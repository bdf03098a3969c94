"""
The store: who asked for what, and the account of every message. It lives outside the repository and holds all addresses.
"""
