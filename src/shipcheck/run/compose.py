"""What compose would start besides the image: the services it depends on, in a network of its own, and how it is started.

Read from the file and done through the engine alone: no compose is needed, no port of this machine is taken, everything
carries the run's label, and nothing of the project can be written to.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shipcheck.collect import build_contexts
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.run import build
from shipcheck.run.container import given_words, sentence
from shipcheck.run.engine import Refused
from shipcheck.run.mask import Masks
from shipcheck.run.plan import Plan
from shipcheck.run.traces import Site
from shipcheck.run.values import Given, given, promises_secret
from shipcheck.subjects.compose import ComposeFile, Service
from shipcheck.subjects.image_build import HealthCheck
from shipcheck.subjects.yaml_tree import Tree

# An image may have to be fetched, a database to be made.
FETCH_SECONDS = 300.0
HEALTHY_SECONDS = 90.0
_PAUSE = 0.2
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<how>:?[-+?])(?P<word>[^{}]*))?\}|(?P<plain>[A-Za-z_]\w*))")
_TARGET = re.compile(r"/[^:,\x00-\x1f]*")
_NAME = re.compile(r"[^\s=\x00-\x1f]+")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(us|ms|s|m|h)?")
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0}
_MOST_SERVICES = 20


class Values:
    """What `${NAME}` stands for: documented values, harmless dummies, canaries; the same everywhere in one run."""

    def __init__(self, known: Iterable[Given]) -> None:
        self._known = {one.name: one for one in known}

    def fill(self, text: str) -> str:
        """Text with its variables replaced, as compose replaces them; without NUL, which no argument can hold."""
        return _VARIABLE.sub(self._value, text).replace("\0", "")

    def _value(self, found: re.Match[str]) -> str:
        if found.group() == "$$":
            return "$"
        name, how, word = found.group("name") or found.group("plain"), found.group("how") or "", found.group("word")
        if how.endswith("+"):
            return word or ""
        if how.endswith("-") and name not in self._known:
            return word or ""
        return self._known.setdefault(name, given(name)).value

    @property
    def secrets(self) -> Iterator[str]:
        """The values that stand for secrets."""
        return (one.hidden for one in self._known.values() if one.hidden)


class Start(NamedTuple):
    """How compose starts a service: options of the engine, the command behind the image, variables, its health check."""

    options: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    variables: tuple[Given, ...] = ()
    health: HealthCheck | None = None
    grace: float = 0.0


def order(file: ComposeFile, service: Service) -> list[tuple[Service, str]]:
    """What a service depends on, first things first, each with the condition that somebody waits for; raises `ShipcheckError`."""
    services = {one.name: one for one in file.services}
    found: dict[str, tuple[Service, str]] = {}

    def visit(one: Service, above: tuple[str, ...]) -> None:
        for name, condition in _depends(one):
            if name in above or name == service.name:
                raise ShipcheckError(f"{file.path}: the service `{name[:60]}` depends on itself")
            if name not in services:
                raise ShipcheckError(f"{file.path}: the service `{name[:60]}`, which another one needs, is not there")
            visit(services[name], (*above, name))
            old = found.get(name, (one, ""))[1]
            found[name] = (services[name], condition if condition != "service_started" or not old else old)
            if len(found) > _MOST_SERVICES:
                raise ShipcheckError(f"{file.path}: more than {_MOST_SERVICES} services would have to be started")

    visit(service, (service.name,))
    return list(found.values())


def _depends(service: Service) -> Iterator[tuple[str, str]]:
    entry = service.entry("depends_on")
    if entry is None:
        return
    for item in entry.value.items:
        yield item.text or "", "service_started"
    for name, one in entry.value.entries.items():
        condition = one.value.get("condition")
        yield name, (condition.text if condition else "") or "service_started"


def start(file: ComposeFile, service: Service, values: Values, root: str, prefix: str) -> Start:
    """How a service is started; `prefix` begins the names of its volumes."""
    reader = _Reader(file, service, values, root, prefix)
    return Start(
        reader.options(), reader.command(), reader.variables(), reader.health(), reader.seconds("stop_grace_period")
    )


class _Reader:
    """Reads one service."""

    def __init__(self, file: ComposeFile, service: Service, values: Values, root: str, prefix: str) -> None:
        self._service, self._values, self._root, self._prefix = service, values, root, prefix
        self._base = posixpath.dirname(file.path)
        self._entrypoint = self._words("entrypoint")

    def _text(self, tree: Tree | None) -> str:
        return self._values.fill(tree.text or "") if tree is not None else ""

    def _scalar(self, key: str) -> str:
        entry = self._service.entry(key)
        return self._text(entry.value) if entry else ""

    def _words(self, key: str) -> tuple[str, ...]:
        entry = self._service.entry(key)
        if entry is None:
            return ()
        if entry.value.items:
            return tuple(self._text(item) for item in entry.value.items)
        try:
            return tuple(shlex.split(self._text(entry.value)))
        except ValueError:
            raise CannotJudge(self._service.shown, f"its `{key}` has an open quote") from None

    def seconds(self, key: str) -> float:
        """A duration in seconds; 0 where it is not said."""
        return _seconds(self._scalar(key))

    def command(self) -> tuple[str, ...]:
        """What stands behind the image: the rest of the entrypoint, and the command."""
        return (*self._entrypoint[1:], *self._words("command"))

    def options(self) -> tuple[str, ...]:
        """Options of the engine."""
        found = ["--entrypoint", self._entrypoint[0]] if self._entrypoint else []
        for key, option in (("user", "--user"), ("working_dir", "--workdir"), ("stop_signal", "--stop-signal")):
            if text := self._scalar(key):
                found += [option, text]
        found += ["--init"] if self._scalar("init").lower() == "true" else []
        found += ["--read-only"] if self._scalar("read_only").lower() == "true" else []
        for folder in (self._scalar("tmpfs"), *(self._text(one) for one in self._service.items("tmpfs"))):
            found += ["--tmpfs", folder] if folder else []
        for volume in self._service.items("volumes"):
            found += self._volume(volume)
        return tuple(found)

    def _volume(self, tree: Tree) -> list[str]:
        """A named volume of this run's, or a part of the project, read-only; nothing else of this machine."""
        if tree.kind == "mapping":
            kind, source, target = (self._text(tree.get(key)) for key in ("type", "source", "target"))
            if kind == "tmpfs":
                return ["--tmpfs", target] if _TARGET.fullmatch(target) else []
        else:
            source, _, target = self._text(tree).partition(":")
            target, source = (target.partition(":")[0], source) if target else (source, "")
        # What follows a colon or a comma would be read as another source, or as options.
        if not _TARGET.fullmatch(target):
            return []
        if not source or source.startswith(("/", "~")):
            return ["--volume", target]
        if not source.startswith("."):
            name = f"{self._prefix}-{build.plain(source)}"
            return ["--mount", f"type=volume,source={name},target={target}"]
        path = os.path.realpath(os.path.join(self._root, self._base, source))
        inside = path == self._root or path.startswith(os.path.realpath(self._root) + os.sep)
        if not inside or not os.path.exists(path) or "," in path:
            return ["--volume", target]
        return ["--mount", f"type=bind,source={path},target={target},readonly"]

    def variables(self) -> tuple[Given, ...]:
        """What `environment` gives it; what stands there plainly is no secret of ours, what is filled in may be one."""
        entry = self._service.entry("environment")
        pairs: dict[str, str | None] = {}
        if entry is not None:
            for item in entry.value.items:
                name, equals, value = (item.text or "").partition("=")
                pairs[name] = value if equals else None
            for name, one in entry.value.entries.items():
                pairs[name] = one.value.text or None
        return tuple(self._given(name, value) for name, value in pairs.items() if _NAME.fullmatch(name))

    def _given(self, name: str, value: str | None) -> Given:
        if value is None:
            return Given(name, self._values.fill(f"${{{name}}}"), canary=promises_secret(name))
        canary = promises_secret(name) and bool(re.fullmatch(r"\$\{?\w+\}?", value))
        return Given(name, self._values.fill(value), canary=canary)

    def health(self) -> HealthCheck | None:
        """Its own health check; None where the image's counts."""
        entry = self._service.entry("healthcheck")
        test = entry.value.get("test") if entry else None
        if entry is None or test is None:
            return None
        words = tuple(self._text(item) for item in test.items) or ("CMD-SHELL", self._text(test))
        period, timeout, first = (
            _seconds(self._text(entry.value.get(key))) for key in ("interval", "timeout", "start_period")
        )
        return HealthCheck(words, period or 30.0, timeout or 30.0, first)


def _seconds(text: str) -> float:
    return sum(float(number) * _UNITS[unit] for number, unit in _DURATION.findall(text))


def health_options(check: HealthCheck | None) -> list[str]:
    """The engine's options for a health check, asked more often than in earnest: somebody waits for its first yes."""
    if check is None or check.test[:1] == ("NONE",):
        return []
    text = check.test[1] if check.test[0] == "CMD-SHELL" else shlex.join(check.test[1:])
    often = max(1, min(2, round(check.interval)))
    return [
        "--health-cmd",
        text,
        "--health-interval",
        f"{often}s",
        "--health-timeout",
        f"{max(1, round(check.timeout))}s",
    ]


class Companions:
    """The network and the services that one depends on, started and ready: all of it is the run's, which removes it."""

    def __init__(self, site: Site, plan: Plan, file: ComposeFile, service: Service, image: str) -> None:
        self._engine, self._traces, self._root = site
        self._plan, self._file, self._service, self._image = plan, file, service, image
        self.name = f"shipcheck-{self._traces.id}-{build.plain(plan.service)}"
        self.values = Values(plan.variables)
        self.started: list[str] = []

    def own(self) -> Start:
        """How the service itself is started."""
        return start(self._file, self._service, self.values, self._root, self.name)

    def go(self) -> None:
        """Start what it depends on and wait as the file says; raises `CannotJudge`."""
        every = order(self._file, self._service)
        self._ask("network", "create", *self._traces.labels, self.name)
        for name in self._volumes([*(one for one, _ in every), self._service]):
            self._ask("volume", "create", *self._traces.labels, name)
        for service, condition in every:
            name = f"{self.name}-{build.plain(service.name)}"
            self._start(service, name)
            self.started.append(service.name)
            self._wait(service, name, condition)

    def _ask(self, *words: str, seconds: float = FETCH_SECONDS) -> None:
        try:
            self._engine.ask(*words, seconds=seconds)
        except Refused as refusal:
            raise CannotJudge("compose", f"the engine would not: {refusal.sentence}") from None

    def _volumes(self, services: Iterable[Service]) -> list[str]:
        found: dict[str, None] = {}
        for service in services:
            options = start(self._file, service, self.values, self._root, self.name).options
            for word in options:
                if word.startswith("type=volume,source="):
                    found[word.removeprefix("type=volume,source=").partition(",")[0]] = None
        return list(found)

    def _start(self, service: Service, name: str) -> None:
        how = start(self._file, service, self.values, self._root, self.name)
        self._traces.tell(f"container {name}")
        words, environment = given_words(how.variables)
        image = self._built(service) or self.values.fill(service.text("image"))
        if not image:
            raise CannotJudge(service.shown, "the compose file says neither `image` nor `build`")
        options = [
            *("run", "--detach", "--name", name, *self._traces.labels),
            *("--network", self.name, "--network-alias", service.name),
            *("--memory", "1g", "--pids-limit", "512", "--security-opt", "no-new-privileges"),
            *("--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "max-file=1"),
        ]
        done = self._engine.tried(
            *options,
            *health_options(how.health),
            *how.options,
            *words,
            "--",  # an image's name may look like an option
            image,
            *how.command,
            seconds=FETCH_SECONDS,
            environment=environment,
        )
        if done.code:
            raise CannotJudge(service.shown, f"it cannot be started: {self._masked(sentence(done.err))}")

    def _built(self, service: Service) -> str:
        """The image of a service that is built here; empty where it is a ready one."""
        if service.entry("build") is None:
            return ""
        path = build_contexts.dockerfile_of(self._file.path, service)
        target = service.build("target")
        if path == self._plan.dockerfile and target in {"", self._plan.target}:
            return self._image
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(self._file.path), service.build("context") or "."))
        plan = Plan(service=service.name, dockerfile=path, context=folder, target=target)
        found = build.build(self._engine, self._traces, self._root, plan, build.Wishes())
        if not found.built:
            raise CannotJudge(service.shown, f"its image cannot be built: {found.failure}")
        return found.image

    def _wait(self, service: Service, name: str, condition: str) -> None:
        end = time.monotonic() + HEALTHY_SECONDS
        while True:
            state = self._state(name)
            running, code = bool(state.get("Running")), int(str(state.get("ExitCode") or 0))
            seen = state.get("Health")
            health = seen.get("Status") if isinstance(seen, Mapping) else None
            if not running and (code or condition != "service_completed_successfully"):
                raise CannotJudge(
                    service.shown,
                    f"the service that it depends on ended with exit code {code}: {self._last(name)}",
                    f"`{service.shown}` in {self._file.path}",
                )
            if (
                (condition == "service_completed_successfully" and not running)
                or (condition == "service_healthy" and health == "healthy")
                or condition == "service_started"
            ):
                return
            if condition == "service_healthy" and health is None:
                raise CannotJudge(service.shown, "it is to be healthy before others start, and has no health check")
            if time.monotonic() > end:
                wanted = "healthy" if condition == "service_healthy" else "done"
                raise CannotJudge(
                    service.shown, f"it was not {wanted} within {HEALTHY_SECONDS:g} s: {self._last(name)}"
                )
            time.sleep(_PAUSE)

    def _state(self, name: str) -> Mapping[str, object]:
        try:
            found: Mapping[str, object] = self._engine.inspect("container", name)[0].get("State") or {}
        except Refused as refusal:
            raise CannotJudge("compose", f"somebody removed {name}: {refusal.sentence}") from None
        return found

    def _last(self, name: str) -> str:
        done = self._engine.tried("logs", "--tail", "20", name)
        lines = [line for line in (done.out + done.err).decode("utf-8", "replace").splitlines() if line.strip()]
        return self._masked(lines[-1]) if lines else "it wrote nothing"

    def _masked(self, text: str) -> str:
        return Masks(self.values.secrets).line(text.strip())
