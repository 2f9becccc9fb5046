"""How a secret of the history is told."""

from __future__ import annotations

import pytest

from shipcheck.leaks import tell
from shipcheck.leaks.appearances import Appearance, Place
from shipcheck.leaks.contents import Names
from shipcheck.leaks.marks import Marks, wanted
from shipcheck.leaks.tell import Leak

ONE, TWO = "1" * 40, "2" * 40
A, B, C = Place(b"a.py", b"A" * 20), Place(b"a.py", b"B" * 20), Place(b"c.py", b"A" * 20)


@pytest.mark.parametrize(
    ("one", "places", "words"),
    [
        (Appearance(ONE, b"a.py", TWO, (A,)), [A], "first in 111111111111 2024-01-02 `x`, last in 222222222222 2024-05-06"),
        (Appearance(ONE, b"a.py", ONE, (A,)), [A], "only in 111111111111 2024-01-02"),
        (Appearance(ONE, b"a.py", ONE, (A,), "HEAD"), [A], "first in 111111111111 2024-01-02 `x`, still in HEAD"),
        (Appearance(ONE, b"a.py", TWO, (A,), "refs/tags/v"), [A], "first in 111111111111 2024-01-02 `x`, still in `refs/tags/v`"),
        (Appearance(ONE, b"a.py", ONE, (A,)), [A, B], "only in 111111111111 2024-01-02 (2 versions)"),
        (Appearance(ONE, b"a.py", ONE, (A,)), [A, C], "only in 111111111111 2024-01-02 (2 files)"),
        (Appearance(ONE, b"a.py", ONE, (A,)), [A, B, C], "only in 111111111111 2024-01-02 (2 versions of 2 files)"),
        (Appearance("3" * 40, b"a.py", "3" * 40, (A,)), [A], "only in 333333333333"),
    ],
)  # fmt: skip
def test_when(one: Appearance, places: list[Place], words: str) -> None:
    assert tell.when(one, {ONE: "2024-01-02", TWO: "2024-05-06"}, "x", places) == words


def test_contents_of_one_path_are_judged_one_after_the_other() -> None:
    names = Names("", wanted)
    leaks = [Leak(b"1", (A, C), ""), Leak(b"2", (B,), ""), Leak(b"3", (A,), "")]
    first, second = tell.layers(leaks, names)
    assert first == {
        "a.py": (A.blob.hex(), {b"1", b"3"}),
        "c.py": (C.blob.hex(), {b"1"}),
    }
    assert second == {"a.py": (B.blob.hex(), {b"2"})}
    assert tell.layers([], names) == []


def test_paths_are_those_of_the_project() -> None:
    names = Names("api/", wanted)
    assert [names.number(path) for path in (b"api/a.py", b"web/b.py", b"api/c.lock", b"api/\xff.py", b"api/a.py")] == [
        0, -1, -1, 1, 0,
    ]  # fmt: skip
    assert names.text(b"api/a.py") == "a.py"
    assert names.text(b"api/\xff.py") == "\udcff.py"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", True),
        (".env", True),
        (".env.example", True),
        ("poetry.lock", False),
        ("a.png", False),
        ("prod.env", True),
    ],
)
def test_which_paths_are_judged(path: str, expected: bool) -> None:
    assert wanted(path) is expected


def test_marks_tell_secrets_apart_and_nothing_else() -> None:
    marks, others = Marks(), Marks()
    text = b'API_KEY = "q8w2e9r1t7y3"\n'
    (one,) = marks.of("a.py", text)
    assert (one.line, one.column) == (1, 12)
    assert marks.of("b.py", b"\n" + text)[0].secret == one.secret
    assert marks.of("a.py", text.replace(b"3", b"4"))[0].secret != one.secret
    assert marks.of("a.py", text.replace(b"API", b"APP"))[0].secret != one.secret
    assert others.of("a.py", text)[0].secret != one.secret, "no two runs know a secret by the same mark"
    assert b"q8w2e9r1t7y3" not in repr([one, marks]).encode()
    assert marks.of("a.py", b"\0" + text) == []
    assert marks.of(".env", b"\nA=1\nAPI_KEY=q8w2e9r1t7y3\n")[0][1:] == (3, 1)
    assert marks.of(".env", b"A=1\n") == []
