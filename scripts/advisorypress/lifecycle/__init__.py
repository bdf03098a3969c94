"""
The life of a record in the repository: drafted, numbered, revised, withdrawn.

These commands change files that people edit, so they edit text in place and leave everything else as it was written.
"""
