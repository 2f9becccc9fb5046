"""What a name promises, and whether a value keeps it: the two halves of judging a literal that has no provider's shape."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from shipcheck.lazy import lazy
from shipcheck.secrets import values
from shipcheck.secrets.vocabulary import (
    AFTER,
    BEFORE,
    EASY,
    HOLDERS,
    KEYED,
    OF_KEYS,
    PASSAGES,
    PASSING,
    SHORT,
    SIGNING,
    STRONG,
    STRONG_ENDS,
    WEAK,
)

Promise = Literal["key", "strong", "weak", ""]

# No name promises anything without one of these: a cheap look before everything else.
STEMS = (
    "pass", "pw", "secret", "token", "key", "cred", "auth", "pepper", "salt", "dsn", "bearer", "webhook", "contrasena",
    "kennwort", "mdp", "psw",
)  # fmt: skip
_CAMEL = lazy(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_CONSTANT = lazy(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
# What has blanks in it is a label or an expression.
_IDENTIFIER = lazy(r"[\w.:/@$-]+\Z")
_SCHEME = lazy(r"(?i)(?:bearer|basic|token|apikey|bot|key|digest)\s{1,4}(?=\S{6})")
_LONGEST_NAME = 200
_CHOSEN = 6
_ALGORITHM = lazy(r"(?i)(?:hs|rs|es|ps|ed|aes|sha|rsa|ecdh|a)[-_]?\d")
# Django writes it before the keys that it draws for a new project, and says that none of them is fit for one that runs.
_UNFIT = "django-insecure-"
# How a key is called in a pipeline's store: `dockerhub`, `github-deploy`.
_CALLED = lazy(r"[A-Za-z]+(?:[-_][A-Za-z]+)*\Z")
_TOKENS = frozenset({"token", "authtoken", "accesstoken", "apitoken"})
_MADE_UP = lazy(r"[A-Za-z0-9]{6,40}\Z")
# In characters: nobody signs in with a page, but tokens and encoded keys are long.
_LONGEST = {"key": 500, "strong": 500, "weak": values.LONGEST}


@lru_cache(maxsize=4096)
def split(name: str) -> tuple[str, ...]:
    """The words of an identifier in lower case: `dbPassword`, `DB_PASSWORD` and `db-password` are the same two."""
    return tuple(word.lower() for word in _CAMEL.findall(name[:_LONGEST_NAME]))


@lru_cache(maxsize=4096)
def promise(name: str) -> Promise:
    """What a name promises.

    `key` is a framework's signing key (any literal lets a forger in), `strong` a password or a secret, `weak` a token or
    a key of some kind, whose value must look random besides.
    """
    words = [word for word in split(name) if not word.isdigit()] if _IDENTIFIER.match(name) else []
    if words[-2:] == ["token", "secret"]:
        return "strong"  # `reset_password_token_secret` signs the tokens that a password is reset by
    at = max((place for place, word in enumerate(words) if _speaks(word)), default=len(words) - 1)
    if not words or any(word in AFTER for word in words[at + 1 :]) or _before(words):
        return ""
    if "secretkey" in words or ("secret" in words and ("key" in words or "keys" in words)):
        return "key"
    if any(word in STRONG or word.endswith(STRONG_ENDS) for word in words):
        return "strong"
    if words[-1] in SHORT and (len(words) == 1 or words[-2] not in PASSAGES):
        return "strong"
    return "weak" if _weak(words) or _constant_key(name, words) else ""


def _before(words: list[str]) -> bool:
    """Whether a word says that the name is of something else than a secret."""
    said = BEFORE.intersection(words)
    return bool(said - OF_KEYS) or (bool(said) and not _passwords(words))


def _passwords(words: list[str]) -> bool:
    return not {"key", "keys", *WEAK}.intersection(words) and any(word in STRONG for word in words)


def plural(name: str) -> bool:
    """Whether a name is of several: under `secret` stands the list of the fields that are secret, under `secrets` theirs."""
    words = split(name)
    return bool(words) and words[-1].endswith("s") and not words[-1].endswith("ss")


def _speaks(word: str) -> bool:
    return word in STRONG or word in WEAK or word in {"key", "keys"} or word.endswith(STRONG_ENDS)


def _weak(words: list[str]) -> bool:
    if any(word in PASSING for word in words):
        return False
    if any(word in WEAK for word in words):
        return True
    return any(one in KEYED and two in {"key", "keys"} for one, two in pairwise(words))


def _constant_key(name: str, words: list[str]) -> bool:
    """`APIFY_KEY`: a constant whose last word is `key`, whoever it belongs to; `GPG_KEY` is a fingerprint."""
    return name.isupper() and len(words) > 1 and words[-1] == "key" and words[-2] not in {"gpg", "pgp", "apt", "rpm"}


def _signs(name: str) -> bool:
    """Whether a key signs or encrypts: an application that has one starts with whatever it is given."""
    return promise(name) == "weak" and any(
        one in SIGNING and two in {"key", "keys"} for one, two in pairwise(split(name))
    )


def _loose(name: str) -> bool:
    """Whether only the end of a constant's name promises something: such name many a thing, identifiers too."""
    return not _weak(list(split(name)))


def _chosen_key(name: str, value: str) -> bool:
    """Whether somebody made up the key that an application signs with: `SIGNING_KEY = "jwt-s1gn-me"`."""
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return name.isupper() and _signs(name) and mixed and len(value) >= _CHOSEN and not _ALGORITHM.match(value)


def unschemed(value: str) -> str:
    """A header's value without its scheme: what follows `Bearer`."""
    scheme = _SCHEME.match(value)
    return value[scheme.end() :] if scheme else value


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def own_name(name: str, value: str) -> bool:
    """Whether a value is but its name again: `INVALID_PASSWORD = "invalid_password"`, `{"password": "Password:"}`.

    Also the name of something that holds it: `CONF_SECRET_ACCESS_KEY = "aws_secret_access_key"`.
    """
    mine, theirs = _flat(name), _flat(value)
    if name.isupper() and split(name)[0] in HOLDERS and values.identifier(value):
        return True
    if not theirs or theirs in mine:
        # `ADMIN_PASSWORD = "admin"`: whose password it is, is the password.
        return theirs not in EASY
    longer = promise(name) != "key" and len(mine) > 3 and theirs.endswith(mine)  # noqa: PLR2004
    return longer and len(theirs) <= len(mine) + 12 and theirs.isalpha()


def credible(name: str, value: str, *, config: bool, bare: bool = False) -> bool:
    """Whether a literal under this name is a credential: the name promises one, and the value may be it.

    `config` says that the file is configuration, where names of secrets are values too; `bare` that nothing quotes it.
    """
    kind = promise(name)
    text = value.strip()
    if (
        not kind
        or len(text) > _LONGEST[kind]
        or values.empty(text)
        or values.reference(text, bare=bare)
        or values.public(text)
    ):
        return False
    if kind == "weak":
        kept = _chosen_key(name, text) or (values.drawn(text) and not (_loose(name) and values.uuid(text)))
        return kept and not values.placeholder(text) and not values.names_something(text, config=config)
    if not (_unfit(name, text) and not config) and _says_else(name, text, config=config):
        return False
    if kind == "key":
        return len(text) > 2 and not (config and bare and " " in text) and not values.sentence(text)  # noqa: PLR2004
    return len(text) > 3 and not values.snake(text) and (not values.prose(text) or _phrase(name, text, config=config))  # noqa: PLR2004


def _says_else(name: str, value: str, *, config: bool) -> bool:
    """Whether a value under a strong name asks to be replaced, or is the name of something."""
    if values.placeholder(value) or own_name(name, value) or values.names_something(value, config=config):
        return True
    if _CONSTANT.match(value) and (promise(value) or values.speaks(value)):
        return True
    stored = split(name)[-1] in {"credential", "credentials"}
    return stored and bool(_CALLED.match(value)) and not values.drawn(value)


def _unfit(name: str, value: str) -> bool:
    return promise(name) == "key" and value.startswith(_UNFIT) and len(value) > len(_UNFIT)


def _phrase(name: str, value: str, *, config: bool) -> bool:
    """Whether words are a pass phrase: the name says so, or a variable of the environment is given a few of them."""
    environment = config and name.isupper() and value.count(" ") < 4 and value.isascii()  # noqa: PLR2004
    return (environment or "phrase" in name.lower()) and not values.sentence(value)


def drawn_key(name: str, value: str) -> bool:
    """Whether a value is the key that Django drew for a new project: also a copy for developers is often the one that runs."""
    return _unfit(name, value) and values.drawn(value[len(_UNFIT) :])


def stands_in(name: str, value: str, *, bare: bool = False) -> bool:
    """Whether a literal is a secret's stand-in, a default or a container's: it counts whatever it says, since it is what runs."""
    if (
        len(value) > values.LONGEST
        or values.empty(value)
        or values.reference(value, bare=bare)
        or values.pathlike(value.strip())
        or (value.isdigit() and len(value) == 1)  # a switch
    ):
        return False
    counts = promise(name) in {"key", "strong"} or _signs(name) or _borne(name, value)
    return counts or credible(name, value, config=bare, bare=bare)


def _borne(name: str, value: str) -> bool:
    """Whether a word is a token that somebody made up for a service of his own; who asks another one needs a drawn one."""
    if promise(name) != "weak" or split(name)[-1] not in _TOKENS or not _MADE_UP.match(value):
        return False
    stands = values.placeholder(value) or values.dummy(value) or values.speaks(value) or own_name(name, value)
    return not stands and not values.names_something(value, config=True)
