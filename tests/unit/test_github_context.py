"""Whose run it is: from real payloads, from GitHub Enterprise, and from what nobody documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from action import payloads
from action.payloads import HEAD, Event
from shipcheck.ci import event
from shipcheck.github import context
from shipcheck.github.context import Context, read
from shipcheck.model import ShipcheckError

RUN = {
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_RUN_ID": "7001",
    "GITHUB_RUN_NUMBER": "3",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_SHA": "e" * 40,
    "GITHUB_REF_NAME": "main",
}


def _read(given: Event, **more: str) -> Context:
    return read(RUN | {"GITHUB_EVENT_NAME": given.name} | more, given.payload)


def test_a_pull_request_is_its_head_never_the_merge() -> None:
    found = _read(payloads.pull())
    assert (found.sha, found.pull, found.head, found.fork) == (HEAD, 7, "acme:topic", False)
    assert found.base_sha
    assert not found.on_default_branch
    assert found.run_url == "https://github.com/acme/shop/actions/runs/7001"


@pytest.mark.parametrize("gone", [False, True])
def test_a_fork_is_a_fork_even_when_it_is_gone(gone: bool) -> None:
    found = _read(payloads.fork(gone=gone))
    assert (found.sha, found.pull, found.fork) == (HEAD, 7, True)


def test_a_workflow_run_is_the_run_that_it_follows() -> None:
    found = _read(payloads.workflow_run(5))
    assert (found.sha, found.pull, found.head, found.fork) == (HEAD, None, "stranger:topic", True)
    assert (found.run_id, found.run_number, found.run_attempt) == (7005, 5, 1)
    gone = _read(payloads.workflow_run(5, gone=True))
    assert (gone.sha, gone.head, gone.fork) == (HEAD, "", True)


def test_a_push_to_the_default_branch_and_the_merge_queue() -> None:
    push = _read(payloads.push())
    assert (push.sha, push.pull, push.on_default_branch) == ("e" * 40, None, True)
    assert not _read(payloads.push(), GITHUB_REF_NAME="topic").on_default_branch
    queue = _read(payloads.merge_group())
    assert (queue.sha, queue.pull, queue.on_default_branch) == (HEAD, None, False)
    assert queue.base_sha
    new = payloads.push().payload | {"before": "0" * 40}
    assert not read(RUN | {"GITHUB_EVENT_NAME": "push"}, new).base_sha


def test_github_enterprise_is_where_it_says() -> None:
    found = _read(
        payloads.pull(),
        GITHUB_SERVER_URL="https://git.acme.example:8443/hub",
        GITHUB_API_URL="https://git.acme.example/api/v3",
    )
    assert found.api == "https://git.acme.example/api/v3"
    assert found.run_url == "https://git.acme.example:8443/hub/acme/shop/actions/runs/7001"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_REPOSITORY", "acme/shop/../evil"),
        ("GITHUB_REPOSITORY", "acme"),
        ("GITHUB_SERVER_URL", "javascript:alert(1)"),
        ("GITHUB_SERVER_URL", "https://user:word@git.example"),
        ("GITHUB_API_URL", "https://api.example/?x=\n"),
        ("GITHUB_SHA", "main"),
    ],
)
def test_what_github_does_not_document_is_refused_without_its_value(name: str, value: str) -> None:
    with pytest.raises(ShipcheckError, match=name) as raised:
        _read(payloads.push(), **{name: value})
    assert value not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize(
    "payload", [None, [], "x", {}, {"pull_request": []}, {"pull_request": {"head": 3}}, {"workflow_run": 1}]
)
def test_no_payload_makes_it_fail(payload: object) -> None:
    for name in ("pull_request", "workflow_run", "merge_group", "push", ""):
        assert read(RUN | {"GITHUB_EVENT_NAME": name}, payload).pull is None


@pytest.mark.parametrize("name", ["pull_request_target", "workflow_run", "issue_comment"])
def test_the_rights_of_the_base_are_not_used_on_a_strangers_code(name: str) -> None:
    assert "checks nothing there" in context.refusal(Context(event=name))
    assert not context.refusal(Context(event="pull_request"))


def test_at_a_desk_the_payload_tells_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(payloads.pull().payload))
    found = event.context({}, str(file))
    assert (found.event, found.repository, found.sha, found.pull) == ("pull_request", "acme/shop", HEAD, 7)
    file.write_text(json.dumps(payloads.merge_group().payload))
    assert event.context({}, str(file)).sha == HEAD
    for text in ("{", "[" * 100_000, "\ufffd"):
        file.write_text(text)
        with pytest.raises(ShipcheckError, match="is not JSON"):
            event.context({}, str(file))
    with pytest.raises(ShipcheckError, match="cannot be read: No such file"):
        event.context({}, str(tmp_path / "none.json"))
