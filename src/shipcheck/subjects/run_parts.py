"""The small parts of which the evidence of a run is made."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from shipcheck.model import Location

# In the order in which they happen.
PHASES = (
    "plan",
    "build",
    "image",
    "start",
    "ready",
    "look",
    "layers",
    "variables",
    "watch",
    "stop",
    "canary",
    "clean",
)
State = Literal["ok", "failed", "not run"]


class Place(NamedTuple):
    """A line of the project that is responsible for something."""

    path: Annotated[str, "relative to the project's root"]
    line: Annotated[int, "counts from 1"] = 1
    text: Annotated[str, "what stands there, shortened, masked"] = ""

    @property
    def location(self) -> Location:
        """The same, for findings."""
        return Location(self.path, self.line)

    @property
    def shown(self) -> str:
        """The place as messages show it."""
        return f"{self.path}:{self.line}"


class Phase(NamedTuple):
    """One part of the run. What could not run is `not run`, never `ok`."""

    name: Annotated[
        Literal[
            "plan",
            "build",
            "image",
            "start",
            "ready",
            "look",
            "layers",
            "variables",
            "watch",
            "stop",
            "canary",
            "clean",
        ],
        "which",
    ]
    state: Annotated[Literal["ok", "failed", "not run"], "what became of it"]
    seconds: Annotated[float, "how long it took"] = 0.0
    reason: Annotated[str, "why it failed or did not run, in one sentence; empty when it is ok"] = ""


class Places(NamedTuple):
    """Where the lines stand that a finding can be about; null where there is none."""

    dockerfile: Annotated[Place | None, "the `FROM` of the stage that ships"] = None
    command: Annotated[Place | None, "the instruction that says what is started"] = None
    user: Annotated[Place | None, "the last `USER`"] = None
    exposed: Annotated[Place | None, "the `EXPOSE`"] = None
    health: Annotated[Place | None, "the `HEALTHCHECK`"] = None
    signal: Annotated[Place | None, "the `STOPSIGNAL`"] = None
    compose: Annotated[Place | None, "the service of the compose file"] = None
    chain: Annotated[tuple[str, ...], "from the start command to the server, as `path:line text`"] = ()

    @property
    def start(self) -> Place:
        """Where the start is said: the command, else the stage that has none."""
        return self.command or self.any

    @property
    def any(self) -> Place:
        """The nearest thing to a place that there is."""
        found = self.dockerfile or self.command or self.compose
        return found or Place("Dockerfile")
