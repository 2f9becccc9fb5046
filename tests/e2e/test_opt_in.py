"""The rule that is off, in the command: shown as such, switched on by a name or by the configuration."""

from __future__ import annotations

import sys

from conftest import ROOT
from e2e.conftest import Repository

TEXT = 'PARTNER = "x7Kd93jdk2Qw81mzLq0"\n'
IMPORTED = """
import sys
from shipcheck import cli
cli.main(["check", "--select", "secrets"])
print([name for name in sys.modules if "random_string" in name or "bare_strings" in name])
"""


def test_it_is_off_and_costs_nothing(repository: Repository) -> None:
    repository.write({"a.py": TEXT})
    assert repository.found() == []
    repository.environment["PYTHONPATH"] = str(ROOT / "src")
    assert repository.run(sys.executable, "-c", IMPORTED).stdout.splitlines()[-1] == "[]"


def test_a_name_or_the_configuration_switches_it_on(repository: Repository) -> None:
    repository.write({"a.py": TEXT})
    found = ["a.py:1 random-string"]
    assert repository.found("--select", "secrets,random-string") == found
    repository.write({"shipcheck.toml": "[rules.random-string]\nenabled = true\nseverity = 'note'\n"})
    assert repository.found() == found
    assert repository.found("--staged", "--select", "secrets") == found
    assert repository.report()["exit"] == 0
    assert "x7Kd93" not in repository.shipcheck("check").stdout
    repository.write({"shipcheck.toml": "[rules.random-string]\nenabled = false\n"})
    assert repository.found() == []
    repository.write({"shipcheck.toml": "[rules.random-string]\nenable = true\n"})
    assert "unknown key `enable` (did you mean `enabled`?)" in repository.shipcheck("check").stderr


def test_it_is_listed_as_off(repository: Repository) -> None:
    listed = repository.shipcheck("rules").stdout
    assert "random-string" in listed
    assert next(line for line in listed.splitlines() if "random-string" in line).split()[1] == "off"
    assert "(secrets, warning, off until it is switched on)" in repository.shipcheck("explain", "random-string").stdout


def test_an_unused_suppression_of_it_is_not_told_while_it_is_off(repository: Repository) -> None:
    repository.write({"a.py": "x = 1  # shipcheck: ignore[random-string] was one\n"})
    assert repository.found() == []
    assert repository.found("--select", "secrets,random-string,suppressions") == ["a.py:1 unused-suppression"]
