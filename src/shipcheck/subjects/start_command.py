"""What the image starts, and the way there: instruction, script, Python file."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.context import Context


class Link(NamedTuple):
    """A step on the way from the start command to the program: where it is written, and what."""

    location: Location
    text: str

    @property
    def shown(self) -> str:
        """The link as messages show it: `Dockerfile:12 CMD python app.py`."""
        return f"{self.location.path}:{self.location.line} {self.text}"


class End(NamedTuple):
    """A program that the start command ends in.

    `words` are its arguments with every wrapper peeled off and its name without its folder; `run` is the kind of
    `web_apps.Run` if the end is a call in a Python file, where `words` is empty.
    """

    links: tuple[Link, ...]
    words: tuple[str, ...] = ()
    run: str = ""


class StartCommand(NamedTuple):
    """The start command of one deployable thing; `source` is its file (later also compose and platform files)."""

    source: str
    location: Location
    context: Context
    ends: tuple[End, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of all chains."""
        return tuple(dict.fromkeys((self.source, *(link.location.path for end in self.ends for link in end.links))))
