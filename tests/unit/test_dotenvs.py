"""A committed `.env`: what is a secret by its form is one whatever its variable is called."""

from __future__ import annotations

from shipcheck.collect import dotenvs


def secrets(text: str) -> list[tuple[int, str]]:
    found = dotenvs.read("ops/prod.env", text, shared=True)
    return [(entry.location.line, entry.name) for entry in found.entries if entry.secret]
