"""fly.toml, railway.toml and nixpacks.toml: TOML has no line numbers, so its text is asked for them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from shipcheck.model import Location
from shipcheck.subjects.deployed import Deployed
from shipcheck.subjects.start_command import Variable


def _place(path: str, text: str, section: str, key: str) -> Location:
    """Where a key of a section is set; the section's own line where it is not to be found."""
    at, found = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            at = bare.strip("[] \t").partition("]")[0].replace(" ", "")
            if at == section:
                found = number
        elif re.match(rf"[\"']?{re.escape(key)}[\"']?\s*=", bare) and at == section:
            return Location(path, number, len(line) - len(line.lstrip()) + 1)
        elif not at and re.match(rf"{re.escape(section)}\s*\.\s*{re.escape(key)}\s*=", bare):
            return Location(path, number)
    return Location(path, found)


def _table(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = data.get(key) if isinstance(data, Mapping) else None
        data = inner if isinstance(inner, Mapping) else {}
    return data


def _variables(path: str, text: str, section: str, table: Mapping[str, Any]) -> tuple[Variable, ...]:
    return tuple(
        Variable(name, _plain(value), _place(path, text, section, name))
        for name, value in table.items()
        if not isinstance(value, Mapping)
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _command(value: Any) -> tuple[str, tuple[str, ...]]:
    if isinstance(value, list):
        return "", tuple(str(one) for one in value)
    return (value if isinstance(value, str) else ""), ()


def fly(path: str, text: str, data: Mapping[str, Any]) -> Iterator[Deployed]:
    """Fly.io: processes, or the image's own command, or the one of `[experimental]`."""
    folder = posixpath.dirname(path)
    built = _table(data, "build").get("dockerfile", "Dockerfile" if "image" not in _table(data, "build") else "")
    variables = _variables(path, text, "env", _table(data, "env"))
    docker = posixpath.normpath(posixpath.join(folder, str(built))) if built else ""
    target = str(_table(data, "build").get("build-target", ""))
    port = _table(data, "http_service").get("internal_port")
    ports = (str(port),) if port is not None else ()

    def one(name: str, what: str, place: Location, label: str, command: Any) -> Deployed:
        line, words = _command(command)
        found = Deployed(path, name, what, place, label, line, words, variables, folder, container=True)
        return found._replace(dockerfile=docker, target=target, ports=ports if len(processes) < 2 else ())  # noqa: PLR2004

    processes = _table(data, "processes")
    for name, value in processes.items():
        yield one(str(name), f"the process `{name}`", _place(path, text, "processes", name), f"{name} =", value)
    if not processes:
        command = _table(data, "experimental").get("cmd")
        place = _place(path, text, "experimental", "cmd") if command else Location(path)
        yield one("app", "the app", place, "cmd =", command)


def railway(path: str, text: str, data: Mapping[str, Any]) -> Iterator[Deployed]:
    """Railway's railway.toml."""
    command, built = _table(data, "deploy").get("startCommand"), _table(data, "build").get("dockerfilePath")
    if isinstance(command, str) or built:
        folder = posixpath.dirname(path)
        docker = posixpath.normpath(posixpath.join(folder, str(built))) if built else ""
        place = _place(path, text, "deploy", "startCommand")
        one = Deployed(
            path, "service", "the service", place, "startCommand =", command if isinstance(command, str) else ""
        )
        yield one._replace(folder=folder, container=bool(built), dockerfile=docker)


def nixpacks(path: str, text: str, data: Mapping[str, Any]) -> Iterator[Deployed]:
    """Nixpacks: its start command and variables."""
    command = _table(data, "start").get("cmd")
    variables = _variables(path, text, "variables", _table(data, "variables"))
    if isinstance(command, str) or variables:
        place = _place(path, text, "start", "cmd")
        one = Deployed(path, "start", "the app", place, "cmd =", command if isinstance(command, str) else "")
        yield one._replace(variables=variables, folder=posixpath.dirname(path))
