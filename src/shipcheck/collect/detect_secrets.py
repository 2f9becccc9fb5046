"""Credentials in files, by the plugins of detect-secrets driven as a library: `engine = "detect-secrets"`.

Only its plugins' `analyze_string` runs, on lines that a cheap gate lets through: its scan loop, its settings singleton
(wrong answers under threads) and its cubic filter `is_indirect_reference` do not. Importing it costs ten bare
interpreter starts, most of it `requests`, which only its verification needs; so it is imported when a line passes the
gate, and without `requests`. Bare entropy is not asked: on real repositories it is mostly noise.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

from shipcheck.collect import secret_text
from shipcheck.collect.secret_file import File
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.secrets.found import Found
from shipcheck.subjects.context import context

LINE_LIMIT = 4096
# Whose rule a plugin's find is; all others find tokens.
RULES = {"keyword": "hardcoded-credential", "basic_auth": "url-credential", "private_key": "private-key"}
_PROSE = (".md", ".rst", ".adoc", ".txt", ".html")
HITS_PER_FILE = 200
_STEM_SHAPES = rb"api_?key|auth_?key|service_?key|account_?key|db_?key|database_?key|priv_?key|private_?key|client_?key|db_?pass|database_?pass|key_?pass|password|passwd|pwd|secret|contrase"


class Plugin(NamedTuple):
    """A plugin of detect-secrets, and a condition without which it finds nothing on a line."""

    module: str
    name: str
    gate: re.Pattern[bytes]
    kind: str


def _plugin(module: str, name: str, gate: bytes, kind: str) -> Plugin:
    return Plugin(module, name, re.compile(gate), kind)


SHAPED = (
    _plugin("artifactory", "ArtifactoryDetector", rb"AKC\w{10}|AP[\dABCDEF]\w{8}", "Artifactory token"),
    _plugin("aws", "AWSKeyDetector", rb"A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA|(?i:aws)", "AWS access key"),
    _plugin("azure_storage_key", "AzureStorageKeyDetector", rb"AccountKey=", "Azure storage key"),
    _plugin("basic_auth", "BasicAuthDetector", rb"://[^{}\s]{1,200}:[^{}\s]{1,200}@", "password of a URL"),
    _plugin("discord", "DiscordBotTokenDetector", rb"[MNO][\w-]{23,25}\.[\w-]{6}\.", "Discord bot token"),
    _plugin("github_token", "GitHubTokenDetector", rb"gh[pousr]_", "GitHub token"),
    _plugin("gitlab_token", "GitLabTokenDetector", rb"gl\w{2,6}-|GR1348941", "GitLab token"),
    _plugin("jwt", "JwtTokenDetector", rb"eyJ", "JSON Web Token"),
    _plugin("mailchimp", "MailchimpDetector", rb"-us\d", "Mailchimp key"),
    _plugin("npm", "NpmDetector", rb"_authToken", "npm token"),
    _plugin("openai", "OpenAIDetector", rb"T3BlbkFJ", "OpenAI key"),
    _plugin("private_key", "PrivateKeyDetector", rb"-----BEGIN |---- BEGIN |PuTTY-User-Key-File-2", "private key"),
    _plugin("pypi_token", "PypiTokenDetector", rb"pypi-AgE", "PyPI token"),
    _plugin("sendgrid", "SendGridDetector", rb"SG\.", "SendGrid key"),
    _plugin("slack", "SlackDetector", rb"(?i:xox)|hooks\.slack\.com", "Slack token"),
    _plugin("square_oauth", "SquareOAuthDetector", rb"sq0csp", "Square secret"),
    _plugin("stripe", "StripeDetector", rb"[rs]k_live_", "Stripe key"),
    _plugin("telegram_token", "TelegramBotTokenDetector", rb"\d{8,10}:[\w-]{35}", "Telegram bot token"),
    _plugin("twilio", "TwilioKeyDetector", rb"(?:AC|SK)[a-z0-9]{32}", "Twilio key"),
)
# What the keyword plugin needs on a line: where quotes are required, and in the formats where they are not.
_STEMS = (b"key", b"pass", b"pwd", b"secret", b"contrase")
_OPERATED = rb"(?i:(?:" + _STEM_SHAPES + rb")\w{0,64}[\]\"'\[\d)]{0,6}\s{0,64}(?:[:=!]{1,3}>?|\(|\.assign\()[\s@]{0,64}"
_COMPARED = rb"|[\"'`]\s{0,64}[!=]{2,3}\s{0,64}\w{0,64}(?:" + _STEM_SHAPES + rb")"
QUOTED = _plugin("keyword", "KeywordDetector", _OPERATED + rb"[\"'`][^\s$%\"'`]" + _COMPARED + rb")", "credential")
BARE = _plugin("keyword", "KeywordDetector", _OPERATED + rb"[\"'`]?[^\s$%\"'`])", "credential")
UNQUOTED = re.compile(r"\.(ya?ml|ini|cfg|conf|properties|toml|env)$|(^|/)\.env(\.|$)", re.IGNORECASE)


def read(project: Project) -> Iterator[File | Unjudged]:
    """The files in focus that hold credentials."""
    for path in project.focused:
        if not secret_text.concerned(path):
            continue
        try:
            data = secret_text.read(project, path)
        except CannotJudge as reason:
            yield reason.unjudged
            continue
        candidates = list(_candidates(path, data)) if data else []
        if candidates and (found := list(_hits(path, candidates))):
            yield File(path, data, found)


def _candidates(path: str, data: bytes) -> Iterator[tuple[int, bytes, Plugin]]:
    """The lines that a plugin might find something on, with that plugin."""
    keyword = BARE if UNQUOTED.search(path) else QUOTED
    alive = [plugin for plugin in SHAPED if plugin.gate.search(data)]
    # A name alone promises nothing in tests, documents and examples.
    lower = b"" if context(path) == "development" or path.endswith(_PROSE) else data.lower()
    # A literal search is ten times as fast as the expression, and most files hold none of these words.
    if any(stem in lower for stem in _STEMS) and keyword.gate.search(data):
        alive.append(keyword)
    if not alive:
        return
    for number, line in enumerate(data.splitlines(), start=1):
        for plugin in alive:
            for piece in _pieces(line, plugin):
                yield number, piece, plugin


def _pieces(line: bytes, plugin: Plugin) -> Iterator[bytes]:
    """The line, or of a very long one the surroundings of what passed the gate."""
    if len(line) <= LINE_LIMIT:
        if plugin.gate.search(line):
            yield line
        return
    end = 0
    for found in plugin.gate.finditer(line):
        if found.start() >= end:
            end = found.start() + LINE_LIMIT // 2
            yield line[max(0, found.start() - LINE_LIMIT // 2) : end]


def _hits(path: str, candidates: Iterable[tuple[int, bytes, Plugin]]) -> Iterator[Found]:
    seen: set[tuple[int, str]] = set()
    for number, raw, plugin in candidates:
        line = raw.decode("utf-8", "replace")
        for value, _ in _analyze(plugin, path, line):
            if not value or (number, value) in seen or _harmless(plugin, line, value):
                continue
            seen.add((number, value))
            start = max(line.find(value), 0)
            name = _name(line[:start]) if plugin.module == "keyword" else ""
            rule = RULES.get(plugin.module, "provider-token")
            yield Found(number, start + 1, start + 1 + len(value), rule, plugin.kind, name, value)
            if len(seen) >= HITS_PER_FILE:
                return


def _analyze(plugin: Plugin, path: str, line: str) -> list[tuple[str, str]]:
    """The values that a plugin finds on a line, whole, and as detect-secrets knows (and hashes) them."""
    detector = _detector(plugin)
    if plugin.module != "keyword":
        return [(_whole(detector, line, value), value) for value in detector.analyze_string(line)]
    keyword = sys.modules["detect_secrets.plugins.keyword"]
    groups = (
        keyword.CONFIG_DENYLIST_REGEX_TO_GROUP
        if UNQUOTED.search(path)
        else keyword.QUOTES_REQUIRED_DENYLIST_REGEX_TO_GROUP
    )
    return [(value, value) for value in list(detector.analyze_string(line, groups))[:1]]


def _whole(detector: Any, line: str, value: str) -> str:
    """The whole token: some expressions of detect-secrets capture nothing but its public prefix (`ghp`)."""
    if len(value) >= 8:  # noqa: PLR2004  # no prefix is as long
        return value
    wholes = (found.group(0) for expression in detector.denylist for found in expression.finditer(line))
    return next((whole for whole in wholes if value in whole), value)


@cache
def _detector(plugin: Plugin) -> Any:
    with _bare_package():
        module = import_module(f"detect_secrets.plugins.{plugin.module}")
    return getattr(module, plugin.name)()


@contextmanager
def _bare_package() -> Iterator[None]:
    """Let plugins be imported without what their package's front door brings.

    `detect_secrets/__init__.py` imports the scan loop and multiprocessing, the plugins' base class `requests`; neither
    is used here. Both names are taken back afterwards, so that whoever wants the real ones gets them.
    """
    stubs = {}
    spec = find_spec("detect_secrets") if "detect_secrets" not in sys.modules else None
    if spec is not None:
        stubs["detect_secrets"] = ModuleType("detect_secrets")
        stubs["detect_secrets"].__path__ = list(spec.submodule_search_locations or ())
    if "requests" not in sys.modules:
        stubs["requests"] = ModuleType("requests")
    sys.modules.update(stubs)
    try:
        yield
    finally:
        for name in stubs:
            del sys.modules[name]


_CALL = re.compile(r"[\w.-]{1,200}[\[(].*[\])]\W*\Z", re.DOTALL)
_EMPTY_WORDS = frozenset(
    [
        "true",
        "false",
        "null",
        "none",
        "nil",
        "yes",
        "no",
        "on",
        "off",
        "inherit",
        "required",
        "optional",
        "string",
        "str",
        "secretstr",
    ]
)
_PLACEHOLDER = re.compile(
    r"\A(?:<.*>|\{.*\}|\$.*|%.*|\[.*\]|x{3,}|\*{3,}|\.{3,}|-+|_+|(?:your|enter|insert|replace)[-_ ].*"
    r"|.*(?:[-_ ]here|[-_ ]goes[-_ ]here)|changeme|change[-_]me|replaceme|placeholder|redacted|dummy|example|todo|tbd|n/?a)\Z",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"([A-Za-z_][\w.-]{0,100})[\"'\])\d\[]{0,6}[ \t]{0,64}(?:[:=!]{1,3}>?|\()[ \t@]{0,64}[\"'`]?\Z")
# Names that speak of a secret but hold something else about it.
_ABOUT = re.compile(
    r"(?:_|-|(?<=[a-z])(?=[A-Z]))(?i:name|names|path|file|dir|url|uri|id|ids|ref|key_?ref|field|header|label|type|policy|hashers?|"
    r"validators?|min|max|length|len|timeout|ttl|age|expiry|expires|expiration|format|regex|pattern|prefix|suffix|env|var|param|"
    r"placeholder|help|text|title|message|msg|error|hint|reset|form|view|template|route|endpoint|algorithm|scheme|manager|store|backend|class)\Z"
)


def _harmless(plugin: Plugin, line: str, value: str) -> bool:
    """What no credential looks like: references, placeholders, prose, a constant that is its own name."""
    if plugin.module == "basic_auth":
        return not _credible_password(value)
    if plugin.module != "keyword":
        return "EXAMPLE" in value or len(set(value)) < 6  # noqa: PLR2004  # runs of one character are samples
    name = _name(line[: max(line.find(value), 0)])
    stripped = value.strip()
    return bool(
        len(stripped) < 4  # noqa: PLR2004  # nothing this short is worth an alarm on its name alone
        or stripped.lower() in _EMPTY_WORDS
        or _PLACEHOLDER.match(stripped)
        or _CALL.match(stripped)
        or (not _quoted(line, value) and re.match(r"[A-Za-z_][\w]*(\.[A-Za-z_]\w*)+\Z", stripped))
        or " " in stripped
        or stripped.startswith(("/", "./", "~/", "http://", "https://"))
        or not any(char.isalpha() for char in stripped)
        or _flat(name).endswith(_flat(stripped))
        or _flat(stripped).endswith(_flat(name) or "\0")
        or _ABOUT.search(name)
    )


def _quoted(line: str, value: str) -> bool:
    start = line.find(value)
    return start > 0 and line[start - 1] in "\"'`"


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _credible_password(value: str) -> bool:
    return not (
        _PLACEHOLDER.match(value)
        or value.lower() in {"pass", "password", "passwd", "pw", "secret", "user"}
        or "{" in value
        or "%" in value
    )


def _name(before: str) -> str:
    found = _NAME.search(before[-300:])
    return found.group(1) if found else ""
