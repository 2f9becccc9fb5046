"""The half that sees the code: check every service, say it to the runner, write the report. It is given no token."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple

from shipcheck import check, report, rulebook
from shipcheck.ci import event, told
from shipcheck.ci.run_stage import Stage, both, settled, stage
from shipcheck.collect.changed_lines import Changed, changed_since
from shipcheck.github import checked, comment, runner
from shipcheck.github.checked import Checked, Service
from shipcheck.github.context import Context, refusal
from shipcheck.model import Finding, Report, Severity, ShipcheckError, Unjudged
from shipcheck.report.escape import terminal

CHECKS = ("auto", "static", "all")
_TOKEN = re.compile(r"(?i)(?:GITHUB|GH|INPUT|SHIPCHECK|GIT_AUTH)_?TOKEN|ACTIONS_(?:RUNTIME|ID_TOKEN|CACHE|RESULTS)_\w+")


class Wish(NamedTuple):
    """What is asked of a run; paths are folders relative to the working folder, each one service or more."""

    paths: tuple[str, ...] = (".",)
    checks: str = "auto"
    exclude: tuple[str, ...] = ()
    fail_on: str | None = None
    changed_only: bool = False
    annotations: bool = True
    event: str | None = None
    output: str = ""
    sarif: str = ""
    base: str = ""
    defer: bool = False


def run(wish: Wish, environ: Mapping[str, str] | None = None) -> int:
    """Check, tell and write; the exit code of the verdict, or 0 where a later step is to give it."""
    environ = os.environ if environ is None else environ
    context = event.context(environ, wish.event)
    forget_tokens(os.environ)
    services = tuple(_services(wish, context))
    found = Checked(services, _base_runs(wish.base))
    path = wish.output or os.path.join(environ.get("RUNNER_TEMP") or ".", "shipcheck-report.json")
    _write(path, checked.write(found))
    merged = told.merged(services)
    if wish.sarif:
        _write(wish.sarif, report.render("sarif", merged, report.View()))
    _say(services, merged, wish, environ)
    runner.summary(environ, comment.body(told.told(found, context), comment.SUMMARY))
    keep = bool(wish.base) and context.on_default_branch
    if keep:
        _write(wish.base, checked.write(found._replace(base_runs={})))
    runner.outputs(environ, _outputs(found, merged, path, wish) | {"keep-base": str(keep).lower()})
    code = {"pass": 0, "fail": 1, "error": 2}[found.verdict]
    return 0 if wish.defer else code


def _services(wish: Wish, context: Context) -> Iterator[Service]:
    refused = refusal(context)
    changed = _changed(wish, context)
    for path in wish.paths:
        if refused:
            yield checked.missing(_name(path), refused)
            continue
        started = time.monotonic()
        try:
            service = _one(path, wish, changed)
        except ShipcheckError as error:
            hint = error.hint or "correct it and run again"
            service = Service(
                _name(path), path, Report(unjudged=(Unjudged(path, error.message, hint),)), not_run="", code=2
            )
        yield service._replace(seconds=round(time.monotonic() - started, 1))


def _one(path: str, wish: Wish, changed: Changed | None) -> Service:
    """One folder: what reading finds, and where it can be, what running finds."""
    root = os.path.abspath(path)
    request = check.Request(
        root=path,
        fail_on=wish.fail_on,
        exclude=wish.exclude,
        fingerprints=True,
        every_rule=bool(wish.sarif),
        today=time.strftime("%Y-%m-%d"),
    )
    outcome = check.run(request)
    kept = _only_changed(outcome.report, changed, root)
    families = {*rulebook.names().values()} - {"image", "running"}
    ran = Stage(not_run="only static checks were asked for")
    if wish.checks != "static":
        ran = _run(request, path, demanded=wish.checks == "all")
    if ran.evidence is not None:
        families |= {"image", "running"}
        kept = kept._replace(findings=settled(kept.findings, ran.evidence))
    report = both(kept, ran.report)
    code = outcome._replace(report=report).exit_code
    return Service(_name(path), _tidy(path), report, tuple(sorted(families)), ran.evidence, ran.not_run, "", 0.0, code)


def _run(request: check.Request, path: str, *, demanded: bool) -> Stage:
    try:
        return stage(request, demanded=demanded)
    except ShipcheckError as error:
        gap = Unjudged(checked.BUILD_AND_RUN, error.message, error.hint or "correct it and run again")
        return Stage(Report(unjudged=(gap,)), not_run=f"{error.message} ({path})")


def _changed(wish: Wish, context: Context) -> Changed | None:
    """What the change touched; None for everything, which is told where it is so for want of knowledge."""
    if not wish.changed_only:
        return None
    try:
        return changed_since(os.getcwd(), context.base_sha)
    except ShipcheckError as error:
        sys.stderr.write(f"shipcheck: every finding is reported: {terminal(error.message)}; {terminal(error.hint)}\n")
        return None


def _only_changed(found: Report, changed: Changed | None, root: str) -> Report:
    if changed is None:
        return found
    inside = os.path.relpath(root, changed.root).replace(os.sep, "/")
    prefix = "" if inside == "." else f"{inside}/"
    kept = tuple(one for one in found.findings if _touched(one, changed, prefix))
    return found._replace(findings=kept, suppressed=found.suppressed)


def _touched(finding: Finding, changed: Changed, prefix: str) -> bool:
    place = finding.location
    return changed.touches(prefix + place.path, place.line, place.last_line)


def _name(path: str) -> str:
    return "" if _tidy(path) == "." else _tidy(path)


def _tidy(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def _base_runs(path: str) -> dict[str, object]:
    """The evidence of the base branch by service, from a report that was kept; none where there is none yet."""
    if not path or not os.path.isfile(path):
        return {}
    try:
        with open(path, "rb") as file:
            before = checked.parse(file.read(checked.LARGEST + 1), path)
    except (OSError, ShipcheckError):
        return {}  # it only serves to compare
    return {one.name: one.run for one in before.services if one.run is not None}


def _say(services: Sequence[Service], merged: Report, wish: Wish, environ: Mapping[str, str]) -> None:
    out = sys.stdout
    out.write(report.render("text", merged, report.View()))
    for one in services:
        lines = [line for seen in told.figures(one) for line in seen.log]
        if lines:
            runner.foreign_log(lines, out, f"log of the container {one.name}".strip())
        if one.not_run:
            out.write(f"build and run were not done{f' for {one.name}' if one.name else ''}: {one.not_run}\n")
    if environ.get("GITHUB_ACTIONS") == "true" and wish.annotations:
        out.write(report.render("github", merged, report.View()))


def _outputs(found: Checked, merged: Report, path: str, wish: Wish) -> dict[str, str]:
    measured = [one for service in found.services for one in told.figures(service)]
    sizes = [one.image_bytes for one in measured if one.image_bytes is not None]
    ready = [one.ready_seconds for one in measured if one.ready_seconds is not None]
    return {
        "verdict": found.verdict,
        "exit-code": str({"pass": 0, "fail": 1, "error": 2}[found.verdict]),
        "errors": str(merged.count(Severity.ERROR)),
        "warnings": str(merged.count(Severity.WARNING)),
        "report": os.path.abspath(path),
        "sarif": os.path.abspath(wish.sarif) if wish.sarif else "",
        "image-size": str(max(sizes)) if sizes else "",
        "ready-ms": str(round(1000 * max(ready))) if ready else "",
    }


def _write(path: str, text: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ShipcheckError(f"{path} cannot be written: {error.strerror}") from None


def forget_tokens(environ: MutableMapping[str, str]) -> None:
    """Take the runner's own tokens from a mapping, so that no program which is started from here inherits one."""
    for name in [name for name in environ if _TOKEN.fullmatch(name)]:
        del environ[name]
