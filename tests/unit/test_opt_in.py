"""Rules that are off until somebody asks for them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipcheck import check, rulebook
from shipcheck.config import parse
from shipcheck.model import ShipcheckError
from shipcheck.secrets.bare_strings import MOST, bare_strings

NAME = "random-string"


def test_it_is_said_once_which_these_are() -> None:
    having = {
        named.name for named in rulebook.load(rulebook.names()) if "enabled" in {one.name for one in named.rule.options}
    }
    assert having == rulebook.OPT_IN
    for named in rulebook.load(rulebook.OPT_IN):
        assert {option.name: option.default for option in named.rule.options}["enabled"] is False
        assert "off until it is switched on" in rulebook.strength(named)


@pytest.mark.parametrize(
    ("select", "ignore", "enabled", "on"),
    [
        ([], [], [], False),
        (["secrets"], [], [], False),
        ([], [], [NAME], True),
        (["secrets"], [], [NAME], True),
        (["dockerfile"], [], [NAME], False),
        ([NAME], [], [], True),
        (["secrets", NAME], [], [], True),
        ([NAME], ["secrets"], [], False),
        ([], [NAME], [NAME], False),
    ],
)
def test_a_name_or_the_configuration_switches_it_on(
    select: list[str], ignore: list[str], enabled: list[str], on: bool
) -> None:
    assert (NAME in rulebook.selected(select, ignore, enabled)) is on


@pytest.mark.parametrize("table", [{"enable": True}, {"enabled": "yes"}, {"enabled": 1}])
def test_a_slip_in_its_table_is_told_though_it_is_off(table: dict[str, object]) -> None:
    with pytest.raises(ShipcheckError, match=r"rules\.random-string"):
        list(check._tuned([], parse({"rules": {NAME: table}})))


def test_other_rules_cannot_be_switched_like_that() -> None:
    config = parse({"rules": {"missing-user": {"enabled": True}}})
    with pytest.raises(ShipcheckError, match="unknown key `enabled`"):
        list(check._tuned(rulebook.load(["missing-user"]), config))


def test_a_file_gives_no_more_than_so_many() -> None:
    text = "\n".join(f'a{number} = "x7Kd93jdk2Qw81mzLq{number}"' for number in range(1000))
    assert len(list(bare_strings("a.py", text))) == MOST


@pytest.mark.parametrize("part", ['"', "a", "a=", "a: ", "x7Kd93jdk2Qw81mzLq0", '"x7Kd', "1a", "a.", ":", "r'", " "])
def test_time_is_linear_on_hostile_text(part: str) -> None:
    started = time.process_time()
    for text in (part * 500_000, (part * 300)[:1999] + "\n", ((part * 1000)[:1999] + "\n") * 200):
        list(bare_strings("a.yaml", text))
    assert time.process_time() - started < 60, "a limit against hanging, not a measurement"


@given(st.text())
def test_anything_can_be_read(text: str) -> None:
    list(bare_strings("a.yaml", text))
