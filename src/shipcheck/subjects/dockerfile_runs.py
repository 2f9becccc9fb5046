"""The commands of `RUN` instructions, and the instructions that an image which ships is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from shipcheck.lazy import lazy
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage
from shipcheck.subjects.shell import Command, commands

_SHELL_HEREDOC = lazy(r"\s*(?:(?:/(?:usr/)?bin/)?(?:ba|da|a|z)?sh\b[^<|;&]{0,80})?<<")
_OTHER_INTERPRETER = lazy(r"\s*#!(?![^\n]*\bsh\b)(?![^\n]*\b(?:ba|da|a|z)sh\b)")
# What stands before a command and gets out of the way.
_BEFORE = frozenset({"sudo", "exec", "command", "time", "nice", "env", "!"})


def shell_text(run: Instruction) -> str:
    """What the shell is given by a `RUN`: its line, or the heredoc that takes its place; nothing for the exec form."""
    if run.json is not None:
        return ""
    if run.heredocs and _SHELL_HEREDOC.match(run.arguments):
        return "\n".join(one.content for one in run.heredocs if not _OTHER_INTERPRETER.match(one.content))
    return run.arguments


@lru_cache(maxsize=512)
def run_commands(run: Instruction) -> tuple[Command, ...]:
    """The simple commands of a `RUN`, in order, without the variables that are set for them alone and without `sudo`."""
    if run.json is not None:
        return (Command(run.json, 1, 0),) if run.json else ()
    return tuple(
        command._replace(words=words) for command in commands(shell_text(run)) if (words := _bare(command.words))
    )


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    at = 0
    while at < len(words) and (words[at] in _BEFORE or _is_assignment(words[at])):
        at += 1
        while words[at - 1] in {"sudo", "env"} and at < len(words) and words[at].startswith("-"):
            at += 1
    return tuple(words[at:])


def _is_assignment(word: str) -> bool:
    name, equals, _ = word.partition("=")
    return bool(equals) and name.replace("_", "a").isalnum() and not name[:1].isdigit()


def program(command: Command) -> str:
    """The name of the program without its folder; `python -m pip` is `pip`."""
    words = command.words
    name = words[0].rpartition("/")[2]
    if name.startswith(("python", "pypy")) and len(words) > 2 and words[1] == "-m":  # noqa: PLR2004  # -m and its module
        return words[2]
    return name


def shipped(dockerfile: Dockerfile) -> Iterator[tuple[Stage, Instruction]]:
    """The instructions of the stages that ship and of those they are built on, each once, in order."""
    numbers = {one.number for stage in dockerfile.deployed() for one in dockerfile.lineage(stage)}
    for number in sorted(numbers):
        stage = dockerfile.stages[number]
        for one in stage.instructions:
            yield stage, one


def reached(dockerfile: Dockerfile) -> Iterator[tuple[Stage, Instruction]]:
    """The instructions of all stages that what ships is made of, in order."""
    for stage in sorted(dockerfile.reached(), key=lambda stage: stage.number):
        for one in stage.instructions:
            yield stage, one


_WORKING = lazy(
    r"\brunserver\b|(?<!\S)--reload(?!\S)|\A\s*(?:/(?:usr/)?bin/)?(?:ba|z|da|a)?sh\s*\Z|\A\s*(?:sleep|tail)\b"
)


def serves(dockerfile: Dockerfile) -> bool:
    """Whether the image is there to run an app: it starts something, and that is no shell and no development server."""
    started = [one for stage in dockerfile.deployed() for one in (stage.entrypoint, stage.command) if one is not None]
    texts = [" ".join(one.json) if one.json is not None else one.arguments for one in started]
    return bool(texts) and not any(
        _WORKING.search(text) for text in (*texts, *(one.text for one in dockerfile.scripts))
    )
