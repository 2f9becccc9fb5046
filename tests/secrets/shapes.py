"""A small language for the shapes of credentials: makes values, look-alikes and an expression from one template.

A template is literal text with pieces in it:

`<30:w>`    thirty characters of alphabet `w` (see ALPHABETS); `<24-34:w>` a length between both
`<uuid>`    a UUID of version 4
`<crc>`     six base62 digits, the CRC32 of the random piece before it (GitHub and npm)
`<claims>`  the claims of a JSON web token, encoded

No template holds a whole value, so no file of ours does: a hosting service would refuse the push.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

LOWER, UPPER, DIGITS = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
BASE62 = DIGITS + UPPER + LOWER
ALPHABETS = {
    "w": BASE62,
    "l": LOWER + DIGITS,
    "u": UPPER + DIGITS,
    "a": LOWER,
    "A": UPPER,
    "L": UPPER + LOWER,
    "d": DIGITS,
    "h": DIGITS + "abcdef",
    "H": DIGITS + "ABCDEF",
    "b": BASE62 + "+/",
    "s": BASE62 + "-_",
    "v": BASE62 + "_",
    "t": UPPER + "234567",
    "k": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "y": "AEIMQUYcgkosw048",
    "j": LOWER + DIGITS + "!@#$%^&*(-_=+)",
}
PIECE = re.compile(r"<(?:(\d+)(?:-(\d+))?:(\w)|(uuid|crc|claims))>")


class Part(NamedTuple):
    """One part of a template: literal text, or a piece of a kind with its bounds."""

    text: str
    kind: str = ""
    low: int = 0
    high: int = 0


def parts(template: str) -> list[Part]:
    """A template taken apart."""
    found, at = [], 0
    for match in PIECE.finditer(template):
        if match.start() > at:
            found.append(Part(template[at : match.start()]))
        low = int(match.group(1) or 0)
        found.append(Part("", match.group(3) or match.group(4), low, int(match.group(2) or low)))
        at = match.end()
    if at < len(template):
        found.append(Part(template[at:]))
    return found


def head(template: str) -> str:
    """What every value of the shape begins with."""
    return parts(template)[0].text


def _numbers(key: str) -> Iterator[int]:
    """An endless stream of numbers that is the same on every machine and every version of Python."""
    turn = 0
    while True:
        digest = hashlib.sha256(f"{key}/{turn}".encode()).digest()
        yield from (int.from_bytes(digest[at : at + 4], "big") for at in range(0, 32, 4))
        turn += 1


def checksum(body: str) -> str:
    """The last six characters of a GitHub or npm token: CRC32 of what stands between prefix and checksum, in base62."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, rest = divmod(number, len(BASE62))
        digits = BASE62[rest] + digits
    return digits.rjust(6, "0")


def _claims(numbers: Iterator[int]) -> str:
    subject, issued = next(numbers) % 90000 + 1000, 1_700_000_000 + next(numbers) % 60_000_000
    claims = {"sub": str(subject), "role": "service", "iat": issued, "exp": issued + 31_536_000}
    text = json.dumps(claims, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _uuid(numbers: Iterator[int]) -> str:
    digits = "".join(ALPHABETS["h"][next(numbers) % 16] for _ in range(32))
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[next(numbers) % 4]}{digits[17:20]}-{digits[20:]}"


def fill(template: str, key: str) -> str:
    """The value of a template that belongs to a key."""
    numbers = _numbers(key)
    made: list[str] = []
    for part in parts(template):
        if part.text:
            made.append(part.text)
        elif part.kind == "uuid":
            made.append(_uuid(numbers))
        elif part.kind == "crc":
            made.append(checksum(made[-1]))
        elif part.kind == "claims":
            made.append(_claims(numbers))
        else:
            alphabet = ALPHABETS[part.kind]
            length = part.low + next(numbers) % (part.high - part.low + 1)
            made.append("".join(alphabet[next(numbers) % len(alphabet)] for _ in range(length)))
    return "".join(made)


def expression(template: str) -> str:
    """A regular expression of exactly the values that a template can make (checksums aside)."""
    made = []
    for part in parts(template):
        if part.text:
            made.append(re.escape(part.text))
        elif part.kind == "uuid":
            made.append("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
        elif part.kind == "crc":
            made.append("[0-9A-Za-z]{6}")
        elif part.kind == "claims":
            made.append("[0-9A-Za-z_-]{20,200}")
        else:
            made.append(f"[{re.escape(ALPHABETS[part.kind])}]{{{part.low},{part.high}}}")
    return "".join(made)


def _length(part: Part) -> int:
    return {"uuid": 32, "crc": 6, "claims": 60}.get(part.kind, part.low)


def _patterned(template: str, wish: str, *, cycle: bool) -> str:
    """A template with every random piece filled from those wished characters that its alphabet has (an x always fits)."""
    made = []
    for part in parts(template):
        if part.text:
            made.append(part.text)
            continue
        alphabet = ALPHABETS.get(part.kind, ALPHABETS["h"])
        fitting = "".join(one for one in wish if one in alphabet) or wish[0]
        length = _length(part)
        filled = ((fitting if cycle else fitting[0]) * length)[:length]
        if part.kind == "uuid":
            filled = f"{filled[:8]}-{filled[8:12]}-{filled[12:16]}-{filled[16:20]}-{filled[20:]}"
        made.append(filled)
    return "".join(made)


def look_alikes(template: str, key: str) -> dict[str, str]:
    """Values that remind of a shape and are none, by kind; each must stay silent wherever it stands.

    `xs`, `same`, `ascending`: filled by hand; `masked`, `dots`: hidden; `your`, `angle`: placeholders; `example`: the word
    EXAMPLE in it; `short`: cut; `checksum`: its checksum is wrong. The last five only where the shape has room for them.
    """
    first = head(template)
    value = fill(template, key)
    found = {
        "xs": _patterned(template, "xX", cycle=False),
        "same": _patterned(template, "0A", cycle=False),
        "ascending": _patterned(template, LOWER + UPPER + DIGITS, cycle=True),
        "masked": first + "*" * 16,
        "your": f"{first}your-token-here",
        "angle": f"{first}<your token>",
    }
    room = list(re.finditer(r"[0-9A-Za-z]{16,}", value))
    if room:
        found["example"] = value[: room[-1].end() - 7] + "EXAMPLE" + value[room[-1].end() :]
    if len(first) > 1:
        found["dots"] = f"{first}{value[len(first) : len(first) + 4]}..."
        found["short"] = _shortened(template, key)
    if "<crc>" in template:
        found["checksum"] = value[:-1] + ("A" if value[-1] != "A" else "B")
    return found


def _shortened(template: str, key: str) -> str:
    """The head of a shape and a third of its first random piece: somebody cut it."""
    first = next(part for part in parts(template) if not part.text)
    alphabet = first.kind if first.kind in ALPHABETS else "w"
    return head(template) + fill(f"<{max(2, _length(first) // 3)}:{alphabet}>", key)
