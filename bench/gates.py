"""The detector behind either gate against the detector alone, on the folders that are named: same finds in every file.

Nothing is timed. A file that git does not know counts as well; what no gate is asked about is left out.

    python bench/gates.py FOLDER...
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # else `secrets.py` beside it is taken for the standard library's

from shipcheck.collect import gate as gates
from shipcheck.collect.gate import Gate
from shipcheck.collect.secret_search import worth
from shipcheck.secrets import paths
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import Found

MOST = 1 << 20  # in bytes: larger files are looked at in windows, as small as this


def through(gate: Gate, path: str, data: bytes) -> list[Found]:
    """What is found behind a gate."""
    met = worth(gate, path, data)
    return detect(path, data.decode("utf-8", "replace"), met, gate) if met else []


def main(folders: list[str]) -> int:
    """Compare folder by folder; 1 if anything differs."""
    fast, slow = gates.load(), gates.fallback()
    different = 0
    for folder in folders:
        files = finds = opened = 0
        for file in sorted(Path(folder).rglob("*")):
            path = file.relative_to(folder).as_posix()
            if ".git" in file.parts or paths.skipped(path) or paths.telling(path) or not file.is_file():
                continue
            data = file.read_bytes()[:MOST]
            if b"\0" in data:
                continue
            alone = detect(path, data.decode("utf-8", "replace"))
            files, finds, opened = files + 1, finds + len(alone), opened + bool(worth(fast, path, data))
            for gate in (fast, slow):
                if through(gate, path, data) != alone:
                    different += 1
                    print(f"  {path}: {gate.engine} differs", flush=True)
        print(f"{Path(folder).name}: {files} files, {opened} behind the gate, {finds} finds", flush=True)
    print(f"{different} files differ between the gates and the detector alone ({fast.engine} and {slow.engine})")
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
