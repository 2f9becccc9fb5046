"""What a project tells gitleaks to allow: `.gitleaks.toml` and `.gitleaksignore` at its root, read as gitleaks reads them.

gitleaks takes a configuration from an option or the environment, too (its README, "Load Configuration"): these are no
part of the project, and the answer of a hook must not depend on them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets import allowances
from shipcheck.secrets.allowances import Allowances, Allowlist
from shipcheck.secrets.kept import GITLEAKS as CONFIG
from shipcheck.secrets.kept import GITLEAKS_IGNORE as IGNORE

# gitleaks follows `[extend] path` this often.
_DEPTH = 2
_MEND = "correct it, or ask gitleaks itself: `gitleaks dir --config .gitleaks.toml .`"


def collect(project: Project) -> tuple[Allowances, list[Unjudged]]:
    """What is allowed, and what of the files could not be used; a file that cannot be read allows nothing."""
    lists: list[Allowlist] = []
    places: set[tuple[str, int]] = set()
    gaps: list[Unjudged] = []
    for answer in _lists(project, CONFIG, _DEPTH) if CONFIG in project else ():
        (gaps if isinstance(answer, Unjudged) else lists).append(answer)  # type: ignore[arg-type]  # told apart
    for place in _places(project) if IGNORE in project else ():
        if isinstance(place, Unjudged):
            gaps.append(place)
        else:
            places.add(place)
    return Allowances(tuple(lists), frozenset(places)), gaps


def _places(project: Project) -> Iterator[tuple[str, int] | Unjudged]:
    try:
        text = project.text(IGNORE)
    except CannotJudge as reason:
        yield reason.unjudged
        return
    yield from allowances.places(text)


def _lists(project: Project, name: str, depth: int) -> Iterator[Allowlist | Unjudged]:
    try:
        document = _toml(project, name)
        yield from list(allowances.lists(document, name))
        extended = allowances.extended(document)
    except CannotJudge as reason:
        yield reason.unjudged
        return
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        said = f": {error}" if type(error) is ValueError else ""
        yield Unjudged(name, f"it is no configuration of gitleaks, and allows nothing{said}", _MEND)
        return
    if extended and depth:
        yield from _extended(project, name, posixpath.normpath(extended.replace("\\", "/")), depth)


def _extended(project: Project, name: str, path: str, depth: int) -> Iterator[Allowlist | Unjudged]:
    """Gitleaks takes the path from where it is run, which is the root; nothing outside of the project is read."""
    if path in project:
        yield from _lists(project, path, depth - 1)
    else:
        shown = "".join(char if char.isprintable() else "?" for char in path)
        yield Unjudged(name, f"it extends `{shown}`, which is not in the project", "name a file of this repository")


def _toml(project: Project, name: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(project.bytes(name).decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise CannotJudge(
            name, "it is not UTF-8, and allows nothing", "TOML is UTF-8 by definition: save it so"
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError):
        raise CannotJudge(name, "it is not TOML, and allows nothing", _MEND) from None
