"""Expressions that are compiled when they are first used: a hundred of them would cost a clean run two bare starts."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands in for a compiled expression; each method is looked up once."""

    __slots__ = ("_flags", "_text", "findall", "finditer", "fullmatch", "match", "search", "split", "sub")

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Only called for what is not there yet."""
        method = getattr(re.compile(self._text, self._flags), name)
        if name in self.__slots__:
            setattr(self, name, method)
        return method


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """An expression for `re`, compiled at its first use."""
    return cast("re.Pattern[str]", _Lazy(text, flags))
