"""What a name says of its purpose."""

from __future__ import annotations

import pytest

from shipcheck.subjects.context import context


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", "default"),
        ("Dockerfile.dev", "development"),
        ("dev.Dockerfile", "development"),
        ("docker/local/Dockerfile", "development"),
        ("Dockerfile.prod", "production"),
        ("deploy/Dockerfile", "production"),
        ("deploy/dev/Dockerfile", "development"),
        ("dev/Dockerfile.production", "production"),
        ("tests/prod/Dockerfile", "development"),
        ("tests/test_app.py", "development"),
        (".devcontainer/Dockerfile", "development"),
        ("docker-compose.override.yml", "development"),
        ("src/device/app.py", "default"),
        ("contest/latest.py", "default"),
        ("DEVELOPMENT", "development"),
        ("", "default"),
    ],
)
def test_the_words_of_a_name_decide(name: str, expected: str) -> None:
    assert context(name) == expected
