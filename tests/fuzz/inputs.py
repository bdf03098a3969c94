"""
What the bytes of a fuzzer mean: which files of a repository, and what stands in them.

The first byte says how the rest is read: as a whole file, as the body of a good file, as values of good front matter, as
the values and the body of a translation, as the bodies of two versions, or as takedowns. The second says what kind of
record it is. So both a repository's own files and what a fuzzer makes of them are inputs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.load.front_matter import split_front_matter
from advisorypress.load.schema import Kind
from advisorypress.load.takedowns import TAKEDOWNS
from tests.examples import HEAD, PATH, front_matter

_COMMON = {
    "title": "A title",
    "summary": "One sentence.",
    "published": "2026-11-20T09:30:00+08:00",
    "languages": "[en]",
}
_NEWS = {**_COMMON, "kind": "news", "url": "https://www.example.org/", "publisher": "Somebody"}
_EVENT = {
    **_COMMON,
    "starts": "2026-12-05T09:30:00+08:00",
    "ends": "2026-12-05T17:30:00+08:00",
    "place": "A hall",
    "url": "https://www.example.org/",
}


_CHINESE_WORDS = {"title": "{}", "summary": "{}"}


@dataclass(frozen=True, slots=True)
class Good:
    """
    A kind of record, where a good one of it stands, and its front matter; *values* are the keys that take words, each as
    it is written around them, and *chinese* are those of its translation.
    """

    kind: Kind
    path: str
    head: Mapping[str, str]
    values: Mapping[str, str]
    chinese: Mapping[str, str] = field(default_factory=lambda: _CHINESE_WORDS)

    @property
    def chinese_path(self) -> str:
        """
        Where its Chinese edition stands.
        """
        return self.path.replace(".en.", ".zh-Hant.")

    def filled(self, text: str) -> dict[str, str]:
        """
        Its front matter with *text* in all places that take words.
        """
        return with_values(self.head, self.values, [text] * _number_of(self.values))

    def translation(self, text: str) -> dict[str, str]:
        """
        The same of its translation.
        """
        return with_values(TRANSLATED, self.chinese, [text] * _number_of(self.chinese))


_WORDS = {"title": "{}", "summary": "{}", "tags": "[{}]"}
RECORDS = (
    Good(
        Kind.ADVISORY,
        PATH,
        HEAD,
        {
            "title": "{}",
            "summary": "{}",
            "short": "{}",
            "actions": "[{}, Wait.]",
            "affected": "[{{key: fos74, vendor: {}, product: {}, versions: {}, fixed: {}}}]",
            "references": "[{{title: {}, url: https://www.example.org/}}]",
            "revisions": "[{{date: 2026-11-20T09:30:00+08:00, type: new, note: {}}}]",
            "imported": "[{{publisher: {}, id: {}, version: {}}}]",
        },
        {
            **_CHINESE_WORDS,
            "short": "{}",
            "revision_notes": "[{}]",
            "reference_titles": "[{}]",
        },
    ),
    Good(
        Kind.GUIDE,
        "content/guides/ransomware.en.md",
        {**_COMMON, "audience": "[sme]", "actions": "[Keep copies.]"},
        {**_WORDS, "actions": "[{}, {}]"},
        {**_CHINESE_WORDS, "actions": "[{}]"},
    ),
    Good(Kind.ARTICLE, "content/articles/passwords.en.md", _COMMON, _WORDS),
    Good(Kind.NEWS, "content/news/number.en.md", _NEWS, {**_WORDS, "publisher": "{}"}),
    Good(Kind.EVENT, "content/events/day.en.md", _EVENT, {**_WORDS, "place": "{}"}, {**_CHINESE_WORDS, "place": "{}"}),
    Good(
        Kind.NEWSLETTER,
        "bulletins/2026/2026-10.en.md",
        {**_COMMON, "month": "2026-10", "headlines": "[One., Two., Three.]"},
        {**_WORDS, "headlines": "[{}, {}, {}]"},
        {**_CHINESE_WORDS, "headlines": "[{}, {}, {}]"},
    ),
    Good(
        Kind.DIGEST,
        "bulletins/2026/2026-11-first.en.md",
        {**_COMMON, "period": "2026-11-first", "intro": "Hello."},
        {**_WORDS, "intro": "{}"},
        {**_CHINESE_WORDS, "intro": "{}"},
    ),
    Good(
        Kind.PAGE,
        "content/privacy.en.md",
        {"title": "A title", "summary": "One sentence.", "languages": "[en]"},
        _CHINESE_WORDS,
    ),
    Good(
        Kind.ADVISORY,
        PATH,
        {
            **HEAD,
            "status": "withdrawn",
            "withdrawn_reason": "It was wrong.",
            "revisions": f"{HEAD['revisions']}\n  - {{date: 2026-11-21T09:30:00+08:00, type: withdrawn, note: Gone.}}",
        },
        {"withdrawn_reason": "{}", "title": "{}", "summary": "{}"},
        {**_CHINESE_WORDS, "withdrawn_reason": "{}", "revision_notes": "[{}, {}]"},
    ),
)

REVISED = f"{HEAD['revisions']}\n  - {{date: 2026-11-21T09:30:00+08:00, type: correction, note: More is known.}}"
"""
The revisions of an advisory that has a second version.
"""

# The second edition stands behind this line.
_EDITIONS = b"\n=====\n"

TRANSLATED = {
    "title": "標題",
    "summary": "一句。",
    "source_digest": "00000000",
}


def files_of(data: bytes) -> Mapping[str, bytes]:
    """
    The files that *data* means.
    """
    how, which, rest = data[:1] or b"\0", data[1:2] or b"\0", data[2:]
    good = RECORDS[which[0] % len(RECORDS)]
    match how[0] % 6:
        case 0:
            first, _, second = rest.partition(_EDITIONS)
            return {good.path: first, good.chinese_path: second} if second else {good.path: first}
        case 1:
            return {good.path: front_matter(good.head, rest.decode("utf-8", "replace")).encode()}
        case 2:
            head = with_values(good.head, good.values, rest.decode("utf-8", "replace").split("\n"))
            return {good.path: front_matter(head, "Text.\n").encode("utf-8", "replace")}
        case 3:
            return _translated(good, *rest.decode("utf-8", "replace").partition("\n\n")[::2])
        case 4:
            return _revised(*rest.decode("utf-8", "replace").partition(_EDITIONS.decode())[::2])
        case _:
            return {PATH: front_matter(HEAD, "Text.\n").encode(), TAKEDOWNS: rest}


def _translated(good: Good, values: str, body: str) -> Mapping[str, bytes]:
    both = front_matter({key: value for key, value in good.head.items() if key != "languages"}, "Text.\n")
    head = with_values(TRANSLATED, good.chinese, values.split("\n"))
    return {good.path: both.encode(), good.chinese_path: front_matter(head, body).encode("utf-8", "replace")}


def _number_of(places: Mapping[str, str]) -> int:
    return sum(written.count("{}") for written in places.values())


def _revised(before: str, now: str) -> Mapping[str, bytes]:
    """
    The two versions of an advisory, the first of them with *before* as its body.
    """
    archived = f"advisories/2026/archive/{HEAD['id']}/v1.en.md"
    current = front_matter({**HEAD, "revisions": REVISED}, now)
    return {PATH: current.encode("utf-8", "replace"), archived: front_matter(HEAD, before).encode("utf-8", "replace")}


def with_values(head: Mapping[str, str], places: Mapping[str, str], values: Sequence[str]) -> dict[str, str]:
    """
    The front matter *head* with *values* in the *places* that take words, in turn, each so that it stays what it is.
    """
    quoted = [json.dumps(value.replace("\x7f", ""), ensure_ascii=False) for value in values]
    filled = dict(head)
    for key, written in places.items():
        number = written.count("{}")
        mine, quoted = quoted[:number], quoted[number:]
        if len(mine) == number and any(value != '""' for value in mine):
            filled[key] = written.format(*mine)
    return filled


def seeds(root: Path) -> dict[str, bytes]:
    """
    Inputs to begin with, by name: the records below *root*, the examples of the rules, and tricks by hand.
    """
    found: dict[str, bytes] = {}
    for path in sorted(
        [*root.glob("advisories/*/*.en.md"), *root.glob("bulletins/*/*.en.md"), *root.glob("content/**/*.en.md")]
    ):
        which = _which(path.relative_to(root).as_posix())
        editions = [path.read_bytes()]
        chinese = path.with_name(path.name.replace(".en.", ".zh-Hant."))
        if chinese.exists():
            editions.append(chinese.read_bytes())
        name = path.name.removesuffix(".en.md")
        whole = _EDITIONS.join(editions).replace(name.encode(), Path(RECORDS[which].path).name.split(".")[0].encode())
        found[f"whole-{name}"] = bytes((0, which)) + whole
        for number, data in enumerate(editions):
            parts = split_front_matter(data.decode())
            if parts is not None:
                found[f"body-{name}-{number}"] = bytes((1, which)) + parts.body.encode()
    for path in sorted(root.glob("tests/rules/*/*.md")):
        found[f"rule-{path.parent.name}-{path.name}"] = bytes((0, 0)) + path.read_bytes()
    for number, trick in enumerate(TRICKS):
        line = trick.replace("\n", " ")
        for which, good in enumerate(RECORDS):
            found[f"trick-{number}-{which}"] = bytes((1, which)) + trick.encode()
            found[f"value-{number}-{which}"] = bytes((2, which)) + "\n".join([line] * _number_of(good.values)).encode()
            values = "\n".join([line] * _number_of(good.chinese))
            found[f"chinese-{number}-{which}"] = bytes((3, which)) + f"{values}\n\n{trick}".encode()
        found[f"versions-{number}"] = bytes((4, 0)) + trick.encode() + _EDITIONS + f"Text.\n\n{trick} more.".encode()
    for number, entry in enumerate(TAKEN_DOWN):
        found[f"takedowns-{number}"] = bytes((5, 0)) + entry.encode()
    return found


def _which(path: str) -> int:
    """
    Which of `RECORDS` the file *path* of a repository is like.
    """
    if path.startswith("bulletins/"):
        kind = Kind.DIGEST if "-first" in path or "-second" in path else Kind.NEWSLETTER
    else:
        folders = {"advisories": Kind.ADVISORY, "guides": Kind.GUIDE, "articles": Kind.ARTICLE, "news": Kind.NEWS}
        folders["events"] = Kind.EVENT
        kind = next((kind for folder, kind in folders.items() if f"{folder}/" in path), Kind.PAGE)
    return next(number for number, good in enumerate(RECORDS) if good.kind is kind)


TAKEN_DOWN = (
    "- {id: SA-2026-0142, versions: all, date: 2026-11-25, reason: error, note: A note.}\n",
    "- {id: SA-2026-0142, versions: [1], date: 2026-11-25, reason: personal-data}\n",
    (
        "- {id: SA-2025-0001, versions: all, date: 2026-11-25, reason: court-order, "
        "published: 2025-01-02T09:30:00+08:00, aliases: [/old/path, SA-2025-1]}\n"
    ),
)

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


def corpus() -> dict[str, bytes]:
    """
    What fuzzing has found so far, by name.
    """
    return {path.name: path.read_bytes() for path in sorted((Path(__file__).parent / "corpus").iterdir())}
