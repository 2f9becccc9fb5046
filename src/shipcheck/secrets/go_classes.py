"""Escapes and character classes of Go's `regexp`, written for `re`."""

from __future__ import annotations

from shipcheck.lazy import lazy

_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\x00-\\x7f", "blank": "\\t ", "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": "\\t\\n\\v\\f\\r ", "upper": "A-Z",
    "word": "\\w", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_CODE = lazy(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_NAMED = lazy(r"\[:(\^?)(\w+):\]")
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# White space of RE2 has no vertical tab, its `\\z` is our `\\Z`.
_SAME = {char: f"\\{char}" for char in "dDwWbBA"} | {
    "s": "[\\t\\n\\f\\r ]",
    "S": "[^\\t\\n\\f\\r ]",
    "z": "\\Z",
    "Z": "\\Z",
}
_LAST = 0x10FFFF


class Escapes:
    """Reads the escapes and classes of one expression; positions are those after a backslash, or of a `[`."""

    def __init__(self, source: str) -> None:
        self._source = source

    def one(self, at: int) -> tuple[str, str, int]:
        """The character that an escape stands for, or what `re` calls it, and where it ends; raises `ValueError`."""
        code = _CODE.match(self._source, at)
        if code:
            number = int(code.group(1) or code.group(2) or code.group(3), 8 if code.group(3) else 16)
            if number > _LAST:
                raise ValueError("it has a character that there is not")
            return chr(number), "", code.end()
        char = self._source[at : at + 1]
        if char in _SAME:
            return "", _SAME[char], at + 1
        if char in _CONTROL:
            return _CONTROL[char], "", at + 1
        if not char or char.isalnum() or not char.isascii():
            raise ValueError(f"it has an escape that is not supported: `\\{char if char.isascii() else '?'}`")
        return char, "", at + 1

    def bracket(self, at: int) -> tuple[str, int]:
        """A class from its `[`, and where it ends; raises `ValueError`."""
        at += 1
        negated = self._source.startswith("^", at)
        at += negated
        items: list[str] = []
        while not (self._source.startswith("]", at) and items):
            if at >= len(self._source):
                raise ValueError("it lacks a `]`")
            item, at = self._item(at)
            items.append(item)
        return f"[{'^' if negated else ''}{''.join(items)}]", at + 1

    def _item(self, at: int) -> tuple[str, int]:
        named = _NAMED.match(self._source, at)
        if named:
            if named.group(1) or named.group(2) not in _POSIX:
                raise ValueError("it has a class that is not supported")
            return _POSIX[named.group(2)], named.end()
        low, text, at = self._member(at)
        if text:
            return text, at
        if self._source.startswith("-", at) and self._source[at + 1 : at + 2] not in {"", "]"}:
            high, text, at = self._member(at + 1)
            if text or high < low:
                raise ValueError("it has a range from high to low")
            return f"{_quoted(low)}-{_quoted(high)}", at
        return _quoted(low), at

    def _member(self, at: int) -> tuple[str, str, int]:
        """A character, or a class that an escape names."""
        if not self._source.startswith("\\", at):
            return self._source[at], "", at + 1
        char, text, end = self.one(at + 1)
        if text[:2] in {"\\b", "\\B", "\\A", "\\Z"}:
            raise ValueError("it has a place within a class")
        inner = "\\S" if text.startswith("[^") else text.strip("[]")
        return char, inner, end


def _quoted(char: str) -> str:
    return char if char.isalnum() and char.isascii() else f"\\U{ord(char):08x}"
