"""What every secret engine needs of a project: which files to read, how, and what is already known."""

from __future__ import annotations

import re

from shipcheck.collect.providers import DOTENV
from shipcheck.project import Project
from shipcheck.secrets.paths import skipped
from shipcheck.subjects.dotenv import is_model

# So much is read at first: most files are no longer.
HEAD = 1 << 16
# A file is binary if a NUL stands among its first bytes, as git has it.
BINARY = 8192


def concerned(path: str) -> bool:
    """Whether a file is read for secrets. A `.env` file is the business of a rule of its own, which says once what is wrong."""
    return not skipped(path) and (is_model(path) or not re.search(DOTENV, path))


def read(project: Project, path: str) -> bytes:
    """A file's bytes if it is text, nothing if it is not; UTF-16 and UTF-32 with a mark become UTF-8. Raises `CannotJudge`."""
    head = project.head(path, HEAD)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or head[:4] == b"\0\0\xfe\xff":
        return project.text(path).encode("utf-8", "surrogatepass")
    if b"\0" in head[:BINARY]:
        return b""
    return project.bytes(path)


def sha1(value: str) -> str:
    """The digest by which detect-secrets knows a value."""
    import hashlib

    return hashlib.sha1(value.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def fingerprint(path: str, name: str, value: str) -> str:
    """Two hexadecimal digits: enough to see a value change 255 times of 256, too little to tell which value it was."""
    import hashlib

    return hashlib.sha256(f"{path}\0{name}\0{value}".encode("utf-8", "replace")).hexdigest()[:2]
