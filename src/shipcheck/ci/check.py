"""The half that sees the code: check every service, say it to the runner, write the report. It is given no token."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from shipcheck import check, report, rulebook
from shipcheck.ci import event, told
from shipcheck.collect.changed_lines import Changed, changed_since
from shipcheck.github import checked, comment, runner
from shipcheck.github.checked import Checked, Service
from shipcheck.github.context import Context, refusal
from shipcheck.model import Finding, Report, ShipcheckError, Unjudged

CHECKS = ("auto", "static", "all")
_TOKENS = ("TOKEN", "SECRET", "PASSWORD", "CREDENTIAL", "ACTIONS_RUNTIME", "ACTIONS_ID_TOKEN")


class Wish(NamedTuple):
    """What is asked of a run; paths are folders relative to the working folder, each one service or more."""

    paths: tuple[str, ...] = (".",)
    checks: str = "auto"
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
    services = tuple(_services(wish, context))
    found = Checked(services, _base_runs(wish.base))
    path = wish.output or os.path.join(environ.get("RUNNER_TEMP") or ".", "shipcheck-report.json")
    _write(path, checked.write(found))
    merged = told.merged(services)
    if wish.sarif:
        _write(wish.sarif, report.render("sarif", merged, report.View()))
    _say(services, merged, wish, environ)
    runner.summary(environ, comment.body(told.told(found, context), comment.SUMMARY))
    runner.outputs(environ, _outputs(found, merged, path, wish))
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
        root=path, fail_on=wish.fail_on, fingerprints=True, every_rule=bool(wish.sarif), today=time.strftime("%Y-%m-%d")
    )
    outcome = check.run(request)
    families = tuple(sorted({*rulebook.names().values()} - {"image", "running"}))
    kept = _only_changed(outcome.report, changed, root)
    code = outcome._replace(report=kept).exit_code
    why = _why_not_run(wish)
    return Service(_name(path), _tidy(path), kept, families, not_run=why, code=code)


def _why_not_run(wish: Wish) -> str:
    return "only static checks were asked for" if wish.checks == "static" else ""


def _changed(wish: Wish, context: Context) -> Changed | None:
    """What the change touched; None for everything."""
    return changed_since(os.getcwd(), context.base_sha) if wish.changed_only and context.base_sha else None


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
    from shipcheck.model import Severity  # noqa: PLC0415

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


def unsafe_names(names: Iterable[str]) -> list[str]:
    """Variables that no program started from here may be given."""
    return [name for name in names if any(part in name.upper() for part in _TOKENS)]
