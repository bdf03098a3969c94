"""
Where a site is copied to: a folder, a machine that speaks rsync, a branch of a Git remote.

Every target keeps the same promises: it changes only files that the press wrote there, in an order in which no reader
meets a link that leads nowhere, and it refuses a place that somebody else fills or signed.
"""
