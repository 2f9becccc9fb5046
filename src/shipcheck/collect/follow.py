"""From command words through wrappers, shells, scripts and task files to the programs that they end in."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from shipcheck.collect import console_scripts, python_modules
from shipcheck.collect.pins import pinned
from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge, Location
from shipcheck.project import Project
from shipcheck.subjects import task_files
from shipcheck.subjects.command_words import peel
from shipcheck.subjects.deployed_text import procfile, supervisor
from shipcheck.subjects.dockerfile import Values, expand
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.servers import debugger, server
from shipcheck.subjects.shell_flow import flow
from shipcheck.subjects.start_command import End, Link, Option

# A script is short; what is longer is not followed.
LONGEST_SCRIPT = 1 << 16
# A script that starts a script that starts a script ...
_DEEPEST = 6
_MOST_FILES = 50
_MOST_STEPS = 600
# Before, it ran Werkzeug's server unless it was told another.
_CONNEXION_ON_UVICORN = (3, 0)
_INITS = frozenset({"tini", "dumb-init", "catatonit"})
_PASS_ON = frozenset({"honcho", "foreman", "forego", "supervisord", "circusd", "hivemind", "overmind"})
_NODE = frozenset({"npm", "yarn", "pnpm", "bun"})
_SHELL_SUFFIXES = (".sh", ".bash")
_SUPERVISORS = (
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
    "/etc/supervisor/conf.d/supervisord.conf",
    "/etc/supervisor/conf.d/app.conf",
    "supervisord.conf",
)

_SHEBANG = lazy(r"#![^\n]*\b(?:ba|da|a|k|z)?sh\b")

Find = Callable[[str, str], "str | None"]


class Ground(NamedTuple):
    """Where a command runs: how its files are found, by path and folder; that folder; the variables that are known.

    `exact` finds what need not be there, and guesses nothing.
    """

    find: Find
    workdir: str
    known: Values
    escape: str = "\\"
    exact: Find | None = None


class _At(NamedTuple):
    """Where the follower stands: the links so far, and what has been learnt on the way."""

    links: tuple[Link, ...]
    workdir: str
    known: tuple[tuple[str, str | None], ...] = ()
    places: tuple[tuple[str, Location], ...] = ()
    waiting: Link | None = None
    init: bool = False
    certain: bool = True
    exec: bool = False
    depth: int = 0


class _Found(NamedTuple):
    end: End
    certain: bool
    exec: bool


class Follower:
    """Follows the start commands of one deployable thing."""

    def __init__(self, project: Project, ground: Ground) -> None:
        self._project = project
        self._ground = ground
        self._find_module = python_modules.reader(project)
        self._opened = 0
        self._steps = 0

    def ends(self, words: Sequence[str], link: Link, *, init: bool = False) -> tuple[End, ...]:
        """The programs that words end in.

        What stands behind a test that cannot be decided counts only where nothing else is known to be started.
        """
        found = list(self._ends(words, _At((link,), self._ground.workdir, init=init)))
        decided = any(one.certain and (one.exec or server(one.end)) for one in found)
        fit = any((known := server(one.end)) and known.kind == "production" for one in found)
        return tuple(one.end for one in found if one.certain or not (decided or fit))

    def _ends(self, words: Sequence[str], at: _At) -> Iterator[_Found]:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return
        found = peel(words)
        at = at._replace(
            init=at.init or any(word in _INITS for word in found.wrappers),
            known=(*at.known, *found.variables)[-200:],
            exec=at.exec or "exec" in found.wrappers,
        )
        if found.text is not None:
            yield from self._shell(found.text, found.words, found.shell, at)
        elif found.words:
            known = tuple(self._known(word, at) for word in found.words)
            yield from self._program(known, at)

    def _known(self, word: str, at: _At) -> str:
        if "$" not in word:
            return word
        return expand(word, {**self._ground.known, **dict(at.known)}, self._ground.escape) or word

    def _shell(self, text: str, arguments: Sequence[str], shell: str, at: _At) -> Iterator[_Found]:
        """What a shell comes to: it stays in front of its commands unless they take its place."""
        if at.depth > _DEEPEST:
            return
        known = {**self._ground.known, **dict(at.known)}
        result = flow(text[:LONGEST_SCRIPT], arguments, known, lambda path: self._script_text(path, at))
        for one in result.reached:
            last = shell == "bash" and one is result.reached[-1]  # bash gives way to it since 5.1 (2020); dash does not
            gives_way = one.takes_over or last or result.traps or at.init or shell == "su"
            yield from self._ends(
                one.words,
                at._replace(
                    workdir=posixpath.join(at.workdir, one.folder) if one.folder else at.workdir,
                    known=(*at.known, *one.set_here)[-200:],
                    waiting=at.waiting or (None if gives_way else at.links[-1]),
                    certain=at.certain and one.certain,
                    exec=one.takes_over,
                    depth=at.depth + 1,
                ),
            )

    def _script_text(self, path: str, at: _At) -> str | None:
        found = self._file(path, at)
        try:
            return self._project.text(found)[:LONGEST_SCRIPT] if found else None
        except CannotJudge:
            return None

    def _file(self, path: str, at: _At) -> str | None:
        self._opened += 1
        return self._ground.find(path, at.workdir) if self._opened < _MOST_FILES else None

    def _program(self, program: tuple[str, ...], at: _At) -> Iterator[_Found]:
        found = False
        if at.depth <= _DEEPEST:
            for one in self._inside(program, at):
                found = True
                yield one
        if not found:
            yield self._end(at, program, options=self._configured(program, at))

    def _end(self, at: _At, words: tuple[str, ...] = (), run: str = "", options: tuple[Option, ...] = ()) -> _Found:
        return _Found(End(at.links, words, run, options, at.waiting, at.known, at.places), at.certain, at.exec)

    def _inside(self, program: tuple[str, ...], at: _At) -> Iterator[_Found]:
        """What a program that only starts others starts; nothing for one that is the end."""
        name, rest = program[0].rpartition("/")[2], program[1:]
        if program[0] == "python" or name.endswith(".py"):
            yield from self._python(program, at)
        elif name in {"make", "just"}:
            yield from self._tasks(self._recipes(name, rest, at), at)
        elif name in _NODE:
            yield from self._tasks(self._package(name, rest, at), at)
        elif name in _PASS_ON:
            yield from self._processes(name, rest, at)
        elif (named := end_of(program)) is None or not server(named):
            yield from self._other(program, at)

    def _other(self, program: tuple[str, ...], at: _At) -> Iterator[_Found]:
        """A shell script by its name or its first line, or what an installed project calls so."""
        name = program[0]
        exact = self._ground.exact
        path = self._file(name, at) if _may_be_script(name) else exact(name, at.workdir) if exact else None
        if path is not None:
            text = self._read(path)
            if path.endswith(_SHELL_SUFFIXES) or _is_shell(text):
                yield from self._script(path, text, program[1:], at)
            elif text.startswith("#!") and "python" in text[:80]:
                yield from self._python(program, at)
            return
        if "/" in name and not name.startswith("/"):
            return
        yield from self._console(program, at)

    def _read(self, path: str) -> str:
        try:
            return self._project.text(path)
        except CannotJudge:
            return ""

    def _script(self, path: str, text: str, arguments: Sequence[str], at: _At) -> Iterator[_Found]:
        """Each command of a script is a link; the shell that reads it is `bash` only by its first line."""
        if at.depth > _DEEPEST:
            return
        known = {**self._ground.known, **dict(at.known)}
        result = flow(text[:LONGEST_SCRIPT], arguments, known, lambda name: self._script_text(name, at))
        for one in result.reached:
            link = Link(Location(path, one.line), _line(("exec", *one.words) if one.takes_over else one.words))
            gives_way = one.takes_over or result.traps or at.init
            yield from self._ends(
                one.words,
                at._replace(
                    links=(*at.links, link),
                    workdir=posixpath.join(at.workdir, one.folder) if one.folder else at.workdir,
                    known=(*at.known, *one.set_here)[-200:],
                    places=(*at.places, *((name, Location(path, line)) for name, line in one.lines))[-200:],
                    waiting=at.waiting or (None if gives_way else link),
                    certain=at.certain and one.certain,
                    exec=one.takes_over,
                    depth=at.depth + 1,
                ),
            )

    def _python(self, program: tuple[str, ...], at: _At) -> Iterator[_Found]:
        words = program[1:] if program[0] == "python" else program
        named = words[1:] if words[:1] == ("-m",) else words
        if debugger(End((), named)):
            yield self._end(at, program)
            inner = task_files.debugged(named[1:])
            if inner:
                yield from self._ends(("python", *inner), at._replace(depth=at.depth + 1))
            return
        known = end_of(program)
        if known is not None and server(known) and not words[0].endswith("manage.py"):
            return
        module, arguments = self._module(words, at)
        if module is not None:
            yield from self._runs(module, arguments, at)

    def _module(self, words: Sequence[str], at: _At) -> tuple[PythonModule | None, Sequence[str]]:
        """The module that Python is given, by its path, by `-m` or as text, and the words behind it."""
        if not words:
            return None, ()
        if words[0] == "-c":
            return self._text_module(words[1] if len(words) > 1 else "", at), ()
        if words[0] != "-m":
            path, rest = self._file(words[0], at), words[1:]
            if path is None and not words[0].endswith(".py"):
                path = self._file(f"{words[0]}/__main__.py", at)
        elif len(words) > 1:
            inner, rest = words[1].replace(".", "/"), words[2:]
            path = self._file(f"{inner}/__main__.py", at) or self._file(f"{inner}.py", at)
        else:
            return None, ()
        return (python_modules.module(self._project, path, self._find_module) if path else None), rest

    def _text_module(self, text: str, at: _At) -> PythonModule | None:
        """`python -c TEXT`: it imports what it would import in the folder that it is started in."""
        if ("run" not in text and "serve" not in text) or len(text) > LONGEST_SCRIPT:
            return None
        place = at.links[-1].location

        def find(_path: str, name: str, level: int) -> PythonModule | None:
            inside = name.replace(".", "/")
            path = self._file(f"{inside}.py", at) or self._file(f"{inside}/__init__.py", at)
            return python_modules.module(self._project, path, self._find_module) if path and not level else None

        module = PythonModule(place.path, text.encode(), find)
        try:
            module.tree  # noqa: B018  # to know whether it can be had
        except CannotJudge:
            return None
        return module

    def _runs(self, module: PythonModule, arguments: Sequence[str], at: _At, function: str = "") -> Iterator[_Found]:
        from shipcheck.subjects.python_script import script_runs

        for run in script_runs(module, function):
            inline = module.path == at.links[-1].location.path and module.path not in self._project
            here = at if inline else at._replace(links=(*at.links, Link(run.location, run.text)))
            if run.kind in {"flask-group", "flask-script"}:
                yield from self._flask(run.kind, arguments, here)
            elif run.kind == "connexion" and (0, 0) < pinned(self._project, "connexion") < _CONNEXION_ON_UVICORN:
                told = any(one.name == "server" for one in run.options)
                yield self._end(here, run="connexion" if told else "flask", options=run.options)
            else:
                yield self._end(here, run=run.kind, options=run.options)

    def _flask(self, kind: str, arguments: Sequence[str], at: _At) -> Iterator[_Found]:
        """A command line of Flask's under another name."""
        if kind == "flask-group":
            yield self._end(at, ("flask", *arguments))
        elif arguments[:1] == ("runserver",):
            yield self._end(at, ("flask", "run", *arguments[1:]))

    def _console(self, program: tuple[str, ...], at: _At) -> Iterator[_Found]:
        found = console_scripts.find(self._project, program[0])
        if found is None:
            return
        if found.command:
            link = Link(found.location, _line((f"{program[0]} =", found.command)))
            inner = at._replace(links=(*at.links, link), depth=at.depth + 1)
            yield from self._shell(f'{found.command} "$@"', program[1:], "task", inner._replace(init=True))
            return
        module = self._find_module(found.location.path, found.module, 0)
        if module is not None:
            link = Link(found.location, f"{program[0]} = {found.module}:{found.function}")
            yield from self._runs(module, program[1:], at._replace(links=(*at.links, link)), found.function)

    def _recipes(self, name: str, rest: Sequence[str], at: _At) -> Iterator[tuple[Link, str]]:
        file, folder, targets = task_files.make_arguments(rest)
        names = (
            (file,) if file else ("Makefile", "makefile", "GNUmakefile") if name == "make" else ("justfile", "Justfile")
        )
        for one in names:
            path = self._file(posixpath.join(folder, one), at)
            if path is not None:
                for line, text in task_files.recipe(self._read(path)[:LONGEST_SCRIPT], targets):
                    yield Link(Location(path, line), _line((text,))), text
                return

    def _package(self, name: str, rest: Sequence[str], at: _At) -> Iterator[tuple[Link, str]]:
        wanted = task_files.npm_script(name, rest)
        path = self._file("package.json", at) if wanted else None
        found = task_files.package_script(self._read(path)[:LONGEST_SCRIPT], wanted) if path else None
        if path and found:
            yield Link(Location(path, found[0]), _line((f"{wanted}:", found[1]))), found[1]

    def _tasks(self, tasks: Iterator[tuple[Link, str]], at: _At) -> Iterator[_Found]:
        for link, text in tasks:
            inner = at._replace(links=(*at.links, link), init=True, depth=at.depth + 1, exec=False)
            yield from self._shell(text, (), "task", inner)

    def _processes(self, name: str, rest: Sequence[str], at: _At) -> Iterator[_Found]:
        """The processes of a Procfile or of supervisord; they pass signals on."""
        given = task_files.option(rest, ("-c", "--configuration") if name == "supervisord" else ("-f", "--procfile"))
        names = (given,) if given else _SUPERVISORS if name == "supervisord" else ("Procfile",)
        path = next((found for one in names if (found := self._file(one, at))), None)
        if path is None:
            return
        reader = supervisor if name == "supervisord" else procfile
        wanted = {word for word in rest[1:] if word.isalnum()} if name in {"honcho", "foreman", "forego"} else set()
        for one in reader(path, self._read(path)):
            if wanted and one.name not in wanted:
                continue
            link = Link(one.location, _line((one.label, one.text or " ".join(one.words))))
            inner = at._replace(links=(*at.links, link), init=True, depth=at.depth + 1)
            inner = inner._replace(workdir=one.workdir or at.workdir, exec=True)
            yield from self._shell(one.text, (), "task", inner) if one.text else self._ends(one.words, inner)

    def _configured(self, program: tuple[str, ...], at: _At) -> tuple[Option, ...]:
        """What a server's own configuration file says."""
        name = program[0].rpartition("/")[2]
        if name == "gunicorn":
            given = task_files.option(program[1:], ("-c", "--config"))
            folder = task_files.option(program[1:], ("--chdir",))
            inner = at._replace(workdir=posixpath.join(at.workdir, folder)) if folder else at
            exact = self._ground.exact or self._ground.find
            path = self._file(given.removeprefix("file:"), inner) if given else exact("gunicorn.conf.py", inner.workdir)
            module = python_modules.module(self._project, path, self._find_module) if path else None
            if module is not None:
                from shipcheck.subjects.python_settings import settings

                return tuple(settings(module))
            return (Option("config", None, at.links[-1].location),) if given else ()
        if name == "uwsgi":
            given = task_files.option(program[1:], ("--ini", "--yaml", "--yml")) or next(
                (word for word in program[1:] if word.endswith(".ini")), ""
            )
            path = self._file(given.removeprefix("file:"), at) if given else None
            return tuple(task_files.ini_options(path, self._read(path)[:LONGEST_SCRIPT])) if path else ()
        return ()


def end_of(program: tuple[str, ...]) -> End | None:
    """A program as an end without a way to it, to ask what it is."""
    return End((), program) if program else None


def _may_be_script(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (
        last.endswith(_SHELL_SUFFIXES)
        or "entrypoint" in last
        or ("/" in name and "." not in last)
        or last
        in {
            "start",
            "run",
            "boot",
            "serve",
            "launch",
        }
    )


def _is_shell(text: str) -> bool:
    return _SHEBANG.match(text[:120]) is not None


def _line(words: Sequence[str]) -> str:
    text = " ".join(" ".join(words).split())
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004


def shown(words: Sequence[str]) -> str:
    """Words on one line, for messages, at most 60 characters of them."""
    return _line(words)
