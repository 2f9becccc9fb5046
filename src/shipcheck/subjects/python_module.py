"""A Python file whose tree is made when somebody first asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from shipcheck.model import CannotJudge, Location
from shipcheck.subjects.context import Context, context

if TYPE_CHECKING:
    import ast

Find = Callable[[str, str, int], "PythonModule | None"]


def _nothing(_path: str, _name: str, _level: int) -> None:
    return None


class PythonModule:
    """A module of the project. Its bytes are cheap, its tree is not: rules look for their words with `mentions` first.

    `find(path, name, level)` answers what the module at `path` gets when it imports `name` with so many dots.
    """

    __slots__ = ("_find", "_lines", "_tree", "data", "memo", "path")

    def __init__(self, path: str, data: bytes, find: Find = _nothing) -> None:
        self.path = path
        self.data = data
        self._find = find
        self._tree: ast.Module | None = None
        self._lines: list[bytes] = []
        # What others have made of the tree, by their own names: each thing is made once.
        self.memo: dict[str, object] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)

    @property
    def context(self) -> Context:
        """What the file is for, by its path."""
        return context(self.path)

    def mentions(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether the file's bytes match: the gate before `tree`."""
        return pattern.search(self.data) is not None

    def lines(self, pattern: re.Pattern[bytes]) -> list[int]:
        """The numbers of the lines on which a match begins, in order."""
        found: list[int] = []
        at, line = 0, 1
        for match in pattern.finditer(self.data):
            line += self.data.count(b"\n", at, match.start())
            at = match.start()
            found.append(line)
        return found

    @property
    def tree(self) -> ast.Module:
        """The module's syntax tree, by the encoding that the file declares; raises `CannotJudge`."""
        if self._tree is None:
            self._tree = _parse(self.path, self.data)
        return self._tree

    def imported(self, name: str, level: int = 0) -> PythonModule | None:
        """The project's module behind `import name`, or None if it is not the project's."""
        return self._find(self.path, name, level)

    def location(self, node: ast.expr | ast.stmt) -> Location:
        """Where a node stands; `ast` counts columns in bytes of UTF-8, people in characters."""
        self._lines = self._lines or self.data.removeprefix(b"\xef\xbb\xbf").splitlines()
        line = self._lines[node.lineno - 1] if node.lineno <= len(self._lines) else b""
        column = len(line[: node.col_offset].decode("utf-8", "replace")) + 1
        return Location(self.path, node.lineno, column, node.end_lineno)


def _parse(path: str, data: bytes) -> ast.Module:
    import ast  # noqa: PLC0415  # most runs parse no Python
    import warnings  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the project's own doubtful escapes are not our business
            return ast.parse(data)
    except SyntaxError as error:
        raise CannotJudge(path, f"not Python {_version()}: line {error.lineno or 1}") from None
    except (RecursionError, MemoryError):
        raise CannotJudge(path, "its expressions are nested too deeply") from None
    except ValueError:
        raise CannotJudge(path, "not Python: it holds NUL bytes") from None


def _version() -> str:
    import platform  # noqa: PLC0415  # only on the way to a message

    return ".".join(platform.python_version_tuple()[:2])
