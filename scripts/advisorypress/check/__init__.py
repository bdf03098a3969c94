"""
From records to a `Library`: every rule looks at every record, and only what has no error is made into values.
"""
