"""Credentials that are recognised by their own form: private keys, passwords in URLs, password hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.secrets.found import KEY, Found
from shipcheck.secrets.spans import BREAK
from shipcheck.secrets.values import drawn, empty, placeholder, reference, speaks
from shipcheck.secrets.vocabulary import EASY, NOBODIES, SAMPLES, SERVED

KEY_HEAD = lazy(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d: |---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|AGE-SECRET-KEY-1"
)
_KEY_BODY = lazy(r"[A-Za-z0-9+/]{40,}")
# What stands between a key's head and its body: armour headers, quotes, escaped line breaks.
_BODY_WITHIN = 700
# A password may hold a slash only where nothing before it looks like a host: `redis://:a/b@host`.
URL = lazy(
    r"://(?P<user>[^\s/:\"'<>`\\]{0,120}):(?P<value>[^\s/\"'<>`\\]{1,200}|[^\s\"'<>`\\]{1,200})@(?P<host>[^\s/:@\"'<>`\\,)\]]{1,200})"
)
# A token alone before the host, and a path that is not a mere number as in the public keys of error trackers.
TOKEN_URL = lazy(
    r"https?://(?P<value>[A-Za-z0-9_.~-]{16,200})(?::(?:x-oauth-basic)?)?@(?P<host>[\w.-]{1,200})(?!/\d+(?:[\"'\s]|$))(?=[/\"'\s:]|$)"
)
_LOCAL = lazy(r"(?i)\A(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal)\Z")
_NOWHERE = lazy(
    r"(?i)\A(?:(?:[\w-]{1,40}\.){0,3}example(?:\.(?:com|net))?|(?:host|hostname|server|ip|domain|address|ip_address|dbhost|db_host|your[\w.-]*|my[\w-]*host|somewhere|foo|bar)(?:\.\w+){0,2})\Z"
)
# A machine's name without a dot: a service of the same network.
_SERVICE = lazy(r"[A-Za-z][\w-]{0,62}\Z")
# What stands before a remark, and no option of a command.
_REMARK = lazy(r"\s*(?:[#;*>]|//|--\s|<!--|(?i:rem)\s)|.{0,2000}?\s(?:#|//)\s")
# A host that anybody can reach; these endings are for manuals and for networks of one's own.
_ANYWHERE = lazy(
    r"(?i)(?!(?:[\w-]{1,63}\.){0,8}(?:example|test|invalid|local|localhost|internal|intern|lan|home|corp|svc)(?:\.|\Z))"
    r"(?:[a-z0-9][\w-]{0,62}\.){1,8}[a-z]{2,24}\Z"
)
_HOST = lazy(r"[\w.-]{1,200}")
_PORT = lazy(r"\d{2,5}[/?#]")
CRYPT = lazy(r"\$(?:2[abxy]?|1|5|6|y|apr1|argon2id?|pbkdf2[\w-]{0,20})\$[./A-Za-z0-9$=,+-]{20,200}")


class Block(NamedTuple):
    """A credential in a line: its span from 0, its name, its value."""

    start: int
    end: int
    kind: str
    value: str


def private_key(text: str, at: int) -> bool:
    """Whether a key's head at this offset has a body: documents show heads alone."""
    end = text.find("-----END", at + 11)
    stretch = text[at + 11 : min(at + _BODY_WITHIN, end if end > 0 else len(text))]
    body = _KEY_BODY.search(stretch.replace("\\n", "\n"))
    return bool(body) and len(set(body.group(0))) > 12  # type: ignore[union-attr]  # noqa: PLR2004


def key_heads(text: str) -> Iterator[re.Match[str]]:
    """Where private keys begin."""
    return KEY_HEAD.finditer(text)


def private_keys(text: str) -> Iterator[Found]:
    """Private keys with a body, each at its head."""
    number, counted = 1, 0
    for head in key_heads(text):
        number, counted = number + len(BREAK.findall(text, counted, head.start())), head.start()
        if private_key(text, head.start()):
            column = head.start() - max(text.rfind("\n", 0, head.start()), text.rfind("\r", 0, head.start()))
            yield Found(number, column, column + len(head.group(0)), KEY, "private key", "", head.group(0))


def urls(line: str, *, easy: bool = True) -> Iterator[Block]:
    """Passwords in URLs, but not the samples that documentation and defaults are full of.

    `easy` says that a word which everybody knows counts as well where a service is signed in to with it.
    """
    if "@" not in line:
        return
    for found in URL.finditer(line):
        user, value, host = found.group("user", "value", "host")
        if _real(user, value, host) or (
            easy and _served(user, value, host) and not _REMARK.match(line, 0, found.start())
        ):
            yield Block(found.start("value"), found.end("value"), "password of a URL", value)
    for found in TOKEN_URL.finditer(line):
        if (
            drawn(found.group("value"))
            and "sentry" not in found.group("host")
            and not _NOWHERE.match(found.group("host"))
        ):
            yield Block(found.start("value"), found.end("value"), "token of a URL", found.group("value"))


def leaked(line: str, shortest: int) -> Iterator[Block]:
    """Passwords in URLs that were surely drawn, for hosts that anybody can reach: wherever they stand, they open something.

    `shortest` is from how many characters on they count.
    """
    for block in urls(line, easy=False):
        long = block.kind == "password of a URL" and len(block.value) >= shortest
        if long and drawn(block.value) and _public(line, block.end + 1):
            yield block


def _public(line: str, at: int) -> bool:
    found = _HOST.match(line, at)
    host = found.group(0) if found else ""
    return "sentry" not in host and bool(_ANYWHERE.match(host))


def _served(user: str, value: str, host: str) -> bool:
    """Whether a service of the same network is signed in to with a word that everybody knows: it is what runs.

    Not what shows the form of a URL, and not the account that a message broker has before anybody sets one up.
    """
    word, owner = value.lower(), user.lower()
    if not _SERVICE.match(host) or _LOCAL.match(host) or _NOWHERE.match(host) or owner in NOBODIES:
        return False
    chosen = word == owner and len(word) > 2 and word.replace("_", "").replace("-", "").isalnum()  # noqa: PLR2004
    return (chosen or word in SERVED) and (word, owner) != ("guest", "guest")


def _real(user: str, value: str, host: str) -> bool:
    called = "(" not in value or ")" in value
    if (
        empty(value)
        or reference(value, bare=called)
        or placeholder(value)
        or _PORT.match(value)
        or _NOWHERE.match(host)
    ):
        return False
    if any(char in value for char in "{}<>*") or value.startswith(("$", "%s", "%(", "[", "(")):
        return False
    if any(char in user for char in "${}<>*") or "%s" in user or "<" in host or ("/" in value and "." in user):
        return False
    if (
        (value.isupper() and "_" in value and speaks(value))
        or value.lower() in SAMPLES
        or user == "scott"
        or set(value) <= set("xX*.")
    ):
        return False
    return not ((_LOCAL.match(host) or "." not in host) and value.lower() in {user.lower(), *EASY})


def crypt_hashes(line: str) -> Iterator[Block]:
    """Password hashes of crypt(3): in a file that is shared they can be guessed at leisure."""
    for found in CRYPT.finditer(line):
        yield Block(found.start(), found.end(), "password hash", found.group(0))
