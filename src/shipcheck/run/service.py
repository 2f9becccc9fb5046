"""One service from its plan to the end of its container."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple

from shipcheck.model import CannotJudge, Unjudged
from shipcheck.run import ask, build, canary, image, layers, look, ready, variables
from shipcheck.run.ask import Reply
from shipcheck.run.beside import Beside
from shipcheck.run.compose import Companions, Start
from shipcheck.run.container import Container, Limits, NotStarted, Settings
from shipcheck.run.engine import PATIENCE
from shipcheck.run.mask import Masks
from shipcheck.run.phases import Failed, Phases, Tell
from shipcheck.run.plan import Plan
from shipcheck.run.traces import Site
from shipcheck.run.values import Given
from shipcheck.secrets.found import Found
from shipcheck.subjects import boot_log, fingerprints
from shipcheck.subjects.container_run import ContainerRun, HealthRun, Stop
from shipcheck.subjects.image_build import Baked, HealthCheck, ImageBuild
from shipcheck.subjects.run_document import ServiceRun
from shipcheck.subjects.run_parts import Place

# Python keeps its output back where nobody watches; without this the end of a log is missing when it matters.
_ALWAYS = (Given("PYTHONUNBUFFERED", "1"),)
# A first process that would drop the signal is not given the whole time to do so.
_SHORT_GRACE = 2.0
_IN_FLIGHT = 0.3


class Options(NamedTuple):
    """How to run: what to leave out, limits."""

    skip: frozenset[str] = frozenset()
    build: build.Wishes = build.Wishes()
    limits: Limits = Limits()
    compose: bool = False


class Result(NamedTuple):
    """What a service's run has shown, and what could not be judged."""

    service: ServiceRun
    unjudged: tuple[Unjudged, ...] = ()


class Running:
    """One service, phase by phase; evidence grows as it goes, so that whatever happens what was seen stays."""

    def __init__(self, site: Site, plan: Plan, options: Options, tell: Tell, meanwhile: Callable[[], None]) -> None:
        """`meanwhile` begins what can be done while a container takes its time to stop."""
        self._meanwhile = meanwhile
        self._site = site
        self._engine, self._traces, self._root = site
        self._options = options
        self.plan = plan
        self.phases = Phases(plan.service, tell)
        self.image = ImageBuild(service=plan.service, dockerfile=plan.dockerfile, places=plan.places)
        self.seen: ContainerRun | None = None
        self._said: Mapping[str, Any] = {}
        self._looked_into = False
        self._baked: Beside[tuple[Baked, ...]] | None = None
        self._check: Beside[HealthRun | None] | None = None
        self._written: Beside[look.Written] | None = None
        self._composed = Start()
        self._with = ""
        canaries = {one.hidden: one.name for one in plan.variables if one.hidden}
        self._canaries = canaries
        self._masks = Masks(canaries)

    def go(self) -> Result:
        """Everything that can be done."""
        try:
            self._build()
            self._inspect()
            self._use()
            self._markers()
        except Failed:
            failed = self._last_failed()
            if self.image.id:
                self._contents()
                self._markers()
            self.phases.rest(f"{failed} failed")
        finally:
            if self._baked is not None:  # nothing may be made any more when it is cleaned up
                with suppress(CannotJudge):
                    self._baked.join(canary.SECONDS)
        return self.result()

    def _plant(self) -> None:
        """Begin the build with markers beside the rest: it has nothing to do with the container."""
        if self._baked is None and not self.plan.image and "canary" not in self._options.skip:
            self._baked = Beside("canary", lambda: canary.baked(self._engine, self._traces, self._root, self.plan))

    def _use(self) -> None:
        with ExitStack() as stack:
            container = self._start(stack)
            try:
                port = self._ready(container)
                self._look(container, port)
                # It shows meanwhile whether it stays alive: so looking into the image costs no time of its own.
                self._contents()
                self._variables()
                self._watch(container)
                self._stop(container)
            finally:
                self._keep_log(container)

    def result(self) -> Result:
        """What is known by now."""
        built = self.image if self.image.built or self.image.failure else None
        return Result(ServiceRun(self.plan.service, self.phases.done, built, self.seen), tuple(self.phases.unjudged))

    def _last_failed(self) -> str:
        return next((one.name for one in reversed(self.phases.done) if one.state == "failed"), "an earlier phase")

    def _build(self) -> None:
        if self.plan.image:
            self.phases.skip("build", "the image was ready")
            self.image = self.image._replace(image=self.plan.image, places=self.plan.places)
            return
        with self.phases.phase("build", self._build_note):
            build.refuse_credentials(self._root, self.plan, self._engine)
            Beside("detector", _detector)
            self.image = build.build(self._engine, self._traces, self._root, self.plan, self._options.build)
            if not self.image.built:
                raise Failed(self.image.failure)

    def _build_note(self) -> str:
        cached = f", {self.image.cached} of {self.image.steps} steps cached" if self.image.cached else ""
        return f"{self.image.builder}{cached}"

    def _inspect(self) -> None:
        with self.phases.phase("image", self._image_note):
            history = Beside("history", lambda: image.history(self._engine, self.image.image))
            self.image, self._said, base = image.look(self._engine, self.image)
            hits = layers.settings(self.plan, self._said, base, history.join(PATIENCE), _find)
            self.image = self.image._replace(settings=hits)

    def _image_note(self) -> str:
        added = f", {megabytes(self.image.added)} over {self.image.base}" if self.image.added else ""
        user = self.image.config.user if self.image.config and not self.image.config.root else "root"
        return f"{megabytes(self.image.size)}{added}; user {user}"

    def _contents(self) -> None:
        """What is in the image, once; it keeps it from nothing."""
        if self._looked_into:
            return
        self._looked_into = True
        with suppress(Failed):
            if self._wanted("layers"):
                with self.phases.phase("layers", self._layers_note):
                    self.image = layers.scan(self._engine, self.plan, self.image, self._said, _find)

    def _markers(self) -> None:
        """What could be in the image."""
        if self.plan.image:
            self.phases.skip("canary", "the image was ready")
            return
        self._plant()
        with suppress(Failed):
            if self._wanted("canary") and self._baked is not None:
                with self.phases.phase("canary", self._canary_note):
                    self.image = self.image._replace(baked=self._baked.join(canary.SECONDS))

    def _wanted(self, name: str) -> bool:
        if name in self._options.skip:
            self.phases.skip(name, "left out as asked")
        return name not in self._options.skip

    def _layers_note(self) -> str:
        found = len(self.image.hits)
        said = f"; {self.image.unread}" if self.image.unread else ""
        return f"{len(self.image.layers)} layers over the base, {found or 'nothing'} to speak of in them{said}"

    def _canary_note(self) -> str:
        return f"{len(self.image.baked) or 'no'} markers would be baked in"

    def _settings(self, suffix: str = "", without: str = "") -> Settings:
        plan = self.plan
        own = self.image.config.environment if self.image.config else ()
        always = tuple(one for one in _ALWAYS if one.name not in own)
        how = self._composed
        by_name = {one.name: one for one in (*always, *plan.variables, *how.variables)}
        given = tuple(one for one in by_name.values() if one.name != without)
        root = self.image.config is None or self.image.config.root
        name = f"shipcheck-{self._traces.id}-{build.plain(plan.service)}{suffix}"
        image = self.image.id or self.image.image
        return Settings(image, name, plan.port, given, self._options.limits, root, how.command, how.options)

    def _companions(self) -> None:
        """What compose would start with it, and how compose would start it itself."""
        if self._options.compose and self.plan.composed is not None:
            file, service = self.plan.composed
            companions = Companions(self._site, self.plan, file, service, self.image.image)
            self._composed = companions.own()
            self._canaries |= {one.hidden: one.name for one in self._composed.variables if one.hidden}
            self._masks = Masks((*self._canaries, *companions.values.secrets))
            companions.go()
            self._with = f"with {', '.join(companions.started)}" if companions.started else ""
            limits = self._options.limits._replace(network=companions.name)
            if self._composed.grace:
                limits = limits._replace(grace=self._composed.grace)
            self._options = self._options._replace(limits=limits)

    @property
    def _health(self) -> HealthCheck | None:
        """The health check that counts: that of compose, else the image's."""
        return self._composed.health or (self.image.config.health if self.image.config else None)

    def _start(self, stack: ExitStack) -> Container:
        with self.phases.phase("start", lambda: self._with):
            self._plant()
            self._companions()
            settings = self._settings()
            self.seen = self._expected(settings)
            container = Container(self._engine, self._traces, settings)
            try:
                stack.enter_context(container)
            except NotStarted as refusal:
                self._see(refusal=self._masks.line(str(refusal)))
                raise Failed(self._masks.line(str(refusal))) from None
            self._see(started=True)
            container.first_state()
        return container

    def _expected(self, settings: Settings) -> ContainerRun:
        plan = self.plan
        return ContainerRun(
            service=plan.service,
            image=self.image.image,
            limits=settings.options(),
            variables=tuple(one.name for one in settings.variables),
            expected=plan.expected,
            port=plan.port,
            port_from=plan.port_from,
            places=plan.places,
        )

    def _see(self, **more: object) -> None:
        if self.seen is not None:
            self.seen = self.seen._replace(**more)  # type: ignore[arg-type]  # names of its own fields

    def _ready(self, container: Container) -> int:
        with self.phases.phase("ready", self._ready_note):
            found = ready.wait(container, self._options.limits.ready)
            self._see(listeners=found.listeners)
            if not found.ready:
                raise Failed(self._not_ready(container, found))
            self._see(ready=True, ready_seconds=found.seconds, answered_port=found.port)
            target = container.target(found.port)
            if target is not None:
                end = container.began + self._options.limits.ready
                answer = look.health(target, self.plan.health_paths or ("/",), end, self._masks)
                self._see(health=answer, health_path=answer.path)
            return found.port

    def _ready_note(self) -> str:
        health = self.seen.health if self.seen else None
        said = f"{health.status or health.error} on {health.path}" if health else ""
        server = f", {health.server}" if health and health.server else ""
        return f"{said}{server}; first answer after {self.seen.ready_seconds:.2f} s" if self.seen else ""

    def _not_ready(self, container: Container, found: ready.Readiness) -> str:
        lines = self._log(container)
        reason, frame = boot_log.reason(lines, self._masks.line)
        reason = reason._replace(place=self._place_in_project(frame))
        self._see(reason=reason)
        with self.phases.apart():
            self._see(killed_workers=look.killed_workers(self._engine, container))
        if reason.kind == "database" and self.plan.needs and not self._options.compose:
            needs = ", ".join(self.plan.needs)
            self._see(needs=self.plan.needs)
            raise CannotJudge(
                "ready",
                f"it needs {needs}, which {'was' if len(self.plan.needs) == 1 else 'were'} not there: {reason.sentence}",
                "run it with --compose, or give it an address of one that is there with --env",
            )
        if found.ended or container.ended():
            ended = container.exit()
            self._see(exit=ended)
            return f"it ended with exit code {ended.code} after {ended.seconds:.1f} s: {reason.sentence or 'without a word'}"
        return f"no HTTP answer within {container.seconds:.0f} s"

    def _log(self, container: Container) -> list[str]:
        with self.phases.apart():
            return container.log()
        return []

    def _place_in_project(self, frame: tuple[str, int] | None) -> Place | None:
        if frame is None:
            return None
        path, line = frame
        return Place(path.lstrip("/"), line) if path else None

    def _look(self, container: Container, port: int) -> None:
        with self.phases.phase("look", self._look_note):
            config = self.image.config
            health = self._health
            self._check = Beside("HEALTHCHECK", lambda: look.health_check(container, health, self._masks))
            target = container.target(port)
            if target is not None:
                self._see(answers=tuple(look.probes(target, self._masks)))
            volumes = config.volumes if config else ()
            # Holds the container where the engine itself has to say it: whoever wanted to stop it meanwhile would wait.
            self._written = Beside("written files", lambda: look.written(self._engine, container, volumes))
            signal = config.stop_signal if config else "SIGTERM"
            self._see(
                processes=look.processes(self._engine, container, signal, self._masks),
                listeners=tuple(container.listeners() or ()),
                memory=look.memory(container.first_state().pid),
            )
            self._still_there(container)

    def _still_there(self, container: Container) -> None:
        if container.ended():
            self._see(exit=container.exit(), exit_after_ready=True)
            with self.phases.apart():
                self._see(killed_workers=look.killed_workers(self._engine, container))
            raise Failed("it ended by itself after it had answered")

    def _watch(self, container: Container) -> None:
        with self.phases.phase(
            "watch", lambda: f"alive {container.seconds - self._ready_at:.1f} s after its first answer"
        ):
            self._ask_more(container)
            while container.seconds < self._ready_at + self._options.limits.watch and not container.ended():
                time.sleep(0.05)
            self._still_there(container)
            killed = Beside("events", lambda: look.killed_workers(self._engine, container))
            if self._check is not None:
                with self.phases.apart():
                    self._see(healthcheck=self._check.join(look.LONGEST_HEALTH + 1))
            if self._written is not None:
                with self.phases.apart():
                    files, logs = self._written.join(PATIENCE)
                    self._see(written=files, log_files=logs)
            with self.phases.apart():
                self._see(killed_workers=killed.join(PATIENCE))

    def _ask_more(self, container: Container) -> None:
        """See whether its memory grows with what it is asked."""
        seen = self.seen
        target = container.target(seen.answered_port if seen else 0)
        if seen is None or target is None:
            return
        answers = [one for one in (seen.health, seen.answer("root")) if one and one.status and not one.error]
        paths = tuple(dict.fromkeys(one.path for one in answers if one.status < 400))  # noqa: PLR2004
        grown, asked = look.growth(target, paths, container.first_state().pid)
        self._see(growth=grown, asked=asked)

    @property
    def _ready_at(self) -> float:
        return self.seen.ready_seconds if self.seen else 0.0

    def _look_note(self) -> str:
        seen = self.seen
        if seen is None or not seen.processes:
            return ""
        first = seen.processes[0]
        return f"{len(seen.processes)} processes; the first is `{first.args}`"

    def _variables(self) -> None:
        own = self.image.config.environment if self.image.config else ()
        if not self._wanted("variables"):
            return
        if not variables.wanted(self.plan, own):
            self.phases.skip("variables", "none was found that it cannot do without")
            return
        with suppress(Failed), self.phases.phase("variables", self._variables_note):
            found = variables.tried(self._site, self.plan, self._settings, self._ready_at, own)
            self._see(missing=tuple(found))

    def _variables_note(self) -> str:
        return ", ".join(f"without {one.name}: {one.outcome}" for one in (self.seen.missing if self.seen else ()))

    def _stop(self, container: Container) -> None:
        with self.phases.phase("stop", self._stop_note):
            config = self.image.config
            seen = self.seen
            first = next((one for one in seen.processes if one.pid == 1), None) if seen else None
            ignores = first is not None and first.stops is False
            grace = min(_SHORT_GRACE, self._options.limits.grace) if ignores else self._options.limits.grace
            flight = self._in_flight(container)
            self._meanwhile()
            ended, seconds = container.stop(grace)
            stopped = Stop(
                signal=config.stop_signal if config else "SIGTERM",
                grace=grace,
                seconds=round(seconds, 2),
                code=ended.code,
                killed=ended.code == 137 and seconds >= grace,  # noqa: PLR2004  # SIGKILL
                predicted=None if first is None or first.stops is None else ignores,
                first=first.args if first else "",
                request=flight(),
                request_path=self.plan.slow_path,
            )
            self._see(stop=stopped)
            if stopped.killed:
                raise Failed(f"it did not stop on {stopped.signal} and was killed after {grace:g} s")

    def _stop_note(self) -> str:
        stop = self.seen.stop if self.seen else None
        if stop is None:
            return ""
        request = f"; a request in flight was {stop.request}" if stop.request != "not asked" else ""
        return f"{stop.signal}: exit code {stop.code} after {stop.seconds:.2f} s{request}"

    def _in_flight(self, container: Container) -> Callable[[], str]:
        """Begin a request that takes a while, and say afterwards what became of it."""
        target = container.target(self.seen.answered_port if self.seen else 0)
        path = self.plan.slow_path
        health = self.seen.health if self.seen else None
        # A health path that gives no answer is slow for another reason, and another rule's matter.
        if target is None or not path or (health is not None and health.error and health.path == path):
            return lambda: "not asked"
        replies: list[Reply] = []
        seconds = self._options.limits.grace + _SHORT_GRACE

        def one() -> None:
            replies.append(ask.get(target, path, seconds=seconds))

        thread = threading.Thread(target=one, daemon=True)
        thread.start()
        thread.join(_IN_FLIGHT)
        if replies:
            return lambda: "not asked"  # it was over before anything was in flight

        def said() -> str:
            thread.join(1.0)
            return "finished" if replies and replies[0].status and not replies[0].error else "dropped"

        return said

    def _keep_log(self, container: Container) -> None:
        lines = self._log(container)
        seen = self.seen
        if seen is None:
            return
        arguments = fingerprints.of_arguments(one.args for one in seen.processes)
        signs = tuple(dict.fromkeys((*fingerprints.of_log(lines), *arguments)))
        self._see(
            log=self._masks.tail(lines),
            log_lines=len(lines),
            signs=signs,
            leaks=look.leaks(lines, self._canaries, _secrets),
        )


def _detector() -> None:
    """Import what looks for secrets: there is time for it while the builder works."""
    from shipcheck.collect import secret_search
    from shipcheck.secrets import detector

    secret_search.gate()
    detector.detect("Dockerfile", "")


def _find(path: str, data: bytes) -> list[tuple[int, str, str]]:
    """Line, kind and name of the secrets in a text; the values stay in the detector."""
    from shipcheck.collect import secret_search

    return [(one.line, _kind(one), one.name) for one in secret_search.find(path, data)]


def _kind(found: Found) -> str:
    """What a secret is called: its provider's word for it, else the name it is given to."""
    return f"`{found.name}`" if found.kind == "literal" and found.name.isidentifier() else found.kind


def _secrets(text: bytes) -> list[tuple[int, str, str]]:
    return _find("container.log", text)


def megabytes(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"  # noqa: PLR2004
