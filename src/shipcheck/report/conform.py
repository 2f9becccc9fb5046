"""Whether a JSON value has the shape of one of our schemas: for documents that a stranger may have written.

Only the words that our own schemas use are known; any other is an error of ours, so that no check is quietly skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
_WORDS = frozenset(
    {"$schema", "title", "description", "type", "enum", "const", "minimum", "maxLength", "pattern", "maxItems"}
    | {"properties", "required", "additionalProperties", "items", "anyOf"}
)


def fault(value: object, schema: Mapping[str, Any], where: str = "document") -> str:
    """The first thing that is wrong with a value, as `where: what`; empty where nothing is."""
    unknown = set(schema) - _WORDS
    if unknown:
        raise ValueError(f"a schema of ours has the unknown word {min(unknown)}")
    return next(_faults(value, schema, where), "")


def _faults(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_TYPES[kind](value) for kind in kinds):
        yield f"{where}: not {' or '.join(kinds)}"
        return
    if "anyOf" in schema and all(fault(value, one, where) for one in schema["anyOf"]):
        yield f"{where}: none of what it may be"
    yield from _plain(value, schema, where)
    if isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            yield f"{where}: more than {schema['maxItems']} items"
        for at, item in enumerate(value):
            yield from _inner(item, schema.get("items", {}), f"{where}[{at}]")
    elif isinstance(value, dict):
        yield from _members(value, schema, where)


def _plain(value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{where}: not {schema['const']!r}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        yield f"{where}: not one of {', '.join(map(str, schema['enum']))}"
    if isinstance(value, str):
        if len(value) > schema.get("maxLength", len(value)):
            yield f"{where}: longer than {schema['maxLength']} characters"
        elif "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where}: not of the form {schema['pattern']}"
    elif isinstance(value, int | float) and not isinstance(value, bool) and value < schema.get("minimum", value):
        yield f"{where}: less than {schema['minimum']}"


def _same(value: object, wanted: object) -> bool:
    """In JSON `true` is not 1."""
    return value == wanted and isinstance(value, bool) is isinstance(wanted, bool)


def _members(value: dict[str, Any], schema: Mapping[str, Any], where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    more = schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}: no {name}"
    for name, item in value.items():
        if name in known:
            yield from _inner(item, known[name], f"{where}.{name}")
        elif more is False:
            yield f"{where}: an unknown key"
        elif isinstance(more, dict):
            yield from _inner(item, more, f"{where}.*")


def _inner(value: object, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    found = fault(value, schema, where)
    if found:
        yield found
