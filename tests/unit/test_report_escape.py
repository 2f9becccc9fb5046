from __future__ import annotations

import json
import re
import time
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from report_sample import HOSTILE_MESSAGE, HOSTILE_PATH, REPORT, VIEW
from shipcheck.model import Finding, Location, Report, Severity, Unjudged
from shipcheck.report import render
from shipcheck.report.escape import code, command_data, command_property, data, document, markdown, terminal, uri

PIECES = [
    "`",
    "``",
    "|",
    "\\",
    "@octocat",
    "<b>",
    "[x](y)",
    "![x](y)",
    "http://x.y",
    "www.x.y",
    "a@b.cd",
    "#12",
    "*",
    "_",
    "&amp;",
    " ",
    "\n",
]
MARKUP = st.lists(
    st.sampled_from([*PIECES, "word", "::error::", "##[error]", "%0A", "\x1b[1m", "\r", "-", "1."]), max_size=12
).map("".join)
HOSTILE = st.text(st.characters(categories=None), max_size=60) | MARKUP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain \u00fc", "plain \u00fc"),
        ("a\nb\r\t", "a\\nb\\r\\t"),
        ("\x1b[31m\x00\x7f\x9b", "\\x1b[31m\\x00\\x7f\\x9b"),
        ("\u202e\u200b\ufeff\u2028", "\\u202e\\u200b\\ufeff\\u2028"),
        ("\udcff\ud800\U000e0001", "\\xff\\ud800\\U000e0001"),
        ("::error::x", "\\x3a:error::x"),
        ("a ##[error]", "a ##\\x5berror]"),
    ],
)
def test_a_terminal_sees_escapes(text: str, expected: str) -> None:
    assert terminal(text) == expected


def test_a_console_without_unicode_sees_ascii() -> None:
    assert terminal("f\u00fcr \u4e2d", plain=True) == "f\\xfcr \\u4e2d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`debug=True` is passed to `app.run()`, twice", "`debug=True` is passed to `app.run()`, twice"),
        ("hello @octocat: see #12", "hello `@octocat`: see `#12`"),
        ("`a`@b", "`a@b`"),
        ("unclosed `tick @x", "unclosed `tick @x`"),
        ("curl | sh", "curl `\\|` sh"),
        ("a\\|b", "`a\\x5c\\|b`"),
        ("<b>", "`<b>`"),
    ],
)
def test_markdown_keeps_words_and_shuts_markup_in(text: str, expected: str) -> None:
    assert markdown(text, cell=True) == expected


def test_a_code_span_is_longer_than_the_backticks_in_it() -> None:
    assert code("a``b") == "```a``b```"
    assert code("`") == "`` ` ``"
    assert code("a|b") == "`a|b`"
    assert code("a|b", cell=True) == "`a\\|b`"


@pytest.mark.parametrize(
    ("text", "told", "named"),
    [("a:b,c%\r\n", "a:b,c%25%0D%0A", "a%3Ab%2Cc%25%0D%0A"), ("##[x]\x1b", "## [x]\\x1b", "## [x]\\x1b")],
)
def test_commands_are_escaped_as_the_runner_reads_them(text: str, told: str, named: str) -> None:
    assert command_data(text) == told
    assert command_property(text) == named


def test_a_document_is_ascii_and_no_command() -> None:
    assert document(["\x1b\u00fc##[x]"]) == '[\n  "\\u001b\\u00fc#\\u0023[x]"\n]\n'
    assert "##[" not in document(["###[x]"])
    assert json.loads(document(["###[x]"])) == ["###[x]"]


@settings(deadline=None)
@given(st.text(st.characters(categories=None)))
def test_data_is_unicode_and_a_uri_keeps_every_byte(text: str) -> None:
    assert data(text).isascii() or data(text).encode()
    encoded = uri(text)
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", encoded)
    assert not encoded.startswith("/")
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogatepass")
    assert unquote_to_bytes(encoded) == raw


@settings(deadline=None)
@given(HOSTILE, HOSTILE)
@example(HOSTILE_PATH, HOSTILE_MESSAGE)
def test_nothing_foreign_forms_another_command_of_the_runner(path: str, message: str) -> None:
    finding = Finding(Location(path, 2, 3), path, Severity.NOTE, message)
    shown = render("github", Report(findings=(finding,), unjudged=(Unjudged(path, message, message),)))
    broken, found, last = shown.split("\n")[:-1]
    assert re.fullmatch(r"::error title=could not judge::[^\r\n]*", broken)
    assert re.fullmatch(r"::notice file=[^,:]*,line=2,col=3,title=[^,:]*::[^\r\n]*", found)
    assert last == "shipcheck: 1 note; could not judge 1 thing."
    assert "##[" not in shown
    assert all(char == "\n" or char.isprintable() for char in shown)


def test_at_most_ten_of_a_level_are_annotated_and_the_rest_is_counted() -> None:
    findings = tuple(Finding(Location("a.py", line), "rule", Severity.ERROR, "x") for line in range(1, 13))
    lines = render("github", Report(findings=findings, unjudged=REPORT.unjudged[:1])).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error"] * 10 + ["shipcheck:"]
    assert lines[0].startswith("::error title=could not judge::")
    assert lines[-1].endswith("Not annotated, as GitHub shows 10 of each level: 3 findings.")
    many = render("github", Report(unjudged=REPORT.unjudged[:1] * 11)).splitlines()
    assert many[-1].endswith("1 that could not be judged.")


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
@example(HOSTILE_PATH, HOSTILE_MESSAGE, "a\\|b")
def test_markdown_holds_no_foreign_markup(path: str, message: str, hint: str) -> None:
    """Judged by a Markdown parser: what is foreign is text without a mention or link, or a code span."""
    markdown_it = pytest.importorskip("markdown_it")
    finding = Finding(Location(path, 2, 3), path, Severity.NOTE, message)
    shown = render("markdown", Report(findings=(finding,), unjudged=(Unjudged(path, message, hint),)), VIEW)
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(shown)
    assert sum(token.type == "tr_open" for token in tokens) == 2
    assert sum(token.type == "td_open" for token in tokens) == 4
    assert [token.type for token in tokens if token.type in {"fence", "code_block", "html_block", "hr"}] == []
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "code_inline", "softbreak"} | {
        f"{kind}_{side}" for kind in ("strong", "em") for side in ("open", "close")
    }
    texts = "\n".join(child.content for child in inline if child.type == "text").replace("[!CAUTION]", "")
    assert not re.search(r"[@<>\[\]#|&]|://|www\.", texts)
    assert all(char == "\n" or char.isprintable() for char in shown)


def test_markdown_stays_short() -> None:
    findings = tuple(Finding(Location("a.py", line), "rule", Severity.NOTE, "x" * 5000) for line in range(1, 500))
    shown = render("markdown", Report(findings=findings, unjudged=REPORT.unjudged * 300))
    assert len(shown) < 65_536
    assert "449 more findings not shown here" in shown


@pytest.mark.parametrize(
    "text", ["`" * 50_000, "\\|" * 50_000, "." * 100_000 + "@", "a`" * 50_000, "##[" * 50_000, "::" * 50_000]
)
def test_escaping_is_linear(text: str) -> None:
    start = time.process_time()
    for escape in (terminal, markdown, code, command_data, command_property, data, uri):
        escape(text)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"
