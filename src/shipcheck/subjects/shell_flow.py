"""What a shell script comes to: the commands that it reaches, given its arguments and the environment that is known.

A variable that nobody sets is empty, as it is where the script runs with nothing said; one whose value is not known
makes the tests that ask for it undecided. What stands behind an undecided test is reached, but not for certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.dockerfile_variables import expand
from shipcheck.subjects.shell import unquote
from shipcheck.subjects.shell_script import Case, Function, Group, If, Loop, Node, Simple, tree

_DEEPEST = 30
_MOST_COMMANDS = 2_000
_ASSIGNMENT = lazy(r"([A-Za-z_]\w*)(\+?)=([\s\S]*)")
_POSITIONAL = lazy(r"\$(?:(?P<plain>[0-9#])|\{(?P<name>[0-9]+|#)(?P<rest>(?::?-|##?|%%?|:)[^{}]*)?\})")
_ALL = frozenset({'"$@"', "$@", "$*", '"$*"', '"${@}"', "${@}", "$@;"})
_WHOLE = lazy(r"\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?-[^{}\"']*)?\})")
_DECLARES = frozenset({"export", "readonly", "local", "declare", "typeset"})
_TESTS = frozenset({"[", "[[", "test"})
_UNARY = frozenset({"-f", "-e", "-d", "-x", "-r", "-w", "-s", "-L", "-h", "-S", "-t", "-v", "-p"})
_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": int.__eq__,
    "-ne": int.__ne__,
    "-gt": int.__gt__,
    "-ge": int.__ge__,
    "-lt": int.__lt__,
    "-le": int.__le__,
}

Values = Mapping[str, str | None]
Include = Callable[[str], "str | None"]


class Reached(NamedTuple):
    """A command that is reached: its words, its line; `certain` unless it stands behind an undecided test.

    `takes_over` says that it takes the place of the shell (`exec`); `folder` is where `cd` has led, relative or not.
    `set_here` is what its environment was given, `lines` where that was exported.
    """

    words: tuple[str, ...]
    line: int
    certain: bool
    takes_over: bool
    folder: str = ""
    set_here: tuple[tuple[str, str | None], ...] = ()
    lines: tuple[tuple[str, int], ...] = ()


class _Environment(dict[str, "str | None"]):
    """Variables; what nobody sets is empty."""

    def get(self, name: str, default: object = None) -> str | None:
        """The value, None where it is not known."""
        del default
        return dict.get(self, name, "")


class Flow(NamedTuple):
    """What a script comes to: the commands it reaches, and whether it catches signals."""

    reached: tuple[Reached, ...]
    traps: bool


def flow(text: str, arguments: Sequence[str] = (), known: Values | None = None, include: Include | None = None) -> Flow:
    """The commands that a text reaches, in order, up to the one that takes the shell's place."""
    run = _Run(arguments, known or {}, include)
    run.nodes(tree(text), 0)
    return Flow(tuple(run.reached), run.traps)


class _Run:
    """Walks the tree once for each call of a function, within bounds."""

    def __init__(self, arguments: Sequence[str], known: Values, include: Include | None) -> None:
        self.reached: list[Reached] = []
        self.traps = False
        self._arguments = [*arguments]
        self._known = _Environment(known)
        self._set: dict[str, str | None] = {}
        self._lines: dict[str, int] = {}
        self._line = 1
        self._include = include
        self._functions: dict[str, list[Node]] = {}
        self._ended = False
        self._doubtful = 0
        self._gone = False  # nothing is certain any more: the shell may be gone, its arguments may be others
        self._steps = 0
        self._folder = ""

    def nodes(self, nodes: Iterable[Node], depth: int) -> bool | None:
        """Run nodes in order; the answer is whether the last one succeeded, None where that cannot be said."""
        status: bool | None = True
        tested = False
        for node in nodes:
            self._steps += 1
            if self._ended or depth > _DEEPEST or self._steps > _MOST_COMMANDS:
                break
            joined = getattr(node, "joined", "")
            if (joined == "&&" and status is False) or (joined == "||" and status is True):
                continue
            doubt = bool(joined) and status is None and (tested or joined == "||")
            self._doubtful += doubt
            tested = (tested and doubt) or self._is_test(node)
            status = self._node(node, depth)
            self._doubtful -= doubt
        return status

    def _is_test(self, node: Node) -> bool:
        if not isinstance(node, Simple):
            return isinstance(node, Group)
        first = node.words[0] if node.words[0] != "!" else (node.words[1:2] or ("",))[0]
        return first in _TESTS or node.words[-1] == "]]"

    def _node(self, node: Node, depth: int) -> bool | None:
        if isinstance(node, Simple):
            return self._simple(node, depth)
        if isinstance(node, If):
            self._if(node, depth)
        elif isinstance(node, Case):
            self._case(node, depth)
        elif isinstance(node, Loop):
            self._loop(node, depth)
        elif isinstance(node, Function):
            self._functions[node.name] = node.body
        else:
            folder = self._folder
            status = self.nodes(node.body, depth + 1)
            self._folder = folder
            return status
        return None

    def _if(self, node: If, depth: int) -> None:
        undecided = False
        for branch in node.branches:
            held = self.nodes(branch.condition, depth + 1)
            if held is False:
                continue
            if held is True and not undecided:
                self.nodes(branch.body, depth + 1)
                return
            undecided = True
            self._perhaps(branch.body, depth)
            if held is True:
                return
        if undecided:
            self._perhaps(node.otherwise, depth)
        else:
            self.nodes(node.otherwise, depth + 1)

    def _perhaps(self, body: Iterable[Node], depth: int) -> None:
        """Run what may run or not: what it sets is not known afterwards, and if it takes over, nor is what follows."""
        before = dict(self._known)
        arguments = [*self._arguments]
        self._doubtful += 1
        self.nodes(body, depth + 1)
        self._doubtful -= 1
        for name in self._known.keys() | before.keys():
            if self._known.get(name) != before.get(name, ""):
                self._known[name] = None
        self._gone = self._gone or self._arguments != arguments
        self._arguments = arguments

    def _case(self, node: Case, depth: int) -> None:
        value = self._text(node.word)
        for arm in node.arms:
            if value is None:
                self._perhaps(arm.body, depth)
            elif any(fnmatchcase(value, self._text(pattern) or "\0") for pattern in arm.patterns):
                self.nodes(arm.body, depth + 1)
                return

    def _loop(self, node: Loop, depth: int) -> None:
        held = self.nodes(node.condition, depth + 1) if node.condition else None
        if held is True and node.kind == "while":
            self.nodes(node.body, depth + 1)
        elif not (held is False and node.kind == "while") and not (held is True and node.kind == "until"):
            self._perhaps(node.body, depth)

    def _simple(self, node: Simple, depth: int) -> bool | None:
        turned = node.words[0] == "!"
        raw = node.words[1:] if turned else node.words
        at = 0
        own: list[tuple[str, str | None]] = []
        while at < len(raw) and (found := _ASSIGNMENT.fullmatch(raw[at])):
            own.append((found.group(1), self._text(found.group(3)) if not found.group(2) else None))
            at += 1
        if at == len(raw):
            self._assign(own)
            return True
        words = self._words(raw[at:])
        if not words:
            return True
        status = self._command(words, raw[at:], node.line, tuple(own), depth)
        return (None if status is None else not status) if turned else status

    def _assign(self, pairs: Iterable[tuple[str, str | None]]) -> None:
        for name, value in pairs:
            self._known[name] = value if not self._doubtful else self._known.get(name) if value is None else value

    def _command(
        self,
        words: list[str],
        raw: Sequence[str],
        line: int,
        own: tuple[tuple[str, str | None], ...],
        depth: int,
    ) -> bool | None:
        name = words[0]
        if name in _TESTS or words[-1] == "]]":
            return self._test(raw, name)
        if name in _BUILTINS:
            self._line = line
            return _BUILTINS[name](self, words, raw, depth)
        if name in self._functions:
            return self._call(name, words[1:], depth)
        return self._program(words, line, own)

    def _program(self, words: list[str], line: int, own: tuple[tuple[str, str | None], ...]) -> bool | None:
        takes_over = words[0] == "exec"
        rest = words[1:] if takes_over else words
        while takes_over and rest and rest[0] in {"-a", "-c", "-l"}:
            rest = rest[2:] if rest[0] == "-a" else rest[1:]
        if rest:
            sure = not self._doubtful and not self._gone
            place = (line, sure, takes_over, self._folder, (*self._set.items(), *own))
            self.reached.append(Reached(tuple(rest), *place, tuple(self._lines.items())))
            self._ended = takes_over and not self._doubtful
            self._gone = self._gone or (takes_over and not self._ended)
        return None

    def _call(self, name: str, arguments: list[str], depth: int) -> bool | None:
        outer, self._arguments = self._arguments, arguments
        status = self.nodes(self._functions[name], depth + 1)
        self._arguments = outer
        return status

    def _words(self, raw: Sequence[str]) -> list[str]:
        """The words of a command with what is known put in; what is not stays as it is written."""
        found: list[str] = []
        for word in raw:
            if word in _ALL:
                found += self._arguments
                continue
            value = self._text(word)
            if value is None:
                found.append(unquote(word))
            elif _WHOLE.fullmatch(word):
                found += value.split()
            else:
                found.append(value)
            if len(found) > 1_000:  # noqa: PLR2004  # arguments of arguments
                break
        return found

    def _text(self, word: str) -> str | None:
        """A word's value, None where it is not known."""
        if "$(" in word or "`" in word or "$@" in word or "$*" in word or "$?" in word or "$$" in word:
            return None
        if "$" in word:
            word = _POSITIONAL.sub(self._positional, word)
        return expand(word, self._known)

    def _positional(self, found: re.Match[str]) -> str:
        name = found.group("plain") or found.group("name")
        if name == "#":
            return str(len(self._arguments))
        number = int(name[:4])
        value = self._arguments[number - 1] if 0 < number <= len(self._arguments) else ""
        return re.sub(r"""([\\"'$])""", r"\\\1", _cut(value, found.group("rest") or ""))[:4096]

    def _test(self, raw: Sequence[str], name: str) -> bool | None:
        parts = [word for word in raw[name in _TESTS :] if word not in {"]", "]]"}]
        if not parts:
            return False
        turned = False
        while parts and parts[0] == "!":
            turned, parts = not turned, parts[1:]
        held = self._either(parts)
        return held if held is None or not turned else not held

    def _either(self, parts: list[str]) -> bool | None:
        for mark, decides in (("-o", True), ("-a", False)):
            if mark in parts[1:-1]:
                at = parts.index(mark, 1)
                left, right = self._either(parts[:at]), self._either(parts[at + 1 :][:50])
                if decides in (left, right):
                    return decides
                return None if None in (left, right) else not decides
        return self._plain(parts)

    def _plain(self, parts: list[str]) -> bool | None:
        if len(parts) == 1:
            value = self._text(parts[0])
            return None if value is None else bool(value)
        if len(parts) == 2:  # noqa: PLR2004
            return self._unary(*parts)
        if len(parts) != 3:  # noqa: PLR2004
            return None
        left, right = self._text(parts[0]), self._text(parts[2])
        if left is None or right is None:
            return None
        return _compare(left, parts[1], right)

    def _unary(self, mark: str, word: str) -> bool | None:
        value = self._text(word)
        if value is None or mark in _UNARY:
            return None
        return {"-n": bool(value), "-z": not value, "!": not value}.get(mark)

    # The builtins that matter here: each is told the words, what was written, and how deep it stands.

    def _exit(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del words, raw, depth
        self._ended = not self._doubtful
        return None

    def _set_arguments(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del raw, depth
        if words[1:2] == ["--"]:
            self._arguments = words[2:]
        return True

    def _shift(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del raw, depth
        number = int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 1
        self._arguments = self._arguments[min(number, 1_000) :]
        return True

    def _declare(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del words, depth
        for word in raw[1:]:
            found = _ASSIGNMENT.fullmatch(word)
            if found:
                value = self._text(found.group(3))
                self._assign([(found.group(1), value)])
                if raw[0] == "export" and not self._doubtful:
                    self._set[found.group(1)] = value
                    self._lines[found.group(1)] = self._line
        return True

    def _default(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        """`: "${NAME:=value}"` gives a variable a default."""
        del words, depth
        for word in raw[1:]:
            for name, value in re.findall(r"\$\{([A-Za-z_]\w*):?=([^{}]*)\}", word[:2000]):
                if not self._known.get(name) and self._known.get(name) is not None:
                    self._assign([(name, self._text(value))])
        return True

    def _true(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del words, raw, depth
        return True

    def _false(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del words, raw, depth
        return False

    def _trap(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del raw, depth
        self.traps = self.traps or len(words) > 1
        return True

    def _cd(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del raw, depth
        to = words[1] if len(words) > 1 else ""
        if to and "$" not in to and not to.startswith("-"):
            joined = to if to.startswith("/") or not self._folder else f"{self._folder.rstrip('/')}/{to}"
            self._folder = joined[:1000]
        return None

    def _source(self, words: list[str], raw: Sequence[str], depth: int) -> bool | None:
        del raw
        text = self._include(words[1]) if self._include is not None and len(words) > 1 else None
        if text is not None:
            before = len(self.reached)
            self.nodes(tree(text), depth + 5)
            del self.reached[before:]  # its functions and variables count; what it starts stands elsewhere
            self._ended = False
        return None


def _cut(value: str, how: str) -> str:
    """`${1#-}`, `${1%.sh}`, `${1:0:1}`, `${1:-default}`."""
    mark = how.lstrip(how[:1])
    if not how:
        return value
    if how.lstrip(":").startswith("-"):
        return value or how.lstrip(":")[1:]
    if how.startswith("#"):
        return value.removeprefix(mark) if not any(char in mark for char in "*?[") else value
    if how.startswith("%"):
        return value.removesuffix(mark) if not any(char in mark for char in "*?[") else value
    first, _, size = mark.partition(":")
    if first.isdecimal() and size.isdecimal():
        return value[int(first[:4]) :][: int(size[:4])]
    return value


def _compare(left: str, mark: str, right: str) -> bool | None:
    if mark in {"=", "==", "!="}:
        same = fnmatchcase(left, right) if any(char in right for char in "*?[") else left == right
        return same if mark != "!=" else not same
    if mark in _NUMBERS and left.lstrip("-").isdecimal() and right.lstrip("-").isdecimal():
        return _NUMBERS[mark](int(left[:12]), int(right[:12]))
    return None


_BUILTINS: dict[str, Callable[[_Run, list[str], Sequence[str], int], bool | None]] = {
    "exit": _Run._exit,  # noqa: SLF001
    "return": _Run._exit,  # noqa: SLF001
    "set": _Run._set_arguments,  # noqa: SLF001
    "shift": _Run._shift,  # noqa: SLF001
    **dict.fromkeys(_DECLARES, _Run._declare),  # noqa: SLF001
    ":": _Run._default,  # noqa: SLF001
    "true": _Run._true,  # noqa: SLF001
    "false": _Run._false,  # noqa: SLF001
    "trap": _Run._trap,  # noqa: SLF001
    "cd": _Run._cd,  # noqa: SLF001
    ".": _Run._source,  # noqa: SLF001
    "source": _Run._source,  # noqa: SLF001
}


def certain(reached: Iterable[Reached]) -> Iterator[Reached]:
    """Only the commands that run whatever happens."""
    return (one for one in reached if one.certain)
