"""Whose run this is: the runner's variables and the event's payload as one frozen value. Nothing is fetched.

Payloads are written by GitHub but filled by strangers: branch names, titles and repository names are data here.
Sources: GitHub's documentation of default variables and of webhook payloads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from shipcheck.model import ShipcheckError

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._/-]*)?")
# Events that run with the base repository's rights while the code may be a stranger's.
PRIVILEGED = frozenset({"pull_request_target", "workflow_run", "issue_comment"})


class Context(NamedTuple):
    """A run on GitHub. `sha` is the commit that was pushed, never the merge that GitHub makes of it.

    `pull` is the number of the pull request where the payload names one; `head` is `owner:branch` of its source.
    """

    event: str = ""
    repository: str = ""
    sha: str = ""
    pull: int | None = None
    head: str = ""
    fork: bool = False
    base_sha: str = ""
    base_branch: str = ""
    branch: str = ""
    default_branch: str = ""
    run_id: int = 0
    run_number: int = 0
    run_attempt: int = 1
    server: str = "https://github.com"
    api: str = "https://api.github.com"

    @property
    def known(self) -> bool:
        """Whether this is a run on GitHub at all."""
        return bool(self.repository and self.sha)

    @property
    def on_default_branch(self) -> bool:
        """Whether this run judges what the default branch holds now."""
        return self.event in {"push", "schedule", "workflow_dispatch"} and bool(
            self.branch and self.branch == self.default_branch
        )

    @property
    def run_url(self) -> str:
        """The address of this run's page."""
        return f"{self.server}/{self.repository}/actions/runs/{self.run_id}" if self.known and self.run_id else ""


def read(environ: Mapping[str, str], payload: object) -> Context:
    """The context of a run; raises `ShipcheckError` where variables or payload contradict what GitHub documents."""
    event = payload if isinstance(payload, dict) else {}
    name = environ.get("GITHUB_EVENT_NAME", "")
    pull = _pull(event)
    source = event.get("workflow_run") if name == "workflow_run" else None
    run = source if isinstance(source, dict) else {}
    base = Context(
        event=name,
        repository=_checked("GITHUB_REPOSITORY", environ.get("GITHUB_REPOSITORY", ""), _NAME),
        server=_checked("GITHUB_SERVER_URL", environ.get("GITHUB_SERVER_URL", ""), _URL) or Context().server,
        api=_checked("GITHUB_API_URL", environ.get("GITHUB_API_URL", ""), _URL) or Context().api,
        branch=environ.get("GITHUB_REF_NAME", ""),
        default_branch=_text(event, "repository", "default_branch"),
        run_id=_number(run.get("id") or environ.get("GITHUB_RUN_ID")),
        run_number=_number(run.get("run_number") or environ.get("GITHUB_RUN_NUMBER")),
        run_attempt=_number(run.get("run_attempt") or environ.get("GITHUB_RUN_ATTEMPT")) or 1,
    )
    if run:
        return base._replace(
            sha=_checked("workflow_run.head_sha", _text(run, "head_sha"), _SHA),
            head=_head(_text(run, "head_repository", "owner", "login"), _text(run, "head_branch")),
            fork=_text(run, "head_repository", "full_name") != base.repository,
        )
    if pull:
        head = pull.get("head") if isinstance(pull.get("head"), dict) else {}
        return base._replace(
            sha=_checked("pull_request.head.sha", _text(pull, "head", "sha"), _SHA),
            pull=_number(pull.get("number")) or None,
            head=_head(_text(pull, "head", "user", "login"), _text(pull, "head", "ref")),
            fork=_text(head, "repo", "full_name") != base.repository,
            base_sha=_checked("pull_request.base.sha", _text(pull, "base", "sha"), _SHA),
            base_branch=_text(pull, "base", "ref"),
        )
    group = event.get("merge_group")
    sha = _text(event, "merge_group", "head_sha") if isinstance(group, dict) else environ.get("GITHUB_SHA", "")
    before = _text(event, "merge_group", "base_sha") if isinstance(group, dict) else _text(event, "before")
    return base._replace(
        sha=_checked("GITHUB_SHA", sha, _SHA),
        base_sha=before if _SHA.fullmatch(before) and before.strip("0") else "",
        base_branch=_text(event, "merge_group", "base_ref").removeprefix("refs/heads/"),
    )


def refusal(context: Context) -> str:
    """Why this run must not touch the project's files; empty where it may."""
    if context.event not in PRIVILEGED:
        return ""
    return (
        f"on `{context.event}` a stranger's code would run with the rights of this repository: "
        "shipcheck checks nothing there"
    )


def _pull(event: Mapping[str, Any]) -> dict[str, Any]:
    pull = event.get("pull_request")
    return pull if isinstance(pull, dict) else {}


def _text(value: object, *keys: str) -> str:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return max(value, 0)
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value) else 0


def _head(owner: str, branch: str) -> str:
    return f"{owner}:{branch}" if owner and branch else ""


def _checked(what: str, value: str, form: re.Pattern[str]) -> str:
    if value and not form.fullmatch(value):
        raise ShipcheckError(f"{what} is not what GitHub documents", "run this inside of GitHub Actions, or unset it")
    return value


def guessed(environ: Mapping[str, str], payload: object) -> dict[str, str]:
    """The runner's variables as far as a payload alone can tell them, for a run at a desk; given ones are kept."""
    event = payload if isinstance(payload, dict) else {}
    names = ("pull_request", "merge_group", "workflow_run")
    name = next((name for name in names if isinstance(event.get(name), dict)), "push")
    ref = _text(event, "ref") or _text(event, "merge_group", "head_ref")
    told = {
        "GITHUB_EVENT_NAME": name,
        "GITHUB_REPOSITORY": _text(event, "repository", "full_name"),
        "GITHUB_SHA": _text(event, "after") or _text(event, "merge_group", "head_sha"),
        "GITHUB_REF_NAME": ref.removeprefix("refs/heads/"),
        "GITHUB_RUN_NUMBER": "1",
    }
    return told | dict(environ)
