"""
What the press knows: frozen values, made by `check` alone.
"""
