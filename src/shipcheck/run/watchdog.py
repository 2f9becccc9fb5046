"""Cleans up when nobody else does: a process that waits for its parent's end of a pipe to close, however that ends.

Run as a file of its own by a bare interpreter; it imports nothing of ours. It is told what to do on its standard input,
a line each: `pid N` for a process to end first, `done` when all is clean already.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

KINDS = (
    (("ps", "-aq"), ("rm", "-f", "-v")),
    (("network", "ls", "-q"), ("network", "rm")),
    (("volume", "ls", "-q"), ("volume", "rm", "-f")),
    (("image", "ls", "-q"), ("image", "rm", "-f", "--no-prune")),
)
# A build that was under way may bring its image a moment later.
PATIENCE = 20.0
QUIET = 2.0


def main() -> None:
    """Wait for the end, then clean until nothing comes any more."""
    command, label = sys.argv[1:-1], sys.argv[-1]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    pids = []
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "done":
            return
        if word == "pid" and rest.isdigit():
            pids.append(int(rest))
    for pid in pids:
        _end(pid)
    clean(command, label)


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def clean(command: list[str], label: str) -> None:
    """Remove everything that has the label, until nothing has shown up for a while."""
    end = time.monotonic() + PATIENCE
    quiet = time.monotonic() + QUIET
    while time.monotonic() < min(end, quiet):
        if _once(command, label):
            quiet = time.monotonic() + QUIET
        time.sleep(0.1)


def _once(command: list[str], label: str) -> bool:
    found = False
    for listing, removal in KINDS:
        names = _lines([*command, *listing, "--filter", f"label={label}"])
        if names:
            found = True
            _lines([*command, *removal, *names])
    return found


def _lines(words: list[str]) -> list[str]:
    try:
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=15, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.decode("utf-8", "replace").split()


if __name__ == "__main__":
    main()
