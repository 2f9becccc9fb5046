"""A large tree, read for secrets by as many processes as there are processors.

Forked, so that they share the gate and the project's list of files; only files with finds come back, through a pipe.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from shipcheck.collect.secret_file import File
from shipcheck.collect.secret_search import gate
from shipcheck.model import Unjudged
from shipcheck.project import Project

Look = Callable[[Project, str], File | Unjudged | None]

_MOST = 8
_TOGETHER = 64
_work: list[tuple[Project, Look]] = []


def searched(project: Project, paths: list[str], look: Look) -> Iterator[File | Unjudged]:
    """What `look` says of each path, in order, but for nothing."""
    gate()
    _work.append((project, look))
    try:
        yield from (said for said in _said(project, paths, look) if said is not None)
    finally:
        _work.pop()


def _said(project: Project, paths: list[str], look: Look) -> Iterator[File | Unjudged | None]:
    """An answer for each path; what a process that was killed leaves undone is done here."""
    done = 0
    pool = _pool()
    if pool is not None:
        from concurrent.futures.process import BrokenProcessPool

        try:
            with pool:
                for said in pool.map(_look, paths, chunksize=_TOGETHER):
                    done += 1
                    yield said
        except (BrokenProcessPool, OSError):
            pass  # what is left is read below
    yield from (look(project, path) for path in paths[done:])


def _pool() -> Any:
    """The processes, or nothing where there is one processor, or the system lets nobody share memory."""
    processes = min(len(os.sched_getaffinity(0)), _MOST)
    if processes < 2:  # noqa: PLR2004
        return None
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    try:
        return ProcessPoolExecutor(processes, mp_context=get_context("fork"))
    except (ImportError, NotImplementedError, OSError):
        return None


def _look(path: str) -> File | Unjudged | None:
    project, look = _work[-1]
    return look(project, path)
