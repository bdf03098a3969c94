"""
What the bytes of a fuzzer mean: which files of a repository, and what stands in them.

The first byte says how the rest is read: as a whole file, as the body of a good file, or as values of good front matter.
The second says what kind of record it is. So both a repository's own files and what a fuzzer makes of them are inputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from advisorypress.load.front_matter import split_front_matter
from advisorypress.load.schema import Kind
from tests.examples import CHINESE_HEAD, CHINESE_PATH, HEAD, PATH, front_matter

WHOLE, BODY, VALUES = 0, 1, 2

_COMMON = {"title": "A title", "summary": "One sentence.", "published": "2026-11-20T09:30:00+08:00", "languages": "[en]"}
RECORDS: tuple[tuple[Kind, str, dict[str, str]], ...] = (
    (Kind.ADVISORY, PATH, HEAD),
    (Kind.GUIDE, "content/guides/ransomware.en.md", {**_COMMON, "audience": "[sme]", "actions": "[Keep copies.]"}),
    (Kind.ARTICLE, "content/articles/passwords.en.md", _COMMON),
    (Kind.NEWS, "content/news/number.en.md", {**_COMMON, "url": "https://www.example.com/", "publisher": "Somebody"}),
    (
        Kind.EVENT,
        "content/events/day.en.md",
        {**_COMMON, "starts": "2026-12-05T09:30:00+08:00", "ends": "2026-12-05T17:30:00+08:00", "place": "A hall"},
    ),
    (Kind.NEWSLETTER, "bulletins/2026/2026-10.en.md", {**_COMMON, "month": "2026-10", "headlines": "[One.]"}),
    (Kind.DIGEST, "bulletins/2026/2026-11-first.en.md", {**_COMMON, "period": "2026-11-first", "intro": "Hello."}),
    (Kind.PAGE, "content/privacy.en.md", {"title": "A title", "summary": "One sentence.", "languages": "[en]"}),
)
"""
A kind of record, where a good one of it stands, and its front matter.
"""

# The second edition stands behind this line.
_EDITIONS = b"\n=====\n"


def files_of(data: bytes) -> Mapping[str, bytes]:
    """
    The files that *data* means.
    """
    how, which, rest = data[:1] or b"\0", data[1:2] or b"\0", data[2:]
    kind, path, head = RECORDS[which[0] % len(RECORDS)]
    match how[0] % 3:
        case 0:
            first, _, second = rest.partition(_EDITIONS)
            chinese = CHINESE_PATH if kind is Kind.ADVISORY else path.replace(".en.", ".zh-Hant.")
            return {path: first, chinese: second} if second else {path: first}
        case 1:
            return {path: front_matter(head, rest.decode("utf-8", "replace")).encode()}
        case _:
            return {path: front_matter(_with_values(head, rest.decode("utf-8", "replace"))).encode("utf-8", "replace")}


def _with_values(head: Mapping[str, str], text: str) -> dict[str, str]:
    """
    *head* with what each line of *text* (`key=value`) says, the value written so that it stays what it is.
    """
    changed = dict(head)
    for line in text.split("\n"):
        key, _, value = line.partition("=")
        if key.isalnum() or key.replace("_", "").isalnum():
            quoted = json.dumps(value.replace("\x7f", ""), ensure_ascii=False)
            listed = changed.get(key, "").startswith("[") or key in ("actions", "tags", "aliases", "headlines")
            changed[key] = f"[{quoted}]" if listed else quoted
    return changed


def seeds(root: Path) -> dict[str, bytes]:
    """
    Inputs to begin with, by name: the records below *root*, the examples of the rules, and tricks by hand.
    """
    found: dict[str, bytes] = {}
    for path in sorted([*root.glob("advisories/*/*.md"), *root.glob("bulletins/*/*.md"), *root.glob("content/**/*.md")]):
        which = _which(path.relative_to(root).as_posix())
        data = path.read_bytes()
        name = path.name.replace(".", "-")
        found[f"whole-{name}"] = bytes((WHOLE, which)) + data
        parts = split_front_matter(data.decode())
        if parts is not None:
            found[f"body-{name}"] = bytes((BODY, which)) + parts.body.encode()
    for path in sorted(root.glob("tests/rules/*/*.md")):
        found[f"rule-{path.parent.name}-{path.name}"] = bytes((WHOLE, 0)) + path.read_bytes()
    both = front_matter(HEAD, "Text.\n").encode() + _EDITIONS + front_matter(CHINESE_HEAD, "文字。\n").encode()
    found["pair"] = bytes((WHOLE, 0)) + both
    for number, trick in enumerate(TRICKS):
        for which in range(len(RECORDS)):
            found[f"trick-{number}-{which}"] = bytes((BODY, which)) + trick.encode()
            values = f"title={trick}\nsummary={trick}\nplace={trick}\ntags={trick}\nactions={trick}".replace("\n\n", " ")
            found[f"value-{number}-{which}"] = bytes((VALUES, which)) + values.encode()
    return found


def _which(path: str) -> int:
    for number, (_, good, _) in enumerate(RECORDS):
        if path.startswith(good.rpartition("/")[0].removesuffix("/2026")) and (number < 5 or "first" in path or number > 6):
            return number
    return 5 if path.startswith("bulletins/") else 7


TRICKS = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "[a](javascript:alert(1)) [b](JAVA&#x09;SCRIPT:alert(1)) [c](data:text/html,x) ![d](//evil.example/x.png)",
    '[a](https://a.example/ "title\\" onmouseover=alert(1)") <https://a.example/>',
    '{: onclick="alert(1)" style="color:red" } # Head {#id .class onclick=alert(1)}',
    '<!--#exec cmd="id" --><esi:include src="http://evil.example/"/>{{ 7*7 }}{% raw %}{% include "x" %}',
    '--8<-- "/etc/passwd"\n\n{!/etc/passwd!}\n\n[TOC]\n\n!!! note "x"\n    y\n',
    "term\n: definition[^1]\n\n[^1]: note\n\n*[HTML]: Hyper\n\n| a | b |\n|---|:-:|\n| c | `|` |\n",
    "> > - 1. * + text\n\n```html\n<b>\n~~~\n\n    code\n\n- [ ] task\n- [x] done\n\n***a**b*_c_ ~~d~~\n",
    "=HYPERLINK(1) @x +1 -1 \u202eevil\u202c \u2066x\u2069 \U000e0041\U000e0042 \ufeff \u200b \x85 \x07",
    "PRESSTITLE7f3a9c PRESSHEAD7f3a9c PRESSARTICLE7f3a9c PRESSPATH7f3a9c \x02 \x03 klzzwxh:0001 \x02wzxhzdk:0\x03",
    "[a]: /x\n[b]: <javascript:alert(1)>\n\n[a] [b] ![b] [a][b] &lt;script&gt; &#60;script&#62; &#x3c;img&#x3e;\n",
)
