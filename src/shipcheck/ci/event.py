"""The event that started a run: from the runner's variables, or from a file that a person names."""

from __future__ import annotations

import json
from collections.abc import Mapping

from shipcheck.github.context import Context, guessed, read
from shipcheck.model import ShipcheckError

_LARGEST = 32 << 20


def context(environ: Mapping[str, str], file: str | None) -> Context:
    """Whose run this is; raises `ShipcheckError` for an event that cannot be read."""
    path = file or environ.get("GITHUB_EVENT_PATH", "")
    payload = _payload(path) if path else {}
    return read(guessed(environ, payload) if file else environ, payload)


def _payload(path: str) -> object:
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise ShipcheckError(
            f"the event {path} cannot be read: {error.strerror}", "name a payload with --event"
        ) from None
    try:
        return json.loads(data if len(data) <= _LARGEST else b"")
    except (ValueError, RecursionError):
        raise ShipcheckError(f"the event {path} is not JSON", "name a webhook payload with --event") from None
