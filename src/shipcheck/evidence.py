"""All subjects of one run, obtained lazily, each kind once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, cast

from shipcheck.model import CannotJudge, Unjudged

T = TypeVar("T")
Provider = Callable[["Evidence"], Iterable[object]]


class Evidence:
    """Answers `of(SubjectType)`.

    Providers are handed in by the name of the type they provide, so that knowing them imports nothing. A provider
    yields subjects and, for what it could not make one of, `Unjudged`; it may ask for other subjects.
    """

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self._providers = providers
        self._answers: dict[str, tuple[object, ...]] = {}
        self._unjudged: dict[Unjudged, None] = {}

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """Every subject of this kind; the second time from memory. Raises what a provider raises, save `CannotJudge`."""
        name = kind.__name__
        if name not in self._answers:
            self._answers[name] = ()  # a provider that (wrongly) asks for itself gets nothing, not a recursion
            try:
                self._answers[name] = tuple(self._ask(name))
            except BaseException:
                del self._answers[name]  # the next rule that asks must hear of the crash too, not of an empty project
                raise
        return cast("tuple[T, ...]", self._answers[name])

    def note(self, unjudged: Unjudged) -> None:
        """Record something that could not be judged; the same thing twice counts once."""
        self._unjudged.setdefault(unjudged)

    @property
    def unjudged(self) -> tuple[Unjudged, ...]:
        """What could not be judged so far."""
        return tuple(self._unjudged)

    def _ask(self, name: str) -> Iterable[object]:
        try:
            for answer in self._providers[name](self):
                if isinstance(answer, Unjudged):
                    self.note(answer)
                else:
                    yield answer
        except CannotJudge as reason:
            self.note(reason.unjudged)
