"""The gate before the detector: one pass of an automaton over a file's bytes tells whether anything can be in it.

Hyperscan where its wheel is installed: the tables are compiled once per machine and kept in the user's cache. Where it
is not, or cannot be used, the same tables are asked by `re`, behind a search for their literal parts; slower, with the
same verdicts. Nothing of a file is ever kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from shipcheck.secrets.gate_key import RULES
from shipcheck.secrets.groups import EVERY, STEM

if TYPE_CHECKING:
    from typing import Any

MAGIC = b"shipcheck gate 1\n"
# Larger ones are not ours: three tables take about three megabytes.
_LARGEST = 64 << 20
_TABLES = 3
_BLOCK = 1  # HS_MODE_BLOCK
_SINGLE = 8  # HS_FLAG_SINGLEMATCH
Scan = Callable[[int, bytes], set[int]]


class Gate:
    """Tells which groups of conditions are met in bytes."""

    def __init__(self, scan: Scan, engine: str) -> None:
        self._scan = scan
        self.engine = engine

    def met(self, data: bytes, table: int) -> set[int]:
        """The groups met in the first table, and in another one if a word that promises a secret is there."""
        met = self._scan(EVERY, data)
        if table != EVERY and STEM in met:
            met |= self._scan(table, data)
        return met


def load() -> Gate:
    """The fastest gate of this machine; building Hyperscan's tables takes some seconds, once."""
    try:
        return Gate(_hyperscan(), "hyperscan")
    except (ImportError, OSError, ValueError):
        return fallback()


def fallback() -> Gate:
    """The gate that needs nothing but Python."""
    from shipcheck.secrets.slow_gate import scan

    return Gate(scan(), "re")


def _hyperscan() -> Scan:
    """Raises `ImportError` where there is no wheel, `ValueError` where its library refuses this machine."""
    library, file = extension()
    path = cache_file(file)
    databases = _kept(library, path) or _built(library, path)

    def scan(table: int, data: bytes) -> set[int]:
        met: set[int] = set()
        add = met.add
        databases[table].scan(data, match_event_handler=lambda number, _start, _end, _flags, _context: add(number))
        return met

    return scan


def extension() -> tuple[Any, str]:
    """Hyperscan's extension module and its file, past its package, whose import costs a bare start; raises `ImportError`."""
    from importlib.machinery import PathFinder

    package = PathFinder.find_spec("hyperscan")
    places = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec("hyperscan._hs_ext", places) if places else None
    if spec is None or spec.loader is None or spec.origin is None:
        raise ImportError("hyperscan is not installed")
    if spec.name in sys.modules:
        return sys.modules[spec.name], spec.origin
    module = spec.loader.create_module(spec)
    if module is None:
        raise ImportError("hyperscan has no extension module")
    spec.loader.exec_module(module)
    return module, spec.origin


def cache_folder() -> str:
    """The user's folder for what can be made again, by the conventions of the system."""
    if os.environ.get("SHIPCHECK_CACHE"):
        return os.path.abspath(os.environ["SHIPCHECK_CACHE"])
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "shipcheck")
    if os.name == "nt":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "shipcheck", "cache")
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "shipcheck")


def cache_file(extension: str) -> str:
    """The cache of these rules for this build of the library; another machine's or version's has another name."""
    library = os.path.basename(extension).replace(".", "-")
    return os.path.join(cache_folder(), f"gate-{RULES}-{library}-{os.stat(extension).st_size:x}.hs")


def _kept(library: Any, path: str) -> list[Any] | None:
    """The databases of a cache, or nothing where it is missing, damaged, somebody else's or of another processor."""
    try:
        with open(path, "rb") as file:
            about = os.fstat(file.fileno())
            if about.st_size > _LARGEST or (hasattr(os, "geteuid") and about.st_uid not in {os.geteuid(), 0}):
                return None
            return _unpacked(library, file.read())
    except (OSError, ValueError, library.error):
        return None


def _unpacked(library: Any, data: bytes) -> list[Any]:
    from zlib import crc32

    head = len(MAGIC) + 4 * (_TABLES + 1)
    if len(data) < head or not data.startswith(MAGIC):
        raise ValueError("not a gate")
    numbers = [int.from_bytes(data[at : at + 4], "little") for at in range(len(MAGIC), head, 4)]
    if numbers[0] != crc32(data[len(MAGIC) + 4 :]) or sum(numbers[1:]) != len(data) - head:
        raise ValueError("a damaged gate")
    databases = []
    for size in numbers[1:]:
        databases.append(_ready(library, library.loadb(data[head : head + size], _BLOCK)))
        head += size
    return databases


def _ready(library: Any, database: Any) -> Any:
    database.scratch = library.Scratch(database)
    return database


def _built(library: Any, path: str) -> list[Any]:
    from shipcheck.secrets.conditions import tables

    databases = []
    for table in tables():
        database = library.Database()
        try:
            database.compile(
                expressions=[expression.encode("ascii") for _, expression in table],
                ids=[group for group, _ in table],
                flags=[_SINGLE] * len(table),
            )
        except library.error as error:
            raise ValueError("hyperscan cannot compile the conditions") from error
        databases.append(_ready(library, database))
    _keep(path, [library.dumpb(database) for database in databases])
    return databases


def _keep(path: str, dumps: list[bytes]) -> None:
    """Write the cache whole or not at all; a machine that cannot is merely slow."""
    from zlib import crc32

    body = b"".join(len(dump).to_bytes(4, "little") for dump in dumps) + b"".join(dumps)
    part = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + crc32(body).to_bytes(4, "little") + body)
        os.replace(part, path)
    except OSError:
        try:
            os.unlink(part)
        except OSError:
            return
