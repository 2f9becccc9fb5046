"""What has to be looked for in a text: everything, or what a gate saw conditions of."""

from __future__ import annotations

from shipcheck.secrets import groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from typing import Protocol

    class Gate(Protocol):
        """What tells of a few lines which groups of a table are met, and of a text where words of secrets end."""

        @property
        def where(self) -> Callable[[bytes], list[int]] | None:
            """Nothing where it cannot."""

        def __hash__(self) -> int: ...

        def around(self, data: bytes, table: int) -> AbstractSet[int]:
            """The groups met."""


class Look:
    """Whether something has to be looked for: not when a gate says that it is not there."""

    def __init__(self, met: AbstractSet[int] | None = None, gate: Gate | None = None) -> None:
        """`gate` is asked about parts of the text."""
        self.met = met
        self.gate = gate

    def __call__(self, *wanted: int) -> bool:
        """Whether one of these groups was met, or nobody asked a gate."""
        return self.met is None or not self.met.isdisjoint(wanted)

    @property
    def shapes(self) -> list[int] | None:
        """The numbers of the shapes that were met; None if nobody asked."""
        return None if self.met is None else sorted(one - groups.SHAPED for one in self.met if one >= groups.SHAPED)
