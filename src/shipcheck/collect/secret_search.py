"""The credentials in the bytes of one file: what everybody asks who has a file's content, from wherever it came."""

from __future__ import annotations

from shipcheck.secrets.found import Found


def find(path: str, data: bytes) -> list[Found]:
    """The credentials of a text, by place; `path` says how to read it. Values are inside: they stay with the caller."""
    from shipcheck.secrets.detector import detect

    return detect(path, data.decode("utf-8", "replace"))
