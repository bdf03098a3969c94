"""
Puts a built site where readers get it: written aside, renamed into place, copied to where it is served.

A site is a folder with a `manifest.json` that names every file the press wrote; what it does not name is not the press's
and is never changed or removed.
"""
