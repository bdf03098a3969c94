"""
How findings are told: to a person at a terminal, to a program, and to GitHub.
"""
