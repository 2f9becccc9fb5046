"""One thing done beside the others, in a thread that keeps nobody from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from shipcheck.model import CannotJudge

T = TypeVar("T")


class Beside(Generic[T]):
    """Does one thing beside the others. Where it fails, `error` says why, and the answer is `otherwise`."""

    def __init__(self, work: Callable[[], T], otherwise: T, *, now: bool = True) -> None:
        self._result = otherwise
        self.error: CannotJudge | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        if now:
            self.begin()

    def begin(self) -> None:
        """Begin, if it has not."""
        if self._thread.ident is None:
            self._thread.start()

    def join(self, seconds: float) -> T:
        """Its answer, waited for so long at most."""
        self.begin()
        self._thread.join(seconds)
        return self._result

    def _run(self, work: Callable[[], T]) -> None:
        try:
            self._result = work()
        except CannotJudge as error:
            self.error = error
