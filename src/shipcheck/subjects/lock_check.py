"""A compiled requirements file beside what it was compiled from: what can be proved without a resolver.

Three things: a source asks for something that is not locked; something is locked that no source asks for any more; a
locked version violates what a source or a constraint says. Whether the versions of what came along are right only a
resolver knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.lock_header import HEADER, Environment
from shipcheck.subjects.requirements import Requirement, Requirements, canonical

# What pip-compile leaves out of a lock without --allow-unsafe.
UNSAFE = frozenset({"setuptools", "pip", "distribute"})
_NUMBERS = r"\d{1,18}(?:\.\d{1,18}){0,20}"
_SIMPLE = lazy(rf"{_NUMBERS}\Z", re.ASCII)
_CLAUSE = lazy(rf"(~=(?=\d+\.)|==|!=|<=|>=|<|>)({_NUMBERS})(\.\*)?", re.ASCII)
_COMMIT = lazy(r"@([0-9a-f]{40})(?=[#;\s]|\Z)")
_CLAIM = lazy(r"(?:-r|--requirement)[ =](\S+)")
_METADATA = lazy(r"\(pyproject\.toml(?::[^():]*)?\)\Z")
_PARENT = lazy(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?")


class Wanted(NamedTuple):
    """A requirement of a source or a constraints file."""

    requirement: Requirement
    path: str

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"{self.path}:{self.requirement.location.line}"


class LockCheck(NamedTuple):
    """A lock with everything it includes, what its sources ask for, and what constrains it.

    `left_out` are names that may be asked for without being locked, `mentioned` those that may be locked without being
    asked for. `whole` says that all sources could be read to the
    end, `entire` that the lock could; `bent` that overrides, groups or the like decide besides the sources.
    """

    lock: Requirements
    sources: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    constraints: tuple[Wanted, ...] = ()
    left_out: frozenset[str] = frozenset()
    environments: tuple[Environment, ...] = ()
    others: tuple[str, ...] = ()
    mentioned: frozenset[str] = frozenset()
    whole: bool = True
    entire: bool = True
    bent: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The lock, its sources and everything they include."""
        return (self.lock.path, *self.sources, *self.others)

    @property
    def own(self) -> tuple[Requirement, ...]:
        """What stands in the lock itself, and not in a file it includes."""
        return tuple(one for one in self.lock.requirements if one.location.path == self.lock.path)

    def missing(self) -> Iterator[Wanted]:
        """What a source asks for and the lock does not have."""
        if self.bent or not self.entire:
            return
        known = {one.name for one in self.lock.requirements} | self.left_out | UNSAFE
        unnamed = any(not one.name for one in self.lock.requirements)
        # What a layer below has, and this lock was compiled with, was taken out of it on purpose: edX installs the layers
        # of its tests with a Django of another version.
        parents = {canonical(claim) for one in self.lock.requirements for claim in one.via}
        for wanted in self.wanted:
            one = wanted.requirement
            if not one.name or one.local or one.name in known or ((one.url or one.editable) and unnamed):
                continue
            if one.name in parents and wanted.path.endswith(".txt"):
                continue
            if not one.marker or applies(one.marker, self.environments):
                known.add(one.name)
                yield wanted

    def orphans(self) -> Iterator[Requirement]:
        """What is locked although nothing that asked for it is left."""
        if not self.whole or self.bent or not any(one.via for one in self.lock.requirements):
            return
        files: dict[str, set[str]] = {path.rpartition("/")[2]: set() for path in (*self.sources, *self.others)}
        for wanted in (*self.wanted, *self.constraints):
            files.setdefault(wanted.path.rpartition("/")[2], set()).add(wanted.requirement.name)
        asked = set().union(*files.values()) | self.mentioned
        via: dict[str, list[str]] = {}
        for one in self.lock.requirements:
            via.setdefault(one.name, []).extend(one.via)
        left = frozenset({*via, *asked, *self.left_out, *UNSAFE})
        # A folder or URL without a name, or a source that no header tells of, may be any other parent.
        alive = _Alive(files, left, guess="" in left or not self._headed())
        settled = asked | UNSAFE | {""}
        loose = [one for one in self.lock.requirements if not (one.name in settled or one.url or one.local)]
        bare = self._compiled(via, files) and sum(map(bool, via.values())) >= sum(not via[one.name] for one in loose)
        for one in loose:
            claims = via[one.name]
            gone = not any(alive.holds(claim, one.name) for claim in claims) if claims else bare and one.exact
            if gone and one.location.path == self.lock.path and not one.variable:
                yield one

    def _compiled(self, via: dict[str, list[str]], files: dict[str, set[str]]) -> bool:
        """Whether a compiler wrote this lock, with annotations, from sources that were all read."""
        named = {_file(claim) for claims in via.values() for claim in claims} - {""}
        return (self._headed() or not named.isdisjoint(files)) and named <= files.keys()

    def _headed(self) -> bool:
        return any("compile" in comment for comment in self.lock.comments[:HEADER])

    def violations(self) -> Iterator[tuple[Requirement, Wanted]]:
        """Locked versions that a source or a constraint does not allow."""
        if self.bent:
            return
        pins: dict[str, list[Requirement]] = {}
        for one in self.own:
            pins.setdefault(one.name, []).append(one)
        for wanted in (*self.wanted, *self.constraints):
            one = wanted.requirement
            mine = pins.get(one.name, []) if one.name else []
            if not mine or all(_agrees(pin, one) for pin in mine):
                continue
            if one.marker and not applies(one.marker, self.environments):
                continue
            if not any(_agrees(pin, one) for pin in mine):
                yield mine[0], wanted


class _Alive(NamedTuple):
    """What annotations are held against; what cannot be known lives."""

    files: dict[str, set[str]]
    names: frozenset[str]
    guess: bool

    def holds(self, claim: str, name: str) -> bool:
        """Whether what a `via` says is so: a file asks for the name, or a parent is still there."""
        file = _file(claim)
        if file:
            return file not in self.files or name in self.files[file]
        parent = _PARENT.fullmatch(claim)
        return not parent or self.guess or canonical(parent.group(1)) in self.names


def _file(claim: str) -> str:
    """`requirements.in` of `-r app/requirements.in (line 3)`, `pyproject.toml` of `shop (pyproject.toml:dev)`."""
    option = _CLAIM.match(claim)
    if option:
        return option.group(1).replace("\\", "/").rpartition("/")[2]
    return "pyproject.toml" if _METADATA.search(claim) else ""


def _agrees(pin: Requirement, wanted: Requirement) -> bool:
    """Whether a line of a lock is what was asked for; what cannot be known is."""
    if wanted.url:
        ours, theirs = _COMMIT.search(pin.url), _COMMIT.search(wanted.url)
        return not (ours and theirs) or ours.group(1) == theirs.group(1)
    if not pin.exact or pin.url or pin.local or not wanted.specifier:
        return True
    return satisfies(pin.exact, wanted.specifier)


def applies(marker: str, where: Iterable[Environment]) -> bool:
    """Whether an environment marker holds in all of these environments; one that cannot be read does not."""
    from packaging.markers import (  # noqa: PLC0415  # costs three bare interpreter starts
        InvalidMarker,
        Marker,
        UndefinedComparison,
        UndefinedEnvironmentName,
    )
    from packaging.version import InvalidVersion  # noqa: PLC0415

    try:
        parsed = Marker(marker)
        return all(parsed.evaluate(dict(one)) for one in where)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, InvalidVersion, RecursionError):
        return False


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version is allowed; what cannot be read is. Plain numbers are compared here, the rest by `packaging`."""
    plain = _plainly(version, specifier)
    if plain is not None:
        return plain
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415  # the same
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    try:
        known = version if specifier.startswith("===") else Version(version)
        return SpecifierSet(specifier).contains(known, prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True


def _plainly(version: str, specifier: str) -> bool | None:
    """The verdict where everything is plain numbers, else None."""
    if not _SIMPLE.match(version):
        return None
    verdict = True
    for clause in specifier.split(","):
        found = _CLAUSE.fullmatch(clause)
        if not found:
            return None
        operator, bound, star = found.groups()
        verdict = verdict and _compare(_numbers(version), operator, _numbers(bound), prefix=bool(star))
    return verdict


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _compare(mine: tuple[int, ...], operator: str, theirs: tuple[int, ...], *, prefix: bool) -> bool:
    if operator == "~=":
        return _compare(mine, ">=", theirs, prefix=False) and _compare(mine, "==", theirs[:-1], prefix=True)
    width = len(theirs) if prefix else max(len(mine), len(theirs))
    mine = (*mine, *(0,) * (width - len(mine)))[: width if prefix else None]
    theirs = (*theirs, *(0,) * (width - len(theirs)))
    return {
        "==": mine == theirs,
        "!=": mine != theirs,
        "<=": mine <= theirs,
        ">=": mine >= theirs,
        "<": mine < theirs,
        ">": mine > theirs,
    }[operator]
