"""Masks what may be a secret in text that is about to be shown: a second line of defence behind the collectors.

Rather too much than too little: a mask on a harmless word costs a reader a second, a printed secret costs a rotation.
Every expression is linear: its repeats are bounded or cannot give back, and an open quote runs to the end of the line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

MASK = "****"
_LONGEST_NUMBER = 8
_LONGEST_WORD = 20
_SHORTEST_HUMP = 3
_QUOTED = r'"(?:[^"\\\n]|\\.)*+(?:"|\\?$|(?=\n))' + "|" + r"'(?:[^'\\\n]|\\.)*+(?:'|\\?$|(?=\n))"
_NAME = r"""
    [\w.-]{0,64}? (?: (?<!com)pass(?:wd|word|phrase|code)? | pwd | secret | token | (?:api|private|access|account|signing|encryption)[_-]?key
    | credential s? | auth(?!or(?!i)) | conn(?:ection)?[_-]?str(?:ing)? | dsn | salt ) [\w.-]{0,32}
"""


class _Patterns(NamedTuple):
    url: re.Pattern[str]
    named: re.Pattern[str]
    spaced: re.Pattern[str]
    prefixed: re.Pattern[str]
    random: re.Pattern[str]
    hump: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compiled at first use: they cost more than the rest of this module, and a clean run shows nothing."""
    return _Patterns(
        # user:password@ in a URL; the user stays readable, and the last @ counts, since passwords hold them unescaped.
        url=re.compile(r"(?<=://)([^\s/:@'\"]{0,256}):[^\s'\"]{1,512}@"),
        # A name that promises a secret, an operator (or an annotation and one), a value.
        named=re.compile(
            rf"""(?ix)
            ( \b {_NAME} [\\"'\])}}>]{{0,4}} \s{{0,8}}
              (?: : \s{{0,8}} [\w.]{{1,32}} (?: \[ [\w.,|\ ]{{1,64}} \] )? \s{{0,8}} = (?!=) | [=!:]?={{1,3}} >? | : (?!//) | , | (?<=>) )
              \s{{0,8}} (?: \b (?:bearer|basic|token|bot) \s{{1,8}} )? (?: [rbfu]{{1,2}} (?=["']) )? )
            ( {_QUOTED} | \\{{1,4}}["'] [^\s"'\\]{{1,4096}} | (?: [^\s"'\\] | \\(?!["']) ){{1,4096}} )
            """
        ),
        # The same after a blank: `ENV PASSWORD x`, `--password x`, `-u user:x`, `IDENTIFIED BY x`, `Bearer x`.
        spaced=re.compile(
            rf"""(?ix)
            ( (?: ^ | (?<=\s) ) (?: (?:ENV|ARG|setx?) \s{{1,8}} {_NAME} \s{{1,8}} | requirepass \s{{1,8}}
                | --? {_NAME} \s{{1,8}} | (?:-u|--user) [\s=]{{1,8}} [^\s:]{{1,64}} : | identified\s{{1,8}}by\s{{1,8}}
                | (?:authorization:\s{{0,8}})? bearer\s{{1,8}} ) )
            ( {_QUOTED} | [^\s"'=]{{1,4096}} ) (?![=\w])
            """
        ),
        # The marks by which well-known services make their tokens known.
        prefixed=re.compile(
            r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA|AIza|eyJ|SG\.|hvs\.|hf_|npm_|pypi-|glpat-|gh[pousr]_|github_pat_|xox[abeprs]-|dop_v1_|ya29\."
            r"|(?:[srp]k|whsec)_(?:live_|test_)?|sk-(?=[\w-]{16}))[\w.+/=-]{8,4096})"
        ),
        # A long run; digests are public.
        random=re.compile(r"(?<![\w/+=-])(?<!sha256:)(?<!sha384:)(?<!sha512:)[\w/+=-]{24,}"),
        hump=re.compile(r"[A-Z]?[a-z]+|[A-Z]"),
    )


@cache
def _key() -> re.Pattern[str]:
    """What may stay of a line that holds a secret: the name at its start, with what leads to the value."""
    return re.compile(
        r"""(?ix)
        [\s{(,-]{0,400}+ (?: (?:export|ENV|ARG|const|let|var|if|elif|and|or|return|assert|set) \s{1,8} )?
        (?: ["']? [A-Za-z_][\w.-]{0,63} (?: \[ ["']? [\w.-]{1,63} ["']? \] )? ["']? \s{0,8} (?: :?=+ | != | : ) \s? | (?<=ENV\s) [A-Za-z_]\w{0,63} \s
        | [A-Za-z_][\w.]{0,63} \( )
        """
    )


def _hide(match: re.Match[str]) -> str:
    """The first group as it is, the second masked within its quotes."""
    quote = match.group(2)[0]
    return match.group(1) + (quote + MASK + quote if quote in "\"'" else MASK)


def _hide_random(match: re.Match[str]) -> str:
    text = match.group(0)
    return text if all(_is_word(word) for word in re.split(r"[/_+=-]", text)) else MASK


def _is_word(text: str) -> bool:
    """Whether a part of a long run reads as a word of a path or a name (`python3`, `ProxyFactory`, `2024`): no key does."""
    letters = text.rstrip("0123456789")
    if len(text) - len(letters) > _LONGEST_NUMBER or (letters and not letters.isalpha()):
        return False
    if letters.islower() or letters.isupper():
        return len(letters) <= _LONGEST_WORD
    humps = len(_patterns().hump.findall(letters))
    return humps * _SHORTEST_HUMP <= len(letters)


def redact(text: str) -> str:
    """Text with URL passwords, values of secret-like names, known tokens and long random runs masked."""
    patterns = _patterns()
    text = patterns.url.sub(lambda found: f"{found.group(1)}:{MASK}@", text)
    text = patterns.named.sub(_hide, text)
    text = patterns.spaced.sub(_hide, text)
    text = patterns.prefixed.sub(MASK, text)
    return patterns.random.sub(_hide_random, text)


def redact_line(text: str, column: int = 0) -> str:
    """A line that is known to hold a secret: everything after the name at its start is masked.

    `column` is where a secret begins, from 1, 0 where that is not known: a secret may be the very name.
    """
    key = _key().match(text)
    if key and 0 < column <= key.end():
        text = text[: column - 1]
        key = _key().match(text)
        return (redact(key.group(0)) if key else text[: len(text) - len(text.lstrip())]) + MASK
    if key:
        return redact(key.group(0)) + MASK
    indent = len(text) - len(text.lstrip())
    return text[:indent] + MASK if text.strip() else text
