"""The `HEALTHCHECK` of a stage, and what its base image brings for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.command_words import programs
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage
from shipcheck.subjects.dockerfile_runs import program, run_commands, shell_text
from shipcheck.subjects.dockerfile_syntax import exec_form
from shipcheck.subjects.image_name import image_name

_COMMAND = lazy(r"(?i)CMD\s++")
_SLIM = lazy(r"(?:^|-)slim(?:-|\Z)")
_ALPINE = lazy(r"(?:^|-)alpine")
_URL = lazy(r"(https?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d{1,5}))?(?![\w.:$])")
# Where a list of packages comes from somewhere else, or a script installs them.
_UNKNOWN_PACKAGES = lazy(r"\bxargs\b|\$\(|`|(?:install|add)\b[^&;|]{0,400}\$|\.sh\b|\bmake\b|\bansible")
_REMOVAL = r"(?:purge|remove|del|autoremove)\b[^&;|]{0,400}\s"


class HealthCheck(NamedTuple):
    """What a stage checks: `programs` as the image finds them, `text` as it is written; `off` for `NONE`."""

    instruction: Instruction
    text: str
    programs: tuple[tuple[str, ...], ...]
    off: bool

    def ports(self) -> set[int]:
        """The ports of this very container that it asks over HTTP."""
        return {int(port) if port else {"http": 80, "https": 443}[scheme] for scheme, port in _URL.findall(self.text)}


def health_check(dockerfile: Dockerfile, stage: Stage) -> HealthCheck | None:
    """The last one of a stage, else of the stage that it is built on."""
    for one in dockerfile.lineage(stage):
        for instruction in reversed(one.instructions):
            if instruction.name == "HEALTHCHECK":
                return _read(instruction)
    return None


def _read(instruction: Instruction) -> HealthCheck:
    found = _COMMAND.match(instruction.arguments)
    text = instruction.arguments[found.end() :] if found else ""
    words = exec_form(text)
    found_programs = programs(list(words) if words is not None else ["/bin/sh", "-c", text]) if text else ()
    return HealthCheck(instruction, text, tuple(found_programs), instruction.arguments.strip().upper() == "NONE")


def lacks(dockerfile: Dockerfile, stage: Stage, tool: str) -> bool:
    """Whether an image surely lacks `curl`, `wget` or `nc`: its base does, and nothing in the file brings it."""
    lineage = list(dockerfile.lineage(stage))
    if not _base_lacks(lineage[-1].image or "", tool):
        return False
    return not any(_brings(instruction, tool) for one in lineage for instruction in one.instructions)


def _base_lacks(image: str, tool: str) -> bool:
    """By what the images hold, looked at on 2026-11: full Python images have curl and wget, Alpine's busybox has wget and nc."""
    found = image_name(image)
    if found.name not in {"python", "debian", "ubuntu", "alpine", "node", "pypy"}:
        return False
    if found.name == "alpine" or _ALPINE.search(found.tag):
        return tool == "curl"
    if found.name in {"debian", "ubuntu"} or _SLIM.search(found.tag):
        return True
    return tool == "nc"


def _brings(instruction: Instruction, tool: str) -> bool:
    word = re.compile(
        rf"(?<![\w.]){re.escape(tool)}(?![\w])|netcat" if tool == "nc" else rf"(?<![\w.]){re.escape(tool)}(?!\w)"
    )
    if instruction.name in {"COPY", "ADD"}:
        target = instruction.arguments
        return bool(word.search(target)) or (bool(instruction.flag("from")) and " /usr/" in f" {target}")
    if instruction.name != "RUN":
        return False
    text = shell_text(instruction) or " ".join(instruction.json or ())
    if _UNKNOWN_PACKAGES.search(text) or any(_is_own(command.words[0]) for command in run_commands(instruction)):
        return True
    if not word.search(text):
        return False
    removed = re.search(_REMOVAL + re.escape(tool) + r"(?![\w-])", text)
    return not (removed and _installs(instruction))


_TOOLS = lazy(r"(?:pip|python|uv|poetry|pipenv|flask|gunicorn|manage)[\d.]*(?:\.py)?")


def _is_own(name: str) -> bool:
    """Whether a command is a program of the project, which may do anything: a script by its path, no tool of Python's."""
    last = name.rpartition("/")[2]
    system = name.startswith(("/usr/", "/bin/", "/sbin/"))
    return "/" in name and not system and not _TOOLS.fullmatch(last)


def _installs(instruction: Instruction) -> bool:
    return any(program(command) in {"apt-get", "apt", "apk"} for command in run_commands(instruction))


_BOUND = lazy(r"(?:^|:)(\d{1,5})\Z")
_PORT_OPTIONS = {
    "uvicorn": ("--port",),
    "hypercorn": ("-b", "--bind"),
    "gunicorn": ("-b", "--bind"),
    "daphne": ("-p", "--port"),
    "granian": ("--port",),
    "waitress-serve": ("--port", "--listen"),
    "flask": ("-p", "--port"),
    "fastapi": ("--port",),
    "quart": ("-p", "--port"),
    "sanic": ("-p", "--port"),
    "uwsgi": ("--http", "--http-socket"),
    "pyuwsgi": ("--http", "--http-socket"),
}


def bound_ports(words: tuple[str, ...]) -> set[int]:
    """The ports that a server is told to listen on by its options; none where they do not say it, or not for sure."""
    options = _PORT_OPTIONS.get(words[0] if words else "", ())
    return set(_ports(words, options)) if not any("$" in word for word in words) else set()


def _ports(words: tuple[str, ...], options: tuple[str, ...]) -> Iterator[int]:
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        short = next((option for option in options if len(option) == 2 and word.startswith(option)), "")  # noqa: PLR2004  # -b
        if name in options:
            value = value if equals else "".join(words[at + 1 : at + 2])
        elif short:
            value = word.removeprefix(short)
        else:
            continue
        found = _BOUND.search(value)
        if found:
            yield int(found.group(1))
