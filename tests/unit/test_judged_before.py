"""What is remembered of earlier runs: whatever happens to the file costs work, never a find."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from shipcheck.collect import judged_before
from shipcheck.collect.judged_before import Before

ONE, TWO = b"1" * 20, b"2" * 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(judged_before, "cache_folder", lambda: str(tmp_path / "cache"))
    return tmp_path / "cache" / "history"


def _remembered(*, fresh: bool = False) -> list[bool]:
    before = Before("/a", fresh=fresh)
    known = [before.knows(ONE, b"a.py"), before.knows(ONE, b"b.py"), before.knows(TWO, b"a.py")]
    before.close()
    return known


def _remember() -> None:
    before = Before("/a")
    before.add(ONE, b"a.py")
    before.close()


def test_a_content_is_known_under_its_path(folder: Path) -> None:
    assert _remembered() == [False, False, False]
    _remember()
    assert _remembered() == [True, False, False]
    assert _remembered(fresh=True) == [False, False, False]
    assert _remembered() == [False, False, False]
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or os.name == "nt"


def test_each_is_counted_once() -> None:
    _remember()
    before = Before("/a")
    assert before.kept
    assert [before.knows(ONE, b"a.py") for _ in range(3)] == [True] * 3
    assert before.met == 1
    before.forget()
    assert not before.knows(ONE, b"a.py")
    before.close()


def test_other_repositories_and_other_rules_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    _remember()
    other = Before("/b")
    assert not other.knows(ONE, b"a.py")
    other.close()
    monkeypatch.setattr(judged_before, "rules_key", lambda: b"x" * 32)
    assert _remembered() == [False, False, False]
    monkeypatch.undo()


def test_nothing_of_a_path_or_a_content_is_in_it(folder: Path) -> None:
    _remember()
    (file,) = folder.iterdir()
    data = file.read_bytes()
    assert b"a.py" not in data
    assert ONE not in data
    assert b"/a" not in file.name.encode() + data
    assert len(data) == len(judged_before._MARK) + 32 + 16


def test_a_file_that_is_torn_or_damaged_only_loses(folder: Path) -> None:
    _remember()
    (file,) = folder.iterdir()
    with file.open("ab") as more:
        more.write(b"torn")
    assert _remembered() == [True, False, False]
    before = Before("/a")
    before.add(TWO, b"a.py")
    before.close()
    assert _remembered() == [True, False, True], "what is written behind a torn part counts"
    data = bytearray(file.read_bytes())
    data[-20:] = b"?" * 20
    file.write_bytes(data)
    assert _remembered() == [True, False, False]
    for held in (b"", b"\0", b"not ours", bytes(range(256)) * 40):
        file.write_bytes(held)
        assert _remembered() == [False, False, False]
        _remember()
        assert _remembered() == [True, False, False]


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_what_others_may_have_written_is_not_believed(folder: Path, tmp_path: Path) -> None:
    _remember()
    (file,) = folder.iterdir()
    file.chmod(0o666)
    assert _remembered() == [False, False, False]
    _remember()
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert _remembered() == [False, False, False]
    assert not file.is_symlink()
    file.unlink()
    os.mkfifo(file)
    assert _remembered() == [False, False, False]


def test_where_nothing_can_be_kept_nothing_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the way")
    before = Before("/a")
    before.add(ONE, b"a.py")
    assert not before.kept
    assert not before.knows(ONE, b"a.py")
    before.close()
    monkeypatch.setattr(judged_before, "cache_folder", lambda: "/nowhere\0")
    assert not Before("/a").kept


def test_a_folder_in_the_place_of_the_file(folder: Path) -> None:
    _remember()
    (file,) = folder.iterdir()
    file.unlink()
    file.mkdir()
    (file / "x").write_text("")
    assert _remembered() == [False, False, False]
    assert [path.name for path in folder.iterdir()] == [file.name], "nothing is left lying about"


def test_a_disk_that_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Before("/a")

    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    before.add(ONE, b"a.py")
    before.flush()
    assert not before.kept
    monkeypatch.undo()
    before.add(TWO, b"a.py")
    before.close()


def test_many_at_once() -> None:
    def run(start: int) -> None:
        before = Before("/a")
        for number in range(start, start + 5000):
            before.add(number.to_bytes(20, "big"), b"p")
        before.close()

    Before("/a").close()
    threads = [threading.Thread(target=run, args=(start,)) for start in (0, 5000, 10_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    before = Before("/a")
    assert all(before.knows(number.to_bytes(20, "big"), b"p") for number in range(15_000))
    before.close()


@pytest.mark.skipif(os.name != "posix", reason="locks of files")
def test_a_run_that_begins_in_the_middle_of_a_write_takes_nothing_for_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Before("/a")
    real = os.write
    other = threading.Thread(target=lambda: Before("/a").close())

    def halting(file: int, data: bytes) -> int:
        monkeypatch.setattr(os, "write", real)
        done = real(file, data[: len(data) // 2 + 3])
        other.start()
        other.join(timeout=0.3)
        return done + real(file, data[done:])

    for number in range(100):
        before.add(number.to_bytes(20, "big"), b"p")
    monkeypatch.setattr(os, "write", halting)
    before.close()
    other.join()
    after = Before("/a")
    assert all(after.knows(number.to_bytes(20, "big"), b"p") for number in range(100))
    after.close()
