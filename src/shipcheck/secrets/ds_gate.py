"""Where in a text a plugin of detect-secrets might find something: conditions without which it finds nothing on a line.

Each is necessary for what the plugin's own expression asks (detect-secrets 1.5, `plugins/*.py`), and cheap: literals,
shapes that begin with one, runs. So a plugin is asked about few lines, and most files need none of them.

Two kinds: `lines` are conditions on a line as it will be analysed; `worth` are conditions on a whole file whose values
detect-secrets takes out of YAML or INI before it looks, with quotes around them and names in front.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from shipcheck.lazy import lazy

# Letters that `re.IGNORECASE` takes for one of ASCII, and `str.lower` does not.
_KIN = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"), ("\u212a", "k"))


class Text:
    """A text, and the same with every letter small; both have the same length."""

    __slots__ = ("_folded", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._folded = ""

    @property
    def folded(self) -> str:
        """The text as expressions see it that do not tell large letters from small ones."""
        if not self._folded:
            folded = self.raw
            for letter, kin in () if folded.isascii() else _KIN:
                folded = folded.replace(letter, kin)
            self._folded = folded.lower()
        return self._folded


Condition = Callable[[Text], Iterable[int]]


def _literals(*words: str) -> Condition:
    def condition(text: Text) -> Iterator[int]:
        for word in words:
            yield from _places(text.raw, word)

    return condition


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _shape(*sources: str, folded: bool = False) -> Condition:
    """Where expressions match; each best begins with a literal, which `re` looks for much faster than for anything else."""
    expressions = [lazy(source) for source in sources]

    def condition(text: Text) -> Iterator[int]:
        looked = text.folded if folded else text.raw
        for expression in expressions:
            for found in expression.finditer(looked):
                yield found.start()

    return condition


# What stands between a name and its value in `build_assignment_regex`, the runs of blanks taken whole.
_ASSIGNED = r"[\"']?\]? *+(?:=>?|:[:=]?)? *+[\"']?"
_RESERVED = r"\s:/?#\[\]@!$&'()*+,;="
_LONG_NAMES = ("key", "pwd", "pass(?:word)?", "token")
SHAPES: dict[str, Condition] = {
    "ArtifactoryDetector": _shape(r"AKC[a-zA-Z0-9]{10}", r"AP[\dABCDEF][a-zA-Z0-9]{8}"),
    "AzureStorageKeyDetector": _literals("AccountKey="),
    "BasicAuthDetector": _shape(rf"://[^{_RESERVED}]+:[^{_RESERVED}]+@"),
    "CloudantDetector": _shape(
        rf"cl(?:oudant|ou)?[_-]?(?:api)?(?:key|pwd|pw|pass(?:word)?|token){_ASSIGNED}[0-9a-z]{{24}}",
        r"cloudant\.com",
        folded=True,
    ),
    "DiscordBotTokenDetector": _shape(r"\.[a-zA-Z\d_-]{6}\.[a-zA-Z\d_-]{27}"),
    "GitHubTokenDetector": _shape(r"gh[opusr]_[A-Za-z0-9_]{36}"),
    "GitLabTokenDetector": _shape(r"gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-[\w-]{20}", r"GR1348941"),
    "IPPublicDetector": _shape(r"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"),
    "IbmCloudIamDetector": _shape(*(rf"{name}{_ASSIGNED}[a-z0-9_-]{{44}}" for name in _LONG_NAMES), folded=True),
    "IbmCosHmacDetector": _shape(rf"secret[-_]?(?:access)?[-_]?key{_ASSIGNED}[a-f0-9]{{48}}", folded=True),
    "JwtTokenDetector": _shape(r"eyJ[A-Za-z0-9_=-]"),
    "MailchimpDetector": _shape(r"-us[0-9]"),
    "NpmDetector": _literals("/:_authToken="),
    "OpenAIDetector": _literals("T3BlbkFJ"),
    "PrivateKeyDetector": _literals("PRIVATE KEY", "PuTTY-User-Key-File-2"),
    "PypiTokenDetector": _literals("pypi-AgE"),
    "SendGridDetector": _shape(r"SG\.[a-zA-Z0-9_-]{22}\."),
    "SlackDetector": _shape(r"xox[abposr]-\d", r"hooks\.slack\.com/services/t", folded=True),
    "SoftlayerDetector": _shape(
        *(
            rf"{name}[_-]?(?:api)?[_-]?(?:key|pwd|pass(?:word)?|token){_ASSIGNED}[a-z0-9]{{64}}"
            for name in ("sl", "softlayer")
        ),
        r"api.softlayer.com/soap/",
        folded=True,
    ),
    "SquareOAuthDetector": _literals("sq0csp-"),
    "StripeDetector": _literals("k_live_"),
    "TelegramBotTokenDetector": _shape(r":[0-9A-Za-z_-]{35}"),
    "TwilioKeyDetector": _shape(r"AC[a-z0-9]{32}", r"SK[a-z0-9]{32}"),
}
_AWS_ID = _shape(*(rf"{head}[0-9A-Z]{{16}}" for head in ("A3T[A-Z0-9]", "ABIA", "ACCA", "AKIA", "ASIA")))
_AWS_KEY = _shape(r"aws[^\n]{2,60}?[\"'][0-9a-z/+]{40}[\"']", folded=True)


def _aws(text: Text) -> Iterator[int]:
    yield from _AWS_ID(text)
    yield from _AWS_KEY(text)


# The words of the keyword plugin: after these literals (or within them), with these in front.
_PREFIXED = lazy(r"(?:api|auth|service|account|db|database|priv|private|client)_?key")
_PASS = lazy(r"pass(?:word|wd)")
_PREFIXED_PASS = lazy(r"(?:db|database|key)_?pass")
_LEAD = 9


def stems(text: Text) -> Iterator[int]:
    """Where a word of the keyword plugin stands."""
    folded = text.folded
    for word in ("secret", "pwd", "contrase\u00f1a", "contrasena"):
        yield from _places(folded, word)
    for at in _places(folded, "key"):
        if folded[at - 1 : at] in _BEFORE_KEY and _PREFIXED.search(folded, max(0, at - _LEAD), at + 3):
            yield at
    for at in _places(folded, "pass"):
        if _PASS.match(folded, at) or _PREFIXED_PASS.search(folded, max(0, at - _LEAD), at + 4):
            yield at


# The last letters of the words that stand before `key`, and the dash that may follow them.
_BEFORE_KEY = frozenset("ihetbv_")


# From this length on a line is given to the keyword plugin in windows, where the type of its file allows.
LONG = 2000


def windowed(line: str, path: str) -> bool:
    """Whether `ds_keyword` looks at a line in the place of the plugin."""
    return len(line) > LONG and not path.endswith((*BARE_TYPES, *OTHER_TYPES))


class Plugin(NamedTuple):
    """A plugin that is on: the name of its class, and the limit of an entropy plugin."""

    name: str
    limit: float = 0.0


_CHARSETS = {"Base64HighEntropyString": r"A-Za-z0-9+/\\_=-", "HexHighEntropyString": r"0-9a-fA-F"}
BARE_TYPES = (".eyaml", ".go", ".yaml", ".yml", ".cnf", ".conf", ".cfg", ".cf", ".ini", ".properties", ".toml")


@cache
def _run(name: str, size: int, around: str = "") -> re.Pattern[str]:
    """A run of the characters that an entropy plugin takes, between quotes or anywhere."""
    return re.compile(rf"{around}([{_CHARSETS[name]}]{{{size},}}+){around}")


def _least(limit: float) -> int:
    """How many different characters a string has at least whose entropy is above the limit: it is at most their logarithm."""
    return int(2**limit) + 1


def _random(plugin: Plugin, text: Text) -> Iterator[int]:
    least = _least(plugin.limit)
    for quote in ('"', "'"):
        for found in _run(plugin.name, least, quote).finditer(text.raw):
            if len(set(found.group(1))) >= least:
                yield found.start()


# What the keyword plugin's expressions want behind such a word: an operator and a value in quotes, or not far away a value
# in quotes and nothing more; in some formats no quotes. In front of it: a value in quotes and a comparison.
GAP = r"[^\S\n]*+"
_QUOTED = lazy(rf"\w*+(?:[^\s]{{0,50}}?{GAP}[\"'`]\w|[\]\"']{{0,2}}{GAP}(?:={{1,3}}>?|!==?|:){GAP}[\"'`]\w)")
_BARE = lazy(rf"\w*+[\]\"']{{0,2}}{GAP}(?:={{1,3}}|!==?|:=?){GAP}[\"'`]?\w")
_WORD = lazy(r"\w*+")
_COMPARED = lazy(rf"[\"'`]{GAP}[!=]{{2,3}}{GAP}\w")
# Types for which it has expressions of other forms: any quote on the line will do.
OTHER_TYPES = (".m", ".cs", ".c", ".cpp")


def _keyword(text: Text, path: str) -> Iterator[int]:
    """The words behind which a value may stand."""
    raw = text.raw
    bare, other = path.endswith(BARE_TYPES), path.endswith(OTHER_TYPES)
    for at in words(text):
        if other or _QUOTED.match(raw, at) or (bare and _BARE.match(raw, at)):
            yield at
    yield from comparisons(text)


def words(text: Text) -> Iterator[int]:
    """Where a word of the keyword plugin stands first in a run of letters: what is behind the run is behind them all."""
    end = -1
    for at in sorted(stems(text)):
        if at >= end:
            end = _WORD.match(text.raw, at).end()  # type: ignore[union-attr]  # it matches anywhere
            yield at


def comparisons(text: Text) -> Iterator[int]:
    """The quotes that close a value in front of a comparison."""
    for found in _COMPARED.finditer(text.raw):
        yield found.start()


def lines(text: str, path: str, plugins: Iterable[Plugin]) -> dict[int, list[str]]:
    """The lines, counted from 0, that plugins must be asked about: their names, in the order in which they are on."""
    whole = Text(text)
    hits: list[tuple[int, int, str]] = []
    for order, plugin in enumerate(plugins):
        hits += [(at, order, plugin.name) for at in _condition(plugin, path)(whole)]
    if not hits:
        return {}
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    asked: dict[int, list[str]] = {}
    for number, _, name in sorted({(bisect_right(starts, at) - 1, order, name) for at, order, name in hits}):
        asked.setdefault(number, []).append(name)
    return asked


def _condition(plugin: Plugin, path: str) -> Condition:
    if plugin.name in _CHARSETS:
        return lambda text: _random(plugin, text)
    if plugin.name == "KeywordDetector":
        return lambda text: _keyword(text, path)
    return _aws if plugin.name == "AWSKeyDetector" else SHAPES[plugin.name]


# Runs that a value must hold for the plugins that want a name in front of it; the name may stand in another line.
_RUNS = {
    "AWSKeyDetector": (("aws",), lazy(r"[0-9a-z/+]{40}")),
    "CloudantDetector": (("cl",), lazy(r"[0-9a-z]{24}|cloudant\.com")),
    "IbmCloudIamDetector": (("key", "pwd", "pass", "token"), lazy(r"[a-z0-9_-]{44}")),
    "IbmCosHmacDetector": (("secret",), lazy(r"[a-f0-9]{48}")),
    "SoftlayerDetector": (("sl", "softlayer"), lazy(r"[a-z0-9]{64}")),
}
# Escapes of YAML that may put together what stands nowhere in the file as it is, and values that are decoded.
_WRITTEN_OTHERWISE = lazy(r"\\[xuU/\n]|binary")


def worth(text: str, plugins: Iterable[Plugin], *, yaml: bool) -> bool:
    """Whether plugins might find something in the values of a file, once they are taken out of it."""
    if _WRITTEN_OTHERWISE.search(text) if yaml else "%(" in text:
        return True
    whole = Text(text)
    return any(_worth(plugin, whole) for plugin in plugins)


def _worth(plugin: Plugin, text: Text) -> bool:
    if plugin.name in _CHARSETS:
        # A quote within a value gets a backslash in front, which is a character of base 64 to detect-secrets.
        least = _least(plugin.limit) - (plugin.name == "Base64HighEntropyString")
        runs = _run(plugin.name, max(1, least)).finditer(text.raw)
        return any(len(set(found.group(0))) >= least for found in runs)
    if plugin.name == "KeywordDetector":
        return any(True for _ in stems(text))
    if plugin.name == "PrivateKeyDetector" and "PRIVATE" in text.raw:
        return True
    if plugin.name in _RUNS:
        words, run = _RUNS[plugin.name]
        if any(word in text.folded for word in words) and run.search(text.folded):
            return True
    return any(True for _ in _condition(plugin, "")(text))
