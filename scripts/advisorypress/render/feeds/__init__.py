"""
The feeds, and the door to feedgen and lxml: RSS 2.0, Atom 1.0 and JSON Feed 1.1, in both languages.

An entry bears no trace of the clock: its dates are the record's, and a feed's is that of its newest entry. An editorial
revision moves none of them.
"""

from advisorypress.render.feeds.catalogue_page import catalogue_pages
from advisorypress.render.feeds.plan import FORMATS, FeedLink, announced_feeds, plan_feeds

__all__ = ["FORMATS", "FeedLink", "announced_feeds", "catalogue_pages", "plan_feeds"]
