"""Where and when secrets stood in a history: pure folding of what commits changed.

What a commit holds is what its first parent holds and what it changed against that. Commits that hold the same secrets at
the same paths share one `State`, so that a long history costs a few words a commit, and a state one bit a secret and path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shipcheck.collect.raw_changes import Change


class Place(NamedTuple):
    """A content under a path in which a secret stands; the path as git has it."""

    path: bytes
    blob: bytes


class Appearance(NamedTuple):
    """Where a secret stood first, and where it stood last.

    `still` is the ref that holds it yet, `HEAD` before any other, empty where none does; then `last` is the newest commit
    that had it. `places` is where the last one has it, sorted.
    """

    first: str
    first_path: bytes
    last: str
    places: tuple[Place, ...]
    still: str = ""


class State:
    """What some commits hold: a bit for each secret at each path. `first` and `last` count commits, parents first."""

    __slots__ = ("bits", "first", "last", "put", "up")

    def __init__(self, up: State | None, put: dict[bytes, bytes], bits: int, number: int) -> None:
        self.up = up
        self.put = put
        self.bits = bits
        self.first = self.last = number


class Fold:
    """Follows secrets, given with the places where they stand, through a history."""

    def __init__(self, secrets: Mapping[int, Iterable[Place]]) -> None:
        self._owner: list[tuple[int, bytes]] = []
        self._held: dict[tuple[bytes, bytes], int] = {}
        self._all_of: dict[bytes, int] = {}
        self._bits_of: dict[int, int] = {}
        numbers: dict[tuple[int, bytes], int] = {}
        for secret, places in secrets.items():
            for place in places:
                number = numbers.setdefault((secret, place.path), len(self._owner))
                if number == len(self._owner):
                    self._owner.append((secret, place.path))
                    self._bits_of[secret] = self._bits_of.get(secret, 0) | 1 << number
                key = (place.path, place.blob)
                self._held[key] = self._held.get(key, 0) | 1 << number
                self._all_of[place.path] = self._all_of.get(place.path, 0) | 1 << number
        self._states: list[State] = []
        self._of: dict[bytes, State] = {}
        self._names: list[bytes] = []

    @property
    def paths(self) -> tuple[bytes, ...]:
        """The paths at which a change matters."""
        return tuple(self._all_of)

    def run(self, commits: Iterable[bytes], changes: Iterable[Change]) -> None:
        """Follow all commits: lines of hexadecimal ids, each with its parents behind it and after them in the list."""
        changed: dict[bytes, dict[bytes, bytes]] = {}
        for change in changes:
            if change.path in self._all_of:
                changed.setdefault(change.commit, {})[change.path] = bytes.fromhex(change.blob.decode("ascii"))
        for number, line in enumerate(commits):
            words = line.split()
            self._names.append(words[0])
            up = self._of.get(words[1]) if len(words) > 1 else None
            state = self._state(up, changed.get(words[0], {}), number)
            if state is not None:
                state.last = number
                self._of[words[0]] = state

    def _state(self, up: State | None, put: dict[bytes, bytes], number: int) -> State | None:
        bits = up.bits if up else 0
        for path, blob in put.items():
            bits = bits & ~self._all_of[path] | self._held.get((path, blob), 0)
        if not bits:
            return None
        if up is not None and bits == up.bits and not put:
            return up
        state = State(up, put, bits, number)
        self._states.append(state)
        return state

    def appearances(self, refs: Iterable[tuple[str, str]]) -> dict[int, Appearance]:
        """Each secret that stood in a commit; `refs` are names with their commits, the most telling first."""
        firsts = self._first()
        found: dict[int, Appearance] = {}
        left = sum(self._bits_of.values())
        for state, last, still in self._ends(refs):
            for secret in sorted({self._owner[bit][0] for bit in _bits(state.bits & left)}):
                number, path = firsts[secret]
                mine = [self._owner[bit][1] for bit in _bits(state.bits & self._bits_of[secret])]
                places = tuple(sorted(Place(path, _blob(state, path)) for path in mine))
                found[secret] = Appearance(self._names[number].decode("ascii"), path, last, places, still)
                left &= ~self._bits_of[secret]
        return found

    def _ends(self, refs: Iterable[tuple[str, str]]) -> Iterator[tuple[State, str, str]]:
        """What the refs hold, then what no ref holds any more, the newest first: with the commit, and the ref's name."""
        for name, commit in refs:
            state = self._of.get(commit.encode("ascii"))
            if state is not None:
                yield state, commit, name
        for state in sorted(self._states, key=lambda state: -state.last):
            yield state, self._names[state.last].decode("ascii"), ""

    def _first(self) -> dict[int, tuple[int, bytes]]:
        """The number of the first commit of each secret, and the path there."""
        firsts: dict[int, tuple[int, bytes]] = {}
        seen = 0
        for state in self._states:  # in the order of their first commits
            for bit in _bits(state.bits & ~seen):
                secret, path = self._owner[bit]
                firsts[secret] = min(firsts.get(secret, (state.first, path)), (state.first, path))
            seen |= state.bits
        return firsts


def _bits(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _blob(state: State | None, path: bytes) -> bytes:
    """What stands at a path in a state: what was put there last on the way to it."""
    while state is not None:
        if path in state.put:
            return state.put[path]
        state = state.up
    return b""
