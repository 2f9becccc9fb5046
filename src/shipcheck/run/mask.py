"""What a container wrote, made fit to be kept: no value that it was given, no secret of a known shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from shipcheck.redact import MASK, redact

LONGEST = 300
TAIL = 30
# Shorter values are ordinary words; masking them would make the log unreadable and hide nothing.
SHORTEST = 6
# Werkzeug prints it: with it, whoever reaches the debugger runs code.
_PIN = re.compile(r"(?i)(\bPIN\b:? +)\d{3}-\d{3}-\d{3}\b")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,512}(?:\x07|\x1b\\)?|[@-_])")


class Masks:
    """The values of one run that nobody may see."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = sorted({one for one in values if len(one) >= SHORTEST}, key=len, reverse=True)

    def line(self, text: str, longest: int = LONGEST) -> str:
        """One line: masked, then without what a terminal would obey, then shortened."""
        text = _ANSI.sub("", text[: longest * 8])
        text = _PIN.sub(rf"\g<1>{MASK}", text)
        for value in self._values:
            text = text.replace(value, MASK)
        text = redact("".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in text))
        return text if len(text) <= longest else f"{text[: longest - 3]}..."

    def tail(self, lines: Sequence[str], most: int = TAIL) -> tuple[str, ...]:
        """The last lines."""
        kept = [line for line in lines if line.strip()][-most:]
        return tuple(self.line(line.rstrip()) for line in kept)
