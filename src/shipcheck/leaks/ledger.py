"""`.secrets.baseline` as it is changed: verdicts noted, entries made, what is gone or can be guessed left out.

Of a value that was drawn at random detect-secrets' own entries are written, in its own words, where its plugins find the
literal: it drops entries that it cannot find from the file, and fails the commit. What only we find, and of weak values
eight bits, goes under the key `shipcheck`, which it does not read (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shipcheck.leaks.inventory import Inventory, Item
from shipcheck.secrets.found import KEY, KNOWN
from shipcheck.secrets.known import OURS, entries
from shipcheck.secrets.strength import strong

Entry = dict[str, Any]
PARTS = ("results", OURS)


class Change(NamedTuple):
    """A new baseline, and what became of finds and of old entries.

    `guessable` are entries of detect-secrets that are left out because their values are weak and no find of ours.
    """

    document: dict[str, Any]
    kept: int = 0
    new: int = 0
    moved: int = 0
    weak: int = 0
    dropped: int = 0
    guessable: int = 0


class Ledger:
    """A baseline's document, to be changed in place."""

    def __init__(self, document: dict[str, Any], names: Mapping[str, str] | None = None) -> None:
        self.document = document
        # Windows writes paths its own way: a path keeps the name that it has.
        self.names = dict(names or {path.replace("\\", "/"): path for part in PARTS for path in document.get(part, {})})

    def of(self, item: Item) -> list[Entry]:
        """The entries that accept an item, or would: by its value, or as ours."""
        found = [entry for entry in self.at("results", item.path) if entry["hashed_secret"] in item.names.digests]
        for entry in self.at(OURS, item.path):
            if (entry["rule"], entry["name"]) == (item.names.rule, item.names.name):
                marks = (entry.get("hashed_secret") in item.names.digests, entry.get("key") == item.names.key)
                found += [entry] * any(marks)
        return found

    def note(self, item: Item, *, verdict: bool | None) -> None:
        """Write down what was said of an item, in new entries if there is none; None takes a verdict back."""
        self._add(item)
        terms = {(term.type, term.digest) for term in item.terms}
        same = [
            entry for entry in self.at("results", item.path) if (entry.get("type"), entry["hashed_secret"]) in terms
        ]
        for entry in [*self.of(item), *same]:
            entry.pop("is_secret", None)
            if verdict is not None:
                entry["is_secret"] = verdict

    def _add(self, item: Item) -> None:
        """Entries that are missing: never more than eight bits of a value that can be guessed, nothing of one's own `.env`."""
        if item.names.rule == KNOWN:
            return
        held = {(entry.get("type"), entry["hashed_secret"]) for entry in self.at("results", item.path)}
        for term in item.terms:
            if term.writable and (term.type, term.digest) not in held:
                held.add((term.type, term.digest))
                entry = {
                    "type": term.type,
                    "filename": self.names.get(item.path, item.path),
                    "hashed_secret": term.digest,
                }
                self.put("results", item.path, {**entry, "is_verified": False})
        if not self.of(item):
            mark = {"hashed_secret": item.names.digests[0]} if strong(item.found.value) else {"key": item.names.key}
            self.put(OURS, item.path, {"rule": item.names.rule, "name": item.names.name, **mark})

    def at(self, part: str, path: str) -> list[Entry]:
        """The entries of a path."""
        listed: list[Entry] = self.document.get(part, {}).get(self.names.get(path, path), [])
        return listed

    def put(self, part: str, path: str, entry: Entry) -> None:
        """Add an entry under the name that the path has."""
        self.document.setdefault(part, {}).setdefault(self.names.get(path, path), []).append(entry)


def rewritten(old: dict[str, Any], inventory: Inventory, *, prune: bool) -> Change:
    """The baseline of what is there today; with `prune` only what was accepted before."""
    before = Ledger(old)
    rest = {key: value for key, value in old.items() if key not in PARTS}
    after = Ledger({**rest, "results": {}}, before.names)
    said = [item for item in inventory.items if item.names.rule != KNOWN and (item.said is not None or not prune)]
    for item in said:
        _carry(before, after, item)
    guessable, unknown = _leftovers(before, after, inventory)
    kept = [item for item in said if item.said is not None]
    ours = [entry for _, entry in entries(after.document, OURS)]
    return Change(
        document=after.document,
        kept=len(kept),
        new=len(said) - len(kept),
        moved=sum(not before.of(item) for item in kept),
        weak=sum("key" in entry for entry in ours),
        dropped=unknown,
        guessable=guessable,
    )


def _carry(before: Ledger, after: Ledger, item: Item) -> None:
    """What a baseline had of an item, as far as it may be written, and what it needs besides."""
    writable = {(term.type, term.digest) for term in item.terms if term.writable}
    plain = set(item.names.digests) if item.names.rule == KEY or strong(item.found.value) else set()
    for entry in before.at("results", item.path):
        digest = entry["hashed_secret"]
        if (digest in plain or (entry.get("type"), digest) in writable) and entry not in after.at("results", item.path):
            after.put("results", item.path, dict(entry))
    after.note(item, verdict=item.said.verdict if item.said is not None else None)


def _leftovers(before: Ledger, after: Ledger, inventory: Inventory) -> tuple[int, int]:
    """Keep entries of what only detect-secrets finds; how many were left out as guessable, and how many because they are gone."""
    guessable = gone = 0
    found = {(item.path, digest) for item in inventory.items for digest in item.names.digests}
    found |= {(item.path, term.digest) for item in inventory.items for term in item.terms}
    for path, entry in entries(before.document, "results"):
        if (path, entry["hashed_secret"]) in found:
            continue
        terms = inventory.terms.of(path) if path in inventory.whole else ()
        mine = [term for term in terms if (term.type, term.digest) == (entry.get("type"), entry["hashed_secret"])]
        unasked = path in inventory.whole and (path in inventory.terms.gaps or not inventory.terms.whole)
        if any(term.writable for term in mine) or (unasked and not mine):
            after.put("results", path, dict(entry))
        elif mine:
            guessable += 1
        else:
            gone += 1
    held = {id(entry) for item in inventory.items for entry in before.of(item)}
    return guessable, gone + sum(id(entry) not in held for _, entry in entries(before.document, OURS))
