"""Events as GitHub sends them, and what no example of theirs shows, derived from one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
HEAD = "c" * 40
HOSTILE = (
    '"; touch /tmp/pwned; echo $(touch pwned) `touch pwned` ${{ github.token }} | @octocat <img src=x> ::error::boo'
)


class Event(NamedTuple):
    """An event's name, its payload, and the run it started."""

    name: str
    payload: dict[str, Any]
    run: int = 1

    def github(self) -> dict[str, Any]:
        """The runner's `github` context, as far as actions here use it."""
        pull = self.payload.get("pull_request")
        ref = f"refs/pull/{pull['number']}/merge" if pull else self.payload.get("ref", "refs/heads/main")
        return {
            "event_name": self.name,
            "event": self.payload,
            "repository": "acme/shop",
            "sha": "e" * 40 if pull else self.payload.get("after", HEAD),
            "ref": ref,
            "ref_name": ref.removeprefix("refs/heads/").removeprefix("refs/"),
            "run_id": 7000 + self.run,
            "run_number": self.run,
            "run_attempt": 1,
            "server_url": "https://github.com",
        }


def payload(name: str) -> dict[str, Any]:
    """A payload, its repository renamed to the one of the tests."""
    text = (HERE / f"{name}.json").read_text(encoding="utf-8")
    for old, new in (("Codertocat/Hello-World", "acme/shop"), ("octo-org/octo-repo", "acme/shop")):
        text = text.replace(old, new)
    value: dict[str, Any] = json.loads(text)
    value["repository"]["full_name"] = "acme/shop"
    return value


def pull(name: str = "opened", run: int = 1) -> Event:
    """A pull request of the repository's own."""
    value = payload(name)
    one = value["pull_request"]
    value["number"] = one["number"] = 7
    one["head"] |= {"sha": HEAD, "ref": "topic"}
    one["head"]["user"]["login"] = "acme"
    one["head"]["repo"]["full_name"] = one["base"]["repo"]["full_name"] = "acme/shop"
    return Event("pull_request", value, run)


def fork(run: int = 1, *, gone: bool = False) -> Event:
    """One of a fork; of one that was deleted meanwhile."""
    value = copy.deepcopy(pull(run=run).payload)
    head = value["pull_request"]["head"]
    head["user"]["login"] = "stranger"
    head["repo"] = None if gone else head["repo"] | {"full_name": "stranger/shop", "fork": True}
    return Event("pull_request", value, run)


def dependabot(run: int = 1) -> Event:
    """One of Dependabot: of the same repository, and yet with a token that may only read."""
    value = copy.deepcopy(pull(run=run).payload)
    value["sender"] |= {"login": "dependabot[bot]", "type": "Bot"}
    value["pull_request"]["user"] = value["sender"]
    value["pull_request"]["head"]["ref"] = "dependabot/pip/flask-3.1.0"
    return Event("pull_request", value, run)


def hostile(run: int = 1) -> Event:
    """One whose every free text is an attack."""
    value = copy.deepcopy(pull(run=run).payload)
    one = value["pull_request"]
    one |= {"title": HOSTILE, "body": HOSTILE}
    one["head"] |= {"ref": HOSTILE, "label": HOSTILE}
    one["base"]["ref"] = HOSTILE
    value["repository"]["default_branch"] = HOSTILE
    return Event("pull_request", value, run)


def push(run: int = 1) -> Event:
    """A push to the default branch."""
    value = payload("push") | {"ref": "refs/heads/main", "after": HEAD}
    value["repository"]["default_branch"] = "main"
    return Event("push", value, run)


def merge_group(run: int = 1) -> Event:
    """A merge queue's check."""
    value = payload("merge_group")
    value["merge_group"]["head_sha"] = HEAD
    return Event("merge_group", value, run)


def workflow_run(run: int = 1, *, gone: bool = False) -> Event:
    """The end of a run for a pull request of a fork: no pull request is named, as GitHub leaves it out for forks."""
    value = payload("workflow_run")
    one = value["workflow_run"]
    one |= {"event": "pull_request", "head_sha": HEAD, "head_branch": "topic", "pull_requests": []}
    one |= {"id": 7000 + run, "run_number": run, "run_attempt": 1}
    one["head_repository"] = None if gone else one["head_repository"] | {"full_name": "stranger/shop"}
    if not gone:
        one["head_repository"]["owner"]["login"] = "stranger"
    return Event("workflow_run", value, 900)
