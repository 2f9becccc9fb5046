"""The line that says how far a long run has come."""

from __future__ import annotations

import pytest

from shipcheck.leaks.progress import Progress, bar


@pytest.mark.parametrize(
    ("done", "total", "seconds", "text"),
    [
        (0, 0, 0.0, "[########################] 100 %  0.0 of 0.0 MB"),
        (0, 4_000_000, 0.0, "[------------------------]   0 %  0.0 of 4.0 MB"),
        (1_200_000_000, 4_800_000_000, 10.0, "[######------------------]  25 %  1.2 of 4.8 GB  120 MB/s  30 s left"),
        (1_000_000, 900_000_000_000, 10.0, "[------------------------]   0 %  0.0 of 900.0 GB  0 MB/s  2500.0 h left"),
        (9, 8, 2.0, "[########################] 100 %  0.0 of 0.0 MB  0 MB/s  0 s left"),
        (1_000_000, 700_000_000, 1.0, "[------------------------]   0 %  1.0 of 700.0 MB  1 MB/s  12 min left"),
    ],
)
def test_the_bar(done: int, total: int, seconds: float, text: str) -> None:
    assert bar(done, total, seconds) == text


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_writes_now_and_then_and_takes_its_line_away() -> None:
    said: list[str] = []
    clock = _Clock()
    progress = Progress(said.append, clock)
    progress.counted(1, "commits read")
    clock.now = 0.2
    progress.counted(2_000, "commits read")
    progress.counted(2_001, "commits read")
    assert said == ["\r2,000 commits read"]
    progress.begin()
    clock.now = 0.4
    progress.done(1, 2, "0 found")
    progress.end()
    progress.end()
    assert said[1].startswith("\r[############")
    assert said[2].strip(" \r") == ""
    assert len(said) == 3
    progress.note("stopped")
    assert said[3] == "stopped\n"


def test_without_a_terminal_it_says_nothing() -> None:
    clock = _Clock()
    progress = Progress(None, clock)
    clock.now = 9.0
    progress.begin()
    progress.counted(1, "x")
    progress.done(1, 2, "y")
    progress.note("z")
    progress.end()
