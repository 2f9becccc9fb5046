"""`shipcheck secrets baseline`: accept the secrets of today in `.secrets.baseline`, or drop what was mended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from shipcheck.collect import ds_plugins, ds_settings
from shipcheck.leaks.inventory import Inventory, take
from shipcheck.leaks.ledger import Change, rewritten
from shipcheck.model import CannotJudge, ShipcheckError
from shipcheck.secrets.kept import BASELINE as FILE
from shipcheck.secrets.known import entries, parse, render

Write = Callable[[str, str], None]


def write(root: str | None, *, prune: bool, today: str, write: Write) -> Iterator[str]:
    """Rewrite the baseline from a whole run over the working tree; yields what to tell the user.

    Nothing is written while something could not be judged: its accepted secrets would be lost. Raises `ShipcheckError`.
    """
    inventory = take(root, today)
    if inventory.gaps:
        first = inventory.gaps[0]
        raise ShipcheckError(
            f"the baseline was not written: {first.what} could not be judged: {first.reason}",
            first.hint or "see `shipcheck secrets`",
        )
    old = document(inventory.root)
    change = rewritten(old or fresh(), inventory, prune=prune)
    if old is None and not (change.kept or change.new):
        yield f"there is nothing to accept: {FILE} was not written"
        return
    write(os.path.join(inventory.root, FILE), render(change.document))
    yield from _told(change, inventory)


def document(root: str) -> dict[str, Any] | None:
    """The baseline on disk, None if there is none; raises `ShipcheckError` for one that cannot be read."""
    try:
        with open(os.path.join(root, FILE), encoding="utf-8") as file:
            return parse(file.read()).document
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ShipcheckError(f"{FILE} cannot be read: {error.strerror}", "nothing was written") from None
    except ValueError:
        raise ShipcheckError(f"{FILE} is not a baseline of detect-secrets 1.x", "mend or delete it first") from None


def fresh() -> dict[str, Any]:
    """A baseline without entries, with the settings that detect-secrets starts with."""
    try:
        version = ds_plugins.version()
    except CannotJudge:
        version = ds_settings.VERSION
    return {
        "version": version,
        "plugins_used": [{"name": name, **ds_settings.OPTIONS.get(name, {})} for name in ds_plugins.MODULES],
        "filters_used": [{"path": path} for path in sorted(ds_settings.DEFAULT)],
        "results": {},
    }


def _told(change: Change, inventory: Inventory) -> Iterator[str]:
    total = sum(1 for part in ("results", "shipcheck") for _ in entries(change.document, part))
    yield f"wrote {FILE}: {change.kept + change.new} accepted ({change.new} new), {total} entries, {change.dropped} dropped"
    if change.moved:
        yield f"{change.moved} moved to another file, with their verdicts"
    if change.weak:
        yield f"{change.weak} of weak values are kept by rule, name and eight bits: nobody can guess them from it"
    if change.guessable:
        yield (
            f"{change.guessable} of detect-secrets' entries were left out: their values are weak, so that anybody can guess"
            " them from a SHA-1, and are no finding here; detect-secrets will report them again"
        )
    known = sum(item.names.rule == "known-value" for item in inventory.items)
    if known:
        yield f"{known} of your own `.env` are not accepted: nothing of these values is written anywhere"
