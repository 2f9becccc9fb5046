"""`shipcheck secrets audit`: look at the secrets that nobody has judged, one by one, and write down what they are.

What is answered is in the file before the next question is asked. No value is shown: the line is masked, as everywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from shipcheck.collect.secret_accepted import names_of
from shipcheck.collect.secret_terms import Term
from shipcheck.leaks.baseline_file import Write, document, fresh
from shipcheck.leaks.inventory import Inventory, Item, take
from shipcheck.leaks.ledger import Ledger
from shipcheck.model import CannotJudge, Finding, Location, Severity
from shipcheck.report.escape import terminal
from shipcheck.report.excerpt import excerpt
from shipcheck.secrets.found import KNOWN
from shipcheck.secrets.kept import BASELINE as FILE
from shipcheck.secrets.known import Answer, answer, entries, render
from shipcheck.suppress import split

Say = Callable[[str], None]
Ask = Callable[[], str]
QUESTION = "Is it a real secret? y yes, n no, s skip, u undo, q quit, ? help: "
HELP = """\
y  it is real: it stays reported until it is out of the file (`is_secret: true`); rotate it
n  it is none, or nobody can use it: it is accepted (`is_secret: false`)
s  leave it as it is, and go on
u  go back to the one before, and take that answer back (b does the same)
q  stop; what was answered is kept"""


class Session(NamedTuple):
    """How the walk talks: a question's answer, a line for the person, a file's new content; `plain` is ASCII only."""

    ask: Ask
    say: Say
    write: Write
    plain: bool = True


def audit(root: str | None, today: str, session: Session) -> int:
    """Walk through what nobody has judged; how many were answered. Raises `ShipcheckError`, `KeyboardInterrupt`."""
    inventory = take(root, today)
    held = document(inventory.root)
    items = unjudged(inventory, held)
    _gaps(inventory, session)
    if not items:
        session.say("nothing to audit: every secret that was found has its verdict")
        return 0
    return _Walk(inventory, items, held, session).go()


def _gaps(inventory: Inventory, session: Session) -> None:
    for gap in inventory.gaps:
        session.say(
            f"could not judge {terminal(gap.what, plain=session.plain)}: {terminal(gap.reason, plain=session.plain)}"
        )
    known = sum(item.names.rule == KNOWN for item in inventory.items)
    if known:
        session.say(f"{known} of your own `.env` are not asked about: nothing of these values is written anywhere")


def unjudged(inventory: Inventory, held: dict[str, Any] | None) -> list[Item]:
    """What waits for a verdict, each value of a file once: open finds, unaudited ones, those of detect-secrets alone."""
    asked = [item for item in inventory.items if item.said in {None, Answer.UNAUDITED} and item.names.rule != KNOWN]
    every = sorted([*asked, *theirs(inventory, held or {})], key=lambda item: item.finding.location)
    return list({(item.path, item.names): item for item in reversed(every)}.values())[::-1]


def theirs(inventory: Inventory, held: dict[str, Any]) -> Iterator[Item]:
    """Unaudited entries of a baseline that are no find of ours, where detect-secrets' plugins still find them."""
    mine = {(item.path, term.digest) for item in inventory.items for term in item.terms}
    mine |= {(item.path, digest) for item in inventory.items for digest in item.names.digests}
    for path, entry in entries(held, "results"):
        known = (path, entry["hashed_secret"]) in mine or answer(entry) is not Answer.UNAUDITED
        if not known and path in inventory.whole:
            mine.add((path, entry["hashed_secret"]))
            found = [term for term in inventory.terms.of(path) if term.digest == entry["hashed_secret"]]
            yield from (_their(path, term) for term in found[:1])


def _their(path: str, term: Term) -> Item:
    one = term.found
    place = Location(path, one.line, one.column, one.line, one.end)
    message = f"{term.type}, by detect-secrets alone"
    finding = Finding(place, one.rule, Severity.NOTE, message, "secrets", sensitive=True)
    return Item(finding, one, names_of(path, one), Answer.UNAUDITED, (term,))


class _Walk:
    """Where the walk is, and the way back."""

    def __init__(
        self, inventory: Inventory, items: Sequence[Item], held: dict[str, Any] | None, session: Session
    ) -> None:
        self._inventory = inventory
        self._items = items
        self._session = session
        self._document = held if held is not None else fresh()
        self._before: list[tuple[str, int]] = []
        self._hints = {info.rule: info.hint for info in inventory.rules}

    def go(self) -> int:
        """Ask about each; how many were answered."""
        try:
            at = 0
            while at < len(self._items):
                self._show(at)
                said = self._answered()
                if said == "q":
                    break
                at = self._back() if said in "ub" else self._forward(at, said)
        finally:
            answered = sum(count for _, count in self._before)
            self._session.say(f"{answered} answered, {len(self._items) - answered} left: {FILE}")
        return answered

    def _answered(self) -> str:
        while True:
            self._session.say(QUESTION)
            said = self._session.ask() or "q"
            if said in "ynsubq" and not (said in "ub" and not self._before):
                return said
            self._session.say("there is nothing to take back" if said in "ub" else HELP)

    def _forward(self, at: int, said: str) -> int:
        self._before.append((json.dumps(self._document), int(said != "s")))
        if said != "s":
            Ledger(self._document).note(self._items[at], verdict=said == "y")
            self._save()
        return at + 1

    def _back(self) -> int:
        held, _ = self._before.pop()
        self._document = json.loads(held)
        self._save()
        return len(self._before)

    def _save(self) -> None:
        self._session.write(os.path.join(self._inventory.root, FILE), render(self._document, slim=False))

    def _show(self, at: int) -> None:
        item, plain = self._items[at], self._session.plain
        place = item.finding.location
        head = f"{terminal(item.path, plain=plain)}:{place.line}:{place.column}"
        self._session.say(
            f"\n{at + 1} of {len(self._items)}  {head}  {terminal(item.finding.message, plain=plain)} [{item.finding.rule}]"
        )
        shown = excerpt(_line(self._inventory, item), item.finding, plain=plain)
        self._session.say(f"{place.line:>5} | {shown.text}".rstrip())
        advice = item.finding.hint or self._hints.get(item.finding.rule, "")
        self._session.say(f"      if it is real: {terminal(advice, plain=plain)}" if advice else "")


def _line(inventory: Inventory, item: Item) -> str:
    try:
        return split(item.path, inventory.whole.text(item.path)).at(item.finding.location.line)
    except CannotJudge:
        return ""
