"""What a provider's shape is, and the two ways in which the tables write one down.

An expression is linear on hostile text: every repeat is bounded, and a token starts where no letter or digit stands
before it. A shape without a mark of its own (32 hexadecimal digits) counts only as the value of a name that speaks of
the provider and of a key.
"""

from __future__ import annotations

from typing import Any, NamedTuple

# What may stand before a token: no letter and no digit, unless they end an escape (`\n`, `%3D`, `\u003d`).
LEFT = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-F][0-9A-F])|(?<=\\u00[0-9a-f][0-9a-f])|(?<=/bot))"
_KEYS = ("key", "token", "secret", "auth", "passw", "cred", "client", "bearer")
_MIDDLE = r"""[\w.\- (\["']{0,40}?"""
_MOST_SHOWN = 4
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class Shape(NamedTuple):
    """The form of one provider's secret.

    `heads` are literals of which at least one stands on the line of every match (in lower case, to be sought in the
    line's lower case, if `folded`). `pattern` is for one line and ASCII; its group `value`, else all of it, is the secret.
    `near` stands before the value on the same line for shapes that have no mark of their own. `check` names a function
    of `checksums`. `entropy` is the least Shannon entropy, in bits a character, of what follows the head. Of a value the
    first `shown` characters are public. `rotate` is the page of the provider about revoking it, or empty.
    """

    id: str
    kind: str
    heads: tuple[str, ...]
    pattern: str
    near: str = ""
    folded: bool = False
    check: str = ""
    entropy: float = 3.0
    shown: int = 4
    rotate: str = ""


def _right(body: str) -> str:
    """What must not follow a token: anything of which its last part is made, or a letter or digit."""
    last = body[body.rfind("[") : body.rfind("]") + 1]
    more = "".join(
        sign
        for sign, marks in (("_", (r"\w", "_")), ("+/", ("+/", "/+")), (r"\-", ("-]",)))
        if any(m in last for m in marks)
    )
    return f"(?![A-Za-z0-9{more}])"


def headed(name: str, kind: str, heads: str, body: str, **more: Any) -> Shape:
    """A shape known by its own mark; `heads` are separated by blanks. A body that begins with its own look-behind keeps it."""
    left = "" if body.startswith("(?<") else LEFT
    marks = tuple(heads.split())
    shown = min(_MOST_SHOWN, *map(len, marks))
    return Shape(name, kind, marks, left + body + _right(body), shown=shown)._replace(**more)


def nearby(name: str, kind: str, heads: str, body: str, **more: Any) -> Shape:
    """A shape that counts only after the provider's name (one of `heads`, any case) and a word for a key."""
    names = tuple(heads.split())
    escaped = [name.replace(".", r"\.") for name in names]
    said = [name for name in escaped if name.endswith(_KEYS)]
    bare = [name for name in escaped if not name.endswith(_KEYS)]
    if bare:
        said.append(f"(?:{'|'.join(bare)}){_MIDDLE}(?:{'|'.join(_KEYS)})")
    near = f"(?i:{'|'.join(said)})"
    return Shape(name, kind, names, "(?<![A-Za-z0-9])" + body + _right(body), near, folded=True, shown=0)._replace(
        **more
    )
