"""A file in which something was found, with what it takes to judge the finds. Values are inside: they stay in collectors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from shipcheck.secrets.found import Found


class File(NamedTuple):
    """Where, the bytes as they were searched, and the finds by place."""

    path: str
    data: bytes
    found: list[Found]

    def lines(self) -> Callable[[int], str]:
        """The text of a line by its number; split when the first is asked for."""
        split: list[str] = []

        def line_of(number: int) -> str:
            if not split:
                split.extend(re.split(r"\r\n|\r|\n", self.data.decode("utf-8", "replace")))
            return split[number - 1] if number <= len(split) else ""

        return line_of
