"""Our reading of JSON schemas, judged by a complete one."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import jsonschema
import pytest

from report_sample import REPORT
from shipcheck.report import as_json
from shipcheck.report.conform import fault
from shipcheck.report.schema import schema

STRANGE: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", "x" * 9000, [], {}, [[]], {"a": 1}, "error", "../x", [None] * 3)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, item in inner for place in _places(item, (*at, key)))]


def _put(value: Any, at: tuple[Any, ...], item: Any) -> Any:
    if not at:
        return item
    made = copy.deepcopy(value)
    inner = made
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = item
    return made


def test_a_report_of_ours_conforms() -> None:
    assert not fault(json.loads(json.dumps(as_json.value(REPORT))), schema())


@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_with_a_complete_reader_on_every_wrong_report(seed: int) -> None:
    rng = random.Random(seed)
    whole, shape = json.loads(json.dumps(as_json.value(REPORT))), schema()
    judge = jsonschema.Draft202012Validator(shape)
    places = _places(whole)
    wrong = 0
    for _ in range(300):
        value = _put(whole, rng.choice(places), rng.choice(STRANGE))
        if rng.random() < 0.3 and isinstance(value, dict):
            value.pop(rng.choice(sorted(value)))
        ours = fault(value, shape)
        assert bool(ours) is not judge.is_valid(value), (ours, value)
        wrong += bool(ours)
    assert wrong > 100


def test_a_word_that_we_do_not_know_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown word format"):
        fault("x", {"type": "string", "format": "uri"})
