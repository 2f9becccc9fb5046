"""The engine, through its command line: contexts, remote hosts, BuildKit and podman's compatible command all work that way."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shipcheck.collect import process
from shipcheck.collect.process import Outcome
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.run.beside import Beside
from shipcheck.run.direct import Direct, socket_of

# No call that only asks takes longer on an engine that lives.
PATIENCE = 20.0
_GONE = (
    "cannot connect to the docker daemon",
    "error during connect",
    "is the docker daemon running",
    "connection refused",
    "cannot connect to podman",
)
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


class Engine:
    """Asks one engine. `command` are the words that every call begins with."""

    def __init__(self, command: str = "") -> None:
        self.command = (_found(command),)
        self.name = os.path.basename(self.command[0])
        said = self._versions()
        self.client = str(said.get("Client", {}).get("Version", ""))
        self.version = str((said.get("Server") or {}).get("Version") or self.client)
        self.podman = "podman" in self.name or "podman" in str(said).lower()
        path = "" if self.podman or os.name != "posix" else socket_of(os.environ, os.path.expanduser("~"))
        self._direct = Direct(path) if path else None
        self._buildx = Beside("buildx", self._has_buildx)

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
        found = self._direct.names(listing, label, PATIENCE) if self._direct else None
        return list(dict.fromkeys(self.lines(*listing, "--filter", f"label={label}") if found is None else found))

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
        words = (*self.command, "buildx", "version")
        return not (self.podman or self._old) and process.run(words, what="buildx", seconds=PATIENCE).code == 0


def _found(command: str) -> str:
    wanted: Sequence[str] = (command,) if command else ("docker", "podman")
    for one in wanted:
        path = shutil.which(one)
        if path:
            return path
    raise ShipcheckError(
        f"there is no `{wanted[0]}` command here", "install Docker or podman, or name it with --docker"
    )
