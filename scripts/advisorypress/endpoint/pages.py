"""
The pages of the endpoint: one file each, in both languages, with no script and nothing from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape

from advisorypress.language import Language
from advisorypress.wording import Wording

# The site's own colours and sizes (theme/sheets/10-tokens.css).
_STYLE = """
:root{color-scheme:light dark;--page:#fff;--text:#17212b;--muted:#4b5866;--line:#c7d0d9;--control:#66727f;--link:#0a56a6;\
--brand:#12344d;--focus:#17212b;--halo:#ffd43b}
@media (prefers-color-scheme:dark){:root{--page:#10161c;--text:#e9eef3;--muted:#b4c0cc;--line:#354351;--control:#8593a2;\
--link:#8fc4ff;--brand:#0b1f2f;--focus:#ffd43b;--halo:#10161c}}
*{box-sizing:border-box}
body{margin:0;color:var(--text);background:var(--page);font:1.0625rem/1.6 system-ui,"Noto Sans HK","PingFang HK",\
"Microsoft JhengHei",sans-serif}
header{padding:1rem;color:#fff;background:var(--brand)}
header,main{padding-inline:max(1rem,calc((100% - 40rem)/2))}
header p{margin:0;font-weight:700}
header a{color:#fff}
section{padding-block:1.5rem;border-bottom:1px solid var(--line)}
h1,h2{margin:0 0 .5rem;font-size:1.5rem;line-height:1.3}
p{margin:0 0 1rem}
label,legend{font-weight:700}
input,select{display:block;width:100%;min-height:2.75rem;padding:.5rem;font:inherit;color:inherit;background:var(--page);\
border:1px solid var(--control);border-radius:4px}
form>p:last-child{margin:0}
button{min-height:2.75rem;padding:.5rem 1.25rem;font:inherit;font-weight:700;color:#fff;background:#0a56a6;border:0;\
border-radius:4px;cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;box-shadow:0 0 0 5px var(--halo)}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # The token of a person stands in the address.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
"""
What every answer carries.
"""

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""
The one field of RFC 8058 section 3.2.
"""
CONFIRM = ("confirm", "yes")
"""
The one field of a confirmation.
"""


@dataclass(frozen=True, slots=True)
class Pages:
    """
    The pages in *wording*; *site* is the address of the team's website, "" when it is not linked.
    """

    wording: Wording
    site: str = ""

    def ask(self, title: str, text: str, button: str, field: tuple[str, str]) -> str:
        """
        A page with one button, which sends *field* to the page's own address.
        """
        # One form, labelled in both languages: whoever reads either finds the one button.
        name, value = map(escape, field)
        form = f'<form method="post"><p><button name="{name}" value="{value}">{self._both(button)}</button></p></form>'
        return self._page(title, [self._words(language, title, text) for language in Language], form)

    def tell(self, title: str, text: str) -> str:
        """
        A page that only says something.
        """
        return self._page(title, [self._words(language, title, text) for language in Language])

    def subscribe(self) -> str:
        """
        The subscribe form: address, language, pace; its topics are all of them.
        """
        title, text = "subscribe.title", "subscribe.confirm"
        form = (
            '<form method="post">'
            f'<p><label for="address">{self._both("subscribe.address")}</label>'
            '<input id="address" name="address" type="email" autocomplete="email" maxlength="254" required></p>'
            f'<p><label for="language">{self._both("subscribe.language")}</label><select id="language" name="language">'
            '<option value="en" lang="en">English</option><option value="zh-Hant" lang="zh-Hant-HK">繁體中文</option>'
            f'<option value="both">{self._plain("subscribe.language.both")}</option></select></p>'
            f'<p><label for="pace">{self._both("endpoint.subscribe.pace")}</label><select id="pace" name="pace">'
            f'<option value="both">{self._plain("endpoint.subscribe.both")}</option>'
            f'<option value="digest">{self._plain("subscribe.digest")}</option>'
            f'<option value="urgent">{self._plain("subscribe.alert")}</option></select></p>'
            '<input type="hidden" name="topic" value="all">'
            f"<p><button>{self._both('endpoint.subscribe.button')}</button></p></form>"
        )
        return self._page(title, [self._words(language, title, text) for language in Language], form)

    def _say(self, key: str, language: Language) -> str:
        return escape(self.wording.say(key, language))

    def _both(self, key: str) -> str:
        english, chinese = (self._say(key, language) for language in Language)
        return f'<span lang="en">{english}</span> <span lang="{Language.ZH.tag}">{chinese}</span>'

    def _plain(self, key: str) -> str:
        # An option holds text only, and no mark-up that says its language.
        return " · ".join(self._say(key, language) for language in Language)

    def _words(self, language: Language, title: str, text: str) -> str:
        level = "h1" if language is Language.EN else "h2"
        said = f"<{level}>{self._say(title, language)}</{level}><p>{self._say(text, language)}</p>"
        return f'<section lang="{language.tag}">{said}</section>'

    def _page(self, title: str, sections: list[str], form: str = "") -> str:
        head = f'<a href="{escape(self.site)}">{escape(self.site)}</a>' if self.site else self._both(title)
        closing = f"<section>{form}</section>" if form else ""
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{self._plain(title)}</title><style>{_STYLE}</style></head>"
            f"<body><header><p>{head}</p></header><main>{''.join(sections)}{closing}</main></body></html>\n"
        )
