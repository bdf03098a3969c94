"""
JSON Schemas of the front matter, one a kind of record and edition, for editors that help while one types.

Draft 7, which editors know. They say what a value looks like; what records say of each other, `press check` alone knows. Front
matter is text first: an editor's YAML reader takes 7.4 for a number and false for a truth value, so those are allowed
wherever text is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from advisorypress.check.rules.too_long import LIMITS
from advisorypress.load.schema import SCHEMAS, Form, Key, Kind, Shape
from advisorypress.model.forms import CVE, CWE, DATE, SLUG, TIME
from advisorypress.vocabulary import Vocabulary

FOLDER = "schemas/front-matter"
"""
Where they stand in the package.
"""

_DRAFT = "http://json-schema.org/draft-07/schema#"
_MONTH = r"\d{4}-(0[1-9]|1[0-2])"
_VALUE = ["string", "number", "boolean"]
_PATTERNS = {
    Form.TIME: TIME.pattern,
    Form.DATE: DATE.pattern,
    Form.DATE_OR_FALSE: rf"{DATE.pattern}|false",
    Form.ADVISORY_ID: r"[A-Z][A-Z0-9]{0,15}-[12]\d{3}-(\d{4}|[1-9]\d{4,8})",
    Form.CVE: CVE.pattern,
    Form.CVSS: r"(CVSS:(4\.0|3\.[01])/)?A[VC]:.+",
    Form.CWE: CWE.pattern,
    Form.URL: r"https?://.+",
    Form.NUMBER: r"[1-9]\d{0,3}",
    Form.MONTH: _MONTH,
    Form.PERIOD: rf"{_MONTH}-(first|second)",
    Form.CPE: r"cpe:2\.3:[aoh*-]:.+",
    Form.PURL: r"pkg:[a-z][a-z0-9.-]*/.+",
    Form.SLUG: SLUG.pattern,
    Form.DIGEST: r"[0-9a-f]{8}(/[0-9a-f]{6}(\.[0-9a-f]{6})*)?",
}
# What a YAML reader takes for something else than text, when it is written as these forms are.
_OTHER_TYPES = {
    Form.DATE_OR_FALSE: ["boolean"],
    Form.NUMBER: ["integer"],
    Form.SLUG: ["number"],
    Form.DIGEST: ["number"],
    Form.VERSIONS: ["number"],
}


def front_matter_schemas(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """
    The file name and text of every schema.
    """
    for kind, keys in SCHEMAS.items():
        source = [key for key in keys if not key.translation]
        translation = [key for key in keys if key.words or key.translation]
        yield _file(kind, "source", "the edition that holds the facts", source, vocabulary)
        yield _file(kind, "translation", "a translation", translation, vocabulary)


def _file(kind: Kind, role: str, what: str, keys: list[Key], vocabulary: Vocabulary) -> tuple[str, str]:
    schema = {"$schema": _DRAFT, "title": f"Front matter of a record of kind {kind.value}: {what}"}
    schema |= _object(keys, vocabulary)
    return f"{kind.value}.{role}.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _object(keys: list[Key], vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: _property(key, vocabulary) for key in keys},
    }


def _property(key: Key, vocabulary: Vocabulary) -> dict[str, Any]:
    if key.shape is Shape.MAPPINGS:
        shape: dict[str, Any] = {"type": "array", "items": _object(list(key.keys), vocabulary)}
    else:
        value = _value(key, vocabulary)
        listed = {"type": "array", "items": value}
        if key.shape is Shape.VALUE:
            shape = value
        elif key.shape is Shape.LIST:
            shape = listed
        else:
            shape = {"anyOf": [value, listed]}
    if key.required:
        return {"description": key.about, **shape}
    return {"description": key.about, **_or_nothing(shape)}


def _or_nothing(shape: dict[str, Any]) -> dict[str, Any]:
    """
    *shape*, or no value at all: that is as good as no key. Not as a choice of two, for of such an editor only says that
    neither fits.
    """
    if "anyOf" in shape:
        return {"anyOf": [*shape["anyOf"], {"type": "null"}]}
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return {**shape, "type": [*types, "null"]}


def _value(key: Key, vocabulary: Vocabulary) -> dict[str, Any]:
    allowed = key.choices or (vocabulary.keys(key.vocabulary) if key.vocabulary else ())
    if allowed:
        return {"enum": list(allowed)}
    if key.form in _PATTERNS:
        pattern = _PATTERNS[key.form] + ("|draft" if key.name == "id" and key.form is Form.ADVISORY_ID else "")
        types = ["string", *_OTHER_TYPES.get(key.form, [])]
        return {"type": types if len(types) > 1 else "string", "pattern": f"^({pattern})$"}
    if key.form in _OTHER_TYPES:
        return {"type": ["string", *_OTHER_TYPES[key.form]]}
    value: dict[str, Any] = {"type": _VALUE}
    if key.required:
        value["minLength"] = 1
    if key.name in LIMITS:
        value["maxLength"] = max(LIMITS[key.name].values())
    return value
