"""Frozen values as JSON and back: what a field means stands beside it, and the schema is made from the same words.

A record is a NamedTuple whose fields are text, numbers, true or false, records, tuples of these, or None. What is
written is whole; what is read may leave out whatever has a default, and must not hold what nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

_WORDS = {str: "string", bool: "boolean", int: "integer", float: "number"}


class WrongRecord(ValueError):  # noqa: N818  # it names a verdict on the input
    """The JSON is not of this kind; the message says where."""


def written(value: Any) -> Any:
    """A record as what `json` can write."""
    if hasattr(value, "_fields"):
        return {name: written(getattr(value, name)) for name in value._fields}
    if isinstance(value, tuple):
        return [written(one) for one in value]
    return value


def read(kind: Any, data: Any, where: str = "the document") -> Any:
    """A record of this kind from what `json` has read; raises `WrongRecord`."""
    kind, _ = _bare(kind)
    origin = get_origin(kind)
    if hasattr(kind, "_fields"):
        return _record(kind, data, where)
    if origin is tuple:
        if not isinstance(data, list):
            raise WrongRecord(f"{where} is no list")
        return tuple(read(get_args(kind)[0], one, f"{where}[{number}]") for number, one in enumerate(data))
    if origin in {Union, UnionType}:
        return None if data is None else read(_present(kind), data, where)
    if origin is Literal:
        if data not in get_args(kind):
            raise WrongRecord(f"{where} is none of {', '.join(map(repr, get_args(kind)))}")
        return data
    return _plain(kind, data, where)


def _plain(kind: Any, data: Any, where: str) -> Any:
    if kind is float and type(data) is int:
        return float(data)
    if type(data) is not kind:
        raise WrongRecord(f"{where} is no {_WORDS[kind]}")
    return data


def _record(kind: Any, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise WrongRecord(f"{where} is no object")
    hints = _hints(kind)
    unknown = next((name for name in data if name not in hints), None)
    if unknown is not None:
        raise WrongRecord(f"{where} has the unknown key {str(unknown)[:40]!a}")
    missing = next((name for name in hints if name not in data and name not in kind._field_defaults), None)
    if missing is not None:
        raise WrongRecord(f"{where} has no {missing}")
    return kind(**{name: read(hints[name], value, f"{where}.{name}") for name, value in data.items()})


def schema(kind: Any) -> dict[str, Any]:
    """The JSON Schema of what `written` makes of such a value."""
    kind, doc = _bare(kind)
    said = {"description": doc} if doc else {}
    origin = get_origin(kind)
    if hasattr(kind, "_fields"):
        return {**_object(kind), **said}
    if origin is tuple:
        return {"type": "array", "items": schema(get_args(kind)[0]), **said}
    if origin in {Union, UnionType}:
        return {"anyOf": [schema(_present(kind)), {"type": "null"}], **said}
    if origin is Literal:
        return {"enum": list(get_args(kind)), **said}
    return {"type": _WORDS[kind], **said}


def _object(kind: Any) -> dict[str, Any]:
    hints = _hints(kind)
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {name: schema(hint) for name, hint in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _bare(kind: Any) -> tuple[Any, str]:
    """A type without what is said about it, and that."""
    if get_origin(kind) is Annotated:
        inner, *said = get_args(kind)
        return inner, str(said[0])
    return kind, ""


def _present(kind: Any) -> Any:
    return next(one for one in get_args(kind) if one is not NoneType)
