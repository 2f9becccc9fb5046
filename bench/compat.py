"""`engine = "detect-secrets"` against `detect-secrets scan --no-verify`, on the folders that are named: same finds, what time.

A find is a type, a value (by its digest) and a file. detect-secrets uses every processor, our engine one, so that seconds
of processors are compared; wall-clock seconds are told, too.

    python bench/compat.py FOLDER...
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

from shipcheck.collect.detect_secrets import Engine
from shipcheck.collect.folder import Folder
from shipcheck.collect.secret_text import sha1
from shipcheck.model import CannotJudge
from shipcheck.project import Project

Found = set[tuple[str, str, str]]
SCAN = [str(Path(sys.executable).with_name("detect-secrets")), "scan", "--all-files", "--no-verify"]


def _processors(who: int) -> float:
    used = getrusage(who)
    return used.ru_utime + used.ru_stime


def ours(folder: str) -> Found:
    """What the engine finds; what it cannot judge is said."""
    project = Project(Folder(folder))
    engine = Engine(project)
    found = set()
    for path in project.paths:
        try:
            found |= {(path, find.type, sha1(find.value)) for find in engine.finds(path)}
        except CannotJudge as reason:
            print(f"  could not judge {reason.message}")
    return found


def theirs(folder: str) -> Found:
    """What the tool itself finds in the same files: it is given the folder as it is."""
    done = subprocess.run(SCAN, cwd=folder, capture_output=True, text=True, check=True, encoding="utf-8")
    results: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)["results"]
    kept = set(Folder(folder).paths())
    return {
        (path, entry["type"], entry["hashed_secret"])
        for path, listed in results.items()
        for entry in listed
        if path in kept
    }


def main(folders: list[str]) -> int:
    """Compare folder by folder; 1 if anything differs."""
    different = 0
    for folder in folders:
        wall, used = time.perf_counter(), _processors(RUSAGE_SELF)
        mine = ours(folder)
        wall, used = time.perf_counter() - wall, _processors(RUSAGE_SELF) - used
        their_wall, their_used = time.perf_counter(), _processors(RUSAGE_CHILDREN)
        reference = theirs(folder)
        their_wall, their_used = time.perf_counter() - their_wall, _processors(RUSAGE_CHILDREN) - their_used
        print(
            f"{Path(folder).name}: {len(mine & reference)} of {len(reference)} identical, {len(mine - reference)} more;"
            f" processor {used:.1f} s against {their_used:.1f} s ({their_used / used:.0f} x),"
            f" wall {wall:.1f} s against {their_wall:.1f} s ({their_wall / wall:.0f} x)",
            flush=True,
        )
        different += len(mine ^ reference)
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
