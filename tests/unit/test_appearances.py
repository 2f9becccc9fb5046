"""When secrets stood in a history, against a history in which every commit's files are known."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.collect.raw_changes import Change
from shipcheck.leaks.appearances import Appearance, Fold, Place

Tree = dict[bytes, bytes]
CLEAN = bytes(20)


def _name(number: int) -> bytes:
    return b"%040x" % (number + 1)


def _blob(number: int) -> bytes:
    return bytes([number]) * 20


def _against_first_parent(trees: list[Tree], parents: list[list[int]]) -> Iterable[Change]:
    for number, tree in enumerate(trees):
        before = trees[parents[number][0]] if parents[number] else {}
        for path in sorted({*tree, *before}):
            if tree.get(path) != before.get(path):
                yield Change(_name(number), path, tree.get(path, b"").hex().encode())


def _fold(
    trees: list[Tree], parents: list[list[int]], secrets: dict[int, list[Place]], refs: dict[str, int]
) -> dict[int, Appearance]:
    lines = [b" ".join([_name(number), *map(_name, parents[number])]) + b"\n" for number in range(len(trees))]
    fold = Fold(secrets)
    fold.run(lines, _against_first_parent(trees, parents))
    return fold.appearances([(name, _name(number).decode()) for name, number in refs.items()])


A, B = Place(b"a.py", _blob(1)), Place(b"b.py", _blob(1))


def test_added_and_taken_away() -> None:
    trees: list[Tree] = [{}, {b"a.py": A.blob}, {b"a.py": A.blob, b"x": CLEAN}, {b"x": CLEAN}]
    found = _fold(trees, [[], [0], [1], [2]], {7: [A]}, {"HEAD": 3})
    assert found == {7: Appearance(_name(1).decode(), b"a.py", _name(2).decode(), (A,))}


def test_still_there_and_moved() -> None:
    trees: list[Tree] = [{b"a.py": A.blob}, {b"b.py": B.blob}]
    found = _fold(trees, [[], [0]], {7: [A, B]}, {"HEAD": 1})
    assert found == {7: Appearance(_name(0).decode(), b"a.py", _name(1).decode(), (B,), "HEAD")}


def test_another_version_of_the_file_has_it_too() -> None:
    later = Place(b"a.py", _blob(2))
    trees: list[Tree] = [{b"a.py": A.blob}, {b"a.py": later.blob}, {b"a.py": CLEAN}]
    found = _fold(trees, [[], [0], [1]], {7: [A, later]}, {"HEAD": 2})
    assert found == {7: Appearance(_name(0).decode(), b"a.py", _name(1).decode(), (later,))}


def test_taken_away_on_the_main_line_but_not_on_a_branch() -> None:
    trees: list[Tree] = [{b"a.py": A.blob}, {}, {b"a.py": A.blob, b"x": CLEAN}]
    found = _fold(trees, [[], [0], [0]], {7: [A]}, {"HEAD": 1, "refs/heads/main": 1, "refs/heads/old": 2})
    assert found[7].still == "refs/heads/old"
    assert found[7].last == _name(2).decode()


def test_a_merge_takes_it_in_or_leaves_it_out() -> None:
    trees: list[Tree] = [{}, {b"a.py": A.blob}, {b"x": CLEAN}, {b"x": CLEAN, b"a.py": A.blob}]
    parents = [[], [0], [0], [2, 1]]
    assert _fold(trees, parents, {7: [A]}, {"HEAD": 3})[7].still == "HEAD"
    trees[3] = {b"x": CLEAN}
    assert _fold(trees, parents, {7: [A]}, {"HEAD": 3})[7] == Appearance(
        _name(1).decode(), b"a.py", _name(1).decode(), (A,)
    )


def test_what_the_range_does_not_begin_with_is_known_from_what_it_changed() -> None:
    fold = Fold({7: [A]})
    fold.run([_name(5) + b" " + _name(4)], [Change(_name(5), b"a.py", A.blob.hex().encode())])
    assert fold.appearances([])[7].first == _name(5).decode()


def test_a_secret_that_no_commit_has_is_not_told() -> None:
    assert _fold([{}], [[]], {7: [A]}, {"HEAD": 0}) == {}


SECRETS = {
    0: [Place(b"p", _blob(1)), Place(b"q", _blob(1))],
    1: [Place(b"p", _blob(1)), Place(b"p", _blob(2))],
    2: [Place(b"r", _blob(3))],
}


@st.composite
def _histories(draw: st.DrawFn) -> tuple[list[Tree], list[list[int]], dict[str, int]]:
    trees: list[Tree] = []
    parents: list[list[int]] = []
    for number in range(draw(st.integers(1, 12))):
        earlier = st.lists(st.integers(0, max(number - 1, 0)), max_size=3, unique=True)
        chosen: list[int] = draw(earlier) if number else []
        start = dict(trees[chosen[0]]) if bool(chosen) and draw(st.booleans()) else {}
        for path in (b"p", b"q", b"r"):
            what = draw(st.sampled_from([None, None, b"", CLEAN, _blob(1), _blob(2), _blob(3)]))
            if what:
                start[path] = what
            elif what == b"":
                start.pop(path, None)
        trees.append(start)
        parents.append(chosen)
    refs = draw(st.dictionaries(st.sampled_from(["HEAD", "refs/heads/x"]), st.integers(0, len(trees) - 1)))
    return trees, parents, dict(sorted(refs.items()))


@settings(max_examples=300)
@given(_histories())
def test_it_is_what_the_trees_say(history: tuple[list[Tree], list[list[int]], dict[str, int]]) -> None:
    trees, parents, refs = history
    found = _fold(trees, parents, SECRETS, refs)
    for secret, places in SECRETS.items():
        having = {n: [one for one in places if tree.get(one.path) == one.blob] for n, tree in enumerate(trees)}
        commits = [number for number, held in having.items() if held]
        if not commits:
            assert secret not in found
            continue
        still = next((name for name, number in refs.items() if having[number]), "")
        last = refs[still] if still else commits[-1]
        expected = Appearance(
            _name(commits[0]).decode(), min(having[commits[0]]).path, _name(last).decode(), tuple(sorted(having[last])), still
        )  # fmt: skip
        assert found[secret] == expected


@pytest.mark.parametrize("size", [3000])
def test_many_secrets_and_commits_take_no_time_to_speak_of(size: int) -> None:
    places = [Place(b"p%d" % (number % 50), number.to_bytes(20, "big")) for number in range(size)]
    lines = [_name(number) + (b" " + _name(number - 1) if number else b"") for number in range(size)]
    changes = [Change(_name(number), one.path, one.blob.hex().encode()) for number, one in enumerate(places)]
    fold = Fold({number: [place] for number, place in enumerate(places)})
    fold.run(lines, changes)
    found = fold.appearances([("HEAD", _name(size - 1).decode())])
    assert len(found) == size
    assert sum(one.still == "HEAD" for one in found.values()) == 50
