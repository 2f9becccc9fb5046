"""Which pull request a run belongs to, where its payload does not say: asked of the server, held to the commit."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from shipcheck.github.api import Api, Reply
from shipcheck.github.context import Context


class Found(NamedTuple):
    """The pull request's number; where there is none, the server's refusal to say, if that was why."""

    number: int | None = None
    refused: Reply | None = None


def find(api: Api, context: Context) -> Found:
    """The one open pull request whose head is the commit that was checked.

    `workflow_run.pull_requests` is empty for forks, so the head's repository and branch are asked for; where the fork is
    gone, the commit.
    """
    if context.pull is not None:
        return Found(context.pull)
    if not context.sha or context.event in {"push", "merge_group", "schedule", "workflow_dispatch"}:
        return Found()
    refused = None
    repository = f"/repos/{context.repository}"
    paths = [f"{repository}/commits/{context.sha}/pulls"]
    if context.head:
        paths.insert(0, f"{repository}/pulls?state=open&head={quote(context.head, safe='')}")
    for path in paths:
        for reply in api.pages(path):
            if not reply.ok:
                refused = reply
                break
            found = sorted(one["number"] for one in reply.value if _fits(one, context))
            if found:
                return Found(int(found[0]))
    return Found(refused=refused)


def _fits(one: Any, context: Context) -> bool:
    """Whether this is an open pull request of our repository at our commit."""
    if not isinstance(one, dict) or one.get("state") != "open" or not isinstance(one.get("number"), int):
        return False
    head, base = one.get("head"), one.get("base")
    repository = base.get("repo") if isinstance(base, dict) else None
    ours = isinstance(repository, dict) and repository.get("full_name") == context.repository
    return ours and isinstance(head, dict) and head.get("sha") == context.sha
