"""A compose file as services, with what they inherit, and which of them are deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.context import Context, context
from shipcheck.subjects.dockerfile import Dockerfile
from shipcheck.subjects.image_name import ImageName, image_name
from shipcheck.subjects.yaml_tree import Entry, Tree, parse

_FIRST_COMMENT = lazy(r"\s*(?:---[ \t]*\n\s*)?((?:#[^\n]*\n\s*)+)")
_SAYS_DEVELOPMENT = lazy(
    r"(?i)\b(?:for|only|local)\b[^.\n]{0,24}?\bdev(?:elopment)?\b|\bdevelopment\b\W{1,4}(?:only|environment|setup|use)\b"
)
_VARIABLE = lazy(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<how>:?[-+?])(?P<word>[^{}]*))?\}|(?P<plain>[A-Za-z_]\w*))")
_CODE = lazy(r"(?i)src|source|app|apps|backend|code|server|api|web|webapp|website|site|project")
_JOB = lazy(
    r"(?i)migrat|init\b|init[-_]|setup|seed|collectstatic|bootstrap|prestart|backup|certbot|create[-_]?(?:db|bucket|user)"
)
_OPEN = lazy(r"POSTGRES_HOST_AUTH_METHOD|(?:MYSQL|MARIADB)_ALLOW_EMPTY(?:_ROOT)?_PASSWORD|ALLOW_EMPTY_PASSWORD")
# What is mounted into what ships: data, settings and single files.
_NO_CODE = lazy(
    r"(?i)data|db|database|postgres|mysql|redis|media|static|upload|storage|volume|backup|logs?\Z|conf|settings|secret"
    r"|cert|ssl|keys?\Z|letsencrypt|nginx|caddy|traefik|cache|dump|files|assets|models|tmp|state|\w\.\w"
)
# A service extends a service that extends a service ...
_DEEPEST = 8
UNKNOWN = "\0"
DEFAULT_NAMES = frozenset({"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"})


class Service(NamedTuple):
    """One service; `parents` are those of the same file that it extends, nearest first."""

    name: str
    key: Tree
    tree: Tree
    parents: tuple[Tree, ...] = ()

    @property
    def shown(self) -> str:
        """The name, for messages."""
        return self.name[:60]

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, the service's own or that of the nearest one it extends."""
        for tree in (self.tree, *self.parents):
            found = tree.entries.get(key)
            if found is not None:
                return found
        return None

    def text(self, key: str) -> str:
        """A scalar with its variables replaced by their defaults; empty if it is not there."""
        found = self.entry(key)
        return filled((found.value.text if found else "") or "")

    def items(self, key: str) -> list[Tree]:
        """The items of a list, those of the services it extends too, as compose joins them."""
        return [
            item
            for tree in (self.tree, *self.parents)
            if (found := tree.entries.get(key)) is not None
            for item in found.value.items
        ]

    def build(self, key: str) -> str:
        """A value of `build`, in both spellings, its variables replaced by their defaults; empty if it is not there."""
        found = self.entry("build")
        if found is None:
            return ""
        short = found.value.text if key == "context" else None
        long = found.value.get(key)
        return filled(short or (long.text if long else "") or "")

    @property
    def image(self) -> ImageName:
        """The image; empty for one that is only built."""
        return image_name(self.text("image"))

    @property
    def for_development(self) -> bool:
        """Whether it is only started by a profile for development."""
        profiles = [filled(item.text or "") for item in self.items("profiles")]
        return bool(profiles) and all(context(profile) == "development" or profile == "tools" for profile in profiles)

    @property
    def mounts_source(self) -> bool:
        """Whether a folder of the project is mounted over what the image holds: how one works, not how one ships."""
        return any(re.match(r"\.{1,2}(?:/[^:]*)?:/", item.text or "") for item in self.items("volumes"))

    @property
    def ends(self) -> bool:
        """Whether its name or its command is that of a job: a migration, a first set-up."""
        command = self.entry("command")
        words = [command.value.text or "", *(item.text or "" for item in command.value.items)] if command else []
        restart = self.text("restart").lower()
        return restart in {"no", "false", "off"} or bool(_JOB.search(f"{self.name} {' '.join(words)[:500]}"))

    def variables(self) -> Iterator[str]:
        """The names in `environment`, both spellings; not those of files."""
        found = self.entry("environment")
        if found is not None:
            yield from found.value.entries
            yield from ((item.text or "").partition("=")[0] for item in found.value.items)

    @property
    def asks_no_password(self) -> bool:
        """Whether it is a database that lets everybody in: one to throw away."""
        return any(_OPEN.fullmatch(name) for name in self.variables())

    def source_mounts(self) -> Iterator[Tree]:
        """The volumes that lay the project's own code over that of an image: its context, or a folder of code in it."""
        if self.entry("build") is not None:
            context_ = _folder(self.build("context"))
            for volume, folder in self._folders():
                if folder in {"", context_} or _CODE.fullmatch(folder.rpartition("/")[2]):
                    yield volume

    @property
    def for_working(self) -> bool:
        """Whether the image is one for development, or a folder that may hold code is mounted over one that is built."""
        if context(self.image.tag) == "development":
            return True
        return self.entry("build") is not None and any(
            not _NO_CODE.search(folder.rpartition("/")[2]) for _, folder in self._folders()
        )

    def _folders(self) -> Iterator[tuple[Tree, str]]:
        """The volumes whose source is relative, and that folder."""
        for volume in self.items("volumes"):
            source = volume.get("source") or volume.get("src")
            text = filled((source.text if source else volume.text) or "")
            path, colon, _ = text.partition(":")
            if (colon or source) and path.startswith(".") and UNKNOWN not in path:
                yield volume, _folder(path)


def _folder(path: str) -> str:
    return path.removeprefix("./").strip("/").removeprefix(".")


class ComposeFile(NamedTuple):
    """A compose file; `beside_production` says that a file for production stands in the same folder.

    `elsewhere` are the services of the project's other compose files, which may be merged with this one, and
    `dockerfiles` those that services are built from, by the service's name, as far as they are asked for.
    """

    path: str
    services: tuple[Service, ...]
    context: Context
    tree: Tree
    beside_production: bool = False
    elsewhere: frozenset[str] = frozenset()
    dockerfiles: Mapping[str, Dockerfile] = MappingProxyType({})

    @property
    def paths(self) -> tuple[str, ...]:
        """The file itself."""
        return (self.path,)

    def deployed(self) -> Iterator[Service]:
        """The services that are started where it counts."""
        if self.context == "development":
            return
        for service in self.services:
            working = self.beside_production and self.context == "default" and service.mounts_source
            if not service.for_development and not working:
                yield service

    @property
    def stands_alone(self) -> bool:
        """Whether compose reads this file without any other but its override: by its name, or as there is no other."""
        name = self.path.rpartition("/")[2]
        return self.tree.get("include") is None and (name in DEFAULT_NAMES or not self.elsewhere)

    def shipped(self) -> Iterator[Service]:
        """The deployed services of a file that is not for working in: no service mounts the source that it runs."""
        working = self.context == "default" and any(one.for_working for one in self.services)
        if not working:
            yield from self.deployed()

    def lasting(self) -> Iterator[Service]:
        """The shipped services that are to stay up, and of which all is said here.

        Not those of which another file says more, that a profile starts on demand, or that do one thing and end; none
        of a file that is an addition by its name, or where a database asks for no password.
        """
        addition = self.context == "default" and self.path.rpartition("/")[2] not in DEFAULT_NAMES
        if addition or any(service.asks_no_password for service in self.services):
            return
        awaited = {
            name
            for service in self.services
            if (depends := service.entry("depends_on")) is not None
            for name, entry in depends.value.entries.items()
            if (condition := entry.value.get("condition")) and condition.text == "service_completed_successfully"
        }
        for service in self.shipped():
            merged = (self.beside_production or not self.stands_alone) and service.name in self.elsewhere
            extended = service.tree.get("extends") is not None and not service.parents
            ends = service.name in awaited or service.ends
            if not merged and not extended and not ends and not service.items("profiles"):
                yield service


def read(path: str, text: str, *, beside_production: bool = False) -> ComposeFile | None:
    """A compose file from its text, None if it has no services; raises `CannotJudge`."""
    tree = parse(path, text)
    services = tree.get("services") if tree else None
    if services is None or services.kind != "mapping" or not ("compose" in path or _only_services(services)):
        return None
    comment = _FIRST_COMMENT.match(text[:4096])
    where = context(path)
    if where == "default" and comment and _SAYS_DEVELOPMENT.search(comment.group(1)):
        where = "development"
    found = services.entries
    every = tuple(
        Service(name, entry.key, entry.value, tuple(_parents(found, entry.value))) for name, entry in found.items()
    )
    return ComposeFile(path, every, where, tree or services, beside_production)


def _only_services(services: Tree) -> bool:
    """Whether all entries look like services: where the file's name does not say that it is one of compose."""
    every = [entry.value for entry in services.entries.values()]
    return bool(every) and all(one.get("image") or one.get("build") or one.get("extends") for one in every)


def _parents(services: dict[str, Entry], tree: Tree) -> Iterator[Tree]:
    for _ in range(_DEEPEST):
        extends = tree.get("extends")
        if extends is None or extends.get("file") is not None:
            return
        named = extends.get("service") or extends
        entry = services.get(named.text or "")
        if entry is None:
            return
        tree = entry.value
        yield tree


def filled(text: str) -> str:
    """Text with its variables replaced by their defaults, `UNKNOWN` where there is none."""
    return _VARIABLE.sub(_default, text) if "$" in text else text


def _default(found: re.Match[str]) -> str:
    if found.group() == "$$":
        return "$"
    word, how = found.group("word") or "", found.group("how") or ""
    return word if how.endswith("-") else UNKNOWN
