"""`shipcheck run`: words in, evidence and a report out."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from types import SimpleNamespace

from shipcheck import check
from shipcheck.check import Outcome, Request
from shipcheck.collect.providers import providers
from shipcheck.config import Config, load
from shipcheck.evidence import Evidence, Provider
from shipcheck.model import CannotJudge, ShipcheckError, Unjudged
from shipcheck.project import Project
from shipcheck.report import FORMATS
from shipcheck.run import plan, tell
from shipcheck.run.beside import Beside
from shipcheck.run.build import Wishes as BuildWishes
from shipcheck.run.container import Limits
from shipcheck.run.engine import PATIENCE, Engine
from shipcheck.run.plan import Plan, Wishes
from shipcheck.run.service import Options, Result, Running
from shipcheck.run.traces import Interrupted, Site, Sweep, Traces
from shipcheck.run.verdicts import Judge
from shipcheck.subjects import run_document
from shipcheck.subjects.record import WrongRecord
from shipcheck.subjects.run_document import Engine as EngineSeen
from shipcheck.subjects.run_document import RunDocument
from shipcheck.subjects.run_parts import Phase

Args = argparse.Namespace | SimpleNamespace
LEVELS = ("note", "warning", "error", "never")
FAMILIES = ("image", "running")
_LONGEST_READING = 60.0
_SKIPPABLE = ("layers", "canary", "variables")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")
    parser.add_argument("--service", metavar="NAME", help="only this service")
    parser.add_argument("--no-build", metavar="IMAGE", dest="image", help="judge this image instead of building one")
    parser.add_argument("--compose", action="store_true", help="start the compose service with what it depends on")
    parser.add_argument("--evidence", metavar="FILE", help="write what was seen as JSON (docs/run.schema.json)")
    parser.add_argument("--replay", metavar="FILE", help="judge recorded evidence; no engine is needed")
    parser.add_argument(
        "--docker", metavar="COMMAND", default="", help="the engine's command (default: docker, else podman)"
    )
    parser.add_argument("--port", type=int, default=0, help="the port that the application listens on")
    parser.add_argument("--health", metavar="PATH", default="", help="the path to ask for health")
    parser.add_argument(
        "--slow", metavar="PATH", default="", help="a path that takes a second: asked while it is stopped"
    )
    parser.add_argument("--env", action="append", metavar="NAME=VALUE", default=[], help="a variable (repeat)")
    parser.add_argument(
        "--skip", action="append", metavar="PHASE", default=[], help="leave out layers, canary or variables"
    )
    parser.add_argument(
        "--build-option",
        action="append",
        metavar="WORD",
        default=[],
        help="passed to the builder, as in --build-option=--cache-from=X",
    )
    parser.add_argument("--build-seconds", type=float, default=600.0, metavar="N", help="limit of the build (600)")
    parser.add_argument(
        "--ready-seconds", type=float, default=30.0, metavar="N", help="limit until the first answer (30)"
    )
    parser.add_argument("--stop-seconds", type=float, default=10.0, metavar="N", help="time that it has to stop (10)")
    parser.add_argument(
        "--watch", type=float, default=5.0, metavar="N", help="seconds to stay alive after the first answer (5)"
    )
    parser.add_argument("--memory", default="1g", metavar="SIZE", help="memory limit (1g)")
    parser.add_argument("--network", default="", metavar="NAME", help="the container's network (default: the engine's)")
    parser.add_argument("--select", action="append", metavar="WORD", help="only this family or rule")
    parser.add_argument("--ignore", action="append", metavar="WORD", help="not this family, rule or code")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to tell it (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file instead of standard output")
    parser.add_argument("--fail-on", choices=LEVELS, help="the least severity that fails the run (default: warning)")
    parser.add_argument("--baseline", metavar="FILE", help="a baseline to use instead of the configured one")
    parser.add_argument(
        "--no-baseline", action="store_const", const="", dest="baseline", help="show what the baseline accepts, too"
    )
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="when to colour (default: auto)"
    )
    parser.add_argument("--today", metavar="DAY", help=argparse.SUPPRESS)
    parser.set_defaults(paths=[], staged=False)


def run(args: Args, request: Request) -> Outcome:
    """Do what the arguments ask; raises `ShipcheckError`."""
    options = _options(args)
    root, source = check.opened(request)
    try:
        config = load(Project(source))
        project = Project(source, exclude=(*config.exclude, *request.exclude))
        if args.replay:
            document = _recorded(args.replay)
            unjudged: list[Unjudged] = []
        else:
            document, unjudged = _seen(args, options, root, project, config)
        if args.evidence:
            _write(args.evidence, document)
        request = request._replace(select=request.select or FAMILIES)
        report = check.judged(request, project, config, unjudged, provided(document))
        files = len({path for one in document.services for part in (one.build, one.run) if part for path in part.paths})
        return Outcome(report._replace(files=files), project, root, request.fail_on or config.fail_on)
    finally:
        source.close()


def provided(document: RunDocument) -> Mapping[str, Provider]:
    """The document's subjects, for whoever asks for their kinds."""
    return {
        "ImageBuild": lambda _evidence: (one.build for one in document.services if one.build),
        "ContainerRun": lambda _evidence: (one.run for one in document.services if one.run),
    }


def _options(args: Args) -> Options:
    skip = {word.strip() for part in args.skip for word in part.split(",") if word.strip()}
    for word in sorted(skip):
        if word not in _SKIPPABLE:
            raise ShipcheckError(f"--skip: `{word[:40]}` cannot be left out", f"these can: {', '.join(_SKIPPABLE)}")
    limits = Limits(
        memory=args.memory, ready=args.ready_seconds, grace=args.stop_seconds, watch=args.watch, network=args.network
    )
    wishes = BuildWishes(args.build_seconds, tuple(args.build_option))
    return Options(frozenset(skip), wishes, limits, args.compose)


def _wishes(args: Args) -> Wishes:
    pairs = [word.partition("=") for word in args.env]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise ShipcheckError("--env: it takes NAME=VALUE")
    return Wishes(
        args.service or "",
        args.image or "",
        args.port,
        args.health,
        args.slow,
        tuple((name, value) for name, _, value in pairs),
        args.compose,
    )


def _recorded(path: str) -> RunDocument:
    try:
        with open(path, encoding="utf-8") as file:
            return run_document.read(json.load(file))
    except OSError as error:
        raise ShipcheckError(f"{path}: it cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, WrongRecord) else "it is not JSON"
        raise ShipcheckError(f"{path}: {said}", "write it with `shipcheck run --evidence FILE`") from None


def _seen(
    args: Args, options: Options, root: str, project: Project, config: Config
) -> tuple[RunDocument, list[Unjudged]]:
    asked = Beside("engine", lambda: Engine(args.docker))
    began = time.monotonic()
    evidence = Evidence(providers(project, config))
    every = plan.plans(project, config, evidence, _wishes(args))
    if args.compose and not any(one.composed for one in every):
        raise ShipcheckError("--compose: no compose file of this project builds what is to be run", "leave it out")
    planned = round(time.monotonic() - began, 3)
    engine = asked.join(3 * PATIENCE)
    lines = tell.Lines(tell.standard(), several=len(every) > 1)
    document = RunDocument(engine=EngineSeen(engine.name, engine.version, engine.builder.kind))
    results: list[Result] = []
    unjudged: list[Unjudged] = []
    sweep = Sweep(engine)
    traces = Traces(engine)
    site = Site(engine, traces, root)
    judge = Beside("what was read", lambda: Judge(project, config, evidence), now=False)

    def meanwhile() -> None:
        sweep.begin()
        judge.begin()

    try:
        with traces:
            for one in every:
                phase = Phase("plan", "ok", planned)
                lines.end(one.service, phase, _said(one))
                results.append(Running(site, one, options, lines, meanwhile).go())
            sweep.join()
            began = time.monotonic()
    except Interrupted as stopped:
        lines.end("", traces.cleaned, "")
        raise SystemExit(128 + stopped.number) from None
    cleaned = traces.cleaned
    lines.end("", cleaned, "")
    if cleaned.state != "ok":
        unjudged.append(
            Unjudged("clean", cleaned.reason, "`docker ps -a --filter label=shipcheck.run` shows what is left")
        )
    for result in results:
        unjudged += result.unjudged
    first = Phase("plan", "ok", planned)
    settled = None
    with suppress(CannotJudge):  # then nothing is settled: what was found by reading stands
        settled = judge.join(_LONGEST_READING)
    services = tuple(
        one.service._replace(
            phases=(first, *one.service.phases, cleaned), verdicts=settled.of(plan_, one.service) if settled else ()
        )
        for plan_, one in zip(every, results, strict=True)
    )
    return document._replace(services=services), unjudged


def _said(planned: Plan) -> str:
    source = planned.image or planned.dockerfile
    expected = f", {planned.expected} expected" if planned.expected else ""
    return f"{source}, port {planned.port} ({planned.port_from}){expected}, {len(planned.variables)} variables"


def _write(path: str, document: RunDocument) -> None:
    from shipcheck.report.escape import document as text

    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text(run_document.written(document)))
    except OSError as error:
        raise ShipcheckError(f"{path} cannot be written: {error.strerror}") from None
