"""Reports that other jobs left as artifacts: zip files by strangers, of which one JSON document each is read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from shipcheck.github.api import Api
from shipcheck.github.checked import LARGEST, Checked, parse
from shipcheck.model import ShipcheckError

# Of the packed file, in bytes; artifacts of one run.
_PACKED = 12 << 20
_MOST = 300


class Fetched(NamedTuple):
    """An artifact's name with what was in it, or why that is nothing that could be read."""

    name: str
    checked: Checked | None = None
    problem: str = ""


def fetch(api: Api, repository: str, run_id: int, pattern: str) -> Iterator[Fetched]:
    """The reports of a run, the newest of each name; raises `ShipcheckError` where the list cannot be had."""
    newest: dict[str, tuple[int, bool]] = {}
    for reply in api.pages(f"/repos/{repository}/actions/runs/{run_id}/artifacts", "artifacts"):
        if not reply.ok:
            raise ShipcheckError(
                f"the artifacts of run {run_id} cannot be listed: {reply.reason}", "grant `actions: read` to this job"
            )
        for one in reply.value:
            name, number = (one.get("name"), one.get("id")) if isinstance(one, dict) else (None, None)
            if isinstance(name, str) and isinstance(number, int) and fnmatchcase(name, pattern):
                newest[name] = max(newest.get(name, (0, False)), (number, bool(one.get("expired"))))
    if len(newest) > _MOST:
        raise ShipcheckError(f"run {run_id} has {len(newest)} artifacts", f"name no more than {_MOST} by the pattern")
    for name, (number, expired) in sorted(newest.items()):
        yield Fetched(name, problem="it has expired") if expired else _read(api, repository, number, name)


def _read(api: Api, repository: str, number: int, name: str) -> Fetched:
    data = api.download(f"/repos/{repository}/actions/artifacts/{number}/zip", _PACKED)
    if data is None:
        return Fetched(name, problem="it could not be downloaded, or is too large")
    try:
        return Fetched(name, parse(_document(data), name))
    except ShipcheckError as error:
        return Fetched(name, problem=error.message)


def _document(data: bytes) -> bytes:
    """The one JSON document of a zip file, unpacked in memory and no further than the limit."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [one for one in packed.infolist() if one.filename.endswith(".json")]
            if len(names) != 1:
                raise ShipcheckError(f"it holds {len(names)} JSON documents instead of one")
            with packed.open(names[0]) as file:
                return file.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise ShipcheckError("it is no zip file that can be read") from None
