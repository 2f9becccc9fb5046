"""The parts of the compatibility engine against the parts of detect-secrets that they stand in for, on random input."""

from __future__ import annotations

import configparser
import io
import time
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from shipcheck.collect import ds_plugins, ds_yaml
from shipcheck.secrets import ds_gate, ds_ini, ds_keyword
from shipcheck.secrets.ds_filters import allowlisted, indirect

HEURISTIC = ds_plugins.module("detect_secrets.filters.heuristic")
ALLOWLIST = ds_plugins.module("detect_secrets.filters.allowlist")
SNIPPET = ds_plugins.module("detect_secrets.util.code_snippet")
LIMITS = {"Base64HighEntropyString": 4.5, "HexHighEntropyString": 3.0}
PLUGINS = {name: ds_plugins.plugin(name, {}) for name in ds_plugins.MODULES}


def _module_without_side_effects(name: str) -> Any:
    """Its module for INI files changes the standard library's for everybody."""
    kept = configparser.ParsingError
    try:
        return ds_plugins.module(name)
    finally:
        configparser.ParsingError = kept  # type: ignore[misc]


INI = _module_without_side_effects("detect_secrets.transformers.config")
YAML = ds_plugins.module("detect_secrets.transformers.yaml")
PARSING = ds_plugins.module("detect_secrets.transformers.exceptions").ParsingError


def _joined(*pieces: str, most: int = 14) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


@given(_joined("=", ":", "!", " ", "\t", "a", "_", ".", "-", "(", "[", ")", "]", "\v", "\n", "\u00e9"))
def test_a_line_refers_as_it_does_to_detect_secrets(line: str) -> None:
    assert indirect(line) == HEURISTIC.is_indirect_reference(line)


def test_a_line_of_blanks_is_cheap() -> None:
    """Yelp/detect-secrets#868: twenty such lines take the original 42 seconds."""
    started = time.process_time()
    for line in [" " * 800, "=" + " " * 800, "password" + " " * 900, "=(" * 499]:
        for _ in range(20):
            indirect(line)
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


PRAGMAS = _joined(
    *(
        "#",
        "//",
        "/*",
        "*/",
        "'",
        "--",
        "<!--",
        "-->",
        " ",
        "\t",
        "pragma: ",
        "pragma:",
        "allowlist",
        "whitelist",
        " nextline",
    ),
    *(
        "-nextline",
        " secret",
        "-secret",
        "x",
        "\n",
        "pragma: allowlist secret",
        "pragma: allowlist nextline secret",
        "!",
        "-",
    ),
    most=8,
)


@given(PRAGMAS.map(str.rstrip), PRAGMAS, st.sampled_from(["a.py", "b.yaml", "c.yml", "d/.yaml", "..yaml"]))
def test_a_pragma_allows_what_it_allows_to_detect_secrets(line: str, before: str, path: str) -> None:
    context = SNIPPET.CodeSnippet([before, line], 0, 1)
    assert allowlisted(path, line, before) == ALLOWLIST.is_line_allowlisted(path, line, context)


@given(
    _joined(
        *(
            "[a]\n",
            "[b]\n",
            "[DEFAULT]\n",
            "key",
            "k2",
            "=",
            ":",
            " = ",
            "v1",
            "v2",
            '"q"',
            "'q'",
            "\n",
            "\n  ",
            "\n\t",
            "# c\n",
        ),
        *(
            "; c\n",
            "# pragma: allowlist nextline secret\n",
            "; pragma: allowlist nextline secret\n",
            "%(key)s",
            "%%",
            " ",
            "\v",
        ),
        *("x\u2028y", '"', "[", "]"),
        most=18,
    ),
    st.booleans(),
    st.booleans(),
)
def test_an_ini_file_has_the_same_lines(text: str, header: bool, headed: bool) -> None:
    text = f"[s]\n{text}" if headed else text
    try:
        theirs = INI._parse_file(io.StringIO(text), add_header=header)
    except configparser.Error:
        theirs = None
    assert ds_ini.lines(text, header=header) == theirs
    if theirs is not None and not header:
        assert ds_ini.headed(text)


def _bombs() -> list[str]:
    levels = "".join(f"{chr(98 + at)} = {f'%({chr(97 + at)})s' * 10}\n" for at in range(9))
    return [
        f"[s]\na = x\n{levels}",
        "[DEFAULT]\n" + "".join(f"k{at} = v\n" for at in range(2000)) + "".join(f"[s{at}]\n" for at in range(2000)),
        "[s]\nk = " + "%%" * 100_000,
    ]


@pytest.mark.parametrize("text", _bombs(), ids=["references", "defaults", "percents"])
def test_an_ini_file_that_explodes_is_refused(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ds_ini.TooLarge):
        ds_ini.lines(text, header=False)
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


def test_an_ini_file_of_blanks_is_cheap() -> None:
    started = time.process_time()
    assert ds_ini.lines("[s]\na" + " " * 200_000 + "b\n", header=False) is None
    assert ds_ini.lines("[s]\n" + "".join(f"k{at} = v\n" for at in range(20_000)), header=False)
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


YAMLS = _joined(
    *(
        "a: b\n",
        "key:\n",
        "  ",
        "- ",
        "x",
        ": ",
        "'q'",
        '"w"',
        "|\n",
        "|-\n",
        ">\n",
        "\n",
        "# c\n",
        " # pragma: allowlist secret\n",
        "{k: v}",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        ", ",
        "&a ",
        "*a",
        "!!binary YWJj\n",
        "<<: *a\n",
        "? ",
        "1",
        "null",
        "2020-01-01",
        "true",
        "---\n",
        "__line__",
    ),
    most=16,
)


@given(YAMLS)
@example("a: &a\n  k: v\nb: *a\nc:\n  <<: *a\n  d: e # f\n")
@example("a: {b: c, d: {e: f}}\n\ng:\n  - h: i\n  - [j, {k: l}]\n")
@example('a: "x\\\n  y"\nb: |-\n  one\n  two # no comment\nc: >-\n  three\n  four\n')
def test_a_yaml_file_has_the_same_lines(text: str) -> None:
    file = io.StringIO(text)
    try:
        theirs = YAML.YAMLTransformer().parse_file(file)
    except PARSING:
        theirs = None
    except Exception:  # noqa: BLE001  # whatever it dies of
        with pytest.raises(ds_yaml.Unreadable):
            ds_yaml.lines(text)
        return
    assert ds_yaml.lines(text) == theirs


def _aliases(levels: int, form: str) -> str:
    lines = ["a0: &a0 {k: v}"]
    for at in range(levels):
        many = ", ".join([f"*a{at}"] * 9)
        lines.append(f"a{at + 1}: &a{at + 1} {form.format(many)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("text", [_aliases(20, "[{}]"), "a: &a\n  b: c\n  d: *a\n"], ids=["laughs", "itself"])
def test_a_yaml_file_of_aliases_comes_to_an_end(text: str) -> None:
    started = time.process_time()
    assert ds_yaml.lines(text) is not None
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


@pytest.mark.parametrize(
    "text", [_aliases(9, "{{<<: [{}]}}"), "[" * 5000, "a: 2020-99-99\n"], ids=["merges", "deep", "date"]
)
def test_a_yaml_file_that_detect_secrets_dies_of_is_told(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ds_yaml.Unreadable):
        ds_yaml.lines(text)
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


WORDS = (
    "password",
    "api_key",
    "apikey",
    "secret",
    "PWD",
    "db_pass",
    "key",
    "pass",
    "Secret_",
    "\u017fecret",
    "contrase\u00f1a",
)
MARKS = ("'", '"', "`", ";", "]", "[", "(", ",", ".", "$", "\v", "\t", "-", "{", "@")
OPERATORS = (" = ", "=", "==", " === ", "!=", ": ", ":", ":=", " => ", " ")
VALUES = ("hunter2", "a b", "x,", "1", "$x", "abc.def", "")
SPREAD = _joined(*WORDS, *MARKS, *OPERATORS, *VALUES, most=20)
QUOTED = st.tuples(
    st.sampled_from(["", "x.", "my_"]), st.sampled_from(WORDS), st.sampled_from(["", "s", "]", "']", "[0]", "_2"]),
    st.sampled_from(OPERATORS), st.sampled_from("'\"`"), st.sampled_from(VALUES), st.sampled_from("'\"`"), st.sampled_from(["", ";", " == secret"]),
).map("".join)  # fmt: skip
LINES = st.lists(st.one_of(SPREAD, QUOTED), max_size=4).map("".join).map(str.rstrip)


@given(LINES, st.sampled_from(["a.js", "b.txt", "c.yaml", "d.go", "e.c", "f.cpp", "g.ini", "h.m", "i.cs", "j.py"]))
def test_the_keyword_plugin_finds_nothing_where_it_is_not_asked(line: str, path: str) -> None:
    found = {secret.secret_value for secret in PLUGINS["KeywordDetector"].analyze_line(filename=path, line=line)}
    if found:
        assert ds_gate.lines(line, path, [ds_gate.Plugin("KeywordDetector")]) == {0: ["KeywordDetector"]}


@given(LINES)
@example("password = `hunter2` == secretpassword = `hunter2` == secret")
@example("`hunter2` == x `hunter2` == secret 'a' `b` == pwd")
def test_the_keyword_plugin_finds_the_same_in_windows(line: str) -> None:
    plugin = PLUGINS["KeywordDetector"]
    whole = {secret.secret_value for secret in plugin.analyze_line(filename="a.js", line=line)}
    assert {secret.secret_value for secret in ds_plugins.keywords(plugin, "a.js", line)} == whole


@pytest.mark.parametrize(
    "line",
    [
        "secret" * 200_000 + "'x",
        "secret " * 100_000 + "'x",
        "`==a" * 100_000,
        "password " + "\t" * 200_000 + "'",
        "password = 'x' " * 50_000,
    ],
)
def test_the_keyword_plugin_comes_to_an_end_or_says_so(line: str) -> None:
    started = time.process_time()
    ds_gate.lines(line, "a.js", [ds_gate.Plugin("KeywordDetector")])
    with suppress(ds_keyword.TooLong):
        list(ds_plugins.keywords(PLUGINS["KeywordDetector"], "a.js", line))
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


PIECES = {
    "ArtifactoryDetector": ("AKC", "AP6", "AP\u0661", "x" * 9, " ", '"', "="),
    "AWSKeyDetector": ("AKIA", "A3TX", "ABCDEFGH12345678", "aws", "AWS", "_key = ", '"', "'", "a/" * 20, " "),
    "AzureStorageKeyDetector": ("AccountKey=", "a+/=" * 22, " "),
    "Base64HighEntropyString": ('"', "'", "abcdefghijklmnopqrstuvwxyz", "ABC", "+/=_-", "\\", " ", "0123456789"),
    "HexHighEntropyString": ('"', "'", "abcdef", "0123456789", "a1", " ", "1234567"),
    "BasicAuthDetector": ("://", "user", ":", "pw", "@", "/", " ", "host"),
    "CloudantDetector": ("cloudant", "cl", "_", "api", "key", "PW", " = ", ": ", '"', "a" * 24, "0f" * 32, "https://", "@", ".cloudant.com"),
    "DiscordBotTokenDetector": ("M", "N", "a" * 23, "b" * 25, ".", "c" * 6, "d_-" * 9),
    "GitHubTokenDetector": ("ghp", "gho", "_", "a1" * 18, "x"),
    "GitLabTokenDetector": ("glpat", "glcbt", "glagent", "gloas", "-", "ab_", "x1" * 20, "GR1348941", "y" * 64),
    "IPPublicDetector": ("8", "127", ".", "1", "255", ":80", " ", "x"),
    "IbmCloudIamDetector": ("ibm", "cloud", "_", "iam", "key", "TOKEN", '"', "]", " = ", ":", "::", "=>", "   ", "a_-1" * 11),
    "IbmCosHmacDetector": ("cos", "hmac", "secret", "access", "-", "_", "KEY", " = ", ":=", "'", "0f" * 24),
    "JwtTokenDetector": ("eyJ", "hbGciOiJIUzI1NiJ9", "eyJhIjoxfQ", ".", "_=", " "),
    "MailchimpDetector": ("0a" * 16, "-us", "1", "12", " "),
    "NpmDetector": ("//", "registry", "/", ":_authToken=", " ", "npm_", "x", "0a1b-" * 8),
    "OpenAIDetector": ("sk-", "proj-", "aB1" * 7, "T3BlbkFJ", "x"),
    "PrivateKeyDetector": ("BEGIN ", "RSA ", "EC ", "PRIVATE KEY", " BLOCK", "PGP ", "PuTTY-User-Key-File-2", "-----"),
    "PypiTokenDetector": ("pypi-", "AgEIcHlwaS5vcmc", "AgENdGVzdC5weXBpLm9yZw", "a_-" * 24, "x"),
    "SendGridDetector": ("SG", ".", "a" * 22, "b" * 43, "-"),
    "SlackDetector": ("xox", "XOXB", "b", "-", "123", "\u0661", "abc", "https://hooks.slack.com/services/", "T1", "t2", "/B1", "/x"),
    "SoftlayerDetector": ("softlayer", "SL", "\u017fl", "_", "-", "api", "key", "pwd", " = ", '"', "0a" * 32, "https://api.softlayer.com/soap/", "v3", "/"),
    "SquareOAuthDetector": ("sq0csp-", "a1-_\\" * 9, "x"),
    "StripeDetector": ("sk", "rk", "_live_", "a1" * 12, "x"),
    "TelegramBotTokenDetector": ("12345678", "\u0661" * 8, ":", "a_-1b" * 7, "x"),
    "TwilioKeyDetector": ("AC", "SK", "a1" * 16, "x"),
}  # fmt: skip


@given(st.data())
@pytest.mark.parametrize("name", PIECES)
def test_no_plugin_finds_anything_where_it_is_not_asked(name: str, data: st.DataObject) -> None:
    line = data.draw(_joined(*PIECES[name], most=12)).rstrip()
    plugin = ds_gate.Plugin(name, LIMITS.get(name, 0.0))
    if PLUGINS[name].analyze_line(filename="a.txt", line=line):
        assert name in ds_gate.lines(f"x\n{line}\ny", "a.txt", [plugin]).get(1, [])
        assert ds_gate.worth(line, [plugin], yaml=False)


@given(st.floats(0, 8), st.text("0123456789abcdef", min_size=1, max_size=40))
def test_a_limit_of_the_baseline_moves_the_condition(limit: float, value: str) -> None:
    plugin = ds_plugins.plugin("HexHighEntropyString", {"limit": limit})
    if plugin.analyze_line(filename="a.txt", line=f'"{value}"'):
        assert ds_gate.lines(f'"{value}"', "a.txt", [ds_gate.Plugin("HexHighEntropyString", limit)])


def test_every_plugin_of_detect_secrets_has_its_condition() -> None:
    entropy = {"Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector", "AWSKeyDetector"}
    assert set(ds_plugins.MODULES) == set(ds_gate.SHAPES) | entropy


def test_yaml_is_loaded_by_the_loader_that_the_comparison_is_about() -> None:
    assert issubclass(yaml.SafeLoader, yaml.scanner.Scanner)
