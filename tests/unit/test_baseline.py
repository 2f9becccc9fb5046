from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipcheck import baseline as baselines
from shipcheck.baseline import Entry, parse, render
from shipcheck.model import Finding, Location, Severity, ShipcheckError

PATHS = st.text(st.characters(codec="utf-8") | st.sampled_from("\t\n\r\\#\udce9"), min_size=1, max_size=20)


@given(
    st.frozensets(
        st.builds(
            Entry, PATHS, st.just("missing-user"), st.sampled_from(["0123456789ab", "0123456789ab-2", "ffffffffffff"])
        )
    )
)
def test_what_is_written_is_read(entries: frozenset[Entry]) -> None:
    assert parse(render(entries)) == entries
    assert render(parse(render(entries))) == render(entries)


def test_a_union_merge_is_the_union() -> None:
    one = {Entry("a", "missing-user", "0" * 12), Entry("b", "missing-user", "1" * 12)}
    two = {Entry("b", "missing-user", "1" * 12), Entry("c", "missing-user", "2" * 12)}
    assert parse(render(one) + render(two)) == one | two


@pytest.mark.parametrize("line", ["nonsense", "a\tb", "a\tmissing-user\txyz", "<<<<<<< ours"])
def test_a_line_that_is_no_entry_is_an_error(line: str) -> None:
    with pytest.raises(ShipcheckError, match="baseline:2: not a baseline entry"):
        parse(f"# head\n{line}\n")


def test_a_fingerprint_holds_nothing_of_a_secret_but_its_key() -> None:
    finding = Finding(
        Location("a", 1, 12), "hardcoded-credential", Severity.ERROR, "x", "secrets", sensitive=True, key="7f"
    )
    one, two, three = (
        next(iter(baselines.sign([(made, line)]))).fingerprint
        for made, line in [
            (finding, 'API_KEY = "q8w2e9r1t7y3"'),
            (finding, 'API_KEY = "something-else-entirely"'),
            (finding._replace(key="80"), 'API_KEY = "q8w2e9r1t7y3"'),
        ]
    )
    assert one == two
    assert one != three
