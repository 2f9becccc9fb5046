"""Messages that quote a file lose its secrets, and those that only name secrets keep their words."""

from __future__ import annotations

import pytest

from shipcheck.guard import guarded
from shipcheck.model import Finding, Location, Severity
from shipcheck.project import Memory, Project


@pytest.mark.parametrize("value", ["password", "changeme", "kx8-rosinen"])
@pytest.mark.parametrize("sensitive", [True, False])
def test_what_may_be_quoted_is_masked(value: str, *, sensitive: bool) -> None:
    project = Project(Memory({"compose.yml": f"x: postgres://shop:{value}@database/shop\n".encode()}))
    finding = Finding(
        Location("compose.yml", 1), "url-credential", Severity.ERROR, f"{value} of a URL", sensitive=sensitive
    )
    (found,) = guarded([finding], project)
    assert (found.message, found.sensitive) == (f"{value if sensitive else '****'} of a URL", True)
