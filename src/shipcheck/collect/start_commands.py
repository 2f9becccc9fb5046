"""From the start command of what ships, through wrappers and scripts, into the Python file that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from shipcheck.collect import dockerfiles, python_modules
from shipcheck.collect.image_files import find
from shipcheck.collect.providers import DOCKERFILE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.command_words import programs
from shipcheck.subjects.context import context
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, expand, location
from shipcheck.subjects.shell import Command, commands
from shipcheck.subjects.start_command import End, Link, StartCommand

# A script that starts a script that starts a script ...
_DEEPEST = 4
_MOST_FILES = 50
_SERVERS = re.compile(r"\b(?:gunicorn|uvicorn|hypercorn|granian|waitress|daphne|uwsgi)\b")


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[StartCommand | Unjudged]:
    """The start command of every stage that ships, where a file on the way is in focus."""
    for dockerfile in _dockerfiles(project, evidence, config):
        for stage in dockerfile.deployed():
            found = _Follower(project, dockerfile, stage).start_command()
            if found is not None and project.shows(found.paths):
                yield found


def _dockerfiles(project: Project, evidence: Evidence, config: Config) -> Iterator[Dockerfile]:
    """Those in focus, and if a file is in focus that one of them may start, the others too."""
    known = {one.path: one for one in evidence.of(Dockerfile)}
    yield from known.values()
    if project.focus is None or not any(path.endswith((".py", ".sh", ".bash")) for path in project.focused):
        return
    for path in project.matching(DOCKERFILE, everywhere=True):
        if path not in known and path not in project.focus:
            try:
                found = dockerfiles.read(project, config, path)
            except CannotJudge:
                continue  # not in focus: said when it is
            if found:
                yield found


class _Follower:
    """Follows the start command of one stage."""

    def __init__(self, project: Project, dockerfile: Dockerfile, stage: Stage) -> None:
        self._project = project
        self._dockerfile = dockerfile
        self._stage = stage
        self._find_module = python_modules.reader(project)
        self._opened = 0

    def start_command(self) -> StartCommand | None:
        entry, command = self._stage.entrypoint, self._stage.command
        words = self._words(entry, command)
        said = _said(entry, command)
        if not words or said is None:
            return None
        every = [one for one in (entry, command) if one and (one is said or (entry and entry.json is not None))]
        link = Link(location(said), " + ".join(_text(one) for one in every))
        ends = tuple(self._ends(words, (link,), 0))
        where = context(self._dockerfile.path)
        return StartCommand(self._dockerfile.path, link.location, where, ends)

    def _words(self, entry: Instruction | None, command: Instruction | None) -> list[str]:
        """As Docker joins them: an entrypoint in shell form swallows the command."""
        if entry is None:
            return self._form(command)
        return self._form(entry) + (self._form(command) if entry.json is not None else [])

    def _form(self, instruction: Instruction | None) -> list[str]:
        if instruction is None:
            return []
        if instruction.json is not None:
            return list(instruction.json)
        return ["/bin/sh", "-c", instruction.arguments]

    def _ends(self, words: Sequence[str], links: tuple[Link, ...], depth: int) -> Iterator[End]:
        for program in programs(words):
            known = tuple(self._known(word) for word in program)
            yield from self._follow(known, links, depth)

    def _known(self, word: str) -> str:
        if "$" not in word:
            return word
        return expand(word, self._stage.variables, self._dockerfile.escape) or word

    def _follow(self, program: tuple[str, ...], links: tuple[Link, ...], depth: int) -> Iterator[End]:
        ends: Iterable[End] = ()
        if depth < _DEEPEST and self._opened < _MOST_FILES:
            if program[0] == "python" or program[0].endswith(".py"):
                ends = self._python(program, links)
            elif program[0].endswith((".sh", ".bash")) or "entrypoint" in program[0]:
                ends = self._shell(program, links, depth)
        found = False
        for end in ends:
            found = True
            yield end
        if not found:
            yield End(links, program)

    def _python(self, program: tuple[str, ...], links: tuple[Link, ...]) -> Iterator[End]:
        from shipcheck.subjects.python_script import script_runs

        path = self._python_file(program[1:] if program[0] == "python" else program)
        module = python_modules.module(self._project, path, self._find_module) if path else None
        if module is not None:
            for run in script_runs(module):
                yield End((*links, Link(run.location, run.text)), run=run.kind)

    def _python_file(self, words: Sequence[str]) -> str | None:
        if not words or words[0] == "-c" or "manage.py" in words[0]:
            return None
        if words[0] != "-m":
            return self._file(words[0])
        inner = words[1].replace(".", "/") if len(words) > 1 else ""
        return (self._file(f"{inner}/__main__.py") or self._file(f"{inner}.py")) if inner else None

    def _file(self, path: str) -> str | None:
        self._opened += 1
        return find(self._project, self._dockerfile, self._stage, path)

    def _shell(self, program: tuple[str, ...], links: tuple[Link, ...], depth: int) -> Iterator[End]:
        path = self._file(program[0])
        try:
            text = self._project.text(path) if path else ""
        except CannotJudge:
            return
        for command in _certain(text[: dockerfiles.LONGEST_SCRIPT]):
            words = [word for one in command.words for word in (program[1:] if one in {"$@", "$*"} else (one,))]
            link = Link(Location(path or "", command.line), _line(command.words))
            if words:
                yield from self._ends(words, (*links, link), depth + 1)


def _said(entry: Instruction | None, command: Instruction | None) -> Instruction | None:
    """The instruction that says what is started: an entrypoint that is more than one word, else the command."""
    if entry is None or command is None:
        return entry or command
    own = next(programs(entry.json), ()) if entry.json is not None else ("", "")
    return entry if len(own) > 1 else command


def _certain(text: str) -> list[Command]:
    """The commands of a script that run whatever happens, up to the one that takes its place.

    None at all if the arguments are rewritten, or a server fit to ship is started on another branch.
    """
    every = list(commands(text))
    if any(command.words[:2] == ("set", "--") for command in every):
        return []
    if any(command.depth and _SERVERS.search(" ".join(command.words)) for command in every):
        return []
    certain: list[Command] = []
    for command in every:
        if command.depth == 0:
            certain.append(command)
            if command.words[0] == "exec" and len(command.words) > 1:
                break
    return certain


def _text(instruction: Instruction) -> str:
    return f"{instruction.name} {_line(instruction.json or instruction.arguments.split())}"


def _line(words: Sequence[str]) -> str:
    text = " ".join(" ".join(words).split())
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004
