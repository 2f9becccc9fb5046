from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from conftest import ROOT, Matches
from shipcheck import check, rulebook
from shipcheck.config import Config, load, parse, schema
from shipcheck.model import Severity, ShipcheckError
from shipcheck.project import Memory, Project


def _load(**files: str) -> Config:
    return load(Project(Memory({name.replace("_", "."): text for name, text in files.items()})))


def test_no_file_is_the_default() -> None:
    assert _load() == Config()
    assert _load(pyproject_toml="[project]\nname = 'x'\n") == Config()


def test_everything_that_can_be_said() -> None:
    config = _load(
        pyproject_toml="""
[tool.shipcheck]
select = ["secrets", "dockerfile"]
ignore = ["hadolint/DL3059"]
exclude = ["legacy/**"]
fail-on = "error"
baseline = "accepted.txt"
[tool.shipcheck.rules.missing-user]
severity = "note"
[[tool.shipcheck.path-severity]]
paths = ["tools/**"]
severity = "note"
rules = ["secrets"]
[tool.shipcheck.services.web]
dockerfile = "docker/web.Dockerfile"
target = "final"
"""
    )
    assert config.select == ("secrets", "dockerfile")
    assert config.fail_on == "error"
    assert config.services[0].target == "final"
    assert config.severity_of("missing-user", "dockerfile", "Dockerfile") is Severity.NOTE
    assert config.severity_of("hardcoded-credential", "secrets", "tools/x.py") is Severity.NOTE
    assert config.severity_of("hardcoded-credential", "secrets", "app.py") is None
    assert config.severity_of("hadolint/DL3008", "dockerfile", "Dockerfile") is None


def test_shipcheck_toml_wins_over_pyproject() -> None:
    assert (
        _load(shipcheck_toml='fail-on = "note"', pyproject_toml='[tool.shipcheck]\nfail-on = "error"').fail_on == "note"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('exlude = ["x"]', "shipcheck.toml: unknown key `exlude` (did you mean `exclude`?)"),
        ('select = "secrets"', "shipcheck.toml: `select` must be a list of strings"),
        ('fail-on = "high"', "shipcheck.toml: `fail-on` must be note, warning, error or never"),
        ("rules = 3", "shipcheck.toml: `rules` must be a table"),
        ("[rules]\nx = 3", "shipcheck.toml rules.x: not a table"),
        (
            '[rules.missing-user]\nseverity = "bad"',
            "shipcheck.toml rules.missing-user: `severity` must be note, warning or error",
        ),
        ('[[path-severity]]\npaths = ["x"]', "shipcheck.toml path-severity: key `severity` is missing"),
        ("path-severity = [3]", "shipcheck.toml path-severity: not a table"),
        ("[services.web]\ncolour = 3", "shipcheck.toml services.web: unknown key `colour`"),
        ('[services.web]\nport = "x"', "shipcheck.toml services.web: `port` must be a number"),
        ("[services.web]\nenvironment = [3]", "shipcheck.toml services.web: `environment` must be a table of strings"),
        ('"\\u001b[31m" = 1', "shipcheck.toml: unknown key `?[31m`"),
    ],
)
def test_what_cannot_be_understood_is_said_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ShipcheckError) as caught:
        _load(shipcheck_toml=text)
    assert caught.value.message == message


def test_a_broken_file_is_no_default() -> None:
    with pytest.raises(ShipcheckError, match=r"shipcheck\.toml: not TOML"):
        _load(shipcheck_toml="select = [")
    with pytest.raises(ShipcheckError, match="not UTF-8"):
        load(Project(Memory({"shipcheck.toml": b"\xff\xfe"})))
    with pytest.raises(ShipcheckError, match="not TOML"):
        load(Project(Memory({"shipcheck.toml": "a = " + "[" * 100_000})))


def test_a_bom_and_windows_line_ends_are_fine() -> None:
    assert load(Project(Memory({"shipcheck.toml": b'\xef\xbb\xbffail-on = "note"\r\n'}))).fail_on == "note"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {"missing-usr": {"severity": "note"}},
            "shipcheck.toml: rules.missing-usr: no such rule (did you mean `missing-user`?)",
        ),
        ({"missing-user": {"strict": True}}, "shipcheck.toml: rules.missing-user: unknown key `strict`"),
    ],
)
def test_settings_of_rules_are_checked_against_the_rules(rules: dict[str, dict[str, object]], message: str) -> None:
    config = parse({"rules": rules})
    with pytest.raises(ShipcheckError) as caught:
        list(check._tuned(rulebook.load(["missing-user"]), config))
    assert caught.value.message.startswith(message)


def test_the_schema_for_editors_is_current(matches: Matches) -> None:
    options = {named.name: named.rule.options for named in rulebook.load(rulebook.names())}
    matches(ROOT / "docs" / "config.schema.json", json.dumps(schema(options), indent=2) + "\n")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('fail-on = "never"\nselect = ["secrets"]', True),
        ('[rules.missing-user]\nseverity = "note"', True),
        ('[rules."hadolint/DL3008"]\nseverity = "note"', True),
        ('[services.web]\ndockerfile = "Dockerfile"', True),
        ('exlude = ["x"]', False),
        ('fail-on = "high"', False),
        ('[rules.missing-usr]\nseverity = "note"', False),
        ('[[path-severity]]\npaths = ["x"]', False),
    ],
)
def test_the_schema_and_the_parser_agree(text: str, right: bool) -> None:
    table = tomllib.loads(text)
    held = json.loads((ROOT / "docs" / "config.schema.json").read_text(encoding="utf-8"))
    assert jsonschema.Draft202012Validator(held).is_valid(table) is right
    try:
        list(check._tuned([], parse(table)))
        parsed = True
    except ShipcheckError:
        parsed = False
    assert parsed is right
