"""
The engine's pages and shells, as built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from advisorypress.engine.build import Engine, build_engine
from advisorypress.engine.shell import Key
from advisorypress.errors import EngineError
from advisorypress.language import Language
from advisorypress.output import Page
from advisorypress.settings import read_settings
from tests.engine.conftest import SETTINGS, build, page
from tests.examples import NOW, write_repository
from tests.repositories import files_in


def html(engine: Engine, path: str) -> str:
    return (engine.site / path).read_text(encoding="utf-8")


# -- Hand-written pages -------------------------------------------------------


def test_site_holds_pages_and_used_assets_and_nothing_else(engine: Engine):
    """
    No shell, no sitemap, no script of the theme, no record; assets stand once, for both editions.
    """
    parts = ("assets/stylesheets/", "assets/press/cards/")
    paths = sorted(path for path in files_in(engine.site) if not path.startswith(parts))
    sheets = [path for path in files_in(engine.site) if path.startswith("assets/stylesheets/")]

    assert [
        "404.html",
        "about/index.html",
        "about/map.png",
        "about/privacy/index.html",
        "assets/press/affected.js",
        "assets/press/checklist.js",
        "assets/press/early.js",
        "assets/press/filter.js",
        "assets/press/found.js",
        "assets/press/icon.svg",
        "assets/press/inventory.js",
        "assets/press/matching.js",
        "assets/press/press.css",
        "assets/press/press.js",
        "assets/press/report.js",
        "assets/press/search.js",
        "subscribe/index.html",
        "zh-hant/404.html",
        "zh-hant/about/index.html",
        "zh-hant/about/privacy/index.html",
        "zh-hant/subscribe/index.html",
    ] == paths
    assert 2 == len(sheets)


def test_picture_that_can_run_script_is_left_out_and_named(engine: Engine):
    assert ["content/about/map.svg is left out: the site takes pictures, PDF, CSV and text only"] == [
        note for note in engine.notes if "svg" in note
    ]


def test_page_names_both_editions_absolutely(engine: Engine):
    for path in ("about/index.html", "zh-hant/about/index.html"):
        text = html(engine, path)
        for tag, prefix in (("en", ""), ("zh-Hant-HK", "zh-hant/"), ("x-default", "")):
            link = f'<link rel="alternate" hreflang="{tag}" href="https://www.cert.example/{prefix}about/">'
            assert link in text
    assert '<link rel="canonical" href="https://www.cert.example/zh-hant/about/">' in html(
        engine, "zh-hant/about/index.html"
    )


def test_switch_keeps_the_page(engine: Engine):
    english, chinese = html(engine, "about/privacy/index.html"), html(engine, "zh-hant/about/privacy/index.html")

    assert 'href="../../zh-hant/about/privacy/" hreflang="zh-Hant-HK" lang="zh-Hant-HK">繁體中文</a>' in english
    assert 'href="../../../about/privacy/" hreflang="en" lang="en">English</a>' in chinese
    assert '<html lang="zh-Hant-HK"' in chinese


def test_links_of_a_page_are_right_for_language_and_depth(engine: Engine):
    assert '<a href="../guides/" rel="noopener">the guides</a>' in html(engine, "about/index.html")
    assert '<a href="../guides/" rel="noopener">指引</a>' in html(engine, "zh-hant/about/index.html")


def test_feeds_of_the_page_s_language_come_first_and_have_no_hreflang(engine: Engine):
    lines = [
        line for line in html(engine, "zh-hant/about/index.html").splitlines() if "/feeds/" in line and "<link" in line
    ]

    assert ["../feeds/all.rss", "../feeds/all.atom", "../feeds/all.json"] == [_href(line) for line in lines[:3]]
    assert "../../feeds/all.rss" == _href(lines[3])
    assert not any("hreflang" in line for line in lines)


def _href(line: str) -> str:
    return line.partition('href="')[2].partition('"')[0]


def test_page_without_this_language_s_words_shows_the_others_and_says_so(engine: Engine):
    missing = html(engine, "zh-hant/about/privacy/index.html")

    assert "本頁的中文內容尚未備妥，內文為英文。" in missing
    assert '<h1 lang="en">Privacy</h1>' in missing
    assert '<div lang="en">\n<p>Nothing is kept.</p>' in missing
    assert "只有中文。" in html(engine, "subscribe/index.html")
    assert "The English text of this page is not ready." in html(engine, "subscribe/index.html")


def test_stale_translation_says_so_and_leads_to_the_source(engine: Engine):
    chinese = html(engine, "zh-hant/about/index.html")

    assert "中文內容較英文版舊。最新內容請參閱英文版。" in chinese
    assert '<a href="../../about/">閱讀英文版</a>' in chinese
    assert "press-notice" not in html(engine, "about/index.html")


def test_not_found_page_has_both_languages_and_links_that_hold_anywhere(engine: Engine):
    english, chinese = html(engine, "404.html"), html(engine, "zh-hant/404.html")

    assert english.index("Page not found</h1>") < english.index("找不到網頁</h2>")
    assert chinese.index("找不到網頁</h1>") < chinese.index("Page not found</h2>")
    assert '<a href="/advisories/" rel="noopener">advisories</a>' in english
    assert '<a href="/zh-hant/" rel="noopener">主頁</a>' in english
    assert 'src="/assets/press/early.js"' in chinese
    assert 'href="../' not in english
    assert 'name="robots" content="noindex"' in english


def test_not_found_page_has_a_search_field_for_each_language(engine: Engine):
    """
    Without script a link to the lists stands in its place.
    """
    english = html(engine, "404.html")

    assert '<form class="press-search press-search__form" action="/search/" method="get"' in english
    assert 'lang="zh-Hant-HK" action="/zh-hant/search/" method="get"' in english
    assert 2 == english.count('class="press-search__instead"')
    assert "press-search" not in html(engine, "about/index.html")


def test_only_the_page_about_us_says_of_when_the_site_is(engine: Engine):
    dated = [path for path, data in files_in(engine.site).items() if b"press-built" in data and path.endswith("html")]

    assert ["about/index.html", "zh-hant/about/index.html"] == sorted(dated)
    assert "Last updated 1 December 2026" in html(engine, "about/index.html")


def test_menu_has_no_entry_without_a_page(engine: Engine):
    text = html(engine, "about/index.html")

    assert "Security Advisories" in text
    assert "Am I Affected?" in text
    assert "Report an Incident" not in text, "the page is not among this repository's"


def test_entry_appears_with_its_page(tmp_path: Path):
    write_repository(tmp_path, {"content/about/index.en.md": page()}, settings=SETTINGS)

    engine = build_engine(read_settings(tmp_path), tmp_path / "kept", NOW, frozenset({"", "affected/"}))

    assert '<a href="../affected/">Am I Affected?</a>' in html(engine, "about/index.html")
    assert "Security Advisories" not in html(engine, "about/index.html")


def test_current_entry_is_marked_on_its_page_and_below(engine: Engine):
    assert '<a href="./" aria-current="page">' in html(engine, "subscribe/index.html").replace("../subscribe/", "./")


def test_demonstration_says_so_on_every_page(tmp_path: Path):
    settings = SETTINGS.replace("  press:\n", "  press:\n    demonstration: true\n")

    engine = build(tmp_path, {"content/about/index.en.md": page()}, settings=settings)

    for path in ("about/index.html", "zh-hant/about/index.html"):
        assert "press-demo" in html(engine, path)
    assert "do not report real incidents here" in html(engine, "about/index.html")
    assert "請勿在此報告真實事故" in html(engine, "zh-hant/about/index.html")


# -- Hostile pages ------------------------------------------------------------

HOSTILE = """
<script>alert(1)</script>
<img src=x onerror="alert(2)">
<a href="javascript:alert(3)">go</a> [too](javascript:alert(4))
<iframe src="https://evil.example/"></iframe>
<style>body { display: none }</style>

| a | b |
|:--|--:|
| 1 | 2 |
"""


def test_hostile_body_leaves_nothing_that_runs(tmp_path: Path):
    engine = build(tmp_path, {"content/about/index.en.md": page(body=HOSTILE)})

    for path in ("about/index.html", "zh-hant/about/index.html"):
        main = html(engine, path).partition("<main")[2].partition("</main>")[0]
        for trace in ("<script", "onerror", "javascript:", "<iframe", "<style", "style="):
            assert trace not in main, trace
        assert '<td class="press-align-right">2</td>' in main


def test_title_and_summary_are_words_and_never_tags(tmp_path: Path):
    text = page("'Wifi \"q\" <b>x</b> & <script>alert(1)</script> \U0001f4a5'", summary="'d \"q\" <script>'")

    engine = build(tmp_path, {"content/about/index.en.md": text, "content/about/sub.en.md": page("Sub")})

    shown = html(engine, "about/index.html")
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown
    assert "Wifi &#34;q&#34; &lt;b&gt;x&lt;/b&gt; &amp;" in shown
    assert "<b>x</b>" not in html(engine, "about/sub/index.html"), "the title stands in the way to the page, too"


def test_page_cannot_choose_a_template_or_speak_to_the_engine(tmp_path: Path):
    """
    mkdocs takes `key: value` lines at the top of a text for its own.
    """
    body = "template: redirect.html\ntitle: Another\n\nWords.\n"

    engine = build(tmp_path, {"content/about/index.en.md": page(body=body)})

    shown = html(engine, "about/index.html")
    assert "template: redirect.html" in shown
    assert "<h1>About us</h1>" in shown


def test_page_that_cannot_be_read_is_named_and_its_neighbours_are_built(tmp_path: Path):
    files = {"content/about/index.en.md": page(), "content/bad.en.md": "---\ntitle: [\n---\n"}

    engine = build(tmp_path, files)

    assert any(note.startswith("content/bad.en.md:") for note in engine.notes)
    assert (engine.site / "about/index.html").is_file()


def test_text_nested_too_deeply_is_an_error_in_words(tmp_path: Path):
    body = f"{'- ' * 1000}x\n"

    with pytest.raises(EngineError, match="nested too deeply"):
        build(tmp_path, {"content/about/index.en.md": page(body=body)})


# -- Shells -------------------------------------------------------------------


def test_filled_shell_is_right_for_where_it_stands(engine: Engine):
    record = Page(
        language=Language.ZH,
        path="advisories/SA-2026-0142/",
        section="advisories",
        title="標題",
        description="摘要",
        article="<h1>標題</h1>",
    )

    filled = engine.shells.fill(record).decode()

    assert "<title>標題 | 示例網絡安全事故協調中心</title>" in filled
    assert '<link rel="canonical" href="https://www.cert.example/zh-hant/advisories/SA-2026-0142/">' in filled
    assert '<link rel="stylesheet" href="../../../assets/press/press.css">' in filled
    assert 'href="../../../advisories/SA-2026-0142/" hreflang="en"' in filled
    assert '<a href="../../advisories/" aria-current="true">保安公告</a>' in filled
    assert "PRESS" not in filled


def test_home_leads_to_the_other_home(engine: Engine):
    pages = {
        language: engine.shells.fill(
            Page(language=language, path="", section="", title="t", description="d", article="")
        ).decode()
        for language in Language
    }

    assert 'class="press-switch" href="zh-hant/"' in pages[Language.EN]
    assert 'class="press-switch" href="../"' in pages[Language.ZH]
    assert 'class="press-name" href="./"' in pages[Language.ZH]


def test_nothing_in_a_shell_is_inline_or_from_elsewhere(engine: Engine):
    for key, shell in engine.shells.shells.items():
        text = "".join(shell.parts)
        assert " style=" not in text, key
        assert "<style" not in text
        assert 'src="http' not in text
        assert "<script>" not in text
        assert " on" not in text.partition("<body")[2].partition("<main")[0].replace(" one", ""), key


# -- Bytes --------------------------------------------------------------------


@pytest.mark.full
def test_same_content_gives_the_same_bytes_anywhere_and_at_any_hour(tmp_path: Path):
    """
    Another folder, time zone, hour, and seed of hashes; only the day stands on a page.
    """
    files = {"content/about/index.en.md": page(), "content/about/privacy.zh-Hant.md": page("私隱")}
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, timedelta;"
        "from advisorypress.engine.build import build_engine; from advisorypress.settings import read_settings;"
        "root = Path(sys.argv[1]);"
        "now = datetime.fromisoformat('2026-12-01T01:00:00+00:00') + timedelta(hours=int(sys.argv[2]));"
        "print(build_engine(read_settings(root), root / 'kept', now).site.parent)"
    )
    built = []
    for name, zone, hour, seed in (("a", "UTC", "0", "1"), ("b/c", "America/New_York", "7", "2")):
        root = write_repository(tmp_path / name, files, settings=SETTINGS)
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", script, root, hour], env=environment, capture_output=True, text=True, check=True
        )
        built.append(Path(done.stdout.strip()))

    assert built[0].name == built[1].name
    assert files_in(built[0]) == files_in(built[1])


def test_build_is_kept_until_something_changes(tmp_path: Path):
    files = {"content/about/index.en.md": page(), "advisories/2026/note.txt": "x"}
    first = build(tmp_path, files)
    made = (first.site / "about/index.html").stat().st_mtime_ns

    again = build(tmp_path, {**files, "content/guides/new.en.md": page("A record")}, now=NOW + timedelta(hours=2))
    other = build(tmp_path, {**files, "content/about/index.en.md": page("Changed")})

    assert made == (again.site / "about/index.html").stat().st_mtime_ns
    assert first.shells == again.shells
    assert "Changed" in html(other, "about/index.html")


def test_day_makes_a_new_build_only_where_it_stands_on_a_page(tmp_path: Path):
    tomorrow = NOW + timedelta(days=1)
    dated = [build(tmp_path / "a", {"content/about/index.en.md": page()}, now=now) for now in (NOW, tomorrow)]
    undated = [build(tmp_path / "b", {"content/subscribe.en.md": page()}, now=now) for now in (NOW, tomorrow)]

    assert dated[0].site != dated[1].site
    assert undated[0].site == undated[1].site


@pytest.mark.full
def test_two_builds_at_once_and_a_deleted_cache_do_no_harm(tmp_path: Path):
    root = write_repository(tmp_path, {"content/about/index.en.md": page()}, settings=SETTINGS)
    kept = root / "kept"
    script = (
        "import sys; from pathlib import Path; from datetime import datetime;"
        "from advisorypress.engine.build import build_engine; from advisorypress.settings import read_settings;"
        "now = datetime.fromisoformat('2026-12-01T01:00:00+00:00');"
        "print(build_engine(read_settings(Path(sys.argv[1])), Path(sys.argv[2]), now).site)"
    )

    def run(_: int) -> str:
        command = [sys.executable, "-c", script, root, kept]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    with ThreadPoolExecutor(3) as pool:
        sites = set(pool.map(run, range(3)))

    assert 1 == len(sites)
    assert 1 == len(list(kept.iterdir())), "nothing half-built is left"
    (Path(sites.pop().strip()).parent / "shells.json").unlink()
    run(0)
    shutil.rmtree(kept)
    assert Path(run(0).strip()).is_dir()


def test_old_builds_are_forgotten(tmp_path: Path):
    old = tmp_path / ".cache" / "engine" / ".building-killed"
    old.mkdir(parents=True)
    os.utime(old, (time.time() - 200_000,) * 2)

    build(tmp_path, {"content/about/index.en.md": page()})

    assert not old.exists()


def test_settings_without_our_hook_are_an_error_in_words(tmp_path: Path):
    settings = "\n".join(line for line in SETTINGS.splitlines() if not line.startswith("hooks"))

    with pytest.raises(EngineError, match="hook"):
        build(tmp_path, {"content/about/index.en.md": page()}, settings=settings)


def test_settings_that_mkdocs_refuses_are_an_error_in_words(tmp_path: Path):
    with pytest.raises(EngineError, match="nosuch"):
        build(
            tmp_path,
            {"content/about/index.en.md": page()},
            settings=SETTINGS + "\nnosuch_plugin: 1\nplugins: [nosuch]\n",
        )


def test_shells_exist_for_every_entry_and_depth(engine: Engine):
    for language in Language:
        assert Key(language, "advisories", 5) in engine.shells.shells
        assert Key(language, "", 0) in engine.shells.shells
