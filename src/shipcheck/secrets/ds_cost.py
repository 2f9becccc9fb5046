"""What asking plugins of detect-secrets costs at worst: some of their expressions are quadratic, and files are hostile."""

from __future__ import annotations

import re

from shipcheck.lazy import lazy
from shipcheck.secrets.ds_gate import windowed

# Where the expressions of these plugins begin, each of which may run to the next quote (or, of one, to the line's end).
_BEGINS = {
    "KeywordDetector": ("key", "pass", "pwd", "secret", "contrase", "==", "!="),
    "CloudantDetector": ("cl",),
    "IbmCloudIamDetector": ("key", "pass", "pwd", "token"),
    "IbmCosHmacDetector": ("secret",),
    "JwtTokenDetector": ("eyj",),
    "NpmDetector": ("//",),
    "OpenAIDetector": ("sk-",),
    "SoftlayerDetector": ("sl", "softlayer"),
}
_SHORT = 200
_BLANKS = lazy(r"\s{200,}+")


def steps(lines: list[str], path: str, asked: dict[int, list[str]]) -> int:
    """What asking plugins about lines takes at worst, in steps of their expressions: some are quadratic.

    The length between quotes for each place where an expression begins, and the square of runs of blanks.
    """
    taken = 0
    for number, names in asked.items():
        line = lines[number]
        mine = [name for name in names if name in _BEGINS] if len(line) > _SHORT else []
        if windowed(line, path) and "KeywordDetector" in mine:
            mine.remove("KeywordDetector")
        if mine:
            folded = line.lower()
            open_ = max(map(len, re.split("[\"']", line)))
            blanks = sum((found.end() - found.start()) ** 2 for found in _BLANKS.finditer(line))
            for name in mine:
                begins = sum(folded.count(word) for word in _BEGINS[name])
                taken += begins * (len(line) if name == "NpmDetector" else open_) + blanks
    return taken
