"""The words of `ci`, `comment`, `report` and `plan`; what a workflow's inputs say comes from variables, never from a command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shipcheck.ci import check, post
from shipcheck.github.upsert import MODES
from shipcheck.model import ShipcheckError

if TYPE_CHECKING:
    import argparse

_LEVELS = ("note", "warning", "error", "never")
_EVENT = "the payload of the event (default: the runner's)"


def declare(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the arguments of one of the four commands."""
    parser.set_defaults(which=name)
    parser.add_argument("--event", metavar="FILE", help=_EVENT)
    {"ci": _declare_ci, "comment": _declare_comment, "report": _declare_report, "plan": _declare_plan}[name](parser)


def _declare_ci(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders to check (default: this one)")
    parser.add_argument(
        "--checks", choices=check.CHECKS, help="auto: build and run where a Linux engine answers; static; all"
    )
    parser.add_argument(
        "--exclude", action="append", metavar="GLOB", help="leave out more paths than the configuration does"
    )
    parser.add_argument("--fail-on", choices=_LEVELS, help="the least severity that fails the run")
    parser.add_argument(
        "--changed-only", action="store_true", help="report only findings on lines that the change touches"
    )
    parser.add_argument("--no-annotations", action="store_true", help="write no annotations into the runner's log")
    parser.add_argument("--output", metavar="FILE", help="where to write the report (default: shipcheck-report.json)")
    parser.add_argument("--sarif", metavar="FILE", help="write SARIF, too")
    parser.add_argument("--base", metavar="FILE", help="the report of the base branch, to compare figures with")
    parser.add_argument("--defer-verdict", action="store_true", help="end with 0: a later step reads the verdict")


def _declare_comment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", metavar="REPORT", help="what `shipcheck ci` or `shipcheck check --format json` wrote")
    parser.add_argument("--key", default="", help="tells this comment apart from another one of shipcheck")


def _declare_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", nargs="?", metavar="REPORT", help="what `shipcheck ci` wrote")
    parser.add_argument("--artifact", metavar="PATTERN", help="gather the reports of these artifacts instead")
    parser.add_argument("--run-id", metavar="NUMBER", help="of this run (default: the one that the event names)")
    parser.add_argument("--expected", metavar="JSON", help="what `shipcheck plan` promised")
    parser.add_argument("--mode", choices=MODES, help="when to write a comment (default: always)")
    parser.add_argument("--key", help="tells this comment apart from another one of shipcheck")
    parser.add_argument("--gate", action="store_true", help="end with the verdict's exit code")


def _declare_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", metavar="COMMIT", help="the commit to compare with (default: the base of the event)")
    parser.add_argument("--max-jobs", metavar="NUMBER", help="deal the services out to so many jobs (default: 16)")


def run(args: Any) -> int:
    """Run the command that was asked for; raises `ShipcheckError` for an input that means nothing."""
    environ = os.environ
    if args.which == "ci":
        return check.run(_ci(args, environ))
    if args.which == "report":
        return post.run(_report(args, environ))
    if args.which == "plan":
        from shipcheck.ci import services  # noqa: PLC0415

        since = args.since or environ.get("SHIPCHECK_SINCE", "")
        return services.run(
            since, _number(args.max_jobs or environ.get("SHIPCHECK_MAX_JOBS") or "16", "max-jobs"), args.event
        )
    sys.stdout.write(post.show(args.report, environ, args.event, args.key))
    return 0


def _ci(args: Any, environ: Mapping[str, str]) -> check.Wish:
    paths = args.paths or _lines(environ, "SHIPCHECK_PATH")
    return check.Wish(
        paths=tuple(dict.fromkeys(paths)) or (".",),
        checks=args.checks or _one_of(environ, "SHIPCHECK_CHECKS", check.CHECKS),
        exclude=tuple(args.exclude or _lines(environ, "SHIPCHECK_EXCLUDE")),
        fail_on=args.fail_on or _one_of(environ, "SHIPCHECK_FAIL_ON", ("", *_LEVELS)) or None,
        changed_only=args.changed_only or _flag(environ, "SHIPCHECK_CHANGED_ONLY", default=False),
        annotations=not args.no_annotations and _flag(environ, "SHIPCHECK_ANNOTATIONS", default=True),
        event=args.event,
        output=args.output or "",
        sarif=args.sarif or environ.get("SHIPCHECK_SARIF", ""),
        base=args.base or environ.get("SHIPCHECK_BASE", ""),
        defer=args.defer_verdict,
    )


def _report(args: Any, environ: Mapping[str, str]) -> post.Wish:
    report = args.report or environ.get("SHIPCHECK_REPORT", "")
    artifact = args.artifact or environ.get("SHIPCHECK_ARTIFACT", "")
    if not report and not artifact:
        raise ShipcheckError("no report: name a file, or artifacts with --artifact", "`shipcheck ci` writes one")
    return post.Wish(
        report=report,
        artifact=artifact,
        run_id=_number(args.run_id or environ.get("SHIPCHECK_RUN_ID") or "0", "run-id"),
        expected=args.expected or environ.get("SHIPCHECK_EXPECTED", ""),
        mode=args.mode or _one_of(environ, "SHIPCHECK_COMMENT", MODES),
        key=args.key or environ.get("SHIPCHECK_COMMENT_KEY", ""),
        event=args.event,
        gate=args.gate,
    )


def _input(variable: str) -> str:
    """The input of the action that a variable carries."""
    return variable.removeprefix("SHIPCHECK_").lower().replace("_", "-")


def _lines(environ: Mapping[str, str], variable: str) -> list[str]:
    return [line.strip() for line in environ.get(variable, "").splitlines() if line.strip()]


def _one_of(environ: Mapping[str, str], variable: str, words: tuple[str, ...]) -> str:
    value = environ.get(variable, "").strip()
    if value and value not in words:
        raise ShipcheckError(f"{_input(variable)}: {value[:40]!a} is not one of {', '.join(filter(None, words))}")
    return value or words[0]


def _flag(environ: Mapping[str, str], variable: str, *, default: bool) -> bool:
    """A workflow's inputs are text: anything but these two words would be true by accident."""
    value = environ.get(variable, "").strip().lower()
    if value not in {"", "true", "false"}:
        raise ShipcheckError(f"{_input(variable)}: {value[:40]!a} is neither true nor false")
    return value == "true" if value else default


def _number(text: str, name: str) -> int:
    if not text.isdigit() or len(text) > 18:  # noqa: PLR2004
        raise ShipcheckError(f"{name}: {text[:40]!a} is not a number")
    return int(text)
