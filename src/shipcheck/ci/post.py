"""The half that holds the token: gather reports, find the pull request, write one comment. It never sees the code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from shipcheck.ci import event, told
from shipcheck.github import artifacts, checked, comment, find_pull, runner, upsert
from shipcheck.github.api import Api, Clock
from shipcheck.github.checked import Checked, Service
from shipcheck.github.context import Context
from shipcheck.github.state import State
from shipcheck.model import ShipcheckError

_EXIT = {"pass": 0, "fail": 1, "error": 2}


class Wish(NamedTuple):
    """What is asked: a report in a file, or artifacts of a run by a pattern; `expected` is what a plan promised."""

    report: str = ""
    artifact: str = ""
    run_id: int = 0
    expected: str = ""
    mode: str = "always"
    key: str = ""
    event: str | None = None
    gate: bool = False


def run(wish: Wish, environ: Mapping[str, str] | None = None, clock: Clock | None = None) -> int:
    """Post; 0 whatever came of the comment, the verdict's exit code where this is the gate."""
    environ = os.environ if environ is None else environ
    context = event.context(environ, wish.event)
    token = environ.get("SHIPCHECK_TOKEN", "")
    api = Api(context.api, token, clock) if token else None
    found = _gather(wish, context, api)
    done = _post(wish, context, api, found)
    if done.said:
        sys.stdout.write(f"shipcheck: {done.said}\n")
    if wish.artifact:
        runner.summary(environ, comment.body(told.told(found, context), comment.SUMMARY))
    runner.outputs(environ, {"comment-url": done.url, "verdict": found.verdict})
    return _EXIT[found.verdict] if wish.gate else 0


def show(path: str, environ: Mapping[str, str], event_file: str | None, key: str) -> str:
    """The comment that a report would get, rendered without any token."""
    context = event.context(environ, event_file) if event_file else Context()
    return comment.comment(told.told(_read(path), context), key)


def _read(path: str) -> Checked:
    try:
        with open(path, "rb") as file:
            return checked.parse(file.read(checked.LARGEST + 1), path)
    except OSError as error:
        raise ShipcheckError(
            f"{path} cannot be read: {error.strerror}", "write it with `shipcheck check --format json --output FILE`"
        ) from None


def _gather(wish: Wish, context: Context, api: Api | None) -> Checked:
    if not wish.artifact:
        return _read(wish.report)
    if api is None or not context.known:
        raise ShipcheckError("artifacts can only be fetched inside of a run on GitHub, with a token", "set `token`")
    services: list[Service] = []
    base: dict[str, object] = {}
    for one in artifacts.fetch(api, context.repository, wish.run_id or context.run_id, wish.artifact):
        if one.checked is None:
            services.append(checked.missing(one.name, f"its report could not be used: {one.problem}"))
        else:
            services += one.checked.services
            base |= one.checked.base_runs
    return Checked(tuple(_as_promised(services, wish)), base)


def _as_promised(services: list[Service], wish: Wish) -> list[Service]:
    """With every service that the plan promised: what is not there could not be checked, never passed."""
    promised, skipped = _expected(wish.expected)
    there = {one.name for one in services}
    services += [
        checked.missing(name, "its report is missing: the job failed or was cancelled before it could write one")
        for name in promised
        if name not in there
    ]
    services += [Service(name, name or ".", skipped="unchanged") for name in skipped if name not in there]
    if not services and not promised and not wish.expected:
        services.append(checked.missing("report", f"no artifact is called {wish.artifact}"))
    return sorted(services, key=lambda one: one.name)


def _expected(text: str) -> tuple[list[str], list[str]]:
    if not text:
        return [], []
    try:
        value = json.loads(text)
        lists = [value["checked"], value["skipped"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        lists = [None]
    if not all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in lists):
        raise ShipcheckError("expected: not what action/plan wrote", "pass its output `expected` on as it is")
    return lists[0], lists[1]


def _post(wish: Wish, context: Context, api: Api | None, found: Checked) -> upsert.Done:
    if wish.mode == "never":
        return upsert.Done()
    if api is None:
        return upsert.Done(said="no comment: no token was given")
    if not context.known:
        return upsert.Done(said="no comment: this is no run on GitHub")
    pull = find_pull.find(api, context)
    if pull.refused is not None:
        return upsert.Done(said=f"no comment: the pull request could not be looked up ({pull.refused.reason})")
    if pull.number is None:
        return upsert.Done(said=f"no comment: no open pull request has commit {context.sha[:12]} as its head")
    everything = told.told(found, context)

    def write(before: State | None) -> str:
        return comment.comment(everything._replace(before=before), wish.key)

    now = comment.state_of(everything)
    return upsert.upsert(api, context.repository, pull.number, upsert.Wish(wish.key, wish.mode, now, write))
