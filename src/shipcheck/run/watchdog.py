"""Cleans up when nobody else does: a process that waits for its parent's end of a pipe to close, however that ends.

Run as a file of its own by a bare interpreter; it imports nothing of ours. It is told what to do on its standard input,
a line each: `pid N` for a process to end first and `ended N` where its number may be another's by now, `container NAME`
and `image NAME` for what is certainly there and need not be listed, `done` when all is clean already.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

KINDS = (
    (("ps", "-aq"), ("rm", "-f", "-v")),
    (("network", "ls", "-q"), ("network", "rm")),
    (("volume", "ls", "-q"), ("volume", "rm", "-f")),
    (("image", "ls", "-aq"), ("image", "rm", "-f", "--no-prune")),
)
# A build that was under way may bring its image a moment later.
PATIENCE = 20.0
QUIET = 2.0


def main() -> None:
    """Wait for the end, then clean until nothing comes any more."""
    command, label = sys.argv[1:-1], sys.argv[-1]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    pids: set[int] = set()
    names: dict[str, list[str]] = {"container": [], "image": []}
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "done":
            return
        if word == "pid" and rest.isdigit():
            pids.add(int(rest))
        elif word == "ended" and rest.isdigit():
            pids.discard(int(rest))
        elif word in names:
            names[word].append(rest)
    for pid in pids:
        _end(pid)
    for word, (_, removal) in (("container", KINDS[0]), ("image", KINDS[3])):
        if names[word]:
            _lines([*command, *removal, *names[word]])
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
    # Listed all at once: somebody waits for the end, and what is listed may be gone a moment later.
    found: dict[int, list[str]] = {}

    def look(number: int) -> None:
        found[number] = _lines([*command, *KINDS[number][0], "--filter", f"label={label}"])

    threads = [threading.Thread(target=look, args=(number,)) for number in range(len(KINDS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, (_, removal) in enumerate(KINDS):
        if found[number]:
            _lines([*command, *removal, *found[number]])
    return any(found.values())


def _lines(words: list[str]) -> list[str]:
    try:
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=15, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.decode("utf-8", "replace").split()


if __name__ == "__main__":
    main()
