"""Whether a value may be a secret: not empty, not a reference, not a placeholder, not the name of something; or drawn."""

from __future__ import annotations

import binascii
import re

from shipcheck.lazy import lazy
from shipcheck.secrets.letters import entropy, surprise
from shipcheck.secrets.vocabulary import DUMMIES, NOTHING, TRANSLATED

LONGEST = 4096
_LONG = 16
_MARKED = 24
_SLASHED = 12
_KEY = 32  # in characters: a key that a program drew
_REFERENCE = lazy(
    r"""(?xs)
    \$\w+\$?\Z | (?:\{[^{}]{0,40}\}[^\w{}]{0,4}){1,20}\Z | \$(?:env|Env):\w+\Z | \$\(.*\)\Z | [^{]{0,400}\$\{[^}]* | .{0,400}?\{\{ | .{0,400}?\{% | .{0,400}?<% | <[^<>]*>\Z | \{[^{}]*\}\Z
    | \[[\w\s.-]*\]\Z | \[%[^\]]*%\]\Z | %\w+%\Z | @\w+@\Z | __\w+__\Z | @Microsoft\.KeyVault\( | \(\(.*\)\)\Z | .{0,400}?\$\{\{ | .{0,400}?\#\{
    | (?:env|vault|ssm|op|secret|secrets|secretsmanager|secretref|aws|gcp|gsm|sops|file|ref|kms|k8s|akv|bws|doppler|data|pass|lookup)(?::|\+\w+:).
    | id=[\w.-]{1,80},(?:src|source|env|type|target)= | (?:type=\w+,)?(?:src|source|env)=[\w./-]+,id= | arn:aws | projects/ | ENC\[ | \$ANSIBLE_VAULT
    | (?:process\.env|os\.environ|import\.meta\.env|secrets|vars|System\.getenv)[.\[(]
    | [A-Za-z_][\w.]{0,80}\(\d{0,8}\)\Z | (?:[\w-]{1,80}=)?[\w./-]{1,120}:latest\Z
    """
)
# What stands without quotes may be code, a tag or an anchor as well.
_BARE_REFERENCE = lazy(
    r"""(?xs)
    !\w[\w/:.-]*(?:\s|\Z) | [*&]\w+\Z | \$ | (?:config|settings|self|this|var|local|module|data|env|each|params?|request|args?|options?|props|context|ctx|e|req|ENV|github|inputs|steps|matrix)\.\w
    | [A-Za-z_][\w.>:-]{0,80}\(.*\)?;?\Z | [A-Za-z_]\w{0,60}\[.*\];?\Z | (?:new|await|function|return|typeof)\s | `
    """
)
_PLACEHOLDER = lazy(
    r"""(?xis)
    (?: x{3,} | \*{2,} | \.{3,} | •{2,} | -{2,} | _{2,} | \#{2,} | \?{2,} | 0{4,} ) \Z
    | .{0,200}? (?-i:EXAMPLE) | !{3}\D{0,200}\Z | (?:x-oauth-basic|x-access-token|__token__|oauth2?)\Z
    | .{0,200}? (?: change[-_ ]?(?:me|it|this|in[-_ ]) | replace[-_ ]?(?:me|this|with) | (?<![a-z])your[-_ ]?(?=[a-z<]) | [-_ ]here(?![a-z]) | goes[-_ ]here
        | fill[-_ ]?(?:me|in) | to[-_ ]?be[-_ ](?:set|filled|replaced) | (?<![a-z])set[-_ ](?:me|this|in|via|by|a) | (?<![a-z])(?:insert|enter)[-_ ]
        | generate[-_ ](?:me|with|one|a|this|your) | placeholder | not[-_ ](?:set|used|needed|a[-_ ]secret|the[-_ ]real) | redacted | x{4,} | \*{3,} | <[^<>]{0,100}>
        | (?<![a-z])(?:dummy|fixme|example)(?![a-z]) | deleted[-_ ]?password | \.\.\.\Z | do[-_ ]not[-_ ]use )
    | (?:my|the|some|any|a|an)[-_ ](?:password|secret|token|key|api[-_ ]?key|secret[-_ ]?key)\Z
    | (?:dummy|fake|mock|sample|example)\w{0,40}\Z | (?:foo|bar|baz|foobar|test|testing|todo|tbd|n/?a|none|null|empty)\Z
    | (?:secret|password|passwd|pass|pwd|token|key|apikey|api[-_]key|credentials?|username|user|secretkey|mypassword|passphrase)\Z
    """
)
_ESCAPE = lazy(r"\\u[0-9a-fA-F]{4}|\\[a-z]")
_DOTTED = lazy(r"[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)+\Z")
_KEBAB = lazy(r"[a-z]+(?:[-_./:][a-z]+)+\Z")
_MEMBER = lazy(r"_?[A-Za-z]+(?:[_-][A-Za-z]+)*_?\Z")
_SNAKE = lazy(r"[a-z]+(?:_[a-z]+)+\Z")
_FIELD = lazy(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+\Z")
_EXPRESSION = lazy(r"\\[dswDSWb][+*?{/$)]|\[[^\]]{1,40}\](?:\{\d|[+*])|\(\?[:=!<P]")
# How forms and APIs write down what they demand: `required|min:8`.
_RULES = lazy(r"(?:required|nullable|sometimes|string|confirmed|min|max|present|filled)(?:[|:]|\Z)")
_HUMPS = lazy(r"(?:[A-Z][a-z]+){2,}\Z")
# What says itself that it is made to be shown: publishable keys, public halves, digests.
_SHOWN = lazy(
    r"(?:[0-9]{6,16}-[a-z0-9]{20,40}\.apps\.googleusercontent\.com\Z|pk[._-]|pub[_-]|public[_-]|publishable|phc_|sb_publishable_|ssh-(?:rsa|ed25519|dss) |age1|(?:sha(?:1|224|256|384|512)|md5|blake2[bs]?|blake3)[:-])"
)
_SECRET_WORD = lazy(r"(?i)pass|secret|token|key|cred|auth")
_PATH = lazy(
    r"""(?x)
    (?:\.{0,2}/|~/|[A-Za-z]:\\|\\\\) (?=[\w.@{-]) | (?:https?|wss?|file|unix|sqlite):// | file: | // | \.[A-Za-z][\w-]*\Z | [\w-]+\[ | (?:application|text|image)/
    | [\w./-]+\.(?:py|txt|json|ya?ml|pem|key|crt|cert|html?|jsx?|tsx?|toml|ini|env|conf|md|sh|png|svg|p12|jks|pub|asc|gpg|enc|csv|xml|db|sqlite3?)\Z | %[A-Za-z]+%\\
    """
)
_UUID = lazy(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_ROUTE = lazy(r"[a-z]{3,}(?:/[a-z]{3,}){1,5}\Z")
_BASE64 = lazy(r"[A-Za-z0-9+/]{24,400}={0,2}\Z")
_MEMBERS = lazy(r"[0-9a-fA-F]+(?:-[0-9a-fA-F]+)*\Z")
_PRINTABLE = lazy(r"[\x21-\x7e]+\Z")
_APP_PASSWORD = lazy(r"[a-z]{4}(?: [a-z]{4}){3}\Z")
_PAIR = lazy(r"[\w.@-]{1,80}:[\x21-\x7e]{3,200}\Z")


def empty(value: str) -> bool:
    """Whether a value says nothing at all: blank, a boolean, a null, a type."""
    stripped = _ESCAPE.sub("", value.strip().strip("\"'"))
    return not stripped or stripped.lower() in NOTHING or not any(char.isalnum() for char in stripped)


# What is put in: but of a hundred drawn signs two are bound to look so.
_FORMAT = lazy(r"(?:[^%]{0,400}[^\w%])?%(?:\(\w{1,40}\))?[sdr](?:\Z|[^\w%])")


def reference(value: str, *, bare: bool = False) -> bool:
    """Whether a value only says where the secret is: a variable, a template, a vault; `bare`: it stands without quotes."""
    stripped = value.strip()[:LONGEST]
    put_in = _FORMAT.match(stripped) and not (len(stripped) >= _KEY and drawn(stripped))
    return bool(_REFERENCE.match(stripped) or put_in) or (bare and bool(_BARE_REFERENCE.match(stripped)))


def placeholder(value: str) -> bool:
    """Whether a value asks to be replaced."""
    text = value.strip()[:400]
    return len(set(text)) == 1 or bool(_PLACEHOLDER.match(text))


def pathlike(value: str) -> bool:
    """Whether a value is a path, a URL without a password, a selector or a media type."""
    return bool(_PATH.match(value)) and not _slashed(value)


def _slashed(value: str) -> bool:
    """Whether a value is base64 that begins with a slash, as one of 64 does: no part of a path is long and drawn."""
    return bool(_BASE64.match(value)) and any(len(part) >= _SLASHED and drawn(part) for part in value.split("/"))


def names_something(value: str, *, config: bool) -> bool:
    """Whether a value is an identifier or a path rather than a secret; in configuration also a name of a secret."""
    if pathlike(value) or _ROUTE.match(value) or (_DOTTED.match(value) and not drawn(value) and surprise(value) < 5):  # noqa: PLR2004
        return True
    if _RULES.match(value) or _EXPRESSION.search(value[:400]):
        return True
    if _HUMPS.match(value) and _SECRET_WORD.search(value):
        return True
    return config and bool(_KEBAB.match(value)) and bool(_SECRET_WORD.search(value))


def member(value: str) -> bool:
    """Whether an element of a list is a field's name rather than a secret: `cert_file`, `privateKey`."""
    mixed = "_" in value or not (value.islower() or value.isupper())
    return bool(_MEMBER.match(value)) and (mixed or bool(_SECRET_WORD.search(value))) and not drawn(value)


def identifier(value: str) -> bool:
    """Whether a value is written like the name of a field or of a variable."""
    return bool(_FIELD.match(value)) and not drawn(value)


def speaks(value: str) -> bool:
    """Whether a value has a word for a secret in it."""
    return bool(_SECRET_WORD.search(value))


def public(value: str) -> bool:
    """Whether a value is meant for everybody: a publishable key, the public half of a pair."""
    return bool(_SHOWN.match(value))


def uuid(value: str) -> bool:
    """Whether a value is written as a UUID."""
    return bool(_UUID.match(value))


def snake(value: str) -> bool:
    """Whether a value is an identifier about a secret: `ask_credential_on_launch`."""
    return bool(_SNAKE.match(value)) and bool(_SECRET_WORD.search(value))


def prose(value: str) -> bool:
    """Whether a value is written for people: several words, a translation; a mail provider's app password is not."""
    if " " in value or "\n" in value:
        return not (_APP_PASSWORD.match(value) and surprise(value) > 4.5)  # noqa: PLR2004
    if value.lower().strip(":*?!.") in TRANSLATED:
        return True
    return not value.isascii() and all(char.isalpha() or char in "-':.\u2019\u2026?!" for char in value)


def sentence(value: str) -> bool:
    """Whether a value is a text rather than a phrase somebody signs with."""
    words = value.count(" ") + 1
    return words > 12 or (words > 3 and value.endswith((".", "!", "?", ":")))  # noqa: PLR2004


def dummy(value: str) -> bool:
    """Whether a value is made of words that stand in for a password where none is needed."""
    words = re.findall(r"[a-z]+|\d+", value.lower())
    return any(word in DUMMIES for word in words) or value.lower() in DUMMIES


def drawn(value: str) -> bool:
    """Whether a value was drawn rather than written: many kinds of characters in no order that a language has."""
    value = value.strip()
    core = re.sub(r"[^A-Za-z0-9]", "", value)
    if len(value) < 10 or len(core) < 8 or not _PRINTABLE.match(value):  # noqa: PLR2004
        return False
    if len(set(core)) < 6 or re.search(r"(.)\1{5}", core):  # noqa: PLR2004
        return False
    digits = sum(char.isdigit() for char in core)
    if digits == len(core):
        return len(core) >= 16 and entropy(core) > 2.6  # noqa: PLR2004
    if _MEMBERS.match(value):
        return len(core) >= 16 and digits >= 3 and entropy(core.lower()) > 2.8  # noqa: PLR2004
    return _unlike_words(value, core, digits) or _encoded_pair(value) or _marked(value)


def _marked(value: str) -> bool:
    """Whether words before a long hexadecimal number only say whose it is: `service_test_` and forty digits."""
    words, _, number = value.replace("-", "_").rpartition("_")
    return (
        words.replace("_", "").isalpha() and len(number) >= _MARKED and bool(_MEMBERS.match(number)) and drawn(number)
    )


def _unlike_words(value: str, core: str, digits: int) -> bool:
    """Bounds between the identifiers of site-packages (99 % below 5.25) and drawn strings (99 % above 4.6)."""
    bits, size = surprise(value), len(core)
    if digits <= 1 and (size < _LONG or core.islower() or core.isupper()):
        return bits >= 5.6 and size >= 12 and entropy(core) > 3  # noqa: PLR2004
    if size < _LONG:
        return bits >= 4.6 and entropy(core) > 2.6  # noqa: PLR2004
    return bits >= (4.3 if digits > 1 else 4.6) and entropy(core) > 3  # noqa: PLR2004


def _encoded_pair(value: str) -> bool:
    """Whether a value is `user:password` in base64, as in a Basic header."""
    if len(value) % 4 or len(value) > 400:  # noqa: PLR2004
        return False
    import base64  # noqa: PLC0415  # few values get here

    try:
        inner = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    return bool(_PAIR.match(inner))
