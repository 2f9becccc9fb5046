"""What is true of every hook: its manifest is current, it wakes for what its rules can read, and for nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hooks import manifest

from conftest import ROOT, Matches

HOOKS = manifest.pages()
EACH = pytest.mark.parametrize("front", HOOKS, ids=[front["id"] for front in HOOKS])
FOR_EVER = {
    "shipcheck",
    "shipcheck-secrets",
    "shipcheck-pushed-secrets",
    "shipcheck-requirements",
    "shipcheck-pip-compile",
    "shipcheck-pip-compile-full",
    "shipcheck-dockerfile",
    "shipcheck-compose",
    "shipcheck-dev-server",
    "shipcheck-config",
    "shipcheck-run",
}


def test_the_manifest_is_current(matches: Matches) -> None:
    matches(ROOT / ".pre-commit-hooks.yaml", manifest.manifest())


def test_no_id_was_ever_taken_away() -> None:
    assert {front["id"] for front in HOOKS} >= FOR_EVER


@EACH
def test_a_hook_is_as_pre_commit_users_expect(front: dict[str, Any]) -> None:
    hook = manifest.hook(front)
    assert len(hook["name"]) <= 50
    assert hook["language"] == "python"
    assert "language_version" not in hook
    assert "additional_dependencies" not in hook
    assert re.fullmatch(r"shipcheck(-[a-z]+)*", hook["id"])
    assert (ROOT / "hooks" / f"{hook['id']}.md").exists()


@EACH
def test_a_hook_wakes_for_what_it_can_judge(front: dict[str, Any]) -> None:
    hook = yaml.safe_load(yaml.safe_dump(manifest.hook(front)))
    pattern = re.compile(hook.get("files", ""))
    assert [path for path in front["wakes_for"] if not pattern.search(path)] == []
    assert [path for path in front["sleeps_through"] if pattern.search(path)] == []


def test_ready_made_alternatives_are_not_torn_apart() -> None:
    assert manifest._alternatives(r"(a|b)\|c|[|]d") == [r"(a|b)\|c", "[|]d"]
