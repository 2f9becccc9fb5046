"""Work that other processes of ours do: asked in lines, answered in order, done here where one of them fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest

from shipcheck.collect import helpers, history
from shipcheck.collect.helpers import Helpers
from shipcheck.leaks import helper, verdicts
from shipcheck.leaks.marks import Marks
from shipcheck.leaks.verdicts import Judged, Verdict
from shipcheck.model import Unjudged

TEXT = b'API_KEY = "q8w2e9r1t7y3"\n'
ROWS = [
    Judged("1" * 40, 9, (Verdict((b"\1\2", b"\xff")), Verdict())),
    Judged("2" * 40, 0, (Verdict((), "missing", Unjudged("not-utf8-\udcff.py", "it is gone", "look for it")),)),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> history.Repository:
    path = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(path)], check=True)
    return history.look(str(path))


def _blob(repository: history.Repository, data: bytes) -> str:
    args = ["git", "-C", repository.root, "hash-object", "-w", "--stdin"]
    return subprocess.run(args, input=data, capture_output=True, check=True).stdout.decode().strip()


def test_several_do_what_one_does(repository: history.Repository) -> None:
    marks = Marks()
    blobs = [_blob(repository, TEXT + b"x = %d\n" % number) for number in range(20)]
    tasks = [helper.task({blob: ["a.py", "tests/a.py"]}) for blob in blobs]
    expected = [verdicts.written(*helper.done(repository, marks, task)) + b"\n" for task in tasks]
    with Helpers("shipcheck.leaks.helper", helper.greeting(repository, marks), 3) as several:
        assert list(several.answers(tasks)) == list(zip(tasks, expected, strict=True))
    (one,), failed = verdicts.read(expected[0])
    assert failed is None
    assert [len(of.secrets) for of in one.verdicts] == [1, 0]
    assert b"q8w2e9r1t7y3" not in b"".join(expected)


def test_a_process_answers_line_after_line(repository: history.Repository) -> None:
    marks, out = Marks(), BytesIO()
    task = helper.task({_blob(repository, TEXT): ["a.py"]})
    helper.serve([helper.greeting(repository, marks) + b"\n", task + b"\n", task + b"\n"], out)
    first, second = out.getvalue().splitlines()
    assert first == second == verdicts.written(*helper.done(repository, marks, task))


def test_a_failure_of_git_is_told_with_what_came_before(repository: history.Repository) -> None:
    there = repository._replace(root=repository.root + "/nowhere")
    every, failed = helper.done(there, Marks(), helper.task({"1" * 40: ["a.py"]}))
    assert every == []
    assert failed is not None
    assert failed.reason.startswith("git cat-file failed: ")


@pytest.mark.parametrize("failed", [None, Unjudged("the history", "git cat-file failed: no", "")])
def test_a_line_is_read_as_it_was_written(failed: Unjudged | None) -> None:
    line = verdicts.written(ROWS, failed)
    assert b"\n" not in line
    assert verdicts.read(line) == (ROWS, failed)


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"[1, 2]", b"[[[1, 2]], null]", b"hello", b"\xff", b'[[["a", 1, [["zz", "", null]]]], null]'])  # fmt: skip
def test_what_nobody_of_ours_wrote(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever
        verdicts.read(line)


def test_where_no_process_can_work_nobody_waits() -> None:
    with Helpers("shipcheck.no_such_module", b"hello", 2) as several:
        assert list(several.answers([b"a", b"b", b"c"])) == [(b"a", None), (b"b", None), (b"c", None)]


def test_whoever_stops_does_not_wait_for_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    start = time.monotonic()
    with Helpers("slow", b"hello", 2) as several:
        first = several.answers(iter([b"x" * (1 << 20)] * 50))
        Thread(target=lambda: next(first, None), daemon=True).start()
        time.sleep(0.5)
    assert time.monotonic() - start < 30


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_no_process_outlives_this_one(tmp_path: Path) -> None:
    code = (
        "import os\nfrom shipcheck.collect.helpers import Helper\n"
        "one = Helper('shipcheck.leaks.helper', b'')\nprint(one._process.pid, flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    pid = int(done.stdout)
    end = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_the_number_of_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= helpers.processors() <= helpers.MOST
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert helpers.processors() == helpers.MOST
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert helpers.processors() == 1
