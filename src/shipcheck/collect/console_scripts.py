"""What a project's own packaging calls a command: console scripts, and the task tables of pdm, poe, hatch and pipenv."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.model import CannotJudge, Location
from shipcheck.project import Project
from shipcheck.subjects.context import context

_FILES = r"(^|/)(pyproject\.toml|setup\.cfg|setup\.py|Pipfile)$"
_MOST = 20
_LARGEST = 1 << 20
_OBJECT = re.compile(r"([\w.]+):(\w+)")
_LINE = r"(?m)^.*?[\"']?\b{name}\b[\"']?\s*=\s*[\"']?([\w.]+):(\w+)"


class Script(NamedTuple):
    """A command's definition: an object of a module, or a command line."""

    location: Location
    module: str = ""
    function: str = ""
    command: str = ""


def find(project: Project, name: str) -> Script | None:
    """What a name means to the project's packaging; None if it says nothing of it."""
    if not re.fullmatch(r"[\w.-]{1,80}", name):
        return None
    files = [path for path in project.matching(_FILES, everywhere=True) if context(path) != "development"]
    for path in sorted(files, key=lambda one: one.count("/"))[:_MOST]:
        try:
            data = project.bytes(path)
            if len(data) > _LARGEST or name.encode() not in data:
                continue
            found = _read(path, project.text(path), name)
        except CannotJudge:
            continue
        if found is not None:
            return found
    return None


def _read(path: str, text: str, name: str) -> Script | None:
    if path.endswith((".cfg", ".py")):
        found = re.search(_LINE.format(name=re.escape(name)), text) if "console_scripts" in text else None
        if found is None:
            return None
        line = text.count("\n", 0, found.start(1)) + 1
        return Script(Location(path, line), found.group(1), found.group(2))
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    for value in _values(data, name):
        place = Location(path, _line(text, name))
        target = _OBJECT.match(value.strip()) if ":" in value and " " not in value.strip().partition("(")[0] else None
        if target:
            return Script(place, target.group(1), target.group(2))
        if value.strip():
            return Script(place, command=value[:4096])
    return None


_TABLES = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("tool", "poetry", "scripts"),
    ("tool", "pdm", "scripts"),
    ("tool", "poe", "tasks"),
    ("tool", "hatch", "envs", "default", "scripts"),
    ("tool", "rye", "scripts"),
    ("tool", "taskipy", "tasks"),
    ("scripts",),
)


def _values(data: Mapping[str, Any], name: str) -> Iterator[str]:
    for keys in _TABLES:
        table: Any = data
        for key in keys:
            table = table.get(key) if isinstance(table, Mapping) else None
        value = table.get(name) if isinstance(table, Mapping) else None
        if isinstance(value, Mapping):
            value = next(
                (value[key] for key in ("cmd", "shell", "call", "callable", "reference") if key in value), None
            )
        if isinstance(value, list):
            value = " && ".join(one for one in value if isinstance(one, str)) if keys[-1] == "scripts" else None
        if isinstance(value, str):
            yield value


def _line(text: str, name: str) -> int:
    found = re.search(rf"(?m)^[ \t]*[\"']?{re.escape(name)}[\"']?[ \t]*=", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
