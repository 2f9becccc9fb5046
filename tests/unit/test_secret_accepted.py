"""What a project accepted before it knew us: the baseline of detect-secrets, the allowlists of gitleaks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest

from shipcheck import rulebook
from support import judge, lines

RULES = rulebook.selected(["secrets"], [])
WEAK, STRONG = "flour4water", "kU7sPq2LxV9bTw4Zr8Nc5YdHf3Jm"
APP = f'DB_PASSWORD = "{WEAK}"\n'


def _sha1(value: str) -> str:
    return hashlib.sha1(value.encode()).hexdigest()


def _baseline(results: Mapping[str, list[dict[str, Any]]], **more: object) -> str:
    return json.dumps({"version": "1.5.0", "results": results, **more})


def _entry(value: str, **more: object) -> dict[str, Any]:
    return {"type": "Secret Keyword", "hashed_secret": _sha1(value), "is_verified": False, **more}


def _found(files: Mapping[str, str]) -> list[str]:
    return lines(judge(files, RULES))


@pytest.mark.parametrize(
    "more", [{}, {"is_secret": False}, {"is_secret": None}, {"line_number": 70, "is_verified": True}]
)
def test_an_entry_that_nobody_called_real_is_accepted(more: dict[str, object]) -> None:
    assert _found({"app.py": APP, ".secrets.baseline": _baseline({"app.py": [_entry(WEAK, **more)]})}) == []


def test_a_secret_that_was_audited_as_real_is_reported_and_says_so() -> None:
    held = _baseline({"app.py": [_entry(WEAK, is_secret=True)]})
    said = "app.py:1:16 hardcoded-credential error: `DB_PASSWORD` is a literal; it was audited as a real secret"
    assert _found({"app.py": APP, ".secrets.baseline": held}) == [said]


def test_of_two_verdicts_on_one_value_the_worse_holds() -> None:
    entries = [_entry(WEAK, is_secret=True), _entry(WEAK, type="Base64 High Entropy String", is_secret=False)]
    for listed in (entries, entries[::-1]):
        assert len(_found({"app.py": APP, ".secrets.baseline": _baseline({"app.py": listed})})) == 1


def test_paths_of_windows_are_the_same_paths() -> None:
    assert _found({"src/app.py": APP, ".secrets.baseline": _baseline({"src\\app.py": [_entry(WEAK)]})}) == []


def test_a_key_is_known_by_the_words_that_detect_secrets_takes_for_it() -> None:
    body = "\n".join(f"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw{number:02}gSjAgEAAoIBAQDEm2Lk7Q" for number in range(5))
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n"
    assert len(_found({"tls.key": key})) == 1
    held = _baseline({"tls.key": [_entry("BEGIN RSA PRIVATE KEY", type="Private Key")]})
    assert _found({"tls.key": key, ".secrets.baseline": held}) == []


def test_a_value_is_known_by_what_detect_secrets_takes_for_it() -> None:
    """It hashes all of `AccountKey=...`, of a web hook the whole URL; of a token's prefix it says nothing about the token."""
    hook = "https://hooks.slack.com/services/" + "T0A1B2C3D/B4E5F6G7H/kU7sPq2LxV9bTw4Zr8Nc5YdH"
    files = {"notify.py": f'URL = "{hook}"\n'}
    assert [one.split()[1] for one in _found(files)] == ["provider-token"]
    held = _baseline({"notify.py": [_entry(hook, type="Slack Token")]})
    assert _found(files | {".secrets.baseline": held}) == []
    assert len(_found(files | {".secrets.baseline": held.replace(_sha1(hook), _sha1("another"))})) == 1
    token = "glpat-" + "kU7sPq2LxV9bTw4Zr8Nc"
    files = {"app.py": f'X = "{token}"\n'}
    assert (
        len(_found(files | {".secrets.baseline": _baseline({"app.py": [_entry("glpat", type="GitLab Token")]})})) == 1
    )


def test_a_file_that_moved_takes_its_entries_along() -> None:
    app = f'API_KEY = "{STRONG}"\n'
    held = _baseline({"old.py": [_entry(STRONG)]})
    assert _found({"new.py": app, ".secrets.baseline": held}) == []
    assert len(_found({"new.py": app, "old.py": app, ".secrets.baseline": held})) == 1, "a copy is no move"
    real = _baseline({"old.py": [_entry(STRONG, is_secret=True)]})
    assert "audited" in _found({"new.py": app, ".secrets.baseline": real})[0]


def test_a_file_that_is_excluded_did_not_move() -> None:
    held = _baseline({"legacy/old.py": [_entry(STRONG)]})
    files = {"new.py": f'API_KEY = "{STRONG}"\n', "legacy/old.py": "x = 1\n", ".secrets.baseline": held}
    assert len(_found(files | {"shipcheck.toml": 'exclude = ["legacy"]'})) == 1


def test_a_weak_value_does_not_move() -> None:
    """`changeme` in a file that was deleted says nothing of `changeme` in another one."""
    assert len(_found({"new.py": APP, ".secrets.baseline": _baseline({"old.py": [_entry(WEAK)]})})) == 1


def test_our_own_entries_name_rule_and_name_and_hold_eight_bits() -> None:
    report = judge({"app.py": APP}, RULES)
    key = report.findings[0].key
    assert len(key) == 2
    own = {"rule": "hardcoded-credential", "name": "DB_PASSWORD", "key": key}
    assert _found({"app.py": APP, ".secrets.baseline": _baseline({}, shipcheck={"app.py": [own]})}) == []
    for other in ({"name": "PASSWORD"}, {"rule": "secret-fallback"}, {"key": f"{int(key, 16) ^ 1:02x}"}):
        held = _baseline({}, shipcheck={"app.py": [own | other]})
        assert len(_found({"app.py": APP, ".secrets.baseline": held})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "{}", '{"results": []}', '{"results": {"app.py": {}}}', '{"results": {"app.py": [1]}}', '{"results": {"app.py": [{}]}}',
        '{"results": {"app.py": [{"hashed_secret": 1}]}}', '{"results": {"app.py": [{"hashed_secret": "0", "is_secret": "no"}]}}',
        '{"results": {"app.py": [{"hashed_secret": "0", "is_secret": []}]}}', '{"results": {}, "shipcheck": 1}', "[" * 100_000,
        '{"results": {}, "shipcheck": {"app.py": [{"rule": "a", "name": "b", "key": "abc"}]}}',
        '{"results": {}, "shipcheck": {"app.py": [{"rule": "a", "key": "ab"}]}}',
    ],
)  # fmt: skip
def test_a_broken_baseline_accepts_nothing_and_is_told_once(text: str) -> None:
    found = _found({"app.py": APP, "b.py": APP, ".secrets.baseline": text})
    said = "unjudged .secrets.baseline: it is not a baseline of detect-secrets 1.x, and accepts nothing"
    assert found[2:] == [said]
    assert len(found) == 3


TWO = {
    "app.py": APP,
    "lib/app.py": f'API_KEY = "{STRONG}"\n',
    "prod.py": 'SECRET_KEY = os.getenv("SECRET_KEY") or "barley5salt"\n',
}


def _gitleaks(text: str, files: Mapping[str, str] | None = None) -> list[str]:
    found = _found(dict(files or TWO) | {".gitleaks.toml": text})
    return [one.partition(" ")[0].partition(":")[0] if not one.startswith("unjudged") else one for one in found]


def test_without_allowlists_all_are_reported() -> None:
    assert _gitleaks('title = "ours"\n[extend]\nuseDefault = true\n') == ["app.py", "lib/app.py", "prod.py"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[allowlist]\npaths = ['''(^|/)lib/''']", ["app.py", "prod.py"]),
        ("[[allowlists]]\npaths = ['''^app\\.py$''']\n[[allowlists]]\npaths = ['''^prod''']", ["lib/app.py"]),
        ("[allowlist]\nregexes = ['''^flour''']", ["lib/app.py", "prod.py"]),
        ("[allowlist]\nregexes = ['''^DB_PASSWORD''']", ["app.py", "lib/app.py", "prod.py"]),
        ("[allowlist]\nregexTarget = 'line'\nregexes = ['''^DB_PASSWORD''']", ["lib/app.py", "prod.py"]),
        ("[allowlist]\nregexTarget = 'match'\nregexes = ['''PASSWORD = .flour''']", ["lib/app.py", "prod.py"]),
        ("[allowlist]\nregexTarget = 'secret'\nregexes = ['''barley''']", ["app.py", "lib/app.py"]),
        ("[allowlist]\nstopWords = ['FLOUR', 'salt']", ["lib/app.py"]),
        ("[allowlist]\ncommits = ['abc']", ["app.py", "lib/app.py", "prod.py"]),
        ("[[allowlists]]\ncondition = 'AND'\npaths = ['app']\nregexes = ['flour']", ["lib/app.py", "prod.py"]),
        ("[[allowlists]]\ncondition = '&&'\npaths = ['app']\nregexes = ['barley']", ["app.py", "lib/app.py", "prod.py"]),
        ("[[allowlists]]\ncondition = 'AND'\npaths = ['app']\ncommits = ['abc']", ["app.py", "lib/app.py", "prod.py"]),
        ("[[allowlists]]\ntargetRules = ['generic-api-key']\npaths = ['.']", []),
        ("[[allowlists]]\ntargetRules = ['private-key', 'github-pat', 'ours']\npaths = ['.']", ["app.py", "lib/app.py", "prod.py"]),
        ("[[rules]]\nid = 'generic-api-key'\n[[rules.allowlists]]\nstopwords = ['flour']", ["lib/app.py", "prod.py"]),
        ("[[rules]]\nid = 'generic-api-key'\n[rules.allowlist]\nstopwords = ['flour']", ["lib/app.py", "prod.py"]),
        ("[[rules]]\nid = 'our-own'\nregex = 'x'\n[[rules.allowlists]]\nstopwords = ['flour']", ["app.py", "lib/app.py", "prod.py"]),
    ],
)  # fmt: skip
def test_an_allowlist_means_what_it_means_to_gitleaks(text: str, left: list[str]) -> None:
    assert _gitleaks(text) == left


def test_a_list_for_a_rule_of_a_provider_is_about_its_tokens() -> None:
    token = "glpat-" + "kU7sPq2LxV9bTw4Zr8Nc"
    files = {"app.py": f'X = "{token}"\n'}
    assert len(_gitleaks("", files)) == 1
    assert _gitleaks("[[rules]]\nid = 'gitlab-pat'\n[[rules.allowlists]]\npaths = ['app']", files) == []
    assert len(_gitleaks("[[rules]]\nid = 'github-pat'\n[[rules.allowlists]]\npaths = ['app']", files)) == 1


def test_what_a_configuration_extends_counts_within_the_project() -> None:
    base = {"ci/base.toml": "[allowlist]\nstopwords = ['flour']\n"}
    assert _gitleaks("[extend]\npath = 'ci/base.toml'", TWO | base) == ["lib/app.py", "prod.py"]
    outside = _gitleaks("[extend]\npath = '../base.toml'")
    assert outside[:3] == ["app.py", "lib/app.py", "prod.py"]
    assert outside[3:] == ["unjudged .gitleaks.toml: it extends `../base.toml`, which is not in the project"]
    assert _gitleaks("[extend]\npath = '.gitleaks.toml'\n[allowlist]\nstopwords = ['flour']") == [
        "lib/app.py",
        "prod.py",
    ]


def test_an_expression_that_cannot_be_used_allows_nothing_and_is_told() -> None:
    text = "[allowlist]\npaths = ['''(a+)+b''', '''^app''']"
    assert _gitleaks(text) == [
        "lib/app.py", "prod.py", "unjudged .gitleaks.toml: allowlist[0]: paths[0]: it allows nothing: it has a repeat within a repeat",
    ]  # fmt: skip
    text = "[[allowlists]]\ncondition = 'AND'\nregexes = ['''(?=flour)''']\npaths = ['^app']"
    assert _gitleaks(text)[:3] == ["app.py", "lib/app.py", "prod.py"], "what is left of an AND must not hold alone"


@pytest.mark.parametrize("text", ["[allowlist", "\x00", "allowlist = 3", "[allowlist]\npaths = 3", "[allowlist]\npaths = [3]", "rules = 'x'", "[allowlist]\ncondition = 'XOR'\npaths = ['.']"])  # fmt: skip
def test_a_broken_configuration_allows_nothing_and_is_told_once(text: str) -> None:
    found = _gitleaks(text)
    assert found[:3] == ["app.py", "lib/app.py", "prod.py"]
    assert len(found) == 4
    assert found[3].startswith("unjudged .gitleaks.toml: it is no")


def test_an_ignored_place_is_path_and_line_whatever_the_rule_is_called() -> None:
    ignore = "# seen\n\napp.py:generic-api-key:1\n0123456789abcdef0123456789abcdef01234567:lib\\app.py:some-rule:1\nprod.py:x:2\n"
    assert [one.partition(":")[0] for one in _found(TWO | {".gitleaksignore": ignore})] == ["prod.py"]


def test_a_line_that_is_no_fingerprint_is_told() -> None:
    found = _found(TWO | {".gitleaksignore": "app.py\napp.py:rule:1\napp.py:rule:one\n"})
    assert found[2:] == [
        "unjudged .gitleaksignore:1: it is no fingerprint of gitleaks",
        "unjudged .gitleaksignore:3: it is no fingerprint of gitleaks",
    ]


def test_nothing_of_it_is_read_for_a_project_without_finds() -> None:
    assert _found({"app.py": "x = 1\n", ".gitleaks.toml": "[", ".secrets.baseline": "[", ".gitleaksignore": "x"}) == []
