"""The gate before the detector: one pass of an automaton over a file's bytes tells whether anything can be in it.

Hyperscan where its wheel is installed: the tables are compiled once per machine and kept in the user's cache. Where it
is not, or cannot be used, the same tables are asked by `re`, behind a search for their literal parts; slower, with the
same verdicts. Nothing of a file is ever kept.
"""

from __future__ import annotations

import os
import sys
import time

from shipcheck.secrets.gate_key import RULES
from shipcheck.secrets.groups import CALLED, EVERY, ODD, STEM, WORDS

TYPE_CHECKING = False  # importing `typing` for it costs a hook more than the gate
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Scan = Callable[[int, bytes], set[int]]
    Where = Callable[[bytes], list[int]]

# Letters beyond ASCII that expressions which ignore case take for these, and automata for bytes do not.
_FOLDED = ((b"\xc5\xbf", b"s"), (b"\xe2\x84\xaa", b"k"), (b"\xc4\xb0", b"i"), (b"\xc4\xb1", b"i"))
# Larger ones are not ours.
_LARGEST = 64 << 20
# Seconds: how often it is noted that a cache is in use, and after which one that is not may go.
_DAY, _UNUSED = 86_400, 60 * 86_400
_BLOCK = 1  # HS_MODE_BLOCK
_SINGLE = 8  # HS_FLAG_SINGLEMATCH


class Gate:
    """Tells which groups of conditions are met in bytes."""

    def __init__(self, scan: Scan, engine: str, where: Where | None = None) -> None:
        self._scan = scan
        self.engine = engine
        self.where = where

    def met(self, data: bytes, table: int) -> set[int]:
        """The groups met in the first table, and in another one if a word that promises a secret is there."""
        met = self._met(data, table)
        if ODD in met:
            for letter, plain in _FOLDED:
                data = data.replace(letter, plain)
            met |= self._met(data, table)
        return met

    def around(self, data: bytes, table: int) -> set[int]:
        """The groups of one table alone that are met in a few lines."""
        return self._scan(table, data) if data.isascii() else self.met(data, table)

    def _met(self, data: bytes, table: int) -> set[int]:
        met = self._scan(EVERY, data)
        if table != EVERY and (STEM in met or CALLED in met):
            met |= self._scan(table, data)
        return met


def load() -> Gate:
    """The fastest gate of this machine; building one of Hyperscan's tables takes a second or two, once."""
    try:
        scan, where = _hyperscan()
        return Gate(scan, "hyperscan", where)
    except (ImportError, OSError, ValueError):
        return fallback()


def fallback() -> Gate:
    """The gate that needs nothing but Python."""
    from shipcheck.secrets.slow_gate import scan

    return Gate(scan(), "re")


def _hyperscan() -> tuple[Scan, Where]:
    """What tells which groups are met, and what tells where words end.

    Raises `ImportError` where there is no wheel, `ValueError` where its library refuses this machine.
    """
    library, origin = extension()
    databases = {EVERY: _database(library, origin, EVERY)}

    def database(table: int) -> Any:
        if table not in databases:
            databases[table] = _database(library, origin, table)
        return databases[table]

    def scan(table: int, data: bytes) -> set[int]:
        met: set[int] = set()
        add = met.add
        database(table).scan(data, match_event_handler=lambda number, _start, _end, _flags, _context: add(number))
        return met

    def where(data: bytes) -> list[int]:
        ends: list[int] = []
        add = ends.append
        database(WORDS).scan(data, match_event_handler=lambda _number, _start, end, _flags, _context: add(end))
        return ends

    return scan, where


def _database(library: Any, origin: str, table: int) -> Any:
    path = cache_file(origin, table)
    database = _kept(library, path) or _built(library, path, table)
    database.scratch = library.Scratch(database)
    return database


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


def cache_file(origin: str, table: int) -> str:
    """The cache of a table of these rules for this build of the library; another version's has another name."""
    library = os.path.basename(origin).replace(".", "-")
    return os.path.join(cache_folder(), f"gate-{RULES}-{library}-{os.stat(origin).st_size:x}-{table}.hs")


def _kept(library: Any, path: str) -> Any:
    """The database of a cache, or nothing where it is missing, damaged, somebody else's or of another processor.

    Hyperscan itself refuses what was made by another version, for another processor, or fails its checksum.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        about = os.fstat(handle)
        others = hasattr(os, "geteuid") and (about.st_uid not in {os.geteuid(), 0} or about.st_mode & 0o022)
        if about.st_size > _LARGEST or others:
            return None
        if about.st_mtime < time.time() - _DAY:
            _note(path)
        return library.loadb(os.read(handle, about.st_size), _BLOCK)
    except (OSError, ValueError, library.error):
        return None
    finally:
        os.close(handle)


def _note(path: str) -> None:
    """Say that a cache is in use, where that can be said."""
    try:
        os.utime(path)
    except OSError:
        return


def _built(library: Any, path: str, table: int) -> Any:
    from shipcheck.secrets.conditions import tables

    conditions = tables()[table]
    database = library.Database()
    try:
        database.compile(
            expressions=[expression.encode("ascii") for _, expression in conditions],
            ids=[group for group, _ in conditions],
            flags=[0 if table == WORDS else _SINGLE] * len(conditions),
        )
    except library.error as error:
        raise ValueError("hyperscan cannot compile the conditions") from error
    _keep(path, library.dumpb(database))
    return database


def _keep(path: str, dump: bytes) -> None:
    """Write the cache whole or not at all; a machine that cannot is merely slow.

    Caches of other rules go when nobody has used them for long: two projects may have two versions.
    """
    folder, name = os.path.split(path)
    part = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(dump)
        os.replace(part, path)
        others = [one for one in os.scandir(folder) if one.name.startswith("gate-") and one.name != name]
        old = [one.name for one in others if one.stat(follow_symlinks=False).st_mtime < time.time() - _UNUSED]
    except OSError:
        old = [os.path.basename(part)]
    for one in old:
        try:
            os.unlink(os.path.join(folder, one))
        except OSError:
            continue
