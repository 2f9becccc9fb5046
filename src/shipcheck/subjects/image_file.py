"""What a file in an image's layer is, by its path: private, a left-over, or nothing to speak of."""

from __future__ import annotations

import re

from shipcheck.subjects.private_files import private_kind

# The distribution's own, and what package managers installed.
_SYSTEM = re.compile(
    r"^/(?:usr/(?!src/|app/|local/(?:app|src)/)|lib|lib32|lib64|libx32|bin|sbin|boot|dev|proc|sys|etc/(?:ssl|ca-certificates|pki|alternatives|apt)/|var/lib/(?!app|www|data)|var/log/)"
    r"|/(?:site|dist)-packages/|/node_modules/"
)
_GIT = re.compile(r"^(.*?/\.git)/(?:HEAD|config|index|packed-refs|objects/.+)$")
_ENVIRONMENT = re.compile(r"^(.*)/pyvenv\.cfg$")
_BYTECODE = re.compile(r"^(.*/__pycache__)/[^/]+\.pyc$")
_CACHES = (
    (re.compile(r"^(.*/\.cache/(?:pip|uv|pypoetry|pipenv))/."), "cache"),
    (re.compile(r"^(/var/cache/apt)/archives/[^/]+\.deb$"), "cache"),
    (re.compile(r"^(/var/lib/apt/lists)/[^/]+"), "cache"),
    (re.compile(r"^(/var/cache/apk)/."), "cache"),
)
_TEXT = re.compile(
    r"(?i)\.(?:py|env|ini|cfg|conf|toml|ya?ml|json|xml|properties|txt|sh|bash|sql|pem|key|tf|tfvars|js|ts|rb|php|html?|config|service|pypirc|netrc)$|(?:^|/)\.[\w.-]+$|/[^./]+$"
)
READ_UP_TO = 256 << 10


def what(path: str, size: int) -> tuple[str, str]:
    """The kind of a file and the path it is told by (a folder for heaps); empty where it is nothing to speak of."""
    for pattern, kind in _CACHES:
        found = pattern.match(path)
        if found:
            return kind, found.group(1)
    if _SYSTEM.search(path):
        return "", ""
    for pattern, kind in ((_GIT, "git"), (_ENVIRONMENT, "environment"), (_BYTECODE, "bytecode")):
        found = pattern.match(path)
        if found:
            return kind, found.group(1)
    kind = private_kind(path.lstrip("/")) if size else ""
    return kind, path if kind else ""


def readable(path: str, size: int) -> bool:
    """Whether secrets are looked for in a file: one of the application's, of a size and a name that text has."""
    return (
        0 < size <= READ_UP_TO and not _SYSTEM.search(path) and bool(_TEXT.search(path)) and "/__pycache__/" not in path
    )
