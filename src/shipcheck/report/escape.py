"""The one door for foreign strings: paths, messages, hints and source lines are written by strangers.

Everything here is linear in the length of the text, and total: any string, lone surrogates included, has an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def visible(char: str, *, plain: bool = False) -> str:
    """A character as it can be shown: one that does not print (controls, bidi, zero width, half a pair) as an escape.

    A byte of a path that is not UTF-8 shows as that byte. `plain` also escapes everything beyond ASCII.
    """
    if char.isprintable() and (char.isascii() or not plain):
        return char
    if "\udc80" <= char <= "\udcff":  # Python's stand-in for a byte that is not UTF-8
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode()


def terminal(text: str, *, plain: bool = False) -> str:
    """Text on one line of a terminal, which may be the log of a workflow: no control and no runner's command in it."""
    if not text.isprintable() or (plain and not text.isascii()):
        text = "".join(visible(char, plain=plain) for char in text)
    if "##[" in text:
        text = text.replace("##[", "##\\x5b")  # the runner's old command form, which counts anywhere in a line
    if text.lstrip().startswith("::"):
        text = text.replace("::", "\\x3a:", 1)
    return text


def code(text: str, *, cell: bool = False) -> str:
    """Text as a Markdown code span, in which nothing is markup; `cell` for use inside a table."""
    text = terminal(text)
    if not text:
        return ""
    if cell and "|" in text:
        # `\|` is a pipe in a cell, but only if the backslash is not itself escaped.
        text = re.sub(r"(\\*)\|", lambda found: "\\x5c" * len(found.group(1)) + "\\|", text)
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def markdown(text: str, *, cell: bool = False) -> str:
    """A sentence as inline Markdown: what it has in backticks, and every word that could be markup, is a code span."""
    parts: list[tuple[bool, str]] = []
    for number, piece in enumerate(terminal(text).strip().split("`")):
        for literal, word in [(True, piece)] if number % 2 else _words(piece):
            if word.isspace() and not parts:
                continue  # at the start it would be cut away, and hide what opens the line
            shut = literal or (not parts and _opens(word))
            if shut and word and parts and parts[-1][0]:
                parts[-1] = (True, parts[-1][1] + word)  # two spans that touch would be read as another one
            elif word:
                parts.append((shut, word))
    return "".join(code(part, cell=cell) if literal else part for literal, part in parts).strip()


def _words(text: str) -> Iterator[tuple[bool, str]]:
    """Each word and each space, and whether it must be shut in: the punctuation behind a word need not be."""
    for word in re.split(r"( +)", text):
        if word.isspace() or _harmless(word):
            yield False, word
        else:
            bare = word.rstrip(".,;:!?" if "(" in word else ".,;:!?)") or word
            yield True, bare
            yield False, word[len(bare) :]


# What GitHub makes a link of without any markup: a host, `GH-12`, a commit.
_REFERENCE = re.compile(r"(?i)www\.|\bgh-\d|\b(?=[a-f]*\d)[0-9a-f]{7,64}\b")


def _opens(word: str) -> bool:
    """Whether a word at the start of a line begins a list, or makes a heading of the line before."""
    return re.fullmatch(r"[-+=]+|\d+[.)]", word) is not None


def _harmless(word: str) -> bool:
    """Whether a word means nothing to any Markdown reader: no mention, reference, link, tag or emphasis."""
    return re.fullmatch(r"(?:[^\W_]|[.,;'()/%\"=?!+-])+:?|:", word) is not None and not _REFERENCE.search(word)


def command_data(text: str) -> str:
    """The message of a GitHub workflow command: it stays one line, and holds no other command."""
    text = "".join(char if char in "\r\n" else visible(char) for char in text).replace("##[", "## [")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """The value of a GitHub workflow command's property."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def data(text: str) -> str:
    """A string of a JSON document: half a pair, at which strict readers stop, becomes a visible escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(visible(char) if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def document(value: object) -> str:
    """A JSON document in ASCII, which no console can fail to print and no workflow log takes for a command."""
    import json  # noqa: PLC0415  # the text format does without

    # Only strings can hold `#`, and there an escape means the same.
    return json.dumps(value, indent=2).replace("##[", "#\\u0023[") + "\n"


def uri(path: str) -> str:
    """A relative path as a URI reference: percent-encoded UTF-8, a byte that is not UTF-8 as that byte."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    encoded = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw)
    return "%2F" + encoded[1:] if encoded.startswith("/") else encoded
