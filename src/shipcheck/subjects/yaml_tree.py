"""YAML as a tree that knows where everything stands and expands nothing.

Made from libyaml's events without recursion: PyYAML's own composer, asked through libyaml, dies of a segmentation
fault on a hundred thousand brackets. Values are read as they are written: no YAML 1.1 surprises (`22:22`, `on`, `no`).
An alias is the node that it names, so a file of aliases to aliases costs what its text costs; whoever walks the tree
goes down known keys only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from shipcheck.model import CannotJudge, Location

# More than any real file of its kind.
LARGEST = 1 << 20
DEEPEST = 100
_MOST_MERGES = 100


class Tree:
    """A mapping, a list or a scalar, and where it starts; asked as another kind than it is, it is empty.

    `plain` says of a scalar that it has neither quotes nor a tag: readers guess its type.
    """

    __slots__ = ("_entries", "_items", "kind", "location", "pairs", "plain", "text")

    def __init__(self, kind: Literal["mapping", "list", "scalar"], location: Location, text: str | None = None) -> None:
        self.kind = kind
        self.location = location
        self.text = text
        self.plain = False
        self.pairs: list[tuple[Tree, Tree]] = []
        self._items: list[Tree] = []
        self._entries: dict[str, Entry] | None = None

    def add(self, node: Tree) -> None:
        """Another item: of a mapping, keys and values by turns."""
        self._items.append(node)
        if self.kind == "mapping" and len(self._items) == 2:  # noqa: PLR2004
            self.pairs.append((self._items[0], self._items[1]))
            self._items = []

    @property
    def items(self) -> tuple[Tree, ...]:
        """The items of a list."""
        return tuple(self._items) if self.kind == "list" else ()

    @property
    def entries(self) -> dict[str, Entry]:
        """The entries of a mapping with what `<<` merges into it; of a key that comes twice, the later."""
        if self._entries is None:
            found: dict[str, Entry] = {}
            for mapping in _merged(self):
                own: dict[str, Entry] = {}
                for key, value in mapping.pairs:
                    if key.text is not None and key.text != "<<":
                        own[key.text] = Entry(key, value, key.text in own)
                found = own | found
            self._entries = found
        return self._entries

    def walk(self) -> Iterator[Tree]:
        """Everything below and the tree itself, each node once, whatever names it; in the order of the text."""
        seen: set[int] = set()
        todo = [self]
        while todo:
            one = todo.pop()
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                below = [*one.items, *(node for pair in one.pairs for node in pair)]
                todo += reversed(below)

    def get(self, *keys: str) -> Tree | None:
        """The value under these keys, one below the other."""
        at: Tree | None = self
        for key in keys:
            entry = at.entries.get(key) if at is not None else None
            at = entry.value if entry else None
        return at


class Entry(NamedTuple):
    """A key and its value; `twice` says that the key was there before, and what was there is lost."""

    key: Tree
    value: Tree
    twice: bool


def parse(path: str, text: str) -> Tree | None:
    """The tree of a file's first document, None for an empty one; raises `CannotJudge`."""
    return next(_documents(path, text), None)


def documents(path: str, text: str) -> list[Tree]:
    """The trees of all documents of a file, in order; raises `CannotJudge`."""
    return [found for found in _documents(path, text) if found is not None]


def _documents(path: str, text: str) -> Iterator[Tree | None]:
    import yaml  # noqa: PLC0415  # 15 ms that only projects with such files pay

    if len(text) > LARGEST:
        raise CannotJudge(path, f"it is larger than {LARGEST >> 20} MiB")
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for event in events:
            if type(event).__name__ == "DocumentStartEvent":
                yield _tree(path, events)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise CannotJudge(path, f"not YAML: line {mark.line + 1}" if mark else "not YAML") from None
    except (RecursionError, ValueError):
        raise CannotJudge(path, "not YAML") from None


def _tree(path: str, events: Iterable[Any]) -> Tree | None:
    anchors: dict[str, Tree] = {}
    stack: list[Tree] = []
    for event in events:
        name = type(event).__name__
        if name == "DocumentEndEvent":
            return None
        if name in {"SequenceEndEvent", "MappingEndEvent"}:
            node = stack.pop()
            if not stack:
                return node
            continue
        made = _node(path, name, event, anchors)
        if made is None:
            continue
        if stack:
            stack[-1].add(made)
        if name in {"SequenceStartEvent", "MappingStartEvent"}:
            stack.append(made)
            if len(stack) > DEEPEST:
                raise CannotJudge(path, f"line {event.start_mark.line + 1}: nested more than {DEEPEST} deep")
        elif not stack:
            return made
    return None


def _node(path: str, name: str, event: Any, anchors: dict[str, Tree]) -> Tree | None:
    if name not in {"AliasEvent", "ScalarEvent", "SequenceStartEvent", "MappingStartEvent"}:
        return None
    start = event.start_mark
    if name == "AliasEvent":
        if event.anchor not in anchors:
            raise CannotJudge(path, f"not YAML: line {start.line + 1} names an anchor that is not there")
        return anchors[event.anchor]
    location = Location(path, start.line + 1, start.column + 1)
    if name == "ScalarEvent":
        made = Tree("scalar", location, event.value)
        made.plain = event.implicit[0]
    else:
        made = Tree("list" if name == "SequenceStartEvent" else "mapping", location)
    if event.anchor is not None:
        anchors[event.anchor] = made
    return made


def _merged(node: Tree) -> list[Tree]:
    """A mapping and those that it merges, nearest first, each once."""
    found: list[Tree] = []
    todo = [node]
    while todo and len(found) < _MOST_MERGES:
        one = todo.pop(0)
        if one.kind == "mapping" and not any(one is other for other in found):
            found.append(one)
            for key, value in one.pairs:
                if key.text == "<<":
                    todo += value.items or [value]
    return found
