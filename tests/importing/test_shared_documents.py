"""
Every shared document becomes a pair of drafts that keeps its facts.

What the document says is read here again, in the plainest way and by other code than the importer's, and looked for in the
drafts as the press itself reads them: through `load` and `check.make`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from advisorypress.build_time import BuildTime
from advisorypress.check.examine import examine
from advisorypress.check.make import make_library
from advisorypress.finding import Level
from advisorypress.importing.account import Kept
from advisorypress.importing.imported import Format, Imported, Remedy
from advisorypress.language import Language
from advisorypress.load.tree import load_tree
from advisorypress.model.advisory import NO_FIX, Advisory, Affected
from advisorypress.render.advisory_json import advisory_json
from advisorypress.render.bodies import Bodies
from advisorypress.render.voice import Voice
from advisorypress.settings import read_settings
from advisorypress.wording import standard_wording
from tests.examples import NOW, the_vocabulary, write_repository
from tests.importing.shared_documents import ADVISORIES, documents, made_of

ACCEPTED_LOSSES = {
    "csaf document.aggregate_severity.namespace": "where the publisher explains its rating",
    "csaf document.distribution.text": "terms of the publisher for its own document; it stands among the references",
    "csaf document.distribution.tlp.url": "where TLP is explained",
    "csaf document.notes[legal_disclaimer].text": "about the publisher, not about the products",
    "csaf document.publisher.contact_details": "about the publisher, not about the products",
    "csaf document.publisher.issuing_authority": "about the publisher, not about the products",
    "csaf document.publisher.namespace": "about the publisher, not about the products",
    "csaf document.tracking.generator.date": "about the file",
    "csaf document.tracking.generator.engine.name": "about the file",
    "csaf document.tracking.generator.engine.version": "about the file",
    "csaf document.tracking.revision_history[].legacy_version": "the publisher's older numbering of the same version",
    "csaf document.tracking.status": "an advisory has a status of its own",
    "csaf vulnerabilities[].discovery_date": "no reader acts on it",
    "csaf vulnerabilities[].release_date": "the document's own date is what service levels count from",
    "csaf vulnerabilities[].flags[].date": "no reader acts on it",
    "csaf vulnerabilities[].threats[impact].date": "no reader acts on it",
    "cve containers.cna.affected[].collectionURL": "the package's name says the same",
    "cve containers.cna.providerMetadata.orgId": "about the publisher, not about the products",
    "osv credits[FINDER].contact[]": "personal data that nobody needs here",
    "osv database_specific.github_reviewed": "about the database's own work",
    "osv database_specific.github_reviewed_at": "about the database's own work",
    "osv database_specific.malicious-packages-origins[].import_time": "about the database's own work",
    "osv database_specific.malicious-packages-origins[].modified_time": "about the database's own work",
    "osv database_specific.malicious-packages-origins[].sha256": "about the database's own work",
    "osv database_specific.malicious-packages-origins[].source": "the text names it",
    "osv database_specific.malicious-packages-origins[].versions[]": "the affected versions say the same",
    "osv database_specific.nvd_published_at": "about the database's own work",
    "osv database_specific.review_status": "about the database's own work",
}
"""
What of the documents is left out, by the way to it, and why that is no loss.
"""

TEXT_ONLY = {
    "csaf document.acknowledgments[]",
    "csaf document.aggregate_severity.text",
    "csaf document.notes[",
    "csaf document.tracking.revision_history[]",
    "csaf product_tree.branches[product_version_range].product.product_identification_helper.model_numbers",
    "csaf vulnerabilities[].acknowledgments[]",
    "csaf vulnerabilities[].flags[].label",
    "csaf vulnerabilities[].ids[]",
    "csaf vulnerabilities[].notes[",
    "csaf vulnerabilities[].remediations[",
    "csaf vulnerabilities[].threats[impact].details",
    "cve containers.cna.affected[].platforms",
    "cve containers.cna.affected[].programRoutines",
    "cve containers.cna.credits[",
    "osv affected[].ecosystem_specific.imports[]",
    "osv affected[].ranges[GIT]",
    "osv affected[].versions[]",
    "osv credits[",
    "osv database_specific.severity",
    "osv details",
    "osv related[]",
    "osv withdrawn",
}
"""
The beginnings of the ways to what the facts cannot hold, and the text does.
"""


@dataclass(frozen=True, slots=True)
class Reread:
    """
    A document's drafts as the press reads them.
    """

    advisory: Advisory
    body: str
    exported: dict[str, Any]
    rules: frozenset[str]
    errors: tuple[str, ...]


@cache
def reread(path: Path, format: Format) -> Reread:
    """
    Writes the drafts of *path* into a repository and reads them again.
    """
    with TemporaryDirectory() as folder:
        return _reread(Path(folder), path, format)


def _reread(root: Path, path: Path, format: Format) -> Reread:
    pair = made_of(path, format).pair
    files = {f"advisories/{pair.year}/{pair.name}.{language.value}.md": text for language, text in pair.texts.items()}
    tree = load_tree(write_repository(root, files))
    settings = read_settings(root)
    checked = examine(tree, settings, the_vocabulary(), BuildTime(NOW, "as-of"))
    errors = tuple(f"{f.place}: {f.message} [{f.rule}]" for f in checked.findings if f.level is Level.ERROR)
    library = make_library(tree, settings, the_vocabulary(), standard_wording(), NOW, drafts=True)
    (advisory,) = library.advisories
    return Reread(
        advisory,
        advisory.words[Language.EN].body,
        json.loads(advisory_json(Voice(library, Language.EN), advisory, Bodies(the_vocabulary()))),
        frozenset(finding.rule for finding in checked.findings),
        errors,
    )


@pytest.mark.parametrize(("path", "format"), documents())
def test_drafts_pass_check(path: Path, format: Format) -> None:
    """
    A draft of a shared document has no error, and nothing to say but that versions are shown as written.
    """
    found = reread(path, format)

    assert () == found.errors
    assert {"free-versions"} >= found.rules


@pytest.mark.parametrize(("path", "format"), documents())
def test_nothing_is_published_undecided(tmp_path: Path, path: Path, format: Format) -> None:
    """
    With a number and `status: published` alone, check still refuses for want of a decision, and a translation that is
    not written counts as missing.
    """
    pair = made_of(path, format).pair
    files = {}
    for language, text in pair.texts.items():
        text = re.sub(r"^id: draft .*$", "id: SA-2026-0001", text, flags=re.MULTILINE)
        text = re.sub(r"^status: draft .*$", "status: published", text, flags=re.MULTILINE)
        files[f"advisories/2026/SA-2026-0001.{language.value}.md"] = text
    tree = load_tree(write_repository(tmp_path, files))

    checked = examine(tree, read_settings(tmp_path), the_vocabulary(), BuildTime(NOW, "as-of"))
    prompts = [finding.place.path for finding in checked.findings if finding.rule == "prompt-left"]

    assert checked.library is None
    assert {f"advisories/2026/SA-2026-0001.{language.value}.md" for language in Language} == set(prompts)


# -- What the documents say, read plainly --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """
    A product as a document names it.
    """

    vendor: str
    name: str
    versions: str


@dataclass(frozen=True, slots=True)
class Told:
    """
    The facts of a document: vectors and products by CVE, and remedies with what they are for.
    """

    scores: frozenset[tuple[str, str]]
    affected: frozenset[tuple[str, Named]]
    others: frozenset[Named]
    remedies: tuple[tuple[str, frozenset[tuple[str, Named]]], ...]
    cves: frozenset[str]
    fixed: frozenset[tuple[str, str]] = frozenset()
    related: frozenset[str] = frozenset()


def told_by_csaf(document: dict[str, Any]) -> Told:
    """
    The facts of a CSAF document.
    """
    products = dict(_csaf_products(document.get("product_tree", {})))
    scores, affected, others, remedies = set(), set(), set(), {}
    for weakness in document.get("vulnerabilities", []):
        cve = weakness["cve"]
        for score in weakness.get("scores", []):
            scores |= {(cve, score[name]["vectorString"]) for name in ("cvss_v2", "cvss_v3") if name in score}
        links = (reference["url"].partition("/calculator/4.0#")[2] for reference in weakness.get("references", []))
        scores |= {(cve, vector) for vector in links if vector}
        for status, ids in weakness.get("product_status", {}).items():
            if status == "known_affected":
                affected |= {(cve, products[id]) for id in ids}
            else:
                others |= {products[id] for id in ids}
        for remedy in weakness.get("remediations", []):
            pairs = {(cve, products[id]) for id in remedy["product_ids"]}
            remedies.setdefault(" ".join(remedy["details"].split()), set()).update(pairs)
    return Told(
        frozenset(scores),
        frozenset(affected),
        frozenset(others - {product for _, product in affected}),
        tuple((text, frozenset(pairs)) for text, pairs in remedies.items()),
        frozenset(weakness["cve"] for weakness in document.get("vulnerabilities", [])),
    )


def _csaf_products(tree: dict[str, Any]) -> Iterator[tuple[str, Named]]:
    found: dict[str, Named] = {}

    def walk(branches: list[dict[str, Any]], vendor: str, name: str, versions: str) -> None:
        for branch in branches:
            kind, called = branch["category"], " ".join(branch["name"].split())
            below = (
                (called, name, versions)
                if kind == "vendor"
                else (vendor, name, called)
                if kind in ("product_version", "product_version_range", "service_pack")
                else (vendor, f"{name} {called}".strip(), versions)
            )
            if "product" in branch:
                full = " ".join(branch["product"]["name"].split())
                found[branch["product"]["product_id"]] = Named(below[0], below[1] or full, below[2])
            walk(branch.get("branches", []), *below)

    walk(tree.get("branches", []), "", "", "")
    for relation in tree.get("relationships", []):
        component = found[relation["product_reference"]]
        whole = relation["full_product_name"]
        found[whole["product_id"]] = Named(component.vendor, whole["name"], component.versions)
    yield from found.items()


def told_by_cve(document: dict[str, Any]) -> Told:
    """
    The facts of a CVE record.
    """
    cve = document["cveMetadata"]["cveId"]
    cna = document["containers"]["cna"]
    affected, fixed = set(), set()
    for entry in cna["affected"]:
        for version in entry["versions"]:
            low, high = version["version"], version.get("lessThan", "")
            told = f"{'' if low == '0' else f'>={low}'}{f'<{high}' if high else ''}"
            affected.add((cve, Named(entry["vendor"], entry["product"], told)))
            fixed.add((entry["product"], high))
    return Told(frozenset(), frozenset(affected), frozenset(), (), frozenset({cve}), frozenset(fixed))


def told_by_osv(document: dict[str, Any]) -> Told:
    """
    The facts of an OSV record.
    """
    cves = [name for name in (document["id"], *document.get("aliases", [])) if name.startswith("CVE-")] or [
        document["id"]
    ]
    affected, fixed = set(), set()
    for entry in document.get("affected", []):
        package = entry.get("package", {})
        ranges = entry.get("ranges", [])
        versioned = [part for part in ranges if part["type"] != "GIT"] or (ranges if not entry.get("versions") else [])
        for part in versioned:
            owner, _, repository = part.get("repo", "").removeprefix("https://github.com/").partition("/")
            vendor, name = package.get("ecosystem", owner), package.get("name", repository)
            events = [(kind, version) for event in part["events"] for kind, version in event.items()]
            starts = [version for kind, version in events if kind == "introduced"]
            ends = [version for kind, version in events if kind != "introduced"]
            fixed |= {(name, version) for kind, version in events if kind == "fixed"}
            told = [*(f">={version}" for version in starts if version != "0"), *(f"<{version}" for version in ends)]
            affected |= {(cve, Named(vendor, name, text)) for cve in cves for text in told or ["*"]}
        if not versioned:
            vendor, name = package["ecosystem"], package["name"]
            affected |= {(cve, Named(vendor, name, version)) for cve in cves for version in entry.get("versions", [])}
    scores = {(cve, severity["score"]) for cve in cves for severity in document.get("severity", [])}
    # OSV: `related` are other vulnerabilities than this one, so they are told and not claimed.
    related = frozenset(document.get("related", []))
    return Told(frozenset(scores), frozenset(affected), frozenset(), (), frozenset(cves), frozenset(fixed), related)


TOLD_BY = {Format.CSAF: told_by_csaf, Format.CVE: told_by_cve, Format.OSV: told_by_osv}


# -- What the drafts keep ------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "format"), documents())
def test_no_fact_is_lost(path: Path, format: Format) -> None:
    """
    Every CVE, score, product, version and remedy of a document is in its drafts, each with what it belongs to.
    """
    found = reread(path, format)
    told = TOLD_BY[format](made_of(path, format).document)

    assert [] == list(lost(told, found))


@pytest.mark.parametrize(("path", "format"), documents())
def test_no_fact_is_lost_on_the_way_out(path: Path, format: Format) -> None:
    """
    advisory.json says again every CVE, score, product, version and remedy that the drafts keep, each with what it belongs to.
    """
    found = reread(path, format)
    told = found.exported

    assert [(v.id, v.cwe, v.affects, tuple(s.vector for s in v.scores)) for v in found.advisory.vulnerabilities] == [
        (v["id"], v["cwe"], tuple(v["affects"]), tuple(score["vector"] for score in v["cvss"]))
        for v in told["vulnerabilities"]
    ]
    assert [(a.key, a.vendor, a.product, a.versions.written, a.cpe, a.purl) for a in found.advisory.affected] == [
        (a["key"], a["vendor"], a["product"], a["versions"]["written"], a["cpe"], a["purl"]) for a in told["affected"]
    ]
    assert [a.fixed for a in found.advisory.affected] == [
        a["fixed"]["version"] if a["fixed"]["known"] else None if a["fixed"]["known"] is None else NO_FIX
        for a in told["affected"]
    ]
    text = letters(html.unescape(re.sub(r"<[^>]*>", "", told["words"]["body_html"])))
    for remedy, lines in remedies_in(found.body):
        assert letters(remedy) in text
        assert [] == [line for line in lines if letters(line) not in text]


def letters(text: str) -> str:
    """
    What is left of *text* without its markup, to compare what two formats say.
    """
    return re.sub(r"[^\w]", "", text)


@pytest.mark.parametrize("format", list(Format))
def test_what_has_no_place_is_known(format: Format) -> None:
    """
    Nothing is left out but what `ACCEPTED_LOSSES` gives a reason for, and nothing else is in the text only.
    """
    left_out, in_text = set(), set()
    for path in ADVISORIES[format]:
        made = made_of(path, format)
        ways = made.account.without_place(made.document)
        left_out |= {f"{format.value} {way}" for way in ways[Kept.NOWHERE]}
        in_text |= {f"{format.value} {way}" for way in ways[Kept.TEXT]}
        assert 0 == made.pair.left_out, path.name

    assert {way for way in ACCEPTED_LOSSES if way.startswith(f"{format.value} ")} == left_out
    assert set() == {way for way in in_text if not way.startswith(tuple(TEXT_ONLY))}


def lost(told: Told, found: Reread) -> Iterator[str]:
    """
    What *told* has and *found* has not, in words.
    """
    weaknesses = {weakness.id: weakness for weakness in found.advisory.vulnerabilities}
    for cve in sorted(told.cves - set(weaknesses)):
        if cve.startswith("CVE-") or cve not in found.body:
            yield f"{cve}"
    for cve, vector in sorted(told.scores):
        kept = {score.vector for score in weaknesses[cve].scores} if cve in weaknesses else set()
        told_in_text = cve not in weaknesses and f"{cve}: `{vector}`" in found.body.replace("\\", "")
        if vector not in kept and not told_in_text:
            yield f"{cve}: {vector}"
    rows = {row.key: row for row in found.advisory.affected}
    for cve, product in told.affected:
        keys = weaknesses[cve].affects if cve in weaknesses else tuple(rows)
        if not any(is_kept(product, rows[key]) for key in keys):
            yield f"{cve}: {product}"
    for product in told.others:
        if not any(
            is_called(product, label) for label in labels_under(found.body, "Status of Other Products and Versions")
        ):
            yield f"{product}"
    for other in sorted(told.related):
        if not re.search(rf"^- Related to .*\b{re.escape(other)}\b", found.body, re.MULTILINE):
            yield f"{other}, which is related"
    for name, version in told.fixed:
        if not any(row.product == name and row.fixed == version for row in rows.values()):
            yield f"{name} is fixed in {version}"
    remedies = dict(remedies_in(found.body))
    for text, pairs in told.remedies:
        if text not in remedies:
            yield f"the remedy {text!r}"
            continue
        for cve, product in pairs:
            if not is_remedied(cve, product, remedies[text], found.advisory):
                yield f"the remedy {text!r} for {cve} in {product}"


def is_kept(product: Named, row: Affected) -> bool:
    """
    Whether *row* is of *product* and says its versions.
    """
    return (product.vendor, product.name) == (row.vendor, row.product) and says(row.versions.written, product.versions)


def says(written: str, source: str) -> bool:
    """
    Whether our words *written* have each version of *source*, and say on which side of it.
    """
    if not re.search(r"\d", source):
        return written == "all" or source in ("", written) or source.split(":")[-1] in written
    ranges = re.sub(r"^vers:\w+/", "", source)
    for sign, version in re.findall(r"(<=|>=|<|>)?\s*([^<>=|\s]*\d[^<>=|\s]*)", ranges):
        version = re.escape(version)
        word = {
            "<": rf"before {version}",
            "<=": rf"{version}( \S+)* and earlier|to {version}|<= ?{version}",
            ">=": rf"{version} and later|{version}( \S+)* to |>= ?{version}",
        }.get(sign, version)
        if not re.search(rf"(?<![\w.])(?:{word}|[<>]=? ?{version}(?= |$))", written):
            return False
    return True


def labels_under(body: str, heading: str) -> list[str]:
    """
    What the list under *heading* names.
    """
    section = body.partition(f"### {heading}\n")[2].partition("\n#")[0].replace("\\", "")
    lines = [line for line in section.split("\n") if line.startswith("- ")]
    return [label for line in lines for label in labels_in(line.partition(": ")[2])]


def labels_in(names: str) -> list[str]:
    """
    The names of products that a line lists; one with a semicolon stands in quotation marks.
    """
    return [(quoted or plain).strip() for quoted, plain in re.findall(r"“([^”]*)”|((?:[^;“]|;(?! ))+)(?:; |$)", names)]


def is_called(product: Named, label: str) -> bool:
    """
    Whether *label* is what the text calls *product*.
    """
    if label == product.name:
        return True
    written = re.sub(r" \[p\d+\]$", "", label).partition(f"{product.name} (")[2].removesuffix(")")
    return says(written.replace("all versions", "all"), product.versions)


def remedies_in(body: str) -> Iterator[tuple[str, list[str]]]:
    """
    The remedies of *body*: the words of each, and the lines of the lists below it.
    """
    found: dict[str, list[str]] = {}
    for section in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        if heading not in ("Solution", "Workaround"):
            continue
        for prose, lines in re.findall(r"((?:^(?!- ).*\n)+)((?:^- .*\n)*)", text + "\n", flags=re.MULTILINE):
            words = " ".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", prose).split())
            if words:
                found.setdefault(words, []).extend(
                    line.removeprefix("- ").replace("\\", "") for line in lines.splitlines()
                )
    yield from found.items()


def is_remedied(cve: str, product: Named, lines: Iterable[str], advisory: Advisory) -> bool:
    """
    Whether one of *lines* says that a remedy is for *product* against *cve*.
    """
    for line in lines:
        who, _, names = line.partition(": ")
        if who != "For" and cve not in who.split(", "):
            continue
        if names == "all affected products" and any(is_kept(product, row) for row in advisory.affected):
            return True
        if any(is_called(product, label) for label in labels_in(names)):
            return True
    return False


def test_the_documents_are_what_this_is_about() -> None:
    """
    The shared documents have what makes importing hard: of 60, 37 have several CVEs, 10 map products, 30 have remedies for
    some products only.
    """
    cisa = [made_of(path, Format.CSAF).imported for path in ADVISORIES[Format.CSAF] if "cisa" in path.parts]

    assert 60 == len(cisa)
    assert 37 == sum(len(one.vulnerabilities) > 1 for one in cisa)
    assert 10 == sum(len({weakness.affects for weakness in one.vulnerabilities}) > 1 for one in cisa)
    assert 30 == sum(any(is_for_some(remedy, one) for remedy in one.remedies) for one in cisa)


def is_for_some(remedy: Remedy, one: Imported) -> bool:
    """
    Whether *remedy* leaves out a product that one of its vulnerabilities affects.
    """
    hit = {weakness.id: weakness.affects for weakness in one.vulnerabilities}
    return any(hit[id] - {key for other, key in remedy.scope if other == id} for id, _ in remedy.scope)
