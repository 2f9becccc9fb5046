"""One thing done beside the others, in a thread that keeps nobody from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from shipcheck.engine import BUG, crash
from shipcheck.model import CannotJudge, ShipcheckError

T = TypeVar("T")


class Beside(Generic[T]):
    """Does one thing beside the others; `what` names it where it fails, which is never an answer."""

    def __init__(self, what: str, work: Callable[[], T], *, now: bool = True) -> None:
        self._what = what
        self._results: list[T] = []
        self._error: ShipcheckError = CannotJudge(what, "it took too long beside the rest")
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        if now:
            self.begin()

    def begin(self) -> None:
        """Begin, if it has not."""
        if self._thread.ident is None:
            self._thread.start()

    def join(self, seconds: float) -> T:
        """Its answer, waited for so long at most; raises `CannotJudge`, or its own error, where there is none."""
        self.begin()
        self._thread.join(seconds)
        if not self._results:
            raise self._error
        return self._results[0]

    def _run(self, work: Callable[[], T]) -> None:
        try:
            self._results.append(work())
        except ShipcheckError as error:
            self._error = error
        except Exception as error:  # noqa: BLE001  # a thread would print its message, which may quote anything
            self._error = CannotJudge(self._what, crash(self._what, error).reason, BUG)
