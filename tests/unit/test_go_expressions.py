"""Go's expressions by our means: the same answers as `re` where both languages agree, RE2's where they do not, in bounded time."""

from __future__ import annotations

import re
import time
import warnings

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shipcheck.secrets.go_expressions import read

ATOMS = st.sampled_from(["a", "b", "/", r"\.", ".", "[ab]", "[^a]", r"\d", r"\w", "[a-c-]", "^", "$", r"\b"])
COUNTS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?"])


def _group(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sequence = st.lists(st.tuples(inner, COUNTS).map("".join), min_size=1, max_size=4).map("".join)
    return st.lists(sequence, min_size=1, max_size=3).map("|".join).map("({})".format)


SOURCES = st.recursive(ATOMS, _group, max_leaves=12)


@given(SOURCES, st.text("ab/.1-", max_size=12))
def test_the_same_answers_as_re(source: str, text: str) -> None:
    # Go repeats places, too; `re` does not take all of that.
    assume(not re.search(r"(?:\^|\$|\\b)[*+?{]", source))
    try:
        ours = read(source)
    except ValueError:
        assume(False)
    assert ours.matches(text) == bool(re.search(source, text, re.ASCII))


@pytest.mark.parametrize(
    ("source", "yes", "no"),
    [
        (r"(^|/)tests?/", "src/tests/x.py", "src/contest/x.py"),
        (r"(.*?)(jpg|gif|doc)$", "a/b.gif", "a/b.gif.py"),
        (r"^apps/[^/]+/fixtures/.*\.json$", "apps/a/fixtures/b/c.json", "apps/a/b/fixtures/c.json"),
        (r"(?i)example[-_]?key", "MY_EXAMPLE_KEY", "my_exemplary_key"),
        (r"a(?i)b|c", "aB", "Ab"), (r"(?i)a(?-i)b", "Ab", "aB"), (r"(?i:a)b", "Ab", "AB"), (r"(a(?i)b)c", "aBc", "aBC"),
        (r"[[:alpha:]_]+[[:digit:]]", "x_1", "_-1"), (r"^\Qa.b\E$", "a.b", "axb"), (r"^\x{41}\x42\103$", "ABC", "abc"),
        (r"^\$(?:\d+|{\d+})$", "${12}", "${x}"), (r"x{,2}y", "x{,2}y", "xxy"), (r"a$", "a", "a\n"), (r"a\z", "ba", "ab"),
        (r"(?s)a.b", "a\nb", "ab"), (r"a.b", "a-b", "a\nb"), (r"(?m)^b$", "a\nb\nc", "ab"), (r"\d", "1", "\u0661"),
        (r"(?P<x>a)(?<y>b)", "ab", "ba"), (r"[]a]", "]", "b"), (r"[^]a]", "b", "]"), (r"[a\]-]", "-", "b"), (r"\s\S", " x", "\vx"),
        (r"(?:[a-z]+\.)+com", "mail.example.com", "Example.Com"), (r"", "", None), (r"(?U)a+", "a", "b"), (r"[\d-]", "-", "x"),
    ],
)  # fmt: skip
def test_the_meaning_is_gos(source: str, yes: str, no: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expression = read(source)
    assert expression.matches(yes)
    assert no is None or not expression.matches(no)


@pytest.mark.parametrize(
    "source",
    [
        "(", ")", "a)", "[a", "[b-a]", "*a", "a**", "a{2}{3}", "a{1001}", "a{3,2}", r"\1", r"\p{Greek}", r"[\pL]", "(?=a)", "(?<!a)b",
        "(?>a)", "\\", r"\C", "[[:^alpha:]]", r"\x{110000}", "(?z)a", "(" * 60 + ")" * 60, "a" * 1001, "(a+)+b", "(a|b)*c", "(a?){40}",
        "(x+x+)+y", "^a*a*a*a*a*$", "a?" * 40 + "a" * 40, r"(\w+\s?)*$", "(.*,){11}P", "(a|a?)+$",
    ],
)  # fmt: skip
def test_what_is_not_gos_or_not_for_us_is_refused_in_words(source: str) -> None:
    with pytest.raises(ValueError, match=r"^(?:it|its) \S"):
        read(source)


@given(SOURCES, st.sampled_from("ab/.1"))
@example(r"((a*(a|a)|aa[^a])\w*?(/))", "a")
@example(r"a*[ab]*b/", "a")
@example(r"(?:a|a)a*(?:a+/)*1", "a")
def test_no_expression_takes_long(source: str, char: str) -> None:
    try:
        expression = read(source)
    except ValueError:
        return
    for text in (char * expression.limit, "ab" * (expression.limit // 2), char * (expression.limit - 1) + "!"):
        started = time.process_time()
        expression.matches(text)
        assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


def test_what_is_too_long_is_not_matched() -> None:
    expression = read("secret")
    assert not expression.matches("x" * 5000 + "secret")
