"""From command words to programs, and how far they are followed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.subjects.command_words import programs
from shipcheck.subjects.shell import commands, words
from support import judge, lines

FLASK = "from flask import Flask\napp = Flask('x')\nif __name__ == '__main__':\n    app.run()\n"
PYTHON = 'FROM python:3.12-slim\nCMD ["python", "app.py"]\n'


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("flask run", ["flask run"]),
        ("/usr/local/bin/flask run", ["flask run"]),
        ("A=1 B='2 3' exec flask run", ["flask run"]),
        ("env -i -u X A=1 flask run", ["flask run"]),
        ("/usr/bin/env python app.py", ["python app.py"]),
        ("time nohup nice -n 5 flask run", ["flask run"]),
        ("timeout -k 5 10 flask run", ["flask run"]),
        ("tini -g -p SIGTERM -- flask run", ["flask run"]),
        ("dumb-init --rewrite 15:2 flask run", ["flask run"]),
        ("gosu app:app flask run", ["flask run"]),
        ("setpriv --reuid=app --clear-groups flask run", ["flask run"]),
        ("sudo -u app -E flask run", ["flask run"]),
        ("su app -c 'flask run'", ["flask run"]),
        ("poetry run flask run", ["flask run"]),
        ("poetry install", ["poetry install"]),
        ("uv run --with gunicorn -- flask run", ["flask run"]),
        ("pdm run -p . flask run", ["flask run"]),
        ("conda run --no-capture-output -n env flask run", ["flask run"]),
        ("./wait-for-it.sh db:5432 -t 5 -- flask run", ["flask run"]),
        ("dockerize -wait tcp://db:1 -timeout 20s flask run", ["flask run"]),
        ("ddtrace-run opentelemetry-instrument flask run", ["flask run"]),
        ("newrelic-admin run-program flask run", ["flask run"]),
        ("sh -c 'flask run'", ["flask run"]),
        ("bash -lc 'cd x && exec flask run'", ["cd x", "flask run"]),
        ("sh -c 'sh -c \"flask run\"'", ["flask run"]),
        ("function main {\n flask run\n}\ngunicorn", ["gunicorn"]),
        ("{ gunicorn; }; uvicorn", ["uvicorn"]),
        ("while true; do (a); done; b", ["b"]),
        ("fi; esac; } ; a", ["a"]),
        ("bash -x start.sh a", ["start.sh a"]),
        ("python3.12 -u -W ignore -X dev -m flask run", ["flask run"]),
        ("python -m pkg.web a", ["python -m pkg.web a"]),
        ("python -m django runserver", ["django-admin runserver"]),
        ("python -c 'import x'", ["python -c import x"]),
        ("python -Bum flask run", ["flask run"]),
        ("a; b && c || d | e & f", ["a", "b", "c", "d", "e", "f"]),
        ("a > /dev/null 2>&1 < in", ["a"]),
        ("if x; then flask run; fi; gunicorn", ["gunicorn"]),
        ("(flask run)", []),
        ("for x in a b; do flask run; done", []),
        ("case $1 in\n a) flask run;;\nesac\ngunicorn", ["gunicorn"]),
        ("main() {\n flask run\n}\ngunicorn", ["gunicorn"]),
        ("# flask run\ngunicorn # flask run", ["gunicorn"]),
        ("a \\\n b", ["a b"]),
        ("", []),
        ("exec", []),
        ("sh -c", []),
    ],
)
def test_the_program_behind_the_words(line: str, found: list[str]) -> None:
    assert [" ".join(one) for one in programs(["/bin/sh", "-c", line])] == found


def test_a_shell_passes_its_arguments_on() -> None:
    assert list(programs(["sh", "-ec", 'exec "$@"', "--", "flask", "run"])) == [("flask", "run")]


def test_words_lose_their_quotes_and_stop_at_operators() -> None:
    assert words("""a "b c" 'd e' f\\ g "h\\"i" && j""") == ["a", "b c", "d e", "f g", 'h"i']


def test_lines_of_a_script_are_counted() -> None:
    assert [(one.words[0], one.line) for one in commands('a\n\nb "x\ny"\n# c\nd \\\n e\nf')] == [
        ("a", 1),
        ("b", 3),
        ("d", 6),
        ("f", 8),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "'" * 50001,
        '"' * 50001,
        "\\" * 50001,
        "$(" * 50000,
        "${" * 50000,
        "`" * 50001,
        "<" * 50000,
        "if " * 50000,
        "a;" * 50000,
        "(" * 100000,
        "#" * 100000,
        "a " * 50000,
        "&>" * 50000,
        "2" * 100000,
    ],
)
def test_hostile_shell_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    list(programs(["sh", "-c", text]))
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


def test_shells_that_start_themselves_end() -> None:
    start = time.process_time()
    inner = '"$@";' * 100
    list(programs(["sh", "-c", inner, "x"] * 40))
    loop = '"$@"\n' * 200
    files = {"Dockerfile": 'FROM a\nENTRYPOINT ["/run.sh", "/run.sh", "/run.sh", "/run.sh"]\n', "run.sh": loop}
    assert lines(judge(files, ["development-server"])) == []
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


def test_the_chain_is_judged_from_either_end() -> None:
    files = {"Dockerfile": PYTHON, "app.py": FLASK, "other.py": ""}
    expected = lines(judge(files, ["development-server"]))
    assert len(expected) == 1
    assert lines(judge(files, ["development-server"], focus=["app.py"])) == expected
    assert lines(judge(files, ["development-server"], focus=["Dockerfile"])) == expected
    assert lines(judge(files, ["development-server"], focus=["other.py"])) == []


def test_a_broken_python_file_is_left_to_the_rules_about_python() -> None:
    assert lines(judge({"Dockerfile": PYTHON, "app.py": "print 'x'\n"}, ["development-server"])) == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \t\n'\"\\;&|()<>{}$`#=-@", max_size=60))
def test_no_command_crashes(text: str) -> None:
    list(programs(["sh", "-c", text]))
    judge({"Dockerfile": f"FROM a\nCMD {text}\n"}, ["development-server", "missing-user"])
