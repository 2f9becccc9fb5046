"""Masks what may be a secret in text that is about to be shown: a second line of defence behind the collectors.

Rather too much than too little: a mask on a harmless word costs a reader a second, a printed secret costs a rotation.
"""

from __future__ import annotations

import re

MASK = "****"

# user:password@ in a URL; the user stays readable.
_URL_PASSWORD = re.compile(r"(?<=://)([^\s/:@'\"]{0,256}):([^\s/@'\"]{1,512})@")
# A name that promises a secret, an operator, a value.
_NAMED = re.compile(
    r"""(?ix)
    ( \b [\w.-]{0,64}? (?: pass(?:wd|word|phrase)? | pwd | secret | token | api[_-]?key | private[_-]?key | credential s? | auth ) [\w.-]{0,32}
      ["'\])]{0,3} \s{0,8} (?: = | : (?!//) | => | , ) \s{0,8} )
    ( "(?:[^"\\]|\\.){1,4096}" | '(?:[^'\\]|\\.){1,4096}' | [^\s"'#,;(){}\[\]]{4,4096} )
    """
)
# A long run that mixes letters and digits: keys, hashes, tokens.
_RANDOM = re.compile(r"(?<![\w/+=-])(?=[\w/+=-]{0,64}?\d)(?=[\w/+=-]{0,64}?[A-Za-z])[A-Za-z0-9_/+=-]{24,}")
_QUOTED = re.compile(r""""(?:[^"\\]|\\.){3,}"|'(?:[^'\\]|\\.){3,}'""")
_VALUE = re.compile(r"(?<=[=:])\s*[^\s\"'=:]{3,}")


def _hide(match: re.Match[str]) -> str:
    text = match.group(0)
    return text[0] + MASK + text[-1] if text[:1] in "\"'" else MASK


def _hide_named(match: re.Match[str]) -> str:
    name, value = match.group(1), match.group(2)
    return name + (value[0] + MASK + value[0] if value[0] in "\"'" else MASK)


def redact(text: str) -> str:
    """Text with URL passwords, values of secret-like names and long random runs masked."""
    text = _URL_PASSWORD.sub(lambda found: f"{found.group(1)}:{MASK}@", text)
    text = _NAMED.sub(_hide_named, text)
    return _RANDOM.sub(MASK, text)


def redact_line(text: str) -> str:
    """A line that is known to hold a secret: every literal and every value on it is masked."""
    text = _QUOTED.sub(_hide, text)
    text = _VALUE.sub(f" {MASK}", text)
    return redact(text)
