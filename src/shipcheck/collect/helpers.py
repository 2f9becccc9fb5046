"""Work done side by side, by more processes of this program: each is given a line, and answers with one.

They end when their input ends, so that none outlives this process, whatever ends it. Whoever gives them work does
himself what one of them leaves undone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Self

MOST = 8
# For each process so many tasks are asked for ahead.
_AHEAD = 3


def processors() -> int:
    """How many processes can work at once."""
    try:
        number = len(os.sched_getaffinity(0))
    except AttributeError:
        number = os.cpu_count() or 1
    return min(number, MOST)


class Helper:
    """A process that answers lines with lines."""

    def __init__(self, module: str, first: bytes) -> None:
        # -P: what lies in the folder that is judged is no module of ours.
        args = [sys.executable, "-P", "-m", module]
        self._process = subprocess.Popen(
            args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=1 << 20
        )
        self._first = first

    def ask(self, line: bytes) -> bytes | None:
        """The answer to a line; None where the process has ended."""
        if self._process.stdin is None or self._process.stdout is None:
            return None
        try:
            self._process.stdin.write(self._first + line + b"\n")
            self._process.stdin.flush()
            self._first = b""
            answer = self._process.stdout.readline()
        except (OSError, ValueError):
            return None
        return answer if answer.endswith(b"\n") else None

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # it had not taken everything in
        self._process.wait()


class Helpers:
    """Several of them, as a context."""

    def __init__(self, module: str, first: bytes, number: int) -> None:
        """`first` is what each is told before anything else, a line."""
        self._module, self._first, self._number = module, first + b"\n", number
        self._free: SimpleQueue[Helper | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._alive = number
        self._ended = ExitStack()

    def __enter__(self) -> Self:
        self._threads = self._ended.enter_context(ThreadPoolExecutor(self._number))
        for _ in range(self._number):
            helper = Helper(self._module, self._first)
            self._ended.callback(helper.close)
            self._free.put(helper)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.close()

    def answers(self, tasks: Iterable[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
        """Each task with its answer, in order; None for one that no process could do."""
        waiting: deque[tuple[bytes, Future[bytes | None]]] = deque()
        for task in tasks:
            waiting.append((task, self._threads.submit(self._ask, task)))
            if len(waiting) > _AHEAD * self._number:
                done, answer = waiting.popleft()
                yield done, answer.result()
        while waiting:
            done, answer = waiting.popleft()
            yield done, answer.result()

    def _ask(self, task: bytes) -> bytes | None:
        helper = self._free.get()
        answer = helper.ask(task) if helper is not None else None
        if answer is not None or helper is None:
            self._free.put(helper)
            return answer
        with self._lock:
            self._alive -= 1
            if not self._alive:
                self._free.put(None)  # nobody is left: whoever waits is told so
        return None
