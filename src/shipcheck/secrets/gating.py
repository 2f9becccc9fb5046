"""Which table a file is looked at with, and whether what was met there can be a find: the verdict of a gate.

A gate only ever says "nothing can be in there"; `detect` says the rest. Both engines of `collect/gate.py` ask here.
"""

from __future__ import annotations

from shipcheck.secrets import groups
from shipcheck.secrets.groups import PYTHON, TEXT

TYPE_CHECKING = False  # importing `typing` for it costs a hook more than the gate
if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_ANYWHERE = frozenset({groups.WRAPPED, groups.KEY, groups.URL})
_TEXT = frozenset({groups.URL, groups.PHRASE, groups.MANIFEST, groups.QUOTED, groups.NAMED})
_PYTHON = frozenset({groups.URL, groups.PHRASE, groups.SUM, groups.SOLID, groups.OPEN, groups.ROW, groups.BINDING})
_PYTHON_PAIRS = (
    frozenset({groups.LITERAL, groups.ENVIRONMENT}),
    frozenset({groups.DEFINED, groups.RETURNED}),
    frozenset({groups.LISTED, groups.DEFAULTED}),
    frozenset({groups.OPTION, groups.RUNNER}),
)


def python(path: str) -> bool:
    """Whether a file is read as Python."""
    return path.endswith((".py", ".pyi", ".pyw"))


def table(path: str) -> int:
    """The table that a file which ships is looked at with, beside the first one."""
    return PYTHON if python(path) else TEXT


def general(met: AbstractSet[int]) -> bool:
    """Whether something was met that counts in a file of any kind."""
    return not _ANYWHERE.isdisjoint(met) or (bool(met) and max(met) >= groups.SHAPED)


def in_python(met: AbstractSet[int]) -> bool:
    """Whether something was met that counts in Python which ships."""
    return not _PYTHON.isdisjoint(met) or any(pair <= met for pair in _PYTHON_PAIRS)


def in_text(met: AbstractSet[int], *, bare: bool, config: bool, commands: bool, markup: bool) -> bool:
    """Whether something was met that counts in other text which ships, by how its values are written."""
    return (
        not _TEXT.isdisjoint(met)
        or groups.CRYPT in met
        or (bare and groups.BARE in met)
        or (config and groups.KEYED in met)
        or (markup and groups.MARKUP in met)
        or (groups.OPTION in met and (commands or groups.RUNNER in met))
    )
