"""pyproject.toml as the source of a lock: `[project] dependencies`, and the extras that the command names."""

from __future__ import annotations

from typing import Any, NamedTuple

from shipcheck.subjects.lock_check import Wanted
from shipcheck.subjects.lock_header import Command
from shipcheck.subjects.requirements import canonical, parse


class Found(NamedTuple):
    """What a pyproject.toml asks for.

    `own_names` are the project itself and what uv takes from elsewhere, `mentioned` what any extra or group asks for.
    """

    wanted: tuple[Wanted, ...] = ()
    own_names: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    whole: bool = False


def read_pyproject(path: str, text: str, made: Command) -> Found:
    """The requirements as written; what is dynamic or not as the standard says makes the answer not whole."""
    import tomllib

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return Found()
    project = _table(table, "project")
    words = project.get("dependencies")
    whole = isinstance(words, list) and not {"dependencies", "optional-dependencies"} & set(_list(project, "dynamic"))
    chosen = list(words) if isinstance(words, list) else []
    extras, groups = _table(project, "optional-dependencies"), _table(table, "dependency-groups")
    for name in extras:
        chosen += _list(extras, name) if made.all_extras or canonical(name) in made.extras else []
    for name in groups:
        chosen += _list(groups, name) if canonical(name) in made.groups else []
    others = _list(_table(table, "build-system"), "requires")
    others += _list(_table(_table(table, "tool"), "uv"), "dev-dependencies")
    others += [word for several in (extras, groups) for name in several for word in _list(several, name)]
    mentioned = frozenset(one.name for word in others for one in parse(path, word).requirements)
    own = {canonical(str(project.get("name", "")))}
    own |= {canonical(name) for name in _table(_table(_table(table, "tool"), "uv"), "sources")}
    wanted = tuple(one for word in chosen if isinstance(word, str) for one in _wanted(path, text, word))
    # An extra that names the project's other extras.
    whole = whole and not own & {one.requirement.name for one in wanted}
    return Found(wanted, frozenset(own - {""}), mentioned, whole)


def _wanted(path: str, text: str, word: str) -> list[Wanted]:
    """One dependency, at the place where its text stands between quotes."""
    start = max(text.find(f'"{word}"'), text.find(f"'{word}'")) + 1
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start) if start else 1
    found = []
    for one in parse(path, word).requirements:
        place = one.location._replace(line=line, column=column, end_line=line, end_column=column + len(word))
        found.append(Wanted(one._replace(location=place), path))
    return found


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name)
    return value if isinstance(value, dict) else {}


def _list(table: dict[str, Any], name: str) -> list[str]:
    value = table.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
