"""Build and run inside of a pull request's check: where an engine answers, and said where none does."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Mapping
from typing import Any, NamedTuple

from shipcheck.check import Request
from shipcheck.github.checked import BUILD_AND_RUN
from shipcheck.model import Finding, Report, ShipcheckError, Unjudged
from shipcheck.run import command
from shipcheck.run.engine import Engine, Refused
from shipcheck.run.plan import NothingToRun


class Stage(NamedTuple):
    """What running found, and its evidence; or why nothing was run."""

    report: Report = Report()
    evidence: Mapping[str, Any] | None = None
    not_run: str = ""


def stage(request: Request, *, demanded: bool) -> Stage:
    """Build, run and judge a project. Where that cannot be, it is said, and could not be judged if it was demanded."""
    absent = _no_engine()
    if absent is not None:
        hint = "run the check on a Linux runner with Docker, or ask for `checks: static`"
        gap = (Unjudged(BUILD_AND_RUN, absent, hint),) if demanded else ()
        return Stage(Report(unjudged=gap), not_run=absent)
    with tempfile.TemporaryDirectory(prefix="shipcheck-", dir=os.environ.get("RUNNER_TEMP") or None) as folder:
        file = os.path.join(folder, "run.json")
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        args = parser.parse_args(["--root", request.root or ".", "--evidence", file])
        try:
            found = _run(args, request, file)
            if any((one.get("run") or {}).get("needs") for one in (found.evidence or {}).get("services", ())):
                # A bare image did not come up for want of what compose would start first.
                args.compose = True
                found = _run(args, request, file)
        except NothingToRun as nothing:
            gap = (Unjudged(BUILD_AND_RUN, nothing.message, nothing.hint),) if demanded else ()
            return Stage(Report(unjudged=gap), not_run=nothing.message)
        return found


def _run(args: argparse.Namespace, request: Request, file: str) -> Stage:
    outcome = command.run(args, request._replace(select=command.FAMILIES))
    with open(file, encoding="utf-8") as stream:
        return Stage(outcome.report, json.load(stream))


def _no_engine() -> str | None:
    """Why nothing can be run here; None where it can."""
    try:
        engine = Engine()
        system = (
            "linux" if engine.podman else engine.ask("version", "--format", "{{.Server.Os}}").decode("ascii").strip()
        )
    except ShipcheckError as error:
        return error.message
    except (Refused, UnicodeDecodeError):
        return "the engine does not say what it runs"
    return None if system == "linux" else f"the engine runs {system} containers, and Linux ones are needed"


def both(static: Report, run: Report) -> Report:
    """One report of what reading and running found."""
    found = sorted(
        {*static.findings, *run.findings},
        key=lambda one: (one.location.path, one.location.line, one.location.column, one.rule, one.message),
    )
    rules = {info.rule: info for info in (*static.rules, *run.rules)}
    return static._replace(
        findings=tuple(found),
        unjudged=tuple(dict.fromkeys((*static.unjudged, *run.unjudged))),
        rules=tuple(sorted(rules.values())),
        suppressed=static.suppressed + run.suppressed,
        baselined=static.baselined + run.baselined,
    )


def settled(findings: tuple[Finding, ...], evidence: Mapping[str, Any] | None) -> tuple[Finding, ...]:
    """Findings made by reading, less those that the run disproved; those that it showed say so."""
    said = {
        (one["rule"], one["path"], one["line"]): one
        for service in (evidence or {}).get("services", ())
        for one in service.get("verdicts", ())
    }
    kept = []
    for finding in findings:
        verdict = said.get((finding.rule, finding.location.path, finding.location.line))
        if verdict is None:
            kept.append(finding)
        elif verdict["verdict"] == "confirmed":
            kept.append(finding._replace(message=f"{finding.message} (seen in the run: {verdict['reason']})"))
    return tuple(kept)
