"""What is started where it counts, and the way there: instruction, script, Python file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.context import Context
from shipcheck.subjects.dockerfile import Dockerfile, Stage, expand


class Link(NamedTuple):
    """A step on the way from the start command to the program: where it is written, and what."""

    location: Location
    text: str

    @property
    def shown(self) -> str:
        """The link as messages show it: `Dockerfile:12 CMD python app.py`."""
        return f"{self.location.path}:{self.location.line} {self.text}"


class Variable(NamedTuple):
    """An environment variable that the program sees; the value is None where it is not known."""

    name: str
    value: str | None
    location: Location


class Option(NamedTuple):
    """An argument of a call, or a line of a server's configuration; the value is None where it is not a literal."""

    name: str
    value: str | None
    location: Location


class End(NamedTuple):
    """A program that the start command ends in.

    `words` are its arguments with every wrapper peeled off and its name without its folder; `run` is the kind of
    `web_apps.Run` if the end is a call in a Python file, where `words` is empty. `options` are the arguments of that
    call, or what the server's own configuration file says.

    `waiting` is the first shell on the way that stays in front of the program instead of giving way with `exec`, None
    where there is none or something before it passes signals on. `variables` are those that scripts set on the way,
    `places` where, as far as they export them.
    """

    links: tuple[Link, ...]
    words: tuple[str, ...] = ()
    run: str = ""
    options: tuple[Option, ...] = ()
    waiting: Link | None = None
    variables: tuple[tuple[str, str | None], ...] = ()
    places: tuple[tuple[str, Location], ...] = ()

    @property
    def chain(self) -> str:
        """The links one behind the other, as messages show them."""
        return " -> ".join(link.shown for link in self.links)

    def option(self, name: str) -> Option | None:
        """The last option of a name."""
        return next((one for one in reversed(self.options) if one.name == name), None)


class StartCommand(NamedTuple):
    """The start command of one deployable thing; `source` is the file that says that it is deployed.

    `name` is the service's or process's own, `what` how messages speak of it (`the image`, "the service `web`").
    `words` are the whole command, entrypoint and all; none where the command is that of an image which is not built
    here. `dockerfile` and `stage` are what it is built from, if that is here. `variables` hold every value of a name,
    those that count later. `ports` are the ports of the container that are published.

    `flask` is the version of Flask that is pinned, if that matters.

    `covered` says of an image's own command that something else of the project deploys the image, and is judged itself;
    `overrides` are what replaces the command there, everywhere, by a server fit to ship.
    """

    source: str
    location: Location
    context: Context
    ends: tuple[End, ...]
    name: str = ""
    what: str = "the image"
    words: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    container: bool = False
    dockerfile: Dockerfile | None = None
    stage: Stage | None = None
    ports: tuple[str, ...] = ()
    alone: bool = True
    covered: bool = False
    flask: tuple[int, int] = (0, 0)
    overrides: tuple[Link, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of all chains."""
        built = (self.dockerfile.path,) if self.dockerfile else ()
        links = (link.location.path for end in self.ends for link in end.links)
        return tuple(dict.fromkeys((self.source, *built, *links, *(one.location.path for one in self.overrides))))

    @property
    def environment(self) -> Mapping[str, str | None]:
        """The variables by their names, None for a value that is not known."""
        return {one.name: one.value for one in self.variables}

    @property
    def on_the_way(self) -> Iterator[Variable]:
        """What scripts and the words in front of the command set, where the program is started."""
        for end in self.ends:
            places = dict(end.places)
            for name, value in end.variables:
                yield Variable(name, value, places.get(name, end.links[-1].location))

    @property
    def judged(self) -> bool:
        """Whether it is started where it counts, and is not judged by what deploys it."""
        return self.context != "development" and not self.covered

    @property
    def exposed(self) -> tuple[str, ...]:
        """The ports that the image says it listens on, as far as they are known."""
        if self.stage is None:
            return ()
        words = (word for one in self.stage.exposed for word in one.arguments.split())
        known = (expand(word, self.stage.variables) or "" for word in words)
        return tuple(word.partition("/")[0] for word in known)
