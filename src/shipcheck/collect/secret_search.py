"""The credentials in the bytes of one file: what everybody asks who has a file's content, from wherever it came.

First the gate, which costs a millisecond for hundreds of kilobytes and closes on nearly all files; behind it the
detector, which looks only for what the gate saw conditions of. The detector alone finds the same.
"""

from __future__ import annotations

from shipcheck.collect.gate import Gate, load
from shipcheck.secrets import gating, groups, paths

TYPE_CHECKING = False  # importing `typing` for it costs a hook more than the gate
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from shipcheck.secrets.found import Found

# A larger file is looked at in windows.
WHOLE = 1 << 20
_gates: list[Gate] = []


def find(path: str, data: bytes) -> list[Found]:
    """The credentials of a text, by place; `path` says how to read it. Values are inside: they stay with the caller."""
    if len(data) <= WHOLE or path.endswith(".ipynb"):
        return _find(path, data)
    return find_large(path, [data])


def find_large(path: str, chunks: Iterable[bytes]) -> list[Found]:
    """The same of a text of any size, that comes in chunks: it is looked at in windows of a megabyte."""
    from shipcheck.secrets.detector import MOST
    from shipcheck.secrets.windows import windows

    found: dict[tuple[int, int, str], Found] = {}
    for window in windows(chunks):
        for one in _find(path, window.data):
            moved = window.before if one.line == 1 else 0
            placed = one._replace(line=one.line + window.line - 1, column=one.column + moved, end=one.end + moved)
            found.setdefault((placed.line, placed.column, placed.rule), placed)
        if len(found) >= MOST:
            break
    return sorted(found.values(), key=lambda one: (one.line, one.column))[:MOST]


def _find(path: str, data: bytes) -> list[Found]:
    met = None if paths.telling(path) else worth(gate(), path, data)
    if met is not None and not met:
        return []
    from shipcheck.secrets.detector import detect

    return detect(path, data.decode("utf-8", "replace"), met, gate())


def gate() -> Gate:
    """The gate of this process."""
    if not _gates:
        _gates.append(load())
    return _gates[0]


def worth(gate: Gate, path: str, data: bytes) -> AbstractSet[int]:
    """What was met in a file, if there can be something in it; else nothing."""
    quiet = paths.quiet(path)
    met = gate.met(data, groups.EVERY if quiet else gating.table(path))
    return met if gating.general(met) or (not quiet and _judged(path, met, data, gate)) else frozenset()


def _judged(path: str, met: AbstractSet[int], data: bytes, gate: Gate) -> bool:
    if gating.python(path):
        if not gating.in_python(met):
            return False
        from shipcheck.secrets.glance import may_hold

        text = data.decode("utf-8", "replace")
        return may_hold(text, text.lower(), met, gate)
    if not gating.in_text(met, bare=True, config=True, commands=True, markup=True):
        return False
    from shipcheck.secrets.places import place

    where = place(path)
    return (where.urls or where.named) and gating.in_text(
        met, bare=where.bare, config=where.config, commands=where.commands, markup=where.xml
    )
