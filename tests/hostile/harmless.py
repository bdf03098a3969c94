"""
Whether what came out can harm a reader: a judge that shares no code with the press.

HTML is judged by its letters, not by what one parser makes of it: every "<" must begin a tag of the list below, with
attributes of the list, each in double quotes. On such a text no two browsers differ. Everything else is parsed and what is
HTML in it is judged in the same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from advisorypress.policy import page_policy

# What the theme, the templates and Markdown may make, all of it by name.
_EVERYWHERE = {
    "id",
    "class",
    "lang",
    "hidden",
    "tabindex",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-current",
}
_BARE_TAGS = """
abbr article aside b blockquote body br caption code dd del dl dt em fieldset footer h1
h2 h3 h4 h5 h6 head header hr html i ins kbd legend main mark nav pre s samp section strong sub summary sup table tbody tfoot thead title tr ul var wbr
""".split()  # noqa: SIM905
_TAGS: dict[str, set[str]] = {
    **{tag: set[str]() for tag in _BARE_TAGS},
    "a": {"href", "rel", "hreflang", "title"},
    "button": {"type", "value", "data-done", "data-select"},
    "body": {"data-md-color-scheme", "data-md-color-primary", "data-md-color-accent"},
    "details": {"open"},
    "div": {"data-progress", "data-done"},
    "img": {"src", "alt", "title"},
    "input": {"type", "name", "value", "checked"},
    "label": {"for"},
    "li": set(),
    "link": {"rel", "href", "hreflang", "type", "title"},
    "meta": {"charset", "name", "content", "property", "http-equiv"},
    "ol": {"start", "reversed"},
    "path": {"d"},
    "rect": {"x", "y", "width", "height", "rx", "fill"},
    "p": {"role"},
    "progress": {"max", "value"},
    "script": {"src", "defer", "type"},
    "span": {"role"},
    "svg": {"viewbox", "width", "height", "fill", "fill-rule", "focusable", "role"},
    "td": {"align", "colspan", "rowspan", "data-label"},
    "th": {"align", "colspan", "rowspan", "scope", "data-label"},
    "text": {"x", "y", "text-anchor"},
    "time": {"datetime"},
}
# In a mail there are no style sheets; the template brings these.
_MAIL = {
    "style",
    "role",
    "width",
    "cellpadding",
    "cellspacing",
    "border",
    "align",
    "valign",
    "bgcolor",
    "height",
    "dir",
}

# The page on which an incident is reported has the press's own form, and no record's words.
_OF_REPORT: dict[str, set[str]] = {
    **_TAGS,
    "div": {"data-email", "data-subject", "data-heading"},
    "form": set(),
    "input": {*_TAGS["input"], "autocomplete"},
    "option": {"value"},
    "select": set(),
    "textarea": {"rows"},
}

# The pages to search and to compare have forms and what their scripts fill in; no author's words are HTML there.
_OF_TOOLS: dict[str, set[str]] = {
    **_TAGS,
    "button": {"type"},
    "datalist": set(),
    "div": {
        "data-one",
        "data-other",
        "data-none",
        "data-loading",
        "data-broken",
        "data-numbered",
        "data-shards",
        "data-words",
    },
    "form": {"action", "method", "role"},
    "input": {*_TAGS["input"], "autocomplete", "spellcheck", "enterkeyhint", "maxlength", "list"},
    "label": {"for"},
    "option": {"value"},
    "select": {"name"},
    "template": {"data-badge"},
    "textarea": {"rows", "autocomplete", "spellcheck", "aria-describedby"},
}

# A list of advisories has the words of its filter, and badges for what the filter shows.
_OF_LISTS: dict[str, set[str]] = {
    **_TAGS,
    "div": {"data-words"},
    "p": {"role"},
    "template": {"data-badge"},
}
_LIST = re.compile(
    r"(?:.*/)?advisories/(?:\d{4}/(?:\d{2}/)?|exploited/|(?:severity|category|impact|vendor)/[^/]+/)?(?:page/\d+/)?index\.html"
)

_OF_PAGES = ("script", "link", "input", "svg", "meta")

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z:-]+(?:=\"[^\"<]*\")?)*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"\s+([a-zA-Z:-]+)(?:=\"([^\"<]*)\")?")
_DATA_BLOCK = re.compile(r"<script type=\"application/ld\+json\">(.*?)</script>", re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SAFE_SCHEMES = ("http", "https", "mailto", "tel")
# The scripts of the theme, which are files of the site.
_SCRIPT = re.compile(r"(\.\./|/)*assets/press/(affected|checklist|early|filter|press|report|search)\.js")
_SITE = "https://www.cert.example/"
_STATIC = (".css", ".js", ".png", ".svg", ".woff2", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".pdf", ".csv")

# Never seen, so never read by who reviews: controls, overrides of direction, tags.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff\ufffe\uffff]")


def faults(path: str, data: bytes, *, of_mail: bool = False) -> list[str]:
    """
    What could harm a reader of the file *path* of a site (or *of_mail*) that holds *data*; nothing, as it should be.
    """
    judge = _mail_page if of_mail and path.endswith(".html") else _judge_of(path)
    try:
        return [f"{path}: {fault}" for fault in judge(data)]
    except (UnicodeDecodeError, ValueError, etree.XMLSyntaxError) as error:
        return [f"{path}: cannot be read: {error}"]


def _judge_of(path: str) -> Callable[[bytes], Iterator[str]]:
    match PurePosixPath(path).suffix:
        case ".html" if path.endswith(("search/index.html", "affected/index.html")):
            return partial(_page, tags=_OF_TOOLS)
        case ".html" if _LIST.fullmatch(path):
            return partial(_page, tags=_OF_LISTS)
        case ".html" if path.endswith("report-incident/index.html"):
            return partial(_page, tags=_OF_REPORT)
        case ".html" | ".htm" | ".php" | ".aspx" | ".asp" | ".jsp":
            return _page
        case ".json":
            return _json
        case ".rss" | ".atom" | ".xml":
            return _feed
        case ".eml":
            return _mail
        case suffix if suffix in _STATIC:
            return _nothing
        case _:
            return _text


def _nothing(data: bytes) -> Iterator[str]:
    return iter(())


def _page(data: bytes, tags: Mapping[str, set[str]] = _TAGS) -> Iterator[str]:
    html = data.decode("utf-8")
    if not html.lower().startswith("<!doctype html>"):
        yield "does not begin with its doctype"
        return
    for block in _DATA_BLOCK.findall(html):
        yield from _hidden(str(json.loads(block)))
        if "<" in block:
            yield "has a < in a block of data"
    yield from html_faults(_DATA_BLOCK.sub("", html)[len("<!doctype html>") :], is_page=True, tags=tags)


def html_faults(
    html: str, *, is_page: bool = False, is_mail: bool = False, tags: Mapping[str, set[str]] = _TAGS
) -> Iterator[str]:
    """
    What could do harm in a piece of HTML.
    """
    yield from _hidden(html)
    position = 0
    while (start := html.find("<", position)) >= 0:
        tag = _TAG.match(html, start)
        if tag is None:
            yield f"has a < that begins no tag: {html[start : start + 80]!r}"
            position = start + 1
            continue
        position = tag.end()
        yield from _tag_faults(tag, is_page, is_mail, tags)


def _tag_faults(tag: re.Match[str], is_page: bool, is_mail: bool, tags: Mapping[str, set[str]]) -> Iterator[str]:
    name = tag[2].lower()
    allowed = tags.get(name)
    if allowed is None:
        yield f"has a <{name}>"
        return
    if name in (("script", "link", "input", "svg") if is_mail else () if is_page else _OF_PAGES):
        yield f"has a <{name}> in a piece of HTML"
    attributes = [(key.lower(), unescape(value)) for key, value in _ATTRIBUTE.findall(tag[3])]
    names = [key for key, _ in attributes]
    if len(names) != len(set(names)):
        yield f"has an attribute twice: {tag[0][:120]!r}"
    for key, value in attributes:
        if key not in _EVERYWHERE and key not in (allowed or ()) and not (is_mail and key in _MAIL):
            yield f"has <{name} {key}={value[:60]!r}>"
        if key in ("href", "src"):
            yield from _address_faults(name, key, value)
        if key == "class" and not is_mail and not all(word.startswith(_CLASSES) for word in value.split()):
            yield f"has a class of an author: {value[:60]!r}"
        if key == "http-equiv" and value == "Content-Security-Policy":
            if ("content", page_policy()) not in attributes:
                yield f"has a policy of an author: {tag[0][:120]!r}"
        elif key == "http-equiv" and value not in ("refresh", "Content-Type", "X-UA-Compatible"):
            yield f"has a meta of an author: {value!r}"
        if (
            key == "content"
            and "http-equiv" in names
            and "url=" in value
            and not re.fullmatch(r"0; url=[\w./-]+", value)
        ):
            yield f"leads away: {value!r}"
    if name == "script" and not (tag[1] or _SCRIPT.fullmatch(dict(attributes).get("src", ""))):
        yield f"runs a script: {tag[0][:120]!r}"


_CLASSES = ("press", "md-", "id", "card-title", "version", "no-js", "num", "footnote")


def _address_faults(tag: str, key: str, value: str) -> Iterator[str]:
    seen = re.sub("[\x00-\x20]", "", value).replace("\\", "/").lower()
    if seen.startswith("//"):
        yield f"leads to another host: {value[:60]!r}"
    scheme = _SCHEME.match(seen)
    if scheme and scheme[1] not in _SAFE_SCHEMES:
        yield f"has a {scheme[1]}: address in {key}: {value[:60]!r}"
    if scheme and key == "src" and not value.startswith(_SITE):
        yield f"fetches from elsewhere: {value[:60]!r}"


def _hidden(text: str) -> Iterator[str]:
    for found in sorted(set(_HIDDEN.findall(text))):
        yield f"has the hidden character U+{ord(found):04X}"


def _json(data: bytes) -> Iterator[str]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    yield from _value_faults("", json.loads(data.decode("utf-8"), parse_constant=refuse))


def _value_faults(key: str, value: Any) -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _hidden(name)
                yield from _value_faults(name, inner)
        case list():
            for inner in value:
                yield from _value_faults(key, inner)
        case str():
            yield from _hidden(value)
            if "html" in key:
                yield from html_faults(value)
            elif key == "url" or key.endswith("_url"):
                yield from _address_faults("json", "href", value)


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_HTML_OF_FEEDS = ("content", "description", "encoded", "summary")


def _feed(data: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield "has a document type"
    for element in etree.fromstring(data, _PARSER).iter():
        if not isinstance(element.tag, str):
            yield f"has {type(element).__name__}: {str(element)[:80]}"
            continue
        name = etree.QName(element).localname
        yield from _hidden((element.text or "") + " ".join(element.attrib.values()))
        if element.get("type") == "html" or name == "encoded":
            yield from html_faults(element.text or "")
        if name in ("link", "uri", "comments"):
            yield from _address_faults(name, "href", element.get("href") or element.text or "")


def _text(data: bytes) -> Iterator[str]:
    yield from _hidden(data.decode("utf-8"))


_MAIL_STYLE = re.compile(r"\s*<!DOCTYPE html>(.*?)<style>([^<]*)</style>(.*)", re.DOTALL)


def _mail_page(data: bytes) -> Iterator[str]:
    parts = _MAIL_STYLE.fullmatch(data.decode("utf-8").replace("\r\n", "\n"))
    if parts is None:
        yield "does not begin as a mail"
        return
    if "url(" in parts[2] or "@import" in parts[2]:
        yield "fetches from a style sheet"
    yield from html_faults(parts[1] + parts[3], is_mail=True)


def _mail(data: bytes) -> Iterator[str]:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for name, value in message.items():
        if re.search(r"[\r\n]", str(value)):
            yield f"has a line break in the header {name}"
        yield from _hidden(str(value))
        if name.lower() not in _HEADERS:
            yield f"has the header {name}"
    for part in message.walk():
        if part.is_multipart():
            continue
        words = part.get_content()
        if part.get_content_type() == "text/html":
            yield from _mail_page(words.encode())
        elif part.get_content_type() == "text/plain":
            yield from _hidden(words)
        else:
            yield f"has a part of type {part.get_content_type()}"


_HEADERS = {
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
    "content-language", "list-id", "list-archive", "list-help", "list-post", "list-subscribe", "list-unsubscribe",
    "auto-submitted", "precedence", "reply-to", "archived-at", "x-auto-response-suppress", "feedback-id", "list-owner",
}  # fmt: skip
