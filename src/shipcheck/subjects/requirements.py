"""requirements.txt and requirements.in as pip reads them.

The order of pip's own reader is kept (decode, split into lines, join continuations, drop comments, split arguments from
options), because each step hides or reveals a requirement; tests compare with pip itself. `packaging` is imported only
for lines that the strict expression below does not decide: it costs three bare interpreter starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.model import Location

_COMMENT = re.compile(r"(?:^|\s)#.*\Z", re.DOTALL)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CLAUSE = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9][A-Za-z0-9._+!*-]*"
_PLAIN = re.compile(rf"({_NAME})\s*(?:\[([^\]]*)\])?\s*({_CLAUSE}(?:\s*,\s*{_CLAUSE})*)?\s*(?:;\s*(.+))?\Z", re.DOTALL)
_EXACT = re.compile(r"(==\s*(?!.*\*)|===\s*)([^\s,]+)")
_URL = re.compile(
    r"(?i)(?:[a-z]+\+)?(?:https?|file|ftp|ssh|git|svn|hg|bzr|static-https?|lp)(?:\+[a-z]+)?:|(?:git|hg|svn|bzr)\+"
)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_ARCHIVE = (
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
    ".tar",
)
_INCLUDES = {"-r": "-r", "--requirement": "-r", "-c": "-c", "--constraint": "-c", "-e": "-e", "--editable": "-e"}
_LINE_ENDS = ("\r\n", "\n", "\r")


class Requirement(NamedTuple):
    """One requirement of a file.

    `specifier` is the version part as written, `exact` the version where it says exactly one, `local` marks paths,
    archives and editable installs, `via` who asked for it according to pip-compile's annotations.
    """

    name: str
    shown: str
    specifier: str
    location: Location
    exact: str = ""
    url: bool = False
    local: bool = False
    marker: str = ""
    hashed: bool = False
    via: tuple[str, ...] = ()


class Include(NamedTuple):
    """`-r` or `-c` of another file, relative to the including one."""

    kind: str
    path: str
    location: Location


class Invalid(NamedTuple):
    """A line that pip refuses."""

    location: Location
    reason: str


class Requirements(NamedTuple):
    """A requirements file; `constrained` are names that a `-c` file pins exactly."""

    path: str
    requirements: tuple[Requirement, ...]
    includes: tuple[Include, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    comments: tuple[str, ...] = ()
    constrained: frozenset[str] = frozenset()

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)

    @property
    def source(self) -> bool:
        """Whether the file says what is wanted (`*.in`, constraints), and not what is installed."""
        name = self.path.rpartition("/")[2].lower()
        return name.endswith(".in") or "constraint" in name


class _Logical(NamedTuple):
    text: str
    line: int
    column: int
    last: int


def canonical(name: str) -> str:
    """A project name in its one form: lower case, runs of `-`, `_` and `.` as one `-`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(path: str, text: str) -> Requirements:
    """Read a requirements file; what pip refuses is kept as `invalid`, nothing raises."""
    found: list[Requirement] = []
    includes: list[Include] = []
    invalid: list[Invalid] = []
    comments: list[str] = []
    notes: list[str] = []
    for logical in _logical(text):
        comment = _COMMENT.search(logical.text)
        body = (logical.text[: comment.start()] if comment else logical.text).strip()
        if body:
            _annotate(found, notes)
        if comment:
            notes.append(comment.group(0).strip())
            comments.append(comment.group(0).strip())
        if not body:
            continue
        start = logical.column + len(logical.text) - len(logical.text.lstrip())
        place = Location(path, logical.line, start, logical.last, start + len(body))
        arguments, options = _split(body)
        if arguments:
            _take(_requirement(arguments, options, place), found, invalid)
        else:
            _option(options, place, found, includes)
    _annotate(found, notes)
    return Requirements(path, tuple(found), tuple(includes), tuple(invalid), tuple(comments))


def _physical(text: str) -> Iterator[tuple[str, int, int]]:
    """Lines as pip splits them, with the line and column where an editor shows their beginning.

    pip also splits at form feeds and the like, where an editor shows one line.
    """
    line, column = 1, 1
    for piece in text.splitlines(keepends=True):
        end = next((mark for mark in _LINE_ENDS if piece.endswith(mark)), None)
        body = piece.splitlines()[0] if piece else ""
        yield body, line, column
        line, column = (line + 1, 1) if end else (line, column + len(piece))


def _logical(text: str) -> Iterator[_Logical]:
    """Lines with continuations joined: a comment line ends one, as with pip."""
    parts: list[str] = []
    first = (1, 1)
    number = 1
    for body, number, column in _physical(text):
        whole_comment = body.lstrip().startswith("#")
        if not parts:
            first = (number, column)
        if body.endswith("\\") and not whole_comment:
            parts.append(body.strip("\\"))
            continue
        parts.append(f" {body}" if whole_comment and parts else body)
        yield _Logical("".join(parts), *first, number)
        parts = []
    if parts:
        yield _Logical("".join(parts), *first, number)


def _split(body: str) -> tuple[str, str]:
    """Arguments and options: the latter begin at the first blank-separated word that begins with `-`."""
    found = re.search(r"(?:^| )-", body)
    return (body[: found.start()].strip(), body[found.start() :].strip()) if found else (body, "")


def _take(one: Requirement | Invalid, found: list[Requirement], invalid: list[Invalid]) -> None:
    if isinstance(one, Requirement):
        found.append(one)
    else:
        invalid.append(one)


def _requirement(text: str, options: str, place: Location) -> Requirement | Invalid:
    hashed = "--hash" in options
    plain = _PLAIN.match(text)
    if plain:
        name, _, specifier, marker = plain.groups()
        specifier = re.sub(r"\s+", "", specifier or "")
        return Requirement(
            canonical(name), name, specifier, place, _exact(specifier), marker=(marker or "").strip(), hashed=hashed
        )
    name, at, rest = text.partition("@")
    if at and re.fullmatch(rf"\s*{_NAME}\s*(?:\[[^\]]*\])?\s*", name) and _URL.match(rest.strip()):
        shown = re.sub(r"\[.*", "", name).strip()
        marker = rest.partition(" ;")[2].strip()
        return Requirement(
            canonical(shown), shown, "", place, url=True, marker=marker, hashed=hashed or "#sha256=" in rest
        )
    if _URL.match(text):
        return _from_url(text, place, hashed=hashed)
    if text.startswith((".", "/", "~")) or "/" in text.partition(";")[0] or "\\" in text or _archive(text):
        return Requirement("", "", "", place, local=True)
    return _odd(text, place, hashed=hashed)


def _archive(text: str) -> bool:
    return text.partition(";")[0].partition("[")[0].strip().lower().endswith(_ARCHIVE)


def _from_url(text: str, place: Location, *, hashed: bool) -> Requirement:
    egg = _EGG.search(text)
    shown = egg.group(1) if egg else ""
    local = text.lower().startswith("file:")
    return Requirement(canonical(shown), shown, "", place, url=True, local=local, hashed=hashed or "#sha256=" in text)


def _odd(text: str, place: Location, *, hashed: bool) -> Requirement | Invalid:
    """What the strict expression does not decide: parentheses, trailing commas, and what is wrong."""
    if "${" in text:
        return Requirement("", "", "", place, url=True)
    from packaging.requirements import InvalidRequirement  # noqa: PLC0415  # costs three bare starts, and is rarely needed
    from packaging.requirements import Requirement as Parsed  # noqa: PLC0415

    try:
        parsed = Parsed(text)
    except (InvalidRequirement, RecursionError):
        return Invalid(place, "pip cannot read this line")
    specifier = str(parsed.specifier)
    marker = str(parsed.marker or "")
    return Requirement(
        canonical(parsed.name), parsed.name, specifier, place, _exact(specifier), marker=marker, hashed=hashed
    )


def _exact(specifier: str) -> str:
    """The one version that a specifier allows, or nothing."""
    for clause in specifier.split(","):
        found = _EXACT.match(clause)
        if found:
            return found.group(2)
    return ""


def _option(options: str, place: Location, found: list[Requirement], includes: list[Include]) -> None:
    kind, value = _first_option(options)
    if kind == "-e":
        found.append(_editable(value, place))
    elif kind:
        includes.append(Include(kind, value, place))


def _editable(value: str, place: Location) -> Requirement:
    if _URL.match(value):
        return _from_url(value, place, hashed=False)._replace(local=value.lower().startswith("file:"))
    return Requirement("", "", "", place, local=True)


def _first_option(options: str) -> tuple[str, str]:
    """The first of the options if it is an include or an editable one; pip takes abbreviations and glued values."""
    word, _, rest = options.partition(" ")
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        full = [known for known in _INCLUDES if known.startswith(name)] if len(name) > len("--re") else []
        if len(full) == 1:
            return _INCLUDES[full[0]], _unquote(value if equals else rest)
        return "", ""
    if word[:2] in _INCLUDES:
        return _INCLUDES[word[:2]], _unquote(word[2:] or rest)
    return "", ""


def _unquote(value: str) -> str:
    value = value.strip()
    if value[:1] in {'"', "'"} and (end := value.find(value[0], 1)) > 0:
        return value[1:end]
    return value.split(" ")[0]


_VIA = re.compile(r"#\s*via\b[ \t]*(.*)\Z", re.DOTALL)


def _annotate(found: list[Requirement], notes: list[str]) -> None:
    """Give the comments behind a requirement to it, if they say by whom it was asked for."""
    if found and notes:
        via = tuple(_via(notes))
        if via:
            found[-1] = found[-1]._replace(via=via)
    notes.clear()


def _via(notes: list[str]) -> Iterator[str]:
    listing = False
    for note in notes:
        started = _VIA.match(note)
        if started:
            listing = True
            yield from (part.strip() for part in started.group(1).split(",") if part.strip())
        elif listing and re.match(r"#\s{2,}\S", note):
            yield note[1:].strip()
        else:
            listing = False
