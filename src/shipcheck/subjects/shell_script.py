"""Shell text as a tree: commands, `if`, `case`, loops, functions; as much of the grammar as start scripts use.

Nothing here recurses, so that no text is too deep for it; what is nested deeper than any script is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shipcheck.subjects.shell import TOKEN, unquote, without_heredocs

_DEEPEST = 40
_MOST_NODES = 20_000


class Simple(NamedTuple):
    """A simple command: its words as they are written, its line, and what joins it to the one before (`&&`, `||`)."""

    words: tuple[str, ...]
    line: int
    joined: str = ""


class Branch(NamedTuple):
    """A condition and what runs if it holds."""

    condition: list[Node]
    body: list[Node]


class If(NamedTuple):
    """`if` with its `elif`s and its `else`."""

    branches: list[Branch]
    otherwise: list[Node]


class Arm(NamedTuple):
    """The patterns of one arm of a `case`, and what runs for them."""

    patterns: list[str]
    body: list[Node]


class Case(NamedTuple):
    """`case WORD in ... esac`."""

    word: str
    arms: list[Arm]


class Loop(NamedTuple):
    """`for`, `while`, `until`, `select`: the condition of the middle two, and the body."""

    kind: str
    condition: list[Node]
    body: list[Node]


class Function(NamedTuple):
    """A function: what runs when its name is called."""

    name: str
    body: list[Node]


class Group(NamedTuple):
    """`{ ... }` or `( ... )`."""

    body: list[Node]
    joined: str = ""


Node = Simple | If | Case | Loop | Function | Group


def tree(text: str) -> list[Node]:
    """The nodes of a text, in order; what does not fit together is left out."""
    reader = _Reader()
    for found in TOKEN.finditer(without_heredocs(text)):
        kind = found.lastgroup
        if kind == "word":
            reader.word(found.group())
        elif kind == "redirect":
            reader.skip = True
        elif kind == "end":
            reader.end(found.group())
        elif kind == "paren":
            reader.paren(found.group())
        reader.line += found.group().count("\n")
        if reader.nodes > _MOST_NODES:
            break
    return reader.done()


class _Open:
    """A compound command that is open: its kind, and the list that its commands go to."""

    def __init__(self, kind: str, joined: str = "", name: str = "") -> None:
        self.kind = kind
        self.joined = joined
        self.name = name
        self.into: list[Node] = []
        self.condition: list[Node] = []
        self.branches: list[Branch] = []
        self.arms: list[Arm] = []
        self.patterns: list[str] = []
        self.otherwise = False
        self.state = "body"

    def closed(self) -> Node:
        if self.kind == "if":
            if not self.otherwise:
                self.branches.append(Branch(self.condition, self.into))
            return If(self.branches, self.into if self.otherwise else [])
        if self.kind == "case":
            self.arm()
            return Case(self.name, self.arms)
        if self.kind in {"{", "("}:
            return Function(self.name, self.into) if self.name else Group(self.into, self.joined)
        return Loop(self.kind, self.condition, self.into)

    def arm(self) -> None:
        if self.patterns:
            self.arms.append(Arm(self.patterns, self.into))
        self.patterns, self.into, self.state = [], [], "pattern"


_LOOPS = frozenset({"for", "while", "until", "select"})
_CLOSES = {"fi": frozenset({"if"}), "esac": frozenset({"case"}), "done": _LOOPS, "}": frozenset({"{"})}


class _Reader:
    """Goes through the tokens once, with a stack of what is open."""

    def __init__(self) -> None:
        self.line = 1
        self.skip = False
        self.nodes = 0
        self._held: list[str] = []
        self._start = 1
        self._joined = ""
        self._function = ""
        self._stack = [_Open("script")]
        self._too_deep = 0

    def done(self) -> list[Node]:
        self._flush()
        while len(self._stack) > 1:
            self._close()
        return self._stack[0].into

    def word(self, word: str) -> None:
        if self.skip:
            self.skip = False
        elif self._top.state == "pattern":
            self._pattern(word)
        elif self._top.state == "head":
            self._head(word)
        elif self._held[:1] == ["function"] and word == "{":
            self._function, self._held = self._held[-1], []
            self._open("{")
        elif self._held:
            self._held.append(word)
        elif not self._reserved(word):
            self._start = self.line
            self._held.append(word)

    def end(self, mark: str) -> None:
        self.skip = False
        top = self._top
        if top.kind == "case" and top.state == "pattern":
            return
        self._flush()
        if mark.startswith(";;"):
            if top.kind == "case":
                top.arm()
        elif top.state == "head" and top.kind != "case":
            top.state = "body"
        self._joined = mark if mark in {"&&", "||"} else ""

    def paren(self, mark: str) -> None:
        top = self._top
        if top.kind == "case" and top.state == "pattern":
            if mark == ")":
                top.state = "body"
        elif mark == "(":
            if len(self._held) == 1 or self._held[:1] == ["function"]:
                self._function, self._held = self._held[-1], []
            self._held = []
            self._open("(")
        else:
            self._flush()
            if self._too_deep:
                self._too_deep -= 1
            elif self._top.kind == "(":
                if self._function and not self._top.into:
                    self._stack.pop()  # the parentheses of a function's head
                else:
                    self._close()

    @property
    def _top(self) -> _Open:
        return self._stack[-1]

    def _flush(self) -> None:
        if self._held:
            self._add(Simple(tuple(self._held), self._start, self._joined))
            self._held = []

    def _add(self, node: Node) -> None:
        self.nodes += 1
        self._top.into.append(node)

    def _open(self, kind: str) -> None:
        if len(self._stack) >= _DEEPEST:
            self._too_deep += 1
            return
        name = self._function if kind == "{" else ""
        self._function = "" if kind == "{" else self._function
        opened = _Open(kind, self._joined, name)
        opened.state = "head" if kind in {"case", "for", "select"} else "body"
        self._joined = ""
        self._stack.append(opened)

    def _close(self) -> None:
        closed = self._stack.pop()
        self._add(closed.closed())

    def _reserved(self, word: str) -> bool:
        """Whether a word at a command's start is one of the grammar."""
        top = self._top
        if word in {"if", "case", "{"} or word in _LOOPS:
            self._open(word)
        elif word in _CLOSES:
            if self._too_deep:
                self._too_deep -= 1
            elif top.kind in _CLOSES[word]:
                self._close()
        elif word in {"then", "do"}:
            if top.kind == "if" or top.kind in _LOOPS:
                top.condition, top.into = top.into, []
        elif word in {"elif", "else"}:
            self._else(top, word)
        elif word not in {"!", "time", "function"}:
            return False
        else:
            return self._mark(word)
        return True

    def _mark(self, word: str) -> bool:
        """`!` and `function` are kept: the former turns a condition round, the latter names what follows."""
        if word == "time":
            return True
        self._start = self.line
        self._held.append(word)
        return True

    def _else(self, top: _Open, word: str) -> None:
        if top.kind != "if" or top.otherwise or self._too_deep:
            return
        top.branches.append(Branch(top.condition, top.into))
        top.condition, top.into = [], []
        top.otherwise = word == "else"

    def _pattern(self, word: str) -> None:
        top = self._top
        if word == "esac" and not top.patterns:
            self._close()
        else:
            top.patterns.append(unquote(word)[:200])

    def _head(self, word: str) -> None:
        """The words between `case` or `for` and what they are about."""
        top = self._top
        if top.kind == "case":
            if word == "in":
                top.state = "pattern"
            else:
                top.name = top.name or word
        elif word == "do":
            top.state = "body"


def words_of(nodes: Iterable[Node]) -> list[tuple[str, ...]]:
    """The words of every command anywhere below, without quotes: what a script may do at all."""
    found: list[tuple[str, ...]] = []
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if isinstance(node, Simple):
            found.append(tuple(unquote(word) for word in node.words))
        elif isinstance(node, If):
            todo += [one for branch in node.branches for part in branch for one in part]
            todo += node.otherwise
        elif isinstance(node, Case):
            todo += [one for arm in node.arms for one in arm.body]
        elif isinstance(node, Loop):
            todo += [*node.condition, *node.body]
        else:
            todo += node.body
    return found
