"""What the comments of a compiled requirements file tell: the command that made it, its Python, what was left out.

Read are the headers of pip-compile (since 2013), `uv pip compile` and pip-compile-multi.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.requirement import canonical

_COMMAND = lazy(
    r"#\s{2,16}(?:[^#\s]{1,80}\s{1,4}){0,8}?(?:\S{0,80}/)?(?:pip-compile(?![\w-])|piptools\s{1,4}compile|uv\s{1,4}pip\s{1,4}compile)(.*)"
)
_SOURCE = lazy(r"(?:\.in|\.txt|\.cfg|\.py|\.toml)\Z")
# Options whose value is a word by itself and could be taken for a source.
_VALUED = lazy(
    r"-(?:[ocbPfi]|-(?:output-file|(?:build-)?constraints?|overrides?|excludes?|config(?:-file)?|group|extra|upgrade-package"
    r"|unsafe-package|no-emit-package|find-links|(?:extra-)?index-url|pip-args|cert|client-cert|cache-dir|directory))"
)
_PYTHON = lazy(r"with [Pp]ython (\d+\.\d+)|(?:--python-version|--python|-p)[= ](?:python)?(\d+\.\d+)")
_ALL_PYTHONS = tuple(f"3.{minor}" for minor in range(8, 16))
_SYSTEMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
_LONG = 4000
_BENDING = frozenset(
    (
        *("--override", "--overrides", "--exclude", "--excludes"),
        *("--build-deps-for", "--all-build-deps", "--only-build-deps", "--no-deps", "-"),
    )
)
Environment = Mapping[str, str]
# So many comments are the header: the same words in a later one are prose.
HEADER = 20


class Command(NamedTuple):
    """The command of a header: its sources and what bears on the result.

    Files are as written, relative to a folder that is not told. `bent` says that it uses options (overrides, build
    dependencies) after which the sources alone do not say what belongs into the lock.
    """

    sources: tuple[str, ...] = ()
    output: str = ""
    constraints: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    extras: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    all_extras: bool = False
    bent: bool = False


def command(comments: Iterable[str]) -> Command | None:
    """The command that a header names; None where there is none that can be read."""
    for comment in islice(comments, HEADER):
        found = _COMMAND.match(comment[:_LONG])
        if found and not {"&&", "|", ";"} & set(found.group(1).split()):
            return _read(found.group(1).split())
    return None


def _read(words: list[str]) -> Command:
    values: dict[str, list[str]] = {}
    sources = []
    option = ""
    for raw in words:
        word = raw.strip("'\"")
        name, equals, value = word.partition("=")
        if word.startswith("-"):
            values.setdefault(name, []).extend([value] if equals else [])
            option = name if not equals and _VALUED.fullmatch(name) else ""
        elif option:
            values[option].append(word)
            option = ""
        elif _SOURCE.search(word):
            sources.append(word)
    named = [*values.get("--unsafe-package", []), *values.get("--no-emit-package", [])]
    return Command(
        tuple(sources),
        next(iter([*values.get("-o", []), *values.get("--output-file", [])]), ""),
        (*values.get("-c", []), *values.get("--constraint", []), *values.get("--constraints", [])),
        frozenset(canonical(name) for name in named),
        frozenset(canonical(name) for several in values.get("--extra", []) for name in several.split(",")),
        frozenset(canonical(name) for name in values.get("--group", [])),
        "--all-extras" in values,
        bool(_BENDING & set(values)),
    )


def unsafe(comments: Iterable[str]) -> frozenset[str]:
    """The packages that the trailing comment of a lock says were left out."""
    listing = False
    names = set()
    for comment in comments:
        if "considered to be unsafe" in comment or "were excluded from the output" in comment:
            listing = True
        elif listing and (found := re.fullmatch(r"#\s*+([A-Za-z0-9][\w.-]*+)", comment)):
            names.add(canonical(found.group(1)))
    return frozenset(names)


def environments(comments: Iterable[str]) -> tuple[Environment, ...]:
    """The environments that a lock may be for, by its header: the Python it names, else any; Linux, else any.

    What a header does not tell (a patch level, a processor) is there in several values: something is certain when it
    is so in all of them.
    """
    text = "\n".join(islice(comments, HEADER))
    found = _PYTHON.search(text)
    versions = (found.group(1) or found.group(2),) if found else _ALL_PYTHONS
    systems = tuple(_SYSTEMS) if "--universal" in text or "--python-platform" in text else ("linux",)
    return tuple(
        _environment(version, patch, system, machine)
        for version in versions
        for patch in ("0", "99")
        for system in systems
        for machine in ("x86_64", "aarch64")
    )


def _environment(version: str, patch: str, system: str, machine: str) -> Environment:
    platform, os_name = _SYSTEMS[system]
    return {
        "python_version": version,
        "python_full_version": f"{version}.{patch}",
        "implementation_version": f"{version}.{patch}",
        "sys_platform": system,
        "platform_system": platform,
        "os_name": os_name,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
