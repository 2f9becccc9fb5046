"""What hadolint says of a Dockerfile, with what our own parser knows of the place."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.subjects.context import Context, context
from shipcheck.subjects.dockerfile import Instruction


class HadolintHit(NamedTuple):
    """One finding of hadolint: its code, its level (`error`, `warning`, `info`, `style`) and its own words.

    `understood` says whether our own parser reads the file; `instruction` is what stands there, if it does. `asked`
    and `counts` come from the project's .hadolint.yaml: whether it gives the code a level of its own, and whether
    findings of the level fail a run by its `failure-threshold` and `no-fail`. `ships` says that what ships is made of the
    stage, `layered` that the stage's layers are in it.
    """

    path: str
    line: int
    code: str
    level: str
    message: str
    instruction: Instruction | None = None
    understood: bool = True
    asked: bool = False
    counts: bool = True
    ships: bool = True
    layered: bool = True

    @property
    def paths(self) -> tuple[str, ...]:
        """The Dockerfile."""
        return (self.path,)

    @property
    def context(self) -> Context:
        """What the file is for, by its path."""
        return context(self.path)
