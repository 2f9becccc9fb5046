"""The engine, through its command line: contexts, remote hosts, BuildKit and podman's compatible command all work that way."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from shipcheck.collect import process
from shipcheck.collect.process import Outcome, TookTooLong
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.run.beside import Beside
from shipcheck.run.direct import Direct, socket_of
from shipcheck.run.waiting import Called, Waiting

# No call that only asks takes longer on an engine that lives.
PATIENCE = 20.0
_GONE = (
    "cannot connect to the docker daemon",
    "error during connect",
    "is the docker daemon running",
    "connection refused",
    "cannot connect to podman",
)
# How Docker's command and podman's end where no command was begun in a container, and what they say then.
_NOT_BEGUN = frozenset({1, 125, 255})
_ENGINE_SAYS = re.compile(rb"Error response from daemon: .*(?:not running|No such|paused)|Error: .*container")
_NO_ENGINE = "start it, or say which command drives it with --docker"


class EngineGone(CannotJudge):
    """The engine does not answer (any more)."""


class Refused(Exception):  # noqa: N818  # it names an answer, not a fault of ours
    """The engine answered, and would not: its own first sentence."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class Builder(NamedTuple):
    """How images are built: by BuildKit, through buildx or within the old client, or by the legacy builder."""

    kind: str
    words: tuple[str, ...]
    environment: Mapping[str, str]


# How things of a kind are listed, and how removed.
Kind = tuple[tuple[str, ...], tuple[str, ...]]


class Engine:
    """Asks one engine. `command` are the words that every call begins with."""

    def __init__(self, command: str = "") -> None:
        self.command = (_found(command),)
        self.name = os.path.basename(self.command[0])
        self._buildx = Beside("buildx", self._has_buildx)
        said = self._versions()
        self.client = str(said.get("Client", {}).get("Version", ""))
        self.version = str((said.get("Server") or {}).get("Version") or self.client)
        self.podman = "podman" in self.name or "podman" in str(said).lower()
        path = "" if self.podman or os.name != "posix" else socket_of(os.environ, os.path.expanduser("~"))
        self._direct = Direct(path) if path else None

    def ask(self, *words: str, seconds: float = PATIENCE, what: str = "") -> bytes:
        """What a call prints; raises `Refused`, or `CannotJudge` where the engine does not answer in time."""
        done = self.tried(*words, seconds=seconds, what=what)
        if done.code:
            raise Refused(process.first_line(done.err), done.code)
        return done.out

    def tried(
        self,
        *words: str,
        seconds: float = PATIENCE,
        what: str = "",
        environment: Mapping[str, str] | None = None,
        inside: bool = False,
    ) -> Outcome:
        """The outcome of a call, whatever it is, as long as the engine answers.

        `inside` says that what a program in a container writes comes out of the call: its words are not the engine's.
        """
        done = process.run(
            (*self.command, *words),
            what=what or f"{self.name} {words[0]}",
            seconds=seconds,
            env={**os.environ, **environment} if environment else None,
        )
        if done.code and not inside and any(mark in done.err.decode("utf-8", "replace").lower() for mark in _GONE):
            raise EngineGone(self.name, "the engine stopped answering during the run", _NO_ENGINE)
        return done

    def run(self, container: str, words: Sequence[str], seconds: float) -> Outcome:
        """A command in a container; raises `TookTooLong`, or `Refused` where the engine did not begin it."""
        try:
            found = self._direct.run(container, words, seconds) if self._direct else None
        except TimeoutError:
            raise TookTooLong(words[0], f"it did not end within {seconds:g} s") from None
        if isinstance(found, Outcome):
            return found
        if found is not None:
            raise Refused(found.refused)
        done = self.tried("exec", container, *words, seconds=seconds, inside=True)
        if done.code in _NOT_BEGUN and _ENGINE_SAYS.match(done.err):
            raise Refused(process.first_line(done.err))
        return done

    def history(self, image: str) -> list[str]:
        """What made an image, newest first; raises `Refused`."""
        found = self._direct.history(image, PATIENCE) if self._direct else None
        if found is None:
            lines = self.ask("history", "--no-trunc", "--format", "{{json .CreatedBy}}", image).splitlines()
            return [str(json.loads(line)) for line in lines if line.startswith(b'"')]
        if found.refused:
            raise Refused(found.refused)
        return [str(one.get("CreatedBy") or "") for one in found.said]

    def top(self, container: str, columns: int, *options: str) -> list[list[str]] | None:
        """The container's processes, so many columns of what `ps` says; None where it knows no such options."""
        found = self._direct.top(container, " ".join(options), PATIENCE) if self._direct else None
        if found is not None and found.said is not None:
            return [[str(word) for word in row] for row in found.said]
        done = self.tried("top", container, *options)
        if done.code:
            return None
        return [line.split(None, columns - 1) for line in done.out.decode("utf-8", "replace").splitlines()[1:]]

    def events(self, container: str, event: str, since: float, until: float) -> list[Any]:
        """What happened to a container between two times; raises `Refused`."""
        times = (f"{since:.3f}", f"{until:.3f}")
        found = self._direct.events(container, event, *times, PATIENCE) if self._direct else None
        if found is not None:
            return found
        words = ("--since", times[0], "--until", times[1], "--filter", f"container={container}")
        lines = self.ask("events", *words, "--filter", f"event={event}", "--format", "{{json .}}").splitlines()
        return [json.loads(line) for line in lines if line.strip().startswith(b"{")]

    def logs(self, container: str, most: int) -> tuple[bytes, bytes]:
        """The last lines of both streams, each with its time; raises `CannotJudge` where they are not to be had."""
        found = self._direct.logs(container, most, PATIENCE) if self._direct else None
        if found is not None:
            return found
        done = self.tried("logs", "--timestamps", "--tail", str(most), container, inside=True)
        if done.code:  # what it says may be the container's own words
            raise CannotJudge("the container's log", "the engine would not give it out")
        return done.out, done.err

    def saved(self, image: str, seconds: float) -> bytes:
        """A small image as the archive that can be loaded again, up to `OUTPUT_LIMIT` at least; raises `Refused`."""
        found = self._direct.saved(image, seconds) if self._direct else None
        return self.ask("save", image, seconds=seconds) if found is None else found

    def wait(self, container: str) -> Waiting:
        """Who knows when a container has ended."""
        found = self._direct.wait(container, PATIENCE) if self._direct else None
        return found or Called([*self.command, "wait", container])

    def stop(self, container: str, grace: float) -> None:
        """Ask a container to end, wait until it has, and kill it after `grace` seconds."""
        seconds = grace + PATIENCE
        if not (self._direct and self._direct.stop(container, int(grace), seconds)):
            self.tried("stop", "--time", str(int(grace)), container, seconds=seconds)

    def remove(self, kind: Kind, names: Iterable[str]) -> bool:
        """Remove things of a kind, whether or not they are in use: whether all went, or were not there."""
        left = [one for one in names if not (self._direct and self._direct.remove(kind[0], one, PATIENCE))]
        return not left or not self.tried(*kind[1], *left).code

    def inspect(self, kind: str, name: str) -> Any:
        """What the engine says of one container or image, in a list; raises `Refused` where it is not there."""
        found = self._direct.inspect(kind, name, PATIENCE) if self._direct else None
        if found is None:
            return self.json(kind, "inspect", name)
        if found.said is None:
            raise Refused(found.refused)
        return found.said

    def labelled(self, listing: tuple[str, ...], label: str) -> list[str]:
        """The names of what has a label, each once; `listing` are the words that list such things."""
        found = self._direct.listed(listing, label, PATIENCE) if self._direct else None
        words = self.lines(*listing, "--filter", f"label={label}") if found is None else [one.name for one in found]
        return list(dict.fromkeys(words))

    def values(self, kind: str, listing: tuple[str, ...], label: str) -> Iterator[str]:
        """The values of a label, of all things of a kind."""
        found = self._direct.listed(listing, label, PATIENCE) if self._direct else None
        if found is not None:
            yield from (one.labels[label] for one in found if label in one.labels)
            return
        names = self.labelled(listing, label)
        # Those that went away meanwhile make it end with an error.
        said = self.tried(kind, "inspect", *names).out if names else b"[]"
        with suppress(ValueError):
            for one in json.loads(said):
                labels = one.get("Labels") or (one.get("Config") or {}).get("Labels") or {}
                if label in labels:
                    yield labels[label]

    def json(self, *words: str, seconds: float = PATIENCE) -> Any:
        """The same, read as JSON."""
        try:
            return json.loads(self.ask(*words, seconds=seconds))
        except ValueError:
            raise CannotJudge(f"{self.name} {words[0]}", "it answered with something that is no JSON") from None

    def lines(self, *words: str) -> list[str]:
        """The words of the answer, one a line."""
        return self.ask(*words).decode("utf-8", "replace").split()

    def _versions(self) -> dict[str, Any]:
        try:
            done = process.run((*self.command, "version", "--format", "{{json .}}"), what=self.name, seconds=PATIENCE)
        except CannotJudge as reason:
            raise ShipcheckError(f"no engine answers: {reason.unjudged.reason}", _NO_ENGINE) from None
        try:
            said: dict[str, Any] = json.loads(done.out)
        except ValueError:
            said = {}
        if done.code or not said:
            raise ShipcheckError(f"no engine answers: {process.first_line(done.err)}", _NO_ENGINE)
        return said

    @property
    def builder(self) -> Builder:
        """How it builds."""
        if self.podman:
            return Builder("buildkit", ("build",), {})
        if self._old:
            return Builder("buildkit", ("build",), {"DOCKER_BUILDKIT": "1"})
        if self._buildx.join(PATIENCE):
            return Builder("buildkit", ("buildx", "build", "--load"), {})
        return Builder("legacy", ("build",), {"DOCKER_BUILDKIT": "0"})

    @property
    def _old(self) -> bool:
        """Whether the client has BuildKit in itself: from 23 on it needs buildx for that."""
        major = self.client.partition(".")[0]
        return major.isdigit() and int(major) < 23  # noqa: PLR2004

    def _has_buildx(self) -> bool:
        return process.run((*self.command, "buildx", "version"), what="buildx", seconds=PATIENCE).code == 0


def _found(command: str) -> str:
    wanted: Sequence[str] = (command,) if command else ("docker", "podman")
    for one in wanted:
        path = shutil.which(one)
        if path:
            return path
    raise ShipcheckError(
        f"there is no `{wanted[0]}` command here", "install Docker or podman, or name it with --docker"
    )
