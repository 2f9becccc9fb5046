"""The values of a YAML file as detect-secrets looks at them: `key: "value"`, each on the line where its loader puts it.

detect-secrets' own loader reads the file, since the lines it counts are its secret; what comes out of it is walked here,
each part once (`transformers/yaml.py` of detect-secrets 1.5 walks a file of aliases until the memory ends).
"""

from __future__ import annotations

import base64
import io
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from shipcheck.collect.ds_plugins import module

# Characters of a file: its loader takes a second for a few hundred thousand. Pairs that merge keys put into one mapping.
LARGEST = 10_000_000
MERGED = 200_000


class Unreadable(Exception):  # noqa: N818  # it says what a file is
    """Raised for a file on which detect-secrets itself fails, or does not come back."""


class _Value(NamedTuple):
    key: Any
    value: Any
    number: int
    line: str


def lines(text: str) -> list[str] | None:
    """The lines to look at, None for what is no YAML; raises `Unreadable`."""
    import yaml

    if len(text) > LARGEST:
        raise Unreadable
    try:
        parser = module("detect_secrets.transformers.yaml").YAMLFileParser(io.StringIO(text))
        parser.loader.flatten_mapping = _bounded(parser.loader)
        values = sorted(_values(parser.json(), text.splitlines()), key=lambda value: value.number)
    except yaml.YAMLError:
        return None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Unreadable from error
    found: list[str] = []
    for one in dict.fromkeys(values):
        found.extend([""] * (one.number - 1 - len(found)))
        value = base64.b64encode(one.value).decode() if isinstance(one.value, bytes) else one.value
        escaped = value.replace('"', '\\"')
        found.append(f'{one.key}: "{escaped}"{_comment(one.line.strip())}')
    return found


def _bounded(loader: Any) -> Any:
    """The loader's way to merge mappings, stopped before a file of ten lines makes a mapping of a billion pairs."""
    original = loader.flatten_mapping

    def flatten(node: Any) -> None:
        for key, value in list(node.value):
            if key.tag == "tag:yaml.org,2002:merge":
                merged = value.value if value.id == "sequence" else [value]
                for one in merged:
                    if one.id == "mapping":
                        flatten(one)
                if sum(len(one.value) for one in merged if one.id == "mapping") > MERGED:
                    raise Unreadable
        original(node)

    return flatten


def _values(document: Any, text: list[str]) -> Iterator[_Value]:
    """The marked strings of a document, level by level; a part that several aliases name comes once."""
    left = deque([document])
    seen: set[int] = set()
    while left:
        item = left.popleft()
        if not item or isinstance(item, str):
            if isinstance(item, str) and "__line__" in item:
                raise TypeError  # so does the original
            continue
        if not isinstance(item, dict | list | set | tuple) or id(item) in seen:
            continue
        seen.add(id(item))
        if "__line__" not in item:
            left.extend(item.values() if isinstance(item, dict) else item)
        elif isinstance(item, dict):
            number = item["__line__"]
            yield _Value(item["__original_key__"], item["__value__"], number, text[number - 1])
        else:
            raise TypeError


def _comment(line: str) -> str:
    """The comment at the end of a line, with the blanks before it: from the first `#` that stands after a blank."""
    at = line.find("#")
    while at >= 0 and not line[at - 1 : at].isspace():
        at = line.find("#", at + 1)
    if at < 0:
        return ""
    start = len(line[:at].rstrip())
    end = next((place for place in range(at + 1, len(line)) if line[place].isspace() and line[place] != " "), len(line))
    return line[start:end]
