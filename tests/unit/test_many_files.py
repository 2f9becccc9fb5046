"""A large tree is read by several processes, with the answer of one."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from shipcheck.collect import secrets
from shipcheck.collect.folder import Folder
from shipcheck.config import Config
from shipcheck.project import Project

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="processes share by fork, which is sound on Linux alone"
)


@pytest.fixture
def tree(tmp_path: Path) -> Project:
    for number in range(300):
        (tmp_path / f"m{number:03}.py").write_text(
            f'DB_PASSWORD = "kx8-rosinen-{number}v"\n' if number % 50 == 0 else "x = 1\n"
        )
    (tmp_path / "link.py").symlink_to("m000.py")
    (tmp_path / "noise.py").write_bytes(b"\xff\xfeA")
    return Project(Folder(str(tmp_path)))


@pytest.mark.parametrize("processes", [2, 1, 0])
def test_many_say_what_one_says(tree: Project, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(secrets.read(tree, Config()))
    monkeypatch.setattr(secrets, "MANY", 10)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(max(processes, 1))))
    if not processes:
        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", _no_semaphores)
    assert list(secrets.read(tree, Config())) == alone
    assert len(alone) == 7, "six finds, and what could not be read"


def test_what_a_killed_process_leaves_is_read_all_the_same(tree: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = list(secrets.read(tree, Config()))
    mine, honest = os.getpid(), secrets.look

    def look(project: Project, path: str) -> object:
        if path == "m150.py" and os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return honest(project, path)

    monkeypatch.setattr(secrets, "MANY", 10)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(secrets, "look", look)
    assert list(secrets.read(tree, Config())) == alone


def _no_semaphores(*_: object, **__: object) -> None:
    raise OSError(38, "Function not implemented")
