"""
What the advisories say of an inventory, for a person and for a program. Nothing is ever called safe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX
from advisorypress.model.library import Library
from advisorypress.model.products import Answer, Hit, ProductRow
from advisorypress.model.verdict import Outcome, Why
from advisorypress.model.versions import parse_versions
from advisorypress.render.answers import product_name
from advisorypress.render.characters import one_line
from advisorypress.render.titles import title_of
from advisorypress.render.version_words import version_words
from advisorypress.render.voice import Voice

NO_PROOF = "no advisory of ours lists this version; that is no proof that it is safe"
_WHY = {
    Why.NO_VERSION: "no version was given",
    Why.NO_NUMBER: "what was given is no version number",
    Why.OTHER_NUMBERING: "the advisory names versions in another way",
    Why.REBUILT: "a distributor mends old versions under its own numbers; ask it",
}
_HEADINGS = {
    Outcome.AFFECTED: "affected",
    Outcome.UNCOMPARED: "cannot compare; read",
    Outcome.FIXED: "mended, says",
    Outcome.NOT_LISTED: "not listed in",
}


def report_lines(answers: Sequence[Answer], library: Library, *, everything: bool) -> Iterator[str]:
    """
    Each answer in a few lines, and the count; what is not listed is told one by one only when it is *everything* or alone.
    """
    voice = Voice(library, Language.EN)
    everything = everything or len(answers) == 1
    for answer in answers:
        if answer.outcome is Outcome.NOT_LISTED and not answer.like and not everything:
            continue
        yield one_line(answer.asked.written)
        for hit in answer.hits:
            if hit.outcome is not Outcome.NOT_LISTED:
                yield from _hit_lines(hit, voice)
        if answer.outcome is Outcome.NOT_LISTED:
            yield f"  {NO_PROOF}"
            if answer.like:
                yield f"  did you mean {'; '.join(one_line(str(name)) for name in answer.like)}?"
        yield ""
    counts = Counter(answer.outcome for answer in answers)
    yield (
        f"{len(answers):,} asked: {counts[Outcome.AFFECTED]:,} affected, {counts[Outcome.UNCOMPARED]:,} cannot be compared, "
        f"{counts[Outcome.FIXED]:,} mended, {counts[Outcome.NOT_LISTED]:,} not listed in our advisories (no proof of safety)"
    )


def _hit_lines(hit: Hit, voice: Voice) -> Iterator[str]:
    advisory = hit.advisory
    marks = [voice.word("severity", advisory.severity.value)]
    if advisory.is_exploited:
        marks.append(voice.say("badge.exploited"))
    yield f"  {_HEADINGS[hit.outcome]}: {advisory.id}  [{', '.join(marks)}]  {title_of(voice, advisory).text}"
    if hit.why is not None:
        yield f"    {_WHY[hit.why]}"
    for row in hit.rows:
        versions = one_line(version_words(row.row.versions, voice.language, voice.library.wording))
        yield f"    {one_line(product_name(row.row))}: {versions}{_fix(row, voice)}"
    yield f"    {_address(voice.library, hit)}"


def _fix(row: ProductRow, voice: Voice) -> str:
    fixed = row.row.fixed
    if fixed is None:
        return ""
    if fixed == NO_FIX:
        return "; no fix yet"
    return f"; fixed in {one_line(version_words(parse_versions(fixed), voice.language, voice.library.wording))}"


def _address(library: Library, hit: Hit) -> str:
    return f"{library.settings.site_url}{hit.advisory.path}"


def as_data(answers: Sequence[Answer], library: Library) -> dict[str, Any]:
    """
    The same as plain data: every thing asked about with its outcome, and the advisories on which that rests.
    """
    voice = Voice(library, Language.EN)
    counts = Counter(answer.outcome for answer in answers)
    return {
        "site": library.settings.site_url,
        "as_of": library.now.isoformat(),
        "note": NO_PROOF,
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "things": [_thing(answer, voice) for answer in answers],
    }


def _thing(answer: Answer, voice: Voice) -> dict[str, Any]:
    return {
        "asked": one_line(answer.asked.written),
        "version": answer.reading.version,
        "outcome": answer.outcome.value,
        "advisories": [_advisory(hit, voice) for hit in answer.hits],
        "like": [{"vendor": one_line(name.vendor), "product": one_line(name.product)} for name in answer.like],
    }


def _advisory(hit: Hit, voice: Voice) -> dict[str, Any]:
    advisory = hit.advisory
    return {
        "id": advisory.id,
        "url": _address(voice.library, hit),
        "title": title_of(voice, advisory).text,
        "severity": advisory.severity.value,
        "exploited": advisory.is_exploited,
        "outcome": hit.outcome.value,
        "why": hit.why.value if hit.why else None,
        "vendor": one_line(hit.name.vendor),
        "product": one_line(hit.name.product),
        "versions": [{"affected": row.row.versions.written, "fixed": row.row.fixed} for row in hit.rows],
    }
