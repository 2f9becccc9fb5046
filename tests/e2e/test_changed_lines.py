"""What a change touched, as real git tells it."""

from __future__ import annotations

import os

import pytest

from e2e.conftest import Repository
from shipcheck.collect.changed_lines import changed_paths, changed_since
from shipcheck.model import ShipcheckError

TEXT = "".join(f"line {number}\n" for number in range(1, 21))


def _base(repository: Repository) -> str:
    assert repository.commit().returncode == 0
    return repository.git("rev-parse", "HEAD").strip()


def test_added_changed_and_removed_lines(repository: Repository) -> None:
    repository.write({"changed.py": TEXT, "cut.py": TEXT, "gone.py": TEXT, "same.py": TEXT, "moved.py": TEXT + "x\n"})
    base = _base(repository)
    repository.write(
        {
            "changed.py": TEXT.replace("line 3\n", "three\n").replace("line 10\n", "ten\nten\nten\n"),
            "cut.py": TEXT.replace("line 5\nline 6\n", ""),
            "new.py": "a\nb\n",
            "diff --git a b\n+++ x.py": "@@ -1 +1 @@\ndiff --git a/x b/x\n",
            'caf\u00e9 "q"\t.py': "x\n",
        }
    )
    repository.git("rm", "-q", "gone.py")
    repository.git("mv", "moved.py", "there.py")
    assert repository.commit().returncode == 0
    found = changed_since(str(repository.path), base)
    assert os.path.samefile(found.root, repository.path)
    assert found.lines == {
        "changed.py": ((3, 3), (10, 12)),
        "cut.py": ((4, 5),),
        "new.py": ((1, 2),),
        "diff --git a b\n+++ x.py": ((1, 2),),
        'caf\u00e9 "q"\t.py': ((1, 1),),
        "there.py": ((1, 21),),
    }
    assert found.touches("changed.py", 11, 11)
    assert found.touches("changed.py", 1, 3)
    assert not found.touches("changed.py", 4, 9)
    assert not found.touches("same.py", 1, 20)
    assert set(changed_paths(str(repository.path), base)) == {*found.lines, "gone.py", "moved.py"}


def test_what_the_base_did_meanwhile_is_not_of_the_change(repository: Repository) -> None:
    repository.write({"a.py": TEXT})
    _base(repository)
    repository.git("checkout", "-q", "-b", "topic")
    repository.write({"b.py": "b\n"})
    _base(repository)
    repository.git("checkout", "-q", "main")
    repository.write({"a.py": "other\n"})
    theirs = _base(repository)
    repository.git("checkout", "-q", "topic")
    assert set(changed_since(str(repository.path), theirs).lines) == {"b.py"}


def test_a_file_that_became_a_link_or_binary_or_another_mode(repository: Repository) -> None:
    repository.write({"file.py": TEXT, "text.bin": TEXT, "run.sh": "x\n", "after.py": TEXT})
    base = _base(repository)
    (repository.path / "file.py").unlink()
    (repository.path / "file.py").symlink_to("run.sh")
    repository.write({"text.bin": b"\0\1\2", "after.py": TEXT + "more\n"})
    repository.git("add", "-A")
    repository.git("update-index", "--chmod=+x", "run.sh")
    assert repository.commit().returncode == 0
    (repository.path / "run.sh").chmod(0o755)
    found = changed_since(str(repository.path), base)
    assert found.lines["after.py"] == ((21, 21),)
    assert found.lines["text.bin"] == found.lines["run.sh"] == ()
    assert found.touches("file.py", 1, 1)


@pytest.mark.parametrize("base", ["", "0" * 39, "HEAD", "--output=x", "f" * 40])
def test_a_commit_that_is_not_here_is_said(repository: Repository, base: str) -> None:
    repository.write({"a.py": TEXT})
    _base(repository)
    with pytest.raises(ShipcheckError, match="what changed is not known"):
        changed_since(str(repository.path), base)
    with pytest.raises(ShipcheckError, match="what changed is not known"):
        changed_paths(str(repository.path), base)
    assert not (repository.path / "x").exists()
