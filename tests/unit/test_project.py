from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipcheck.model import CannotJudge
from shipcheck.project import Memory, Project, glob_pattern


@pytest.mark.parametrize(
    ("glob", "yes", "no"),
    [
        ("*.py", ["a.py", "x/a.py"], ["a.pyc", "a.py.txt"]),
        ("legacy", ["legacy/a.py", "x/legacy/b"], ["legacy.py"]),
        ("legacy/", ["legacy/a.py"], ["xlegacy/a"]),
        ("/legacy", ["legacy/a.py"], ["x/legacy/a.py"]),
        ("src/*.py", ["src/a.py"], ["src/x/a.py", "x/src/a.py"]),
        ("src/**", ["src/a.py", "src/x/a.py"], ["srcs/a.py"]),
        ("**/gen/*.py", ["gen/a.py", "x/y/gen/a.py"], ["gen/x/a.py"]),
        ("a?c", ["abc"], ["a/c", "abbc"]),
        ("a[1].txt", ["a[1].txt"], ["a1.txt"]),
    ],
)
def test_globs_are_those_of_gitignore(glob: str, yes: list[str], no: list[str]) -> None:
    pattern = glob_pattern(glob)
    assert [path for path in yes if not pattern.match(path)] == []
    assert [path for path in no if pattern.match(path)] == []


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_glob_fails(glob: str, path: str) -> None:
    glob_pattern(glob).match(path)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"\xef\xbb\xbfx", "x"),
        (b"caf\xe9", "café"),
        ("flask==1".encode("utf-16"), "flask==1"),
        ("flask".encode("utf-32"), "flask"),
    ],
)
def test_text_of_many_encodings(data: bytes, text: str) -> None:
    assert Project(Memory({"f": data})).text("f") == text


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfea", b"\xff\xfe\x00\xd8"])
def test_what_is_not_text_cannot_be_judged(data: bytes) -> None:
    with pytest.raises(CannotJudge):
        Project(Memory({"f": data})).text("f")


def test_focus_and_exclusion() -> None:
    project = Project(
        Memory({"a.py": "", "b.py": "", "x/c.py": ""}), focus=["b.py", "gone.py", "x/c.py"], exclude=["x"]
    )
    assert project.paths == ("a.py", "b.py")
    assert project.focused == ("b.py",)
    assert list(project.matching(r"\.py$")) == ["b.py"]
    assert list(project.matching(r"\.py$", everywhere=True)) == ["a.py", "b.py"]
    assert project.shows(["a.py", "gone.py"])
    assert not project.shows(["a.py"])


def test_a_file_is_read_once() -> None:
    class Counting(Memory):
        reads = 0

        def read(self, path: str) -> bytes:
            self.reads += 1
            return super().read(path)

    source = Counting({"a": "x"})
    project = Project(source)
    assert project.text("a") + project.text("a") + project.head("a").decode() == "xxx"
    assert source.reads == 1
