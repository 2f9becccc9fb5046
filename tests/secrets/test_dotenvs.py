"""A committed `.env`: what is a secret by its own form is one whatever its variable is called."""

from __future__ import annotations

from shipcheck.collect import dotenvs
from shipcheck.collect.secret_search import find
from shipcheck.leaks.marks import Marks
from shipcheck.secrets.found import TOKEN

from .tokens import TOKENS

PATH = "ops/prod.env"


def secrets(text: str) -> list[tuple[int, str]]:
    found = dotenvs.read(PATH, text, shared=True)
    return [(entry.location.line, entry.name) for entry in found.entries if entry.secret]


def test_a_token_is_a_secret_under_any_name() -> None:
    every = [one.make(7) for one in TOKENS.values() if not one.needs_context]
    known = [one for one in every if any(found.rule == TOKEN for found in find("app.py", f"x = {one!r}\n".encode()))]
    assert len(known) > 0.9 * len(every)
    for one in known:
        text = f"DEBUG=0\nSERVICE={one}\n"
        assert [line for line, _ in secrets(text)] == [2], "one, on its line"
        assert [mark.line for mark in Marks().of(PATH, text.encode())] == [2], "also in a history"


def test_each_is_one() -> None:
    one, other = TOKENS["groq-key"].make(1), TOKENS["gitlab-pat"].make(1)
    text = f"GROQ={one}\nGIT_TOKEN={other}\n# the old one: {one}\nHOOK=\"{{\n 'a': '{other}'\n}}\"\n"
    assert secrets(text) == [(1, "GROQ"), (2, "GIT_TOKEN"), (3, ""), (4, "HOOK")]


def test_words_beside_a_token_do_not_hide_it() -> None:
    one = TOKENS["groq-key"].make(1)
    assert secrets(f"NOTE=add {one}\n") == [(1, "NOTE")]
    text = f'HOOK={{\n  "password": "flour4water",\n  "other": "{one}"\n}}\nX="\n  {{"password": "flour4water"}}\n  {one}"\n'
    assert (5, "X") in secrets(text)


def test_what_is_allowed_or_masked_is_none() -> None:
    one = TOKENS["groq-key"].make(1)
    assert secrets(f"GROQ={one} # pragma: allowlist secret\nGROQ_OLD=gsk_****************\n") == []
