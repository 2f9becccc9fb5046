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
        pool = _pool()
        if pool is None:
            yield from (said for said in (look(project, path) for path in paths) if said is not None)
            return
        with pool:
            for said in pool.imap(_look, paths, _TOGETHER):
                if said is not None:
                    yield said
    finally:
        _work.pop()


def _pool() -> Any:
    """The processes, or nothing where there is one processor, or the system lets nobody share memory."""
    processes = min(len(os.sched_getaffinity(0)), _MOST)
    if processes < 2:  # noqa: PLR2004
        return None
    from multiprocessing import get_context

    try:
        return get_context("fork").Pool(processes)
    except (ImportError, OSError):
        return None


def _look(path: str) -> File | Unjudged | None:
    project, look = _work[-1]
    return look(project, path)
