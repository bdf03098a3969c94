"""
The door to nh3: what may stay of HTML that an author's Markdown became.

Everything that is not named here is dropped, with its content where that is code. What comes out has no script, style,
frame, form, event handler, foreign image or id of an author, and every "<" in it opens one of our tags.
"""

from __future__ import annotations

import re

import nh3

from advisorypress.render.characters import writable
from advisorypress.render.row_labels import with_row_labels

_TAGS = {
    "a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "samp", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "ul", "var",
}  # fmt: skip

_DROPPED_WITH_CONTENT = {
    "applet", "audio", "button", "canvas", "datalist", "embed", "fieldset", "form", "frame", "frameset", "head", "iframe",
    "link", "math", "meta", "noembed", "noframes", "noscript", "object", "option", "plaintext", "script", "select", "style",
    "svg", "template", "textarea", "title", "video", "xmp",
}  # fmt: skip

_ATTRIBUTES = {
    "a": {"href", "id"},
    "h2": {"id"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
}

_FOOTNOTE_ID = re.compile(r"fn(ref\d*)?:[A-Za-z0-9_-]+")
# What our mails link to on the page that is about subscribing; a page has each name once. Any other could be the theme's own.
_LINKED = ("change", "leave", "genuine")
_HEADING = re.compile(rf'<h2 id="({"|".join(_LINKED)})">')
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SCHEMES = {"http", "https", "mailto", "tel"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# Browsers pass over these when they read an address.
_PASSED_OVER = re.compile("[\x00-\x20]")

_ALIGNMENT = re.compile(r'<(t[hd])([^>]*?) align="(left|center|right)"')
_IMAGE_WITHOUT_SOURCE = re.compile(r'<img(?![^>]* src=)(?:[^>]*? alt="([^"]*)")?[^>]*>')
_IMAGE_WITHOUT_WORDS = re.compile(r"<img(?![^>]* alt=)")
_LINK_TO_NOTHING = re.compile(r"<a(?![^>]* href=)[^>]*>(.*?)</a>", re.DOTALL)
_TASK = re.compile(r"<li>(\s*(?:<p>)?)\[[ xX]\]\s+")


def clean_html(html: str) -> str:
    """
    The part of *html* that may stand in a page: on an allow-list, with table alignment as a class, wide content in boxes of
    its own that scroll, and task items marked.
    """
    # Afterwards, for the cleaner makes characters of entities, and Python-Markdown leaves marks of its own.
    html = writable(_CLEANER.clean(html))
    html = _IMAGE_WITHOUT_SOURCE.sub(lambda match: match[1] or "", html)
    html = _IMAGE_WITHOUT_WORDS.sub('<img alt=""', html)
    html = _LINK_TO_NOTHING.sub(r"\1", html)
    html = _once(html)
    html = _ALIGNMENT.sub(r'<\1\2 class="press-align-\3"', html)
    html = html.replace("<th", '<th scope="col"').replace('<th scope="col"ead', "<thead")
    # What scrolls sideways must be reachable by keyboard.
    html = html.replace("<table>", '<div class="press-scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    html = with_row_labels(html).replace("<pre>", '<pre tabindex="0">')
    return _TASK.sub(r'<li class="press-task">\1', html)


def _once(html: str) -> str:
    """
    *html* with each name of a heading at its first place only.
    """
    seen: set[str] = set()

    def keep(match: re.Match[str]) -> str:
        if match[1] in seen:
            return "<h2>"
        seen.add(match[1])
        return match[0]

    return _HEADING.sub(keep, html)


def _attribute(tag: str, name: str, value: str) -> str | None:
    match name:
        case "href":
            return value if _stays_or_is_named(value) else None
        case "src":
            # A picture elsewhere would tell its host who reads the page.
            return value if _stays_or_is_named(value) and not _SCHEME.match(_seen(value)) else None
        case "id":
            known = value in _LINKED if tag == "h2" else _FOOTNOTE_ID.fullmatch(value)
            return value if known else None
        case "align":
            return value if value in ("left", "center", "right") else None
        case "colspan" | "rowspan" | "start":
            return value if _NUMBER.fullmatch(value) else None
        case "lang":
            return value if _LANGUAGE.fullmatch(value) else None
        case "alt" | "rel":
            return value
        case _:
            return None


def _stays_or_is_named(address: str) -> bool:
    """
    Whether *address* either names a scheme that we take or stays on the site: `//host` and `/\\host` do not.
    """
    seen = _seen(address)
    scheme = _SCHEME.match(seen)
    return bool(seen) and not seen.startswith("//") and (scheme is None or scheme[1].lower() in _SCHEMES)


def _seen(address: str) -> str:
    """
    *address* as browsers read it, without what the press takes out of every text.
    """
    return _PASSED_OVER.sub("", writable(address)).replace("\\", "/")


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel="noopener",
    url_schemes=_SCHEMES,
)
