"""Procfiles, systemd units and supervisord's configuration."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.deployed import Deployed
from shipcheck.subjects.start_command import Variable

LARGEST = 1 << 18
_PROCESS = lazy(r"[ \t]*([A-Za-z0-9_-]+)[ \t]*:[ \t]*(\S.*)")
_SECTION = lazy(r"[ \t]*\[([^\]\n]*)\]")
_SETTING = lazy(r"[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)")
_PAIR = lazy(r"""\b([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^,\s]*)""")


def procfile(path: str, text: str) -> Iterator[Deployed]:
    """One thing for each process; `release` is one that ends, as are those that only set something up."""
    folder = posixpath.dirname(path)
    for number, line in enumerate(text[:LARGEST].splitlines(), 1):
        found = _PROCESS.match(line)
        if found and not line.lstrip().startswith("#") and found.group(1).lower() != "release":
            name = found.group(1)
            place = Location(path, number, found.start(1) + 1)
            yield Deployed(
                path, name, f"the process `{name}`", place, f"{name}:", found.group(2).strip(), folder=folder
            )


class _Setting:
    """One `key = value` of an INI-like file, with where it stands."""

    def __init__(self, section: str, key: str, value: str, line: int, column: int) -> None:
        self.section, self.key, self.value, self.line, self.column = section, key, value, line, column


def _settings(text: str, comments: str, *, continued: bool) -> Iterator[_Setting]:
    """The settings of a file; a line is continued by a backslash (systemd), or by being indented (supervisord)."""
    section, held = "", None
    going = False
    for number, line in enumerate(text[:LARGEST].splitlines(), 1):
        bare = line.strip()
        if not bare or bare[0] in comments:
            continue
        if held is not None and (going or (not continued and line[:1] in {" ", "\t"})):
            held.value += f" {bare}"
        elif (head := _SECTION.match(line)) is not None:
            if held is not None:
                yield held
            section, held = head.group(1).strip(), None
        elif (found := _SETTING.match(line)) is not None:
            if held is not None:
                yield held
            held = _Setting(section, found.group(1), found.group(2).strip(), number, found.start(1) + 1)
        going = continued and bare.endswith("\\")
        if held is not None and going:
            held.value = held.value.rstrip("\\").rstrip()
    if held is not None:
        yield held


def unit(path: str, text: str) -> Iterator[Deployed]:
    """A systemd service: the commands of `ExecStart=`, which no shell reads."""
    workdir, starts = "", []
    variables: list[Variable] = []
    for one in _settings(text, "#;", continued=True):
        place = Location(path, one.line, one.column)
        if one.key == "WorkingDirectory":
            workdir = one.value.lstrip("-").strip()
        elif one.key == "Environment":
            variables += _pairs(one.value, place)
        elif one.key == "ExecStart" and one.value:
            starts.append((place, one.value))
    name = path.rpartition("/")[2].partition(".service")[0]
    for place, value in starts:
        words = _split(value.lstrip("-@:+!"))
        yield Deployed(
            path,
            name,
            f"the unit `{name}`",
            place,
            "ExecStart=",
            words=tuple(words),
            variables=tuple(variables),
            workdir=workdir,
        )


def supervisor(path: str, text: str) -> Iterator[Deployed]:
    """The programs of supervisord, and the watchers of circus, which no shell reads."""
    programs: dict[str, dict[str, _Setting]] = {}
    shared: list[Variable] = []
    for one in _settings(text, "#;", continued=False):
        if one.section.startswith(("program:", "fcgi-program:", "watcher:")):
            programs.setdefault(one.section.partition(":")[2], {})[one.key] = one
        elif one.section == "supervisord" and one.key == "environment":
            shared += _pairs(one.value, Location(path, one.line, one.column))
    for name, settings in programs.items():
        command = settings.get("command") or settings.get("cmd")
        if command is None or ((off := settings.get("autostart")) and off.value.lower() == "false"):
            continue
        place = Location(path, command.line, command.column)
        environment = settings.get("environment")
        own = _pairs(environment.value, Location(path, environment.line, environment.column)) if environment else []
        workdir = settings["directory"].value if "directory" in settings else ""
        more = settings["args"].value if "args" in settings and command.key == "cmd" else ""
        words = _split(f"{command.value.partition(' ;')[0]} {more}".rstrip())
        yield Deployed(
            path,
            name,
            f"the program `{name}`",
            place,
            f"{command.key} =",
            words=tuple(words),
            variables=(*shared, *own),
            workdir=workdir,
        )


def _pairs(text: str, place: Location) -> list[Variable]:
    """`A=1 "B=2 3"` of systemd and `A="1",B="2"` of supervisord."""
    bare = text[:8192].strip()
    whole = bare[1:-1] if bare.startswith('"') and bare.find('"', 1) == len(bare) - 1 else bare
    return [Variable(pair.group(1), pair.group(2).strip("\"'"), place) for pair in _PAIR.finditer(whole)]


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text[:8192])
    except ValueError:
        return text[:8192].split()


def env_file(path: str, text: str) -> Iterator[Variable]:
    """The variables of a file that a service is given (`env_file`, `EnvironmentFile=`)."""
    for number, line in enumerate(text[:LARGEST].splitlines(), 1):
        found = _SETTING.match(line.strip().removeprefix("export "))
        if found and not line.lstrip().startswith("#"):
            value = found.group(2).strip()
            if value[:1] in {'"', "'"} and value.endswith(value[:1]):
                value = value[1:-1]
            else:
                value = value.partition(" #")[0].rstrip()
            yield Variable(found.group(1), value if "$" not in value else None, Location(path, number))
