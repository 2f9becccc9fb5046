"""A compiled requirements file beside what it was compiled from: what can be proved without a resolver.

Three things: a source asks for something that is not locked; something is locked that no source asks for any more; a
locked version violates what a source or a constraint says. Whether the versions of what came along are right only a
resolver knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.subjects.requirements import Requirement, Requirements, canonical

# What pip-compile leaves out of a lock without --allow-unsafe.
UNSAFE = frozenset({"setuptools", "pip", "distribute", "wheel"})
_SIMPLE = re.compile(r"\d+(?:\.\d+)*\Z")
_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>)(.+)")
_HEADER_PYTHON = re.compile(r"with [Pp]ython (\d+\.\d+)|--python-version[= ](\d+\.\d+)")


class Wanted(NamedTuple):
    """A requirement of a source or a constraint file."""

    requirement: Requirement
    path: str

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"{self.path}:{self.requirement.location.line}"


class LockCheck(NamedTuple):
    """A lock, what its sources ask for, and what constrains it.

    `left_out` are names that the command was told to leave out; `environments` the Pythons and systems that markers are
    judged by (a requirement counts as asked for only if its marker holds in all of them).
    """

    lock: Requirements
    sources: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    constraints: tuple[Wanted, ...]
    left_out: frozenset[str]
    environments: tuple[dict[str, str], ...]
    others: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The lock, its sources and everything they include."""
        return (self.lock.path, *self.sources, *self.others)

    def missing(self) -> Iterator[Wanted]:
        """What a source asks for and the lock does not have."""
        locked = {one.name for one in self.lock.requirements}
        seen: set[str] = set()
        for wanted in self.wanted:
            one = wanted.requirement
            if not one.name or one.local or one.name in locked | self.left_out | UNSAFE | seen:
                continue
            if not one.marker or applies(one.marker, self.environments):
                seen.add(one.name)
                yield wanted

    def orphans(self) -> Iterator[Requirement]:
        """What is locked although nothing that asked for it is left."""
        if not self._annotated():
            return
        asked = {wanted.requirement.name for wanted in (*self.wanted, *self.constraints)}
        by_file: dict[str, set[str]] = {}
        for wanted in self.wanted:
            by_file.setdefault(wanted.path.rpartition("/")[2], set()).add(wanted.requirement.name)
        alive = {one.name for one in self.lock.requirements} | self.left_out | UNSAFE | asked
        for one in self.lock.requirements:
            if one.name in asked or one.name in UNSAFE or one.url or not one.name:
                continue
            if not any(self._lives(claim, one, by_file, alive) for claim in one.via):
                yield one

    def _annotated(self) -> bool:
        return any(one.via for one in self.lock.requirements)

    def _lives(self, claim: str, one: Requirement, by_file: dict[str, set[str]], alive: set[str]) -> bool:
        """Whether a `via` still holds; what cannot be known lives."""
        option = re.match(r"(-r|-c|--requirement|--constraint)\s+(.+?)(?:\s+\(line \d+\))?\Z", claim)
        if option:
            file = option.group(2).replace("\\", "/").rpartition("/")[2]
            return option.group(1) in {"-c", "--constraint"} or file not in by_file or one.name in by_file[file]
        if "(" in claim or "/" in claim or "." in claim.rpartition("/")[2][-5:-3]:
            return True
        return canonical(re.sub(r"\[.*", "", claim).strip()) in alive

    def violations(self) -> Iterator[tuple[Requirement, Wanted]]:
        """Locked versions that a source or a constraint does not allow."""
        pins: dict[str, list[Requirement]] = {}
        for one in self.lock.requirements:
            if one.exact:
                pins.setdefault(one.name, []).append(one)
        for wanted in (*self.wanted, *self.constraints):
            one = wanted.requirement
            mine = pins.get(one.name, [])
            if not one.specifier or not mine or (one.marker and not applies(one.marker, self.environments)):
                continue
            if not any(satisfies(pin.exact, one.specifier) for pin in mine):
                yield mine[0], wanted


def environments(comments: Iterable[str]) -> tuple[dict[str, str], ...]:
    """The environments that a lock is for, by its header: the Python that it names, on Linux; or all of them."""
    text = "\n".join(comments)
    found = _HEADER_PYTHON.search(text)
    versions = [found.group(1) or found.group(2)] if found else [f"3.{minor}" for minor in range(8, 15)]
    universal = "--universal" in text or "--python-platform" in text
    systems = ("linux", "darwin", "win32") if universal else ("linux",)
    names = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
    return tuple(
        {
            "python_version": version,
            "python_full_version": f"{version}.0",
            "implementation_version": f"{version}.0",
            "sys_platform": system,
            "platform_system": names[system][0],
            "os_name": names[system][1],
            "platform_machine": "x86_64",
            "platform_release": "",
            "platform_version": "",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": "",
        }
        for version in versions
        for system in systems
    )


def applies(marker: str, where: Iterable[dict[str, str]]) -> bool:
    """Whether an environment marker holds in all of these environments; one that cannot be read does not."""
    from packaging.markers import InvalidMarker, Marker, UndefinedEnvironmentName  # noqa: PLC0415  # costs three bare starts

    try:
        parsed = Marker(marker)
        return all(parsed.evaluate(dict(one)) for one in where)
    except (InvalidMarker, UndefinedEnvironmentName, ValueError, RecursionError):
        return False


def satisfies(version: str, specifier: str) -> bool:
    """Whether a version is allowed; what cannot be read is. Plain numbers are compared here, the rest by `packaging`."""
    plain = _plainly(version, specifier)
    if plain is not None:
        return plain
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415  # the same
    from packaging.version import InvalidVersion  # noqa: PLC0415

    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except (InvalidSpecifier, InvalidVersion, ValueError):
        return True


def _plainly(version: str, specifier: str) -> bool | None:
    if not _SIMPLE.match(version):
        return None
    verdict = True
    for clause in specifier.split(","):
        found = _CLAUSE.fullmatch(clause.strip())
        if not found or found.group(1) in {"~=", "==="} or not _SIMPLE.match(found.group(2)):
            return None
        verdict = verdict and _compare(_numbers(version), found.group(1), _numbers(found.group(2)))
    return verdict


def _numbers(version: str) -> tuple[int, ...]:
    parts = [int(part[:18]) for part in version.split(".")[:20]]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _compare(mine: tuple[int, ...], operator: str, theirs: tuple[int, ...]) -> bool:
    return {
        "==": mine == theirs,
        "!=": mine != theirs,
        "<=": mine <= theirs,
        ">=": mine >= theirs,
        "<": mine < theirs,
        ">": mine > theirs,
    }[operator]
