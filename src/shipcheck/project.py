"""The files of one repository, read-only; where their bytes come from is the business of a `Source`."""

from __future__ import annotations

import builtins
import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from shipcheck.model import CannotJudge

# Above this a file's bytes are not kept: whoever needs them again reads them again.
KEEP_BYTES = 1 << 20
# Above this a file is not read at all: memory stays bounded.
SIZE_LIMIT = 100 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Source(Protocol):
    """Where files come from: a git index, a folder, memory."""

    @property
    def versioned(self) -> bool:
        """Whether the files are those that git has, or would take in."""
        ...

    def paths(self) -> Iterable[str]:
        """Every regular file, relative to the root, with `/` between its parts."""
        ...

    def read(self, path: str) -> bytes:
        """The file's bytes; raises `CannotJudge` where they cannot be had."""
        ...

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a file of any size."""
        ...


class Beside(Protocol):
    """What else lies in the project's folders, whether or not git has it: a developer's own files."""

    def names(self, folder: str) -> Iterable[str]:
        """The names in a folder, relative to the root; none where there is no such folder."""
        ...

    def read(self, path: str, size: int) -> bytes:
        """The first bytes of a regular file; raises `CannotJudge`."""
        ...


class Memory:
    """Files given as a mapping: examples, tests, standard input. `ignored` are those that git does not have."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        *,
        versioned: bool = True,
        ignored: Mapping[str, str | bytes] | None = None,
    ) -> None:
        self._files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self.versioned = versioned
        self.beside = None if ignored is None else _Ignored(ignored)

    def paths(self) -> Iterable[str]:
        """The keys of the mapping."""
        return self._files

    def read(self, path: str) -> bytes:
        """The value under the key."""
        return self._files[path]

    def head(self, path: str, size: int) -> bytes:
        """The beginning of the value."""
        return self._files[path][:size]


class _Ignored:
    """A mapping as files that git does not have."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._memory = Memory(files)

    def names(self, folder: str) -> Iterable[str]:
        """The names in a folder."""
        split = (path.rpartition("/") for path in self._memory.paths())
        return [name for inside, _, name in split if inside == folder]

    def read(self, path: str, size: int) -> bytes:
        """The beginning of the value."""
        return self._memory.head(path, size)


class Project:
    """Paths and their bytes and text, each read at most once.

    `focus` is what the caller asked about (what to show); `None` means everything. The whole project stays readable,
    since a rule may need the neighbour of a file in focus. `root` is the folder on disk, empty for files in memory;
    `special` are its links and submodules; `beside` is what else lies there, None where nothing can be.
    """

    def __init__(self, source: Source, *, focus: Iterable[str] | None = None, exclude: Iterable[str] = ()) -> None:
        self._source = source
        excluded = [glob_pattern(glob) for glob in exclude]
        self.paths = tuple(sorted(path for path in source.paths() if not any(glob.match(path) for glob in excluded)))
        self.focus = None if focus is None else frozenset(focus)
        self.versioned = source.versioned
        self.root: str = getattr(source, "root", "")
        self.special: frozenset[str] = frozenset(getattr(source, "special", ()))
        self.beside: Beside | None = getattr(source, "beside", None)
        self.on_disk: bool = getattr(source, "on_disk", False)
        # What collectors have made of several files, by their own names: each thing is made once.
        self.memo: dict[str, object] = {}
        self._known = frozenset(self.paths)
        self._every: frozenset[str] = frozenset()
        self._bytes: dict[str, bytes] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._known

    def has(self, path: str) -> bool:
        """Whether the file is there, be it excluded or not."""
        if not self._every:
            self._every = frozenset(self._source.paths())
        return path in self._every

    @property
    def focused(self) -> tuple[str, ...]:
        """The project's files that are in focus, in order."""
        return self.paths if self.focus is None else tuple(path for path in sorted(self.focus) if path in self._known)

    def shows(self, paths: Iterable[str]) -> bool:
        """Whether something made from these files is in focus."""
        return self.focus is None or any(path in self.focus for path in paths)

    def matching(self, pattern: str, *, everywhere: bool = False) -> Iterator[str]:
        """The files whose path the regular expression finds: those in focus, or all of the project."""
        search = re.compile(pattern).search
        return (path for path in (self.paths if everywhere else self.focused) if search(path))

    def bytes(self, path: str) -> bytes:
        """The file's content as it is; raises `CannotJudge`."""
        data = self._bytes.get(path)
        if data is None:
            data = self._source.read(path)
            if len(data) <= KEEP_BYTES:
                self._bytes[path] = data
        return data

    def head(self, path: str, size: int = 8192) -> builtins.bytes:
        """The first bytes of a file, however large it is; raises `CannotJudge`."""
        data = self._bytes.get(path)
        if data is None:
            data = self._source.head(path, size)
            if len(data) < size <= KEEP_BYTES:
                self._bytes[path] = data  # that was all of it
        return data[:size]

    def chunks(self, path: str) -> Iterator[builtins.bytes]:
        """A file's content in parts, however large it is; raises `CannotJudge`."""
        chunks: Callable[[str], Iterator[builtins.bytes]] | None = getattr(self._source, "chunks", None)
        return iter([self.bytes(path)]) if chunks is None else chunks(path)

    def text(self, path: str) -> str:
        """The file's content as text; raises `CannotJudge` for what is not text.

        A byte order mark decides; else UTF-8; else Latin-1, which never fails and leaves everything ASCII in place.
        """
        data = self.bytes(path)
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                try:
                    return data.decode(encoding).removeprefix("\ufeff")
                except UnicodeDecodeError:
                    raise CannotJudge(
                        path, f"it starts like {encoding.upper()} but is not", "save it as UTF-8"
                    ) from None
        if b"\0" in data:
            raise CannotJudge(path, "it holds NUL bytes: it is not text", "save it as UTF-8, or exclude it")
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("latin-1")


@lru_cache(maxsize=512)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """A path pattern as in .gitignore: `*` and `?` stop at `/`, `**` crosses it, a pattern without `/` matches at any depth.

    A pattern that names a folder matches everything below it. Braces and classes are not special.
    """
    anchored = "/" in glob.rstrip("/")
    body = glob.strip("/")
    special = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    tokens = re.findall(r"\*\*/|/\*\*|\*\*|\*|\?|[^*?/]+|/", body)
    parts = [special.get(token) or re.escape(token) for token in tokens]
    prefix = "" if anchored else "(?:.*/)?"
    return re.compile(f"(?s){prefix}{''.join(parts)}(?:/.*)?\\Z")
