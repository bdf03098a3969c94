"""
The components of a bill of materials: CycloneDX 1.x, SPDX 2.x and SPDX 3, each as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisorypress.importing.reading import Value
from advisorypress.importing.refused import Refused
from advisorypress.inventory.lines import LONGEST_LINE, read_cpe, read_purl
from advisorypress.model.products import Asked, Name, Reading
from advisorypress.render.characters import one_line

_SUPPLIERS = ("Organization:", "Person:", "Tool:")
# As SPDX 2 and SPDX 3 call them.
_PURL_KINDS = frozenset({"purl", "packageUrl"})
_CPE_KINDS = frozenset({"cpe22Type", "cpe23Type", "cpe22", "cpe23"})


def read_components(document: dict[str, Value]) -> Iterator[Asked]:
    """
    What *document* lists, in its order; files are left out, for nobody writes an advisory about one.

    Raises `Refused` for a document that is neither CycloneDX nor SPDX.
    """
    if document.get("bomFormat") == "CycloneDX":
        metadata = document.get("metadata")
        top = metadata.get("component") if isinstance(metadata, dict) else None
        return _cyclonedx([top, *_list(document.get("components"))])
    if _text(document.get("spdxVersion")).startswith("SPDX-"):
        return _spdx2(_list(document.get("packages")))
    if "@graph" in document and "spdx" in _text(document.get("@context")):
        return _spdx3(_list(document.get("@graph")))
    raise Refused("it is JSON, but neither CycloneDX (`bomFormat`) nor SPDX (`spdxVersion`)")


def _cyclonedx(components: list[Value]) -> Iterator[Asked]:
    waiting = components[::-1]
    while waiting:
        component = waiting.pop()
        if not isinstance(component, dict):
            continue
        waiting += _list(component.get("components"))[::-1]
        if component.get("type") == "file":
            continue
        supplier = component.get("supplier")
        vendor = _text(supplier.get("name")) if isinstance(supplier, dict) else ""
        yield from _component(
            vendor or _text(component.get("publisher")) or _text(component.get("group")),
            _text(component.get("name")),
            _text(component.get("version")),
            [_text(component.get("purl"))],
            [_text(component.get("cpe"))],
        )


def _spdx2(packages: list[Value]) -> Iterator[Asked]:
    for package in packages:
        if not isinstance(package, dict):
            continue
        purls, cpes = _names(package.get("externalRefs"), "referenceType", "referenceLocator")
        supplier = _text(package.get("supplier"))
        for mark in _SUPPLIERS:
            supplier = supplier.removeprefix(mark)
        vendor = "" if supplier == "NOASSERTION" else supplier.partition("(")[0].strip()
        yield from _component(vendor, _text(package.get("name")), _text(package.get("versionInfo")), purls, cpes)


def _spdx3(elements: list[Value]) -> Iterator[Asked]:
    for element in elements:
        if not isinstance(element, dict) or element.get("type") != "software_Package":
            continue
        purls, cpes = _names(element.get("externalIdentifier"), "externalIdentifierType", "identifier")
        name, version = _text(element.get("name")), _text(element.get("software_packageVersion"))
        yield from _component("", name, version, [_text(element.get("software_packageUrl")), *purls], cpes)


def _names(references: Value, kind_key: str, name_key: str) -> tuple[list[str], list[str]]:
    """
    The package URLs and the CPE names among *references*.
    """
    named = [
        (_text(reference.get(kind_key)), _text(reference.get(name_key)))
        for reference in _list(references)
        if isinstance(reference, dict)
    ]
    return [name for kind, name in named if kind in _PURL_KINDS], [name for kind, name in named if kind in _CPE_KINDS]


def _component(vendor: str, name: str, version: str, purls: Iterable[str], cpes: Iterable[str]) -> Iterator[Asked]:
    """
    One component: its package and CPE names say what it is, and its own name where there is neither.
    """
    read: list[Reading] = []
    for reader, texts in ((read_purl, purls), (read_cpe, cpes)):
        for text in texts:
            try:
                read.append(reader(text))
            except ValueError:
                continue  # a component is still found by what else is said of it
    package = next((each for each in read if each.package), None)
    names = [one for each in read for one in each.names] or ([] if package or not name else [Name(vendor, name)])
    version = version or next((each.version for each in read if each.version), "")
    written = " ".join(part for part in (name, version) if part) or (str(names[0]) if names else "")
    if names or package:
        reading = Reading(
            tuple(dict.fromkeys(names)),
            version,
            package.package if package else "",
            is_rebuilt=package.is_rebuilt if package else False,
        )
        yield Asked(written, (reading,))


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _text(value: Value) -> str:
    return one_line(value[:LONGEST_LINE]) if isinstance(value, str) else ""
