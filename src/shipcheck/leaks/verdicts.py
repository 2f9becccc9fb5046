"""What is found in old contents, told so that other processes of ours can find it: marks and places, never a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from shipcheck.collect import old_blobs
from shipcheck.collect.blobs import MISSING
from shipcheck.collect.history import Repository
from shipcheck.engine import crash
from shipcheck.leaks.marks import Mark, Marks
from shipcheck.model import CannotJudge, Unjudged

MISSING_KIND = "missing"
NamesOf = Callable[[str], Sequence[str]]


class Verdict(NamedTuple):
    """A content under one of its names: the secrets in it, or why it could not be judged; neither where it is clean.

    `kind` is the kind of that reason in one word.
    """

    secrets: tuple[bytes, ...] = ()
    kind: str = ""
    gap: Unjudged | None = None


class Judged(NamedTuple):
    """A content of so many bytes, with a verdict for each of its names."""

    blob: str
    size: int
    verdicts: tuple[Verdict, ...]


def judged(repository: Repository, marks: Marks, blobs: Iterable[str], names_of: NamesOf) -> Iterator[Judged]:
    """Read and judge contents in one stream; raises `CannotJudge` where git fails, after what could be read."""
    for blob, data in old_blobs.contents(repository, blobs):
        names = names_of(blob)
        if data is None:
            yield missing(blob, names)
        else:
            yield Judged(blob, len(data), tuple(_verdict(name, blob, partial(marks.of, name, data)) for name in names))


def in_parts(repository: Repository, marks: Marks, blob: str, names: Sequence[str]) -> Judged:
    """The same of one content that is too large to be read whole."""

    def look(name: str) -> list[Mark]:
        return marks.of_parts(name, old_blobs.chunks(repository, blob))

    return Judged(blob, 0, tuple(_verdict(name, blob, partial(look, name)) for name in names))


def missing(blob: str, names: Sequence[str]) -> Judged:
    """The same of one that git does not have."""
    return Judged(blob, 0, tuple(Verdict((), MISSING_KIND, Unjudged(_version(name, blob), *MISSING)) for name in names))


def _verdict(name: str, blob: str, look: Callable[[], list[Mark]]) -> Verdict:
    try:
        return Verdict(tuple(dict.fromkeys(mark.secret for mark in look())))
    except CannotJudge as reason:
        return Verdict((), "unreadable", Unjudged(_version(name, blob), reason.unjudged.reason, "exclude it"))
    except Exception as error:  # noqa: BLE001  # one content that meets a bug must not lose all the others
        return Verdict((), "crash", crash(_version(name, blob), error))


def _version(name: str, blob: str) -> str:
    return f"{name} (blob {blob[:12]})"


def written(every: Iterable[Judged], failed: Unjudged | None) -> bytes:
    """Verdicts as a line."""
    rows = [
        [one.blob, one.size, [[[secret.hex() for secret in of.secrets], of.kind, of.gap] for of in one.verdicts]]
        for one in every
    ]
    return json.dumps([rows, failed]).encode("ascii")


def read(line: bytes) -> tuple[list[Judged], Unjudged | None]:
    """The same from the line; raises `ValueError` for one that nobody of ours wrote."""
    try:
        rows, failed = json.loads(line)
        return [_row(*row) for row in rows], Unjudged(*failed) if failed else None
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a line of verdicts") from error


def _row(blob: str, size: int, verdicts: list[tuple[list[str], str, list[str] | None]]) -> Judged:
    def of(secrets: list[str], kind: str, gap: list[str] | None) -> Verdict:
        return Verdict(tuple(map(bytes.fromhex, secrets)), kind, Unjudged(*gap) if gap else None)

    return Judged(blob, size, tuple(of(*verdict) for verdict in verdicts))
