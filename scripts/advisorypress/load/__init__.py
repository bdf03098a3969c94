"""
From files to records: bytes are read, front matter becomes nodes with places, editions become pairs.
"""
