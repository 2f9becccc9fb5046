"""requirements.txt and requirements.in as pip reads them; the tests compare with pip itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.context import context
from shipcheck.subjects.requirement import CONDA, PROSE, Invalid, Requirement, about, canonical, editable, requirement
from shipcheck.subjects.requirement_lines import Line, lines, options

__all__ = ["Include", "Invalid", "Requirement", "Requirements", "canonical", "parse"]

_VIA = lazy(r"#\s*+via\b[ \t]*+(.*)", re.DOTALL)


# Lists for other package managers, and of what is to go.
_OTHERS = lazy(
    r"(?<![a-z])(?:uninstall|apt|apk|yum|dnf|rpm|deb|brew|conda|npm|gem|system|debian|ubuntu|alpine)(?![a-z])"
)


class Include(NamedTuple):
    """`-r` or `-c` of another file, relative to the including one."""

    kind: str
    path: str
    location: Location


class Requirements(NamedTuple):
    """A requirements file.

    `wanted` says that it tells what is wanted and not what is installed (`*.in`, constraints, the source of a lock, the
    ranges of a library); `apart` that it is not for what ships, or not for pip; `constrained` are names that a
    constraints file pins exactly.
    """

    path: str
    requirements: tuple[Requirement, ...]
    includes: tuple[Include, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    comments: tuple[str, ...] = ()
    wanted: bool = False
    apart: bool = False
    constrained: frozenset[str] = frozenset()

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)

    @property
    def foreign(self) -> bool:
        """Whether most of it is no requirements at all: a text, a list of conda."""
        strange = sum(1 for one in self.invalid if one.reason in {PROSE, CONDA})
        return strange * 2 > len(self.requirements) + len(self.includes) + len(self.invalid)

    @property
    def loose(self) -> tuple[Requirement, ...]:
        """The requirements that an index answers, without exactly one version."""
        return tuple(
            one for one in self.requirements if one.name and not (one.exact or one.url or one.local or one.variable)
        )


def says_what_is_wanted(path: str) -> bool:
    """Whether a file's name says that ranges are right there."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".in") or "constraint" in name


def is_apart(path: str) -> bool:
    """Whether a file is not for what ships, or not for pip.

    The folder decides, up to the one that holds nothing but requirements: requirements/test.txt and
    requirements-dev.txt are beside the application, tests/requirements.txt is the tests' own.
    """
    folder, _, name = path.rpartition("/")
    around = re.split(r"(?:^|/)[^/]*requirements?[^/]*(?:/|$)", folder, maxsplit=1)[0]
    return bool(_OTHERS.search(name.lower())) or context(around) == "development"


def parse(path: str, text: str) -> Requirements:
    """Read a requirements file; what pip refuses is kept as `invalid`, nothing raises."""
    found: list[Requirement] = []
    includes: list[Include] = []
    invalid: list[Invalid] = []
    comments: list[str] = []
    notes: list[str] = []
    annotated: Requirement | None = None
    for line in lines(path, text):
        if line.arguments or line.options:
            _annotate(found, annotated, notes)
            entry = _entry(line)
            annotated = entry if isinstance(entry, Requirement) else None
            if isinstance(entry, Requirement):
                found.append(entry)
            elif isinstance(entry, Invalid):
                invalid.append(entry)
            elif entry:
                includes.append(entry)
        if line.comment:
            notes.append(line.comment)
            comments.append(line.comment)
    _annotate(found, annotated, notes)
    return Requirements(path, tuple(found), tuple(includes), tuple(invalid), tuple(comments))


def _entry(line: Line) -> Requirement | Include | Invalid | None:
    """What a line is; None for an option that names no requirement."""
    place = line.location
    said = options(line.options)
    if said.error:
        return Invalid(place, said.error, about(line.arguments))
    if line.arguments:
        one = requirement(line.arguments, place)
        return one._replace(hashed=one.hashed or said.hashed) if isinstance(one, Requirement) else one
    if said.editable:
        return editable(said.editable, place)
    return Include(*said.include, place) if said.include else None


def _annotate(found: list[Requirement], one: Requirement | None, notes: list[str]) -> None:
    """Give the comments behind a requirement to it, if they say by whom it was asked for."""
    if one and notes:
        via = tuple(_via(notes))
        if via:
            found[-1] = one._replace(via=via)
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
