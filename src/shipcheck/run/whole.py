"""One run, from the plan to the clean end."""

from __future__ import annotations

import argparse
import time
from contextlib import suppress
from types import SimpleNamespace

from shipcheck.collect.providers import providers
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, ShipcheckError, Unjudged
from shipcheck.project import Project
from shipcheck.run import plan, tell
from shipcheck.run.beside import Beside
from shipcheck.run.build import Wishes as BuildWishes
from shipcheck.run.container import Limits
from shipcheck.run.engine import PATIENCE, Engine
from shipcheck.run.plan import Plan, Wishes
from shipcheck.run.service import Options, Result, Running
from shipcheck.run.traces import Interrupted, Site, Sweep, Traces
from shipcheck.run.verdicts import Judge
from shipcheck.subjects.run_document import Engine as EngineSeen
from shipcheck.subjects.run_document import RunDocument
from shipcheck.subjects.run_parts import Phase

Args = argparse.Namespace | SimpleNamespace
_LONGEST_READING = 60.0
_SKIPPABLE = ("layers", "canary", "variables")


def seen(
    args: Args, asked: Beside[Engine], root: str, project: Project, config: Config
) -> tuple[RunDocument, list[Unjudged]]:
    """What was seen, and what could not be judged; raises `ShipcheckError`. `asked` is the engine, as soon as it has answered."""
    options = _options(args)
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
