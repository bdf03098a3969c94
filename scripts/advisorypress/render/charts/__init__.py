"""
Charts of the statistics page: bars drawn by matplotlib, put into the page as SVG that takes its colours from the page.
"""
