"""Figures as people read them."""

from __future__ import annotations

import pytest

from shipcheck.github.figures import Figures, Row, rows, seconds, size, stop


@pytest.mark.parametrize(
    ("count", "said"),
    [(None, ""), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (134_000_000, "134 MB"), (-1_500_000, "-1.5 MB"),
     (1_200_000_000, "1.2 GB"), (5 * 10**12, "5000 GB")],
)  # fmt: skip
def test_sizes(count: int | None, said: str) -> None:
    assert size(count) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (0.0, "0.0 s"),
        (0.449, "0.4 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (60.0, "1 min 0 s"),
        (119.7, "2 min 0 s"),
    ],
)
def test_times(value: float | None, said: str) -> None:
    assert seconds(value) == said


def test_how_it_stopped() -> None:
    assert stop(Figures(stop_seconds=0.4, stop_code=0)) == "0.4 s, exit 0"
    assert stop(Figures(stop_seconds=10.04, stop_code=137)) == "killed after 10.0 s"
    assert not stop(Figures())


def test_what_is_compared() -> None:
    ours = Figures(
        image_bytes=150,
        ready_seconds=0.5,
        memory_bytes=90,
        stop_seconds=0.1,
        stop_code=0,
        user="app",
        server="gunicorn",
    )
    base = Figures(
        image_bytes=100,
        ready_seconds=0.52,
        memory_bytes=100,
        stop_seconds=9.0,
        stop_code=0,
        user="root",
        server="gunicorn",
    )
    assert list(rows(ours, base)) == [
        Row("Image size", "150 B", "100 B", "+50 B (+50 %)"),
        Row("First good answer", "0.5 s", "0.5 s", "none"),
        Row("Memory when idle", "90 B", "100 B", "-10 B (-10 %)"),
        Row("Stop on SIGTERM", "0.1 s, exit 0", "9.0 s, exit 0", "-8.9 s"),
        Row("User in the container", "app", "root", "changed"),
        Row("Server", "gunicorn", "gunicorn", ""),
    ]
    assert all(not row.base and not row.change for row in rows(ours._replace(user="", server=""), None))
    assert [row.what for row in rows(Figures(image_bytes=0), Figures(image_bytes=0))] == ["Image size"]
