"""`shipcheck secrets audit --report`: how many secrets were judged, how, and how many wait; no values."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.leaks.audit import theirs
from shipcheck.leaks.baseline_file import document
from shipcheck.leaks.inventory import Inventory, Item, take
from shipcheck.leaks.ledger import PARTS, Ledger
from shipcheck.model import Unjudged
from shipcheck.secrets.kept import BASELINE as FILE
from shipcheck.secrets.known import Answer, entries

OPEN, UNAUDITED, HARMLESS, REAL, GONE, GUESSABLE = "open", "unaudited", "harmless", "real", "gone", "guessable"
WORDS = {
    OPEN: "found, and not accepted",
    UNAUDITED: "accepted, and nobody said what they are",
    HARMLESS: "audited as no secrets, accepted",
    REAL: "audited as real, still there, reported",
    GONE: "entries that match nothing any more: `shipcheck secrets baseline --prune` drops them",
    GUESSABLE: "entries of weak values, which can be guessed from a SHA-1: `shipcheck secrets baseline` writes them otherwise",
}
_ANSWERS = {None: OPEN, Answer.UNAUDITED: UNAUDITED, Answer.HARMLESS: HARMLESS, Answer.REAL: REAL}


class Place(NamedTuple):
    """A secret, and what was said of it."""

    path: str
    line: int
    rule: str
    answer: str


class Audit(NamedTuple):
    """The state of the audit."""

    places: tuple[Place, ...]
    counts: Mapping[str, int]
    gaps: tuple[Unjudged, ...]

    def exit_code(self, *, fail_on_unaudited: bool, fail_on_audited_real: bool) -> int:
        """2 if something could not be judged, 1 for what the options ask to fail, else 0."""
        if self.gaps:
            return 2
        waiting = self.counts[OPEN] + self.counts[UNAUDITED]
        return int((fail_on_unaudited and waiting > 0) or (fail_on_audited_real and self.counts[REAL] > 0))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `shipcheck secrets audit` takes."""
    parser.add_argument("--report", action="store_true", help="only say how many were judged, and how many wait")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to tell it (default: text)")
    parser.add_argument(
        "--fail-on-unaudited", action="store_true", help="with --report: exit 1 while a secret has no verdict"
    )
    parser.add_argument(
        "--fail-on-audited-real", action="store_true", help="with --report: exit 1 while a real one is there"
    )
    parser.add_argument("--root", metavar="DIR", help="the project's folder (default: the git repository)")


def state(root: str | None, today: str) -> Audit:
    """What the working tree holds, and what the baseline says of it; raises `ShipcheckError`."""
    inventory = take(root, today)
    held = document(inventory.root) or {"results": {}}
    places = sorted(_places(inventory, held))
    counts = dict.fromkeys(WORDS, 0)
    for place in places:
        counts[place.answer] += 1
    counts[GONE], counts[GUESSABLE] = _entries(inventory, held)
    return Audit(tuple(places), counts, inventory.gaps)


def _places(inventory: Inventory, held: dict[str, Any]) -> Iterator[Place]:
    for item in (*inventory.items, *theirs(inventory, held)):
        yield Place(item.path, item.finding.location.line, item.finding.rule, _ANSWERS[item.said])


def _entries(inventory: Inventory, held: dict[str, Any]) -> tuple[int, int]:
    ledger = Ledger(held)
    alive = {id(entry) for item in inventory.items for entry in _about(ledger, item)}
    gone = guessable = 0
    for part in PARTS:
        for path, entry in entries(held, part):
            terms = inventory.terms.of(path) if path in inventory.whole and part == PARTS[0] else ()
            mine = [term for term in terms if term.digest == entry.get("hashed_secret")]
            gone += not mine and id(entry) not in alive and path not in inventory.terms.gaps
            guessable += any(not term.writable for term in mine)
    return gone, guessable


def _about(ledger: Ledger, item: Item) -> list[dict[str, Any]]:
    digests = {term.digest for term in item.terms}
    return [*ledger.of(item), *(one for one in ledger.at(PARTS[0], item.path) if one["hashed_secret"] in digests)]


def text(audit: Audit) -> str:
    """The counts for a person."""
    width = max(len(str(count)) for count in audit.counts.values())
    lines = [f"{count:>{width}} {name:<{max(map(len, WORDS))}}  {WORDS[name]}" for name, count in audit.counts.items()]
    gaps = [f"could not judge {gap.what}: {gap.reason}" for gap in audit.gaps]
    return "\n".join([f"{FILE} and the working tree:", *lines, *gaps]) + "\n"


def as_json(audit: Audit) -> str:
    """The same for a program, with the places."""
    told = {
        "counts": dict(audit.counts),
        "secrets": [place._asdict() for place in audit.places],
        "unjudged": [{"what": gap.what, "reason": gap.reason} for gap in audit.gaps],
    }
    return json.dumps(told, indent=2) + "\n"
