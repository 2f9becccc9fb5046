"""What must stand in a file's bytes before the detector can find anything in it: the table behind every gate.

Each expression is a necessary condition of one way to find a credential. Most are derived by machine from the
expressions that the detector itself uses, so they cannot drift apart; those about names say what every idiom has in
common: a word that promises a secret, and near it something that may be one. No expression looks around.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from shipcheck.secrets import blocks, groups, phrases, vocabulary, wrapped
from shipcheck.secrets.python_calls import CALLS, FIRST, PAIR, PAIRS, SIGNS, TAKES
from shipcheck.secrets.python_values import WRAPPERS
from shipcheck.secrets.shapes import GAP, SHAPES
from shipcheck.secrets.widen import widen
from shipcheck.secrets.words import STEMS

_ASCII = 256  # re.ASCII: without `re`, which nothing else here needs
_HIGH = r"\x80-\xff"
_WORDS = {*vocabulary.STRONG, *vocabulary.STRONG_ENDS, *vocabulary.SHORT, *vocabulary.WEAK}
_SHORTEST = sorted(word for word in _WORDS if not any(other != word and other in word for other in _WORDS))
# A word without which no name promises anything.
_STEM = f"(?:(?i:{'|'.join(_SHORTEST)}|(?:{'|'.join(sorted(vocabulary.KEYED))})[0-9_.:/@$\\-{_HIGH}]*key)|[A-Z0-9]_KEY)"
# The same in fewer words, for tables that are asked where one of those stands: an automaton repeats them for every use.
_WORD = (
    r"(?i:pass|pw|psw|secret|token|credential|authorization|dsn|salt|pepper|webhook|bearer|mdp|contrasena|kennwort|masterauth"
    rf"|[a-z][0-9_\-{_HIGH}]*key|[\"'][\w.:/@$\-]*[.:/@$]key)"
)
_BLANK = rf"[ \t\x0b\x0c\x1c-\x1f{_HIGH}]"
_NAME_ON = rf"[\w.:/@$\-{_HIGH}]*"
_CLOSED = r"[\"'\]\)\\]{0,4}"
_OPERATOR = rf"(?::{_BLANK}*[A-Za-z][\w<>\[\]|.{_HIGH}]*{_BLANK}*=|=>|:=|\?=|[=!]=*|:)"
_ASSIGNED = rf"{_STEM}{_NAME_ON}{_CLOSED}{_BLANK}*{_OPERATOR}{_BLANK}*"
_START, _STOP = r"(?:^|[\r\n])", r"(?:[\r\n]|$)"
_NAMED = rf"[\w.\-]*{_WORD}[\w.\-]*"
_SAID = rf"[\w.\-]*{_STEM}[\w.\-]*"
# Where a line of Python ends, a remark included.
_END = r"(?:\#[^\n]*)?\r?\n"
# Calls whose first argument is the secret itself; the first argument of any other is the name of something.
_KNOWN = "|".join(sorted({*WRAPPERS, *FIRST, "hash", "verify", "encrypt", "new", "digest"}))
_WORDS_BEFORE = r"[^\w](?:or|and|else|if|in|is|not|return|await)"
# What stands before a literal that may be the value: not an open bracket of a call or of a subscript.
_LEAD = (
    rf"(?:[=:,+\-*/%<>!&|^~;@\\]|[\"']{_BLANK}+|{_WORDS_BEFORE}|(?:[^\w\s\)\]\"'\.]|{_WORDS_BEFORE}){_BLANK}*[\(\[]"
    rf"|[^\w](?:{_KNOWN}){_BLANK}*\(){_BLANK}*[rbfuRBFU]{{0,2}}"
)
# A literal without blanks inside: prose is none, but for a scheme before it and the app passwords of mail providers.
_CORE = (
    r"(?:[\"'`]{1,3}\s*(?:[^\"'`\s]|\\\r?\n){3,}\s*[\"'`]|[\"'`]{1,3}\s*(?i:bearer|basic|token|apikey|bot|key|digest)[ \t]"
    r"|[\"']{1,3}\s*[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4})"
)
# The same in parts, with something put in, and as a number.
_PARTS = r"(?:[^\"'`\s][\"'][\s\\]*\+?[\s\\]*[rbfuRBFU]{0,2}[\"'][^\"'`\s]|[fF][\"'][^\n]*\d|[^\w.]\d[\dxXa-fA-F_]{3})"
_SOLID = rf"(?:{_LEAD}{_CORE}|{_PARTS})"
# What binds a value to the name before it: an operator, also behind other targets of the same assignment.
_TARGETS = rf"{_NAME_ON}[\"'\]\)\(\\]{{0,6}}(?:{_BLANK}*,{_BLANK}*[\w.\[\]\"'\*{_HIGH}]+)*{_BLANK}*"
_BOUND = rf"{_TARGETS}(?::|[+|:]?=)"
# From a name to its literal, over what is put in braces on the way: what is behind an open brace has a name of its own.
_APART = r"(?:[^\n{]|\{[^\n{}]*\})*"
# Under these names, and where a variable of the environment is read, words are taken for a secret as well.
_WORDY = rf"(?i:secret[\w.:/@$\-{_HIGH}]*key|key[\w.:/@$\-{_HIGH}]*secret|phrase)"
_READS = (
    r"(?:(?:getenv|config|env|get_secret|getvar|env_str|get_env|getenv_or_default|environ|get_env_variable|envvar|env_var|get_env_var"
    r"|getenv_str|env_or_default|get_env_or_default|get_config|get_setting|setdefault|Field|field)\s*\(|getattr\s*\([^,]*(?:settings|config|conf|cfg)|environ\s*\[|\.\s*getenv\s*\("
    r"|(?:environ|env|os|config|environment|settings|decouple|getenv|cfg|conf|ENV|secrets)(?:\([^\n]*\))?\s*\.\s*"
    r"(?:get|getenv|str|setdefault|pop|get_secret|getvar|env|bytes|read|Value)\s*\()"
)
# What follows: a literal at once, or behind something that leads to one.
_THEN = rf"(?:(?:{_BLANK}*[\(\[])*{_BLANK}*[rbfuRBFU]{{0,2}}|{_APART}{_LEAD})"
# What hands out a default for a name, or sets a value under it.
_READER = (
    r"(?:get|pop|getattr|setattr|option|add_argument|add_header|putheader|__setitem__|add|set_header"
    r"|(?i:env|conf|secret|setting|option|default)[\w]*)[ \t]*\("
)
_FIRST = rf"(?:{'|'.join(sorted(FIRST))})\s*\("


@lru_cache(maxsize=1)
def tables() -> tuple[list[tuple[int, str]], ...]:
    """Every condition as the number of its group and an expression for bytes, by table; a group is met with one of its own."""
    words = [(groups.STEM, rf"(?i){word}") for word in (*STEMS, *CALLS)]
    return ([*_everywhere(), *_shapes()], [*_text_names()], [*_python_names()], words)


def _everywhere() -> Iterator[tuple[int, str]]:
    # Letters that are folded to ASCII ones: with them every other condition may be missed at first.
    yield groups.ODD, r"\xc5\xbf|\xe2\x84\xaa|\xc4[\xb0\xb1]"
    yield groups.WRAPPED, _base64_of_text()
    yield groups.KEY, widen(blocks.KEY_HEAD)
    yield groups.URL, widen(blocks.URL)
    yield groups.URL, widen(blocks.TOKEN_URL)
    yield groups.CRYPT, widen(blocks.CRYPT)
    yield groups.MANIFEST, widen(wrapped.SECRET)
    for expression in phrases.EXPRESSIONS:
        yield groups.PHRASE, widen(expression)
    one, other = (widen(expression) for expression in phrases.CONNECTION)
    yield groups.PHRASE, rf"(?:{one})[^\n]*(?:{other})"
    yield groups.PHRASE, rf"(?:{other})[^\n]*(?:{one})"
    yield (
        groups.PHRASE,
        rf"(?:\*|[\w.\-{_HIGH}]+):(?:\*|[\d{_HIGH}]+):(?:\*|[\w\-{_HIGH}]+):(?:\*|[\w\-{_HIGH}]+):[^\s:]",
    )
    yield groups.OPTION, rf"-[\w.\-]*{_WORD}[\w.\-]*(?:=|[\s\"',\[\]{_HIGH}])"
    yield groups.RUNNER, widen(phrases.RUNNER)
    # A mere `key`, whose holder stands before it or above it.
    yield groups.KEYED, rf"(?:^|[^\w.\-])(?i:keys?){_CLOSED}{_BLANK}*{_OPERATOR}{_BLANK}*[^\s]"
    joint = r"(?:\s|\\|\#[^\n]*\n|[\)\(])*"
    yield groups.SUM, rf"://[^\n]*[\"']{joint}\+"
    yield groups.SUM, rf"\+{joint}[rbfuRBFU]{{0,2}}[\"'][^\n]*://"
    yield groups.STEM, _STEM
    for word in (TAKES, SIGNS, PAIR):
        yield groups.CALLED, word


def _shapes() -> Iterator[tuple[int, str]]:
    for number, shape in enumerate(SHAPES):
        body = widen(shape.pattern, _ASCII)
        head = f"{widen(shape.near, _ASCII)}{widen(GAP, _ASCII)}" if shape.near else ""
        yield groups.SHAPED + number, head + body


def _base64_of_text() -> str:
    """Six groups of base64 of printable ASCII: of four signs the first three keep the highest bit of a byte at zero."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    # Nothing below a blank is printed but tabulators and line ends.
    first = "".join(sign for number, sign in enumerate(alphabet) if number in {2, 3, *range(8, 32)})
    second = "".join(sign for number, sign in enumerate(alphabet) if not number & 0b1000)
    third = "".join(sign for number, sign in enumerate(alphabet) if not number & 0b10)
    return f"(?:[{first}][{second}][{third}][A-Za-z0-9+/]){{6}}"


def _text_names() -> Iterator[tuple[int, str]]:
    yield groups.QUOTED, rf"{_ASSIGNED}[@bruf$]*[\"'`]"
    yield groups.QUOTED, rf"{_ASSIGNED}\[[^\n]*(?:[\"'`]|[^\s,\[\]\"'`]{{10}})"
    yield groups.BARE, rf"{_ASSIGNED}[^\s]"
    # After a blank: `ENV NAME value`, `set -x NAME value`.
    yield groups.BARE, rf"(?i:ENV|ARG){_BLANK}+{_SAID}{_BLANK}+[^\s]"
    yield groups.BARE, rf"(?:set|setx|setenv){_BLANK}+(?:-\w+{_BLANK}+)*{_SAID}{_BLANK}+[^\s]"
    yield groups.MARKUP, rf"<{_SAID}(?:{_BLANK}[^<>\n]*)?>[^<>\n]"
    for expression in _told():
        yield groups.NAMED, expression


def _told() -> Iterator[str]:
    """A name beside its value or above it."""
    yield rf"{_STEM}{_NAME_ON}{_CLOSED}(?:{_BLANK}+[A-Za-z][\w.<>\[\]]*)?{_BLANK}*(?:[.:?+]*=>?|:|\|\||,|>){_BLANK}*\\?[\"'`]?[A-Za-z0-9+/=_.~:\-]{{12}}"
    yield rf"<{_SAID}(?:{_BLANK}[^<>\n]*)?>{_BLANK}*[\r\n]"
    opening = rf"[\"']?{_BLANK}*[:=]{_BLANK}*[\"']?"
    yield rf"(?i:name|key){opening}{_SAID}[\"']?{_BLANK}*,?{_BLANK}+[\"']?(?i:value|content|default)"
    yield rf"[\"']{_SAID}[\"']{_BLANK}*:{_BLANK}*\{{{_BLANK}*[\"'](?i:value|default)"
    yield rf"(?i:define|set_?env|put_?env|set_?property|set_var|export)\({_BLANK}*[\"']{_SAID}"
    # A name above its value.
    lead = rf"{_START}{_BLANK}*(?:-{_BLANK}+)?"
    yield rf"{lead}(?:variable{_BLANK}+)?[\"']?{_SAID}[\"']?{_BLANK}*(?:[:=]{_BLANK}*[\[\{{\(]?|[\[\{{\(]){_BLANK}*{_STOP}"
    yield rf"{lead}[\"']?(?i:name|key|variable){opening}{_SAID}[\"']?{_BLANK}*,?{_BLANK}*{_STOP}"
    yield rf"\$\{{\w*{_STEM}\w*:?[-=]"
    yield rf"(?i:env|environ|getenv|fetch|config)\W+(?i:get\W+|str\W+|fetch\W+)?\w*{_STEM}\w*[\"')\]]*{_BLANK}*(?:\|\||\?\?|\?:|,|or){_BLANK}*[\"'`]"


def _python_names() -> Iterator[tuple[int, str]]:
    """A name and a literal of one statement: on one line, or on the lines that it goes on to."""
    yield from _on_one_line()
    yield from _on_several_lines()
    yield groups.ENVIRONMENT, _READS
    yield groups.ENVIRONMENT, "BaseSettings"
    # `Env(PASSWORD=(str, "literal"))`: a type and a default.
    joint = r"(?:\s|\\|\#[^\n]*\n|[\)\(])*"
    yield groups.ENVIRONMENT, rf"=(?:\s|\\|\#[^\n]*\n|\()*\({joint}[A-Za-z_{_HIGH}][\w{_HIGH}]*{joint},"
    yield groups.OPEN, rf"{_WORD}{_BOUND}{_BLANK}*[\(\[][^\n]*,{_BLANK}*{_END}"
    yield groups.LISTED, rf"[\"']{_NAMED}[\"']{_BLANK}*,{_BLANK}*{_END}"
    yield groups.DEFAULTED, rf"(?:default|fallback){_BLANK}*=[^=]"
    yield groups.DEFINED, rf"def{_BLANK}+\w*{_WORD}"
    yield groups.RETURNED, r"return[\s\(]*[rbfuRBFU]{0,2}(?:[\"']|\d\d)"
    said = rf"{_BLANK}*[=:]{_BLANK}*[\"']?[^\s\"']*[\d!@\#$%\^&*][^\s\"']*[\"']?{_BLANK}*;?{_BLANK}*{_STOP}"
    yield groups.ROW, rf"{_START}{_BLANK}*{_NAMED}{said}"
    yield groups.BINDING, rf"[\"'][A-Z0-9_]*{_WORD}[A-Z0-9_]*=[^\s;&|]"


def _on_one_line() -> Iterator[tuple[int, str]]:
    # What stands behind an open brace has a name of its own there, or is a member of a set.
    yield groups.SOLID, rf"{_WORD}{_BOUND}(?:{_THEN}{_CORE}|{_APART}{_PARTS})"
    yield groups.SOLID, rf"{_WORD}{_BOUND}{_APART}\{{{_BLANK}*[rbuRBU]{{0,2}}[\"'][^\"'\n]*[\"']{_BLANK}*[,}}]"
    yield groups.SOLID, rf"{_WORD}[^\n]*[=!]={_BLANK}*\(?[rbuRBU]{{0,2}}[\"'\d]"
    yield groups.SOLID, rf"(?:[\"']{_CLOSED}|\d[\d_]{{3}}\)?){_BLANK}*[=!]=[^\n]*{_WORD}"
    yield groups.SOLID, rf"compare_digest{_BLANK}*\("
    yield groups.SOLID, rf"{_READER}[^\n]*[\"']{_NAMED}[\"']{_APART}{_SOLID}"
    for word in (TAKES, SIGNS, PAIRS, _FIRST):
        yield groups.SOLID, rf"{word}(?:{_BLANK}*[rbfuRBFU]{{0,2}}{_CORE}|[^\n]*{_SOLID})"
    yield groups.SOLID, rf"{SIGNS}[^\n]*[\"']"
    yield groups.SOLID, rf"{_WORDY}{_BOUND}{_THEN}[\"']"
    yield groups.SOLID, rf"{_READER}[^\n]*[\"'][\w.\-]*{_WORDY}[\w.\-]*[\"']{_APART}{_LEAD}[\"']"
    yield groups.LITERAL, rf"{_WORD}{_APART}{_LEAD}[\"']"


def _on_several_lines() -> Iterator[tuple[int, str]]:
    """Behind an operator or an open bracket anything may follow, behind a name its value."""
    open_end = (
        rf"(?:(?:[=+\\|]|{_WORDS_BEFORE}|(?:[^\w\s\)\]\"'\.]|{_WORDS_BEFORE}){_BLANK}*[\(\[]"
        rf"|[^\w](?:{_KNOWN}){_BLANK}*\(|{_READS}){_BLANK}*{_END}"
        rf"|[\"'][^\"'\s]{{0,2}}[\"']{_BLANK}*{_END}{_BLANK}*[rbfuRBFU]{{0,2}}[\"'])"
    )
    below = rf"{_BLANK}*\\?{_END}(?:{_BLANK}*{_END})*"
    yield groups.OPEN, rf"{_WORD}{_BOUND}[^\n]*{open_end}"
    yield groups.OPEN, rf"{_WORD}{_TARGETS}[+|:]?={_BLANK}*{_END}"
    yield groups.OPEN, rf"{_WORD}{_BOUND}[^\n]*[\(\[]{_BLANK}*{_END}"
    yield (
        groups.OPEN,
        rf"{_WORD}{_BOUND}[^\n]*\{{{below}{_BLANK}*[rbuRBU]{{0,2}}[\"'][^\"'\n]*[\"']{_BLANK}*(?:[,}}]|{_END})",
    )
    yield (
        groups.OPEN,
        rf"[\"']{_NAMED}[\"']{_BLANK}*:{below}[^\n]*(?:{_SOLID}|{_BLANK}[rbfuRBFU]{{0,2}}[\"'][^\"'\s]{{3}})",
    )
    yield groups.OPEN, rf"[\"'][\w.\-]*{_WORDY}[\w.\-]*[\"']{_BLANK}*:{below}[^\n]*[\"']"
    called = rf"{_READER}(?:{_BLANK}*{_END})?[^\n]*[\"']{_NAMED}[\"']{_BLANK}*,"
    yield groups.OPEN, rf"{called}{below}{_BLANK}*[rbfuRBFU]{{0,2}}[\"'\d\(\[]"
    yield groups.OPEN, rf"{called}{below}[^\n]*{_SOLID}"
    # `getattr(settings, "NAME", "literal")`, on as many lines.
    further = rf"{_READER}{_BLANK}*(?:{below})?[^\n]*{below}[^\n]*[\"']{_NAMED}[\"']"
    yield groups.OPEN, rf"{further}{_APART}{_SOLID}"
    yield groups.OPEN, rf"{further}{_BLANK}*,{below}{_BLANK}*[rbfuRBFU]{{0,2}}[\"'\d\(\[]"
    # What stands in for something that is written above: `or "literal"` on a line of its own, or the literal below `or`.
    said = rf"(?:[^\W\d]\w*\.)*(?:{_KNOWN}){_BLANK}*\({_BLANK}*"
    literal = rf"(?:{said}){{0,2}}[rbfuRBFU]{{0,2}}[\"'\d]"
    yield groups.OPEN, rf"{_END}{_BLANK}*(?:or|and|else)(?:{_BLANK}|\()+{literal}"
    yield groups.OPEN, rf"[^\w](?:or|and|else){_BLANK}*[\\(]*{_BLANK}*{_END}(?:{_BLANK}|\()*{literal}"
    # Passwords by their owners, in a dictionary.
    yield groups.OPEN, rf"(?i:passwords|passwds|passphrases|passcodes|pwds){_CLOSED}{_BLANK}*(?::[^\n=]*)?=[^\n]*\{{"
    yield groups.OPEN, rf"(?i:passwords|passwds|passphrases|passcodes|pwds){_CLOSED}{_BLANK}*[=:]{_BLANK}*\{{"
    # On one line a look at the line decides; a pair that begins below its name is none.
    yield groups.OPEN, rf"{PAIR}{_BLANK}*\\?{_END}"
    for word in (TAKES, SIGNS, PAIRS, _FIRST):
        yield groups.OPEN, rf"{word}(?:[^\n]*[=,\(\[\\+])?{_BLANK}*{_END}"
    yield groups.OPEN, rf"[=!]={_BLANK}*[\\(]*{_BLANK}*{_END}[^\n]*{_WORD}"
    yield groups.OPEN, rf"{_WORD}[^\n]*[=!]={_BLANK}*[\\(]*{_BLANK}*{_END}"
    yield groups.OPEN, rf"{_WORD}[^\n]*{_END}{_BLANK}*[=!]="
    yield groups.OPEN, rf"{_END}{_BLANK}*[=!]=[^\n]*{_WORD}"
