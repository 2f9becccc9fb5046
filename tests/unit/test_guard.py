"""Messages keep the words that everybody knows, and no other value of their file."""

from __future__ import annotations

import pytest

from shipcheck.guard import guarded
from shipcheck.model import Finding, Location, Severity
from shipcheck.project import Memory, Project


@pytest.mark.parametrize(
    ("value", "message"),
    [("password", "password of a URL in the open"), ("kx8-rosinen", "**** of a URL in the open")],
)
def test_only_what_nobody_knows_is_masked(value: str, message: str) -> None:
    project = Project(Memory({"compose.yml": f"x: postgres://shop:{value}@database/shop\n".encode()}))
    finding = Finding(Location("compose.yml", 1), "url-credential", Severity.ERROR, f"{value} of a URL in the open")
    (found,) = guarded([finding], project)
    assert (found.message, found.sensitive) == (message, True)
