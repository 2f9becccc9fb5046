"""Command words with their wrappers peeled off: `tini -- gosu app poetry run flask run` is `flask run`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.shell import commands

_DEEPEST = 12
_LONGEST = 256
_ASSIGNMENT = lazy(r"[A-Za-z_]\w*=")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "busybox"})
_PYTHON = lazy(r"(?:python|pypy)[\d.]*(?:\.exe)?")
_TAKES_VALUE = frozenset({"-W", "-X", "--check-hash-based-pycs"})


class Wrapper(NamedTuple):
    """How much of a wrapper precedes the command: a fixed word, positional words, and options that take a value."""

    positional: int = 0
    word: str = ""
    valued: str = ""


# Only what starts one command and gets out of the way; from their manuals.
_WRAPPERS = {
    "exec": Wrapper(valued="-a"),
    "command": Wrapper(),
    "time": Wrapper(),
    "nohup": Wrapper(),
    "nice": Wrapper(valued="-n --adjustment"),
    "stdbuf": Wrapper(valued="-i -o -e"),
    "timeout": Wrapper(positional=1, valued="-k -s --kill-after --signal"),
    "tini": Wrapper(valued="-p -e"),
    "dumb-init": Wrapper(valued="-r --rewrite"),
    "catatonit": Wrapper(),
    "gosu": Wrapper(positional=1),
    "su-exec": Wrapper(positional=1),
    "s6-setuidgid": Wrapper(positional=1),
    "setpriv": Wrapper(valued="--reuid --regid --groups --inh-caps --bounding-set"),
    "chpst": Wrapper(valued="-u -U -e -n -l -L -m -d -o -p -f -c -r -t -/"),
    "sudo": Wrapper(valued="-u -g -h -p --user --group"),
    "runuser": Wrapper(valued="-u -g -G --user --group"),
    "poetry": Wrapper(word="run"),
    "pdm": Wrapper(word="run", valued="-p --project"),
    "pipenv": Wrapper(word="run"),
    "hatch": Wrapper(word="run"),
    "rye": Wrapper(word="run"),
    "uv": Wrapper(
        word="run", valued="--with --extra --group --package --project --directory --python -p --env-file --only-group"
    ),
    "poe": Wrapper(valued="-C --root --directory"),
    "task": Wrapper(),
    "conda": Wrapper(word="run", valued="-n --name -p --prefix --cwd"),
    "micromamba": Wrapper(word="run", valued="-n --name -p --prefix --cwd"),
    "doppler": Wrapper(word="run", valued="-p --project -c --config -t --token"),
    "infisical": Wrapper(word="run", valued="--env --path --projectId --token"),
    "ddtrace-run": Wrapper(),
    "opentelemetry-instrument": Wrapper(valued="--traces_exporter --metrics_exporter --logs_exporter --service_name"),
    "newrelic-admin": Wrapper(word="run-program"),
    "wait-for-it": Wrapper(positional=1, valued="-t -h -p --timeout --host --port"),
    "wait-for": Wrapper(positional=1, valued="-t --timeout"),
    "dockerize": Wrapper(valued="-wait -timeout -template -stdout -stderr -wait-retry-interval"),
}


class Peeled(NamedTuple):
    """What is left of command words without their wrappers.

    Either the words of a program, or, where a shell is given one, its text and what it is passed. `shell` is the shell's
    name, also that of one which reads a script; `wrappers` are the programs peeled off; `variables` what is set in front.
    """

    words: tuple[str, ...] = ()
    text: str | None = None
    shell: str = ""
    wrappers: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


def peel(words: Sequence[str]) -> Peeled:
    """Command words without their wrappers, down to a program or the text of a shell."""
    rest = list(words[:_LONGEST])
    wrappers: list[str] = []
    variables: list[tuple[str, str]] = []
    shell = ""
    for _ in range(_DEEPEST):
        bare = _without_assignments(rest)
        variables += [(name, value) for name, equals, value in _parts(rest[: len(rest) - len(bare)]) if equals]
        name = _name(bare)
        if not name:
            break
        text = _shell_text(name, bare)
        if text is not None:
            given = bare[bare.index(text) + 2 :] if name != "su" and text in bare else []
            return Peeled(tuple(given), text, name, tuple(wrappers), tuple(variables))
        peeled = _peeled(name, bare)
        if peeled is None:
            return Peeled(_program(name, bare), None, shell, tuple(wrappers), tuple(variables))
        wrappers.append(name)
        shell = name if name in _SHELLS else shell
        rest = peeled
    return Peeled((), None, "", tuple(wrappers), tuple(variables))


def _parts(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return (word.partition("=") for word in words if _ASSIGNMENT.match(word))


def programs(words: Sequence[str], depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The programs that words start, in order; several where a shell is asked for several.

    The name comes without its folder, `python -m flask` as `flask`; a script keeps its path behind its interpreter.
    """
    if depth > _DEEPEST:
        return
    found = peel(words)
    if found.text is not None:
        yield from script(found.text, found.words, depth)
    elif found.words:
        yield found.words


def script(text: str, arguments: Sequence[str] = (), depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The programs of a shell text, those inside of `if` and the like left out as not certain."""
    # Arguments are passed on once: handed down to shells in shells they would multiply.
    given = list(arguments) if depth == 0 else ["$@"]
    for command in commands(text):
        if command.depth == 0:
            words = [word for one in command.words for word in (given if one in {"$@", "$*"} else [one])]
            yield from programs(words, depth + 1)


def _without_assignments(words: list[str]) -> list[str]:
    at = 0
    while at < len(words):
        if words[at] == "env" or words[at].endswith("/env"):
            at += 1
            while at < len(words) and words[at].startswith("-"):
                at += 2 if words[at] in {"-u", "-C", "--unset", "--chdir"} else 1
        elif _ASSIGNMENT.match(words[at]):
            at += 1
        else:
            break
    return words[at:]


def _name(words: list[str]) -> str:
    return re.split(r"[/\\]", words[0])[-1].removesuffix(".exe") if words else ""


def _shell_text(name: str, words: list[str]) -> str | None:
    """The text of `sh -c text` and `su user -c text`."""
    if name not in _SHELLS | {"su"}:
        return None
    for at, word in enumerate(words[1:], start=1):
        if word.startswith("-") and not word.startswith("--") and word.endswith("c"):
            return words[at + 1] if at + 1 < len(words) else ""
        valued = at > 1 and words[at - 1][:1] in {"-", "+"} and words[at - 1].endswith("o")
        if name != "su" and not valued and not word.startswith(("-", "+")) and word not in _SHELLS:
            return None
    return None


def _peeled(name: str, words: list[str]) -> list[str] | None:
    """What follows a wrapper, or None if this is none."""
    if name in _SHELLS:
        at = 1
        while at < len(words) and words[at].startswith(("-", "+")):
            at += 2 if words[at].endswith("o") and not words[at].startswith("--") else 1
        return words[at:] if at < len(words) and name != "busybox" else None
    wrapper = _WRAPPERS.get(name.removesuffix(".sh"))
    if wrapper is None or (wrapper.word and wrapper.word not in words[1:4]):
        return None
    at = words.index(wrapper.word) + 1 if wrapper.word else 1
    missing = wrapper.positional
    valued = wrapper.valued.split()
    while at < len(words):
        word = words[at]
        if word == "--":
            return words[at + 1 :]
        if word.startswith("-"):
            at += 2 if word in valued else 1
        elif missing:
            missing -= 1
            at += 1
        else:
            break
    return words[at:]


def _program(name: str, words: list[str]) -> tuple[str, ...]:
    if not _PYTHON.fullmatch(name):
        # A script keeps its folder, so that it can be found.
        return (words[0] if name.endswith((".py", ".sh", ".bash")) or "entrypoint" in name else name, *words[1:])
    at = 1
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "-c":
            return ("python", "-c", *words[at + 1 :])
        if words[at].endswith("m") and not words[at].startswith("--"):
            return _module(words[at + 1 :])
        at += 2 if words[at] in _TAKES_VALUE else 1
    return ("python", *words[at:])


def _module(words: list[str]) -> tuple[str, ...]:
    """`python -m NAME` as the program that it is."""
    if not words:
        return ("python",)
    known = {"django": "django-admin", "bottle": "bottle.py", "flask.cli": "flask"}
    name = known.get(words[0], words[0])
    return (name, *words[1:]) if name in _MODULES or words[0] in known else ("python", "-m", *words)


_MODULES = frozenset(
    {
        "flask",
        "quart",
        "gunicorn",
        "uvicorn",
        "hypercorn",
        "waitress",
        "daphne",
        "granian",
        "fastapi",
        "sanic",
        "http.server",
    }
)
