"""
From the `Library` to pages and files: articles, lists, feeds and data, each made when it is asked for.
"""
