"""A start without a variable that only hung once is asked again: a server may have missed the end of its workers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from shipcheck.run import variables
from shipcheck.run.values import Given
from shipcheck.subjects.container_run import Variable


def outcomes(monkeypatch: pytest.MonkeyPatch, *seen: str) -> tuple[list[str], list[str]]:
    left, names = list(seen), []

    def one(container: Any, given: Given, *_: object) -> Variable:
        names.append(container)
        return Variable(given.name, outcome=left.pop(0))

    monkeypatch.setattr(variables, "_one", one)
    monkeypatch.setattr(variables, "Container", lambda _engine, _traces, settings: settings)
    monkeypatch.setattr(variables, "wanted", lambda _plan, _image: [Given("SECRET_KEY", "x")])
    site: Any = SimpleNamespace(engine=None, traces=None)
    plan: Any = SimpleNamespace(variables=(), health_paths=())
    settings: Any = lambda suffix, _without: suffix  # noqa: E731
    found = [one.outcome for one in variables.tried(site, plan, settings, 0.1, ())]
    return found, names


def test_what_hangs_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes(monkeypatch, "hung", "named") == (["named"], ["-without-0", "-without-0-again"])
    assert outcomes(monkeypatch, "hung", "hung")[0] == ["hung"]


def test_what_ends_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes(monkeypatch, "unnamed") == (["unnamed"], ["-without-0"])
