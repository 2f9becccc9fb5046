"""The server that the tests of the comment talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from action.fake_github import GitHub


@pytest.fixture
def github() -> Iterator[GitHub]:
    with GitHub() as server:
        yield server
        assert not server.violations
