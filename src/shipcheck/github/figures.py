"""The figures of a run that a reader compares: this change against the base branch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Figures(NamedTuple):
    """What was measured on an image and its container; None and the empty text mean that it was not.

    Sizes are in bytes, times in seconds. `largest` are instructions and what they brought. `phases` are pairs of a name and what became of it; `log` is the masked end of
    the container's log. `name` is the service's, empty where there is one only.
    """

    name: str = ""
    image_bytes: int | None = None
    layers: int | None = None
    build_seconds: float | None = None
    ready_seconds: float | None = None
    ready_path: str = ""
    memory_bytes: int | None = None
    stop_seconds: float | None = None
    stop_code: int | None = None
    user: str = ""
    server: str = ""
    largest: tuple[tuple[str, int], ...] = ()
    phases: tuple[tuple[str, str], ...] = ()
    log: tuple[str, ...] = ()


class Row(NamedTuple):
    """One line of the table: what, here, on the base branch, and the difference."""

    what: str
    ours: str
    base: str = ""
    change: str = ""


def rows(ours: Figures, base: Figures | None) -> Iterator[Row]:
    """The lines of the table, those left out that nobody measured."""
    other = base or Figures()
    if ours.image_bytes is not None:
        change = size_change(ours.image_bytes, other.image_bytes)
        yield Row("Image size", size(ours.image_bytes), size(other.image_bytes), change)
    if ours.build_seconds is not None:
        yield Row("Build", seconds(ours.build_seconds), seconds(other.build_seconds))
    if ours.ready_seconds is not None:
        change = _time_change(ours.ready_seconds, other.ready_seconds)
        yield Row("First good answer", seconds(ours.ready_seconds), seconds(other.ready_seconds), change)
    if ours.memory_bytes is not None:
        change = size_change(ours.memory_bytes, other.memory_bytes)
        yield Row("Memory when idle", size(ours.memory_bytes), size(other.memory_bytes), change)
    if ours.stop_seconds is not None:
        yield Row("Stop on SIGTERM", stop(ours), stop(other), _time_change(ours.stop_seconds, other.stop_seconds))
    if ours.user:
        yield Row("User in the container", ours.user, other.user, "" if ours.user == other.user else "changed")
    if ours.server:
        yield Row("Server", ours.server, other.server, "" if ours.server == other.server else "changed")


_KILLED = 137
_KIB = 1000
_NOTICEABLE = 0.05


def stop(figures: Figures) -> str:
    """`0.4 s, exit 0`, or that it had to be killed."""
    if figures.stop_seconds is None:
        return ""
    if figures.stop_code == _KILLED:
        return f"killed after {seconds(figures.stop_seconds)}"
    return f"{seconds(figures.stop_seconds)}, exit {figures.stop_code}"


def size(count: int | None) -> str:
    """Bytes as people read them, in powers of a thousand as `docker images` does."""
    if count is None:
        return ""
    value, units = float(abs(count)), ["B", "kB", "MB", "GB"]
    while value >= _KIB and len(units) > 1:
        value /= _KIB
        units.pop(0)
    digits = 0 if units[0] == "B" or value >= 100 else 1  # noqa: PLR2004
    return f"{'-' if count < 0 else ''}{value:.{digits}f} {units[0]}"


def seconds(value: float | None) -> str:
    """`0.4 s`, `1 min 52 s`."""
    if value is None:
        return ""
    if round(value, 1) < 60:  # noqa: PLR2004
        return f"{value:.1f} s"
    whole = round(value)
    return f"{whole // 60} min {whole % 60} s"


def size_change(ours: int, base: int | None) -> str:
    """`+16.8 MB (+14 %)`, `none` for less than a thousandth; empty where there is nothing to compare with."""
    if base is None:
        return ""
    change = ours - base
    if abs(change) < base / 1000:
        return "none"
    percent = f" ({100 * change / base:+.0f} %)" if base else ""
    return f"{'+' if change > 0 else ''}{size(change)}{percent}"


def _time_change(ours: float, base: float | None) -> str:
    if base is None:
        return ""
    change = ours - base
    return "none" if abs(change) < _NOTICEABLE else f"{'+' if change > 0 else '-'}{seconds(abs(change))}"
