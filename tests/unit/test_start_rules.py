"""No script, module, compose or deployment file crashes the rules that follow start commands, or keeps them busy."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck import rulebook
from support import judge

RULES = [name for name, family in rulebook.names().items() if family in {"server", "config", "compose"}]
SCRIPT = 'FROM python:3.12-slim\nCOPY . /app\nWORKDIR /app\nCMD ["./x.sh"]\n'
PROGRAM = 'FROM python:3.12-slim\nCOPY . /app\nWORKDIR /app\nCMD ["python", "x.py"]\n'
FLASK = "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
SETTINGS = "import os\nINSTALLED_APPS = []\n"

SCRIPTS = {
    "tests in tests": 'if [ "$A" = b ]; then\n' * 4_000 + "flask run\n",
    "functions that double": "".join(f"f{n}() {{ f{n + 1}; f{n + 1}; }}\n" for n in range(4_000)) + "f0\n",
    "arms": 'case "$1" in a) ' * 6_000,
    "heredocs without end": "cat <<EOF\n" * 10_000,
    "heredocs": "cat <<EOF\nx\nEOF\n" * 6_000,
    "many marks": "cat " + "<<A " * 20_000 + "\n" + "A\n" * 10,
    "quotes": 'echo "' * 15_001,
    "substitutions": "echo $(" * 15_000,
    "exports": "".join(f"export A{n}=$A{n - 1}x\n" for n in range(5_000)) + "flask run\n",
    "values that double": "export A=xx\n" + "export A=$A$A\n" * 5_000 + "flask run\n",
    "arguments that double": 'set -- "$@" "$@"\n' * 5_000 + 'exec "$@"\n',
    "itself": "./x.sh; ./x.sh; ./x.sh; ./x.sh\n" * 2_000,
}
MODULES = {
    "a sum": FLASK + "app.run(debug=" + "1+" * 20_000 + "1)\n",
    "a chain of names": FLASK + "".join(f"a{n} = a{n - 1}\n" for n in range(8_000)) + "a7999.run(debug=True)\n",
    "a circle of names": FLASK + "a = b\nb = c\nc = a\n" * 4_000 + "a.run(debug=a)\n",
    "many runs": FLASK + "app.run(debug=True)\n" * 4_500,
    "many names": FLASK + "app = app or Flask(__name__)\n" * 3_000 + "app.run(debug=app)\n",
    "functions": FLASK
    + "".join(f"def f{n}():\n    f{n + 1}()\n    app.run(debug=True)\n" for n in range(1_800))
    + "f0()\n",
    "classes": FLASK
    + "".join(f"class C{n}(C{n - 1}):\n    def run(self):\n        self.app.run(debug=True)\n" for n in range(1_200))
    + "C1199().run()\n",
    "elif": FLASK + "if a:\n    pass\n" + "".join(f"elif a{n}:\n    app.run(debug=True)\n" for n in range(600)),
}
OTHERS = {
    "settings that may be": {"settings.py": SETTINGS + "DEBUG = " + " or ".join(['os.environ.get("DEBUG")'] * 3_000)},
    "settings that may not": {"settings.py": SETTINGS + "DEBUG = " + "not " * 2_000 + 'os.environ.get("DEBUG")\n'},
    "hosts": {"settings.py": SETTINGS + "ALLOWED_HOSTS = " + '["a"] + ' * 5_000 + '["*"]\n'},
    "classes of settings": {
        "config.py": "SECRET_KEY = 1\n"
        + "".join(f"class C{n}Config(C{n - 1}Config):\n    DEBUG = True\n" for n in range(2_000))
    },
    "classes of settings in a fan": {
        "config.py": "SECRET_KEY = 1\n"
        + "".join(f"class B{n}Config:\n    DEBUG = True\n" for n in range(900))
        + "class DevConfig("
        + ", ".join(f"B{n}Config" for n in range(900))
        + "):\n    pass\n"
    },
    "compose anchors": {
        "compose.yaml": "x: &a0 {command: flask run}\n"
        + "".join(f"y{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 2_000))
        + "services:\n  w: *a1999\n"
    },
    "compose services": {
        "compose.yaml": "services:\n"
        + "".join(f"  s{n}:\n    image: x\n    command: flask run\n" for n in range(2_000))
    },
    "compose extends": {
        "compose.yaml": "services:\n" + "".join(f"  s{n}:\n    extends: s{n - 1}\n    image: x\n" for n in range(2_000))
    },
    "compose defaults in defaults": {
        "compose.yaml": 'services:\n  a:\n    image: x\n    command: "' + "${A:-" * 15_000 + '"\n'
    },
    "processes": {"Procfile": "".join(f"w{n}: flask run\n" for n in range(6_000))},
    "containers": {
        "pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
        + "    - {name: a, image: b, command: [flask, run]}\n" * 2_000
    },
    "targets": {
        "Dockerfile": 'FROM a\nCOPY . .\nCMD ["make", "t0"]\n',
        "Makefile": "".join(f"t{n}: t{n + 1} t{n + 2}\n\tflask run\n" for n in range(3_500)),
    },
    "a template": {"deployment.yaml": "apiVersion: v1\nkind: Pod\ncontainers:\n" + "{{ " * 30_000 + "}}\n"},
    "wrappers": {"Dockerfile": "FROM a\nCMD " + "tini -- gosu a " * 6_000 + "flask run\n"},
    "shells": {"Dockerfile": "FROM a\nCMD " + "sh -c " * 15_000 + "x\n"},
}
HOSTILE = (
    {title: {"Dockerfile": SCRIPT, "x.sh": f"#!/bin/sh\n{text}"} for title, text in SCRIPTS.items()}
    | {title: {"Dockerfile": PROGRAM, "x.py": text} for title, text in MODULES.items()}
    | OTHERS
)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_files_take_a_second(title: str) -> None:
    start = time.process_time()
    report = judge(HOSTILE[title], RULES)
    # A second for 100 kB, with room for a machine that is busy with something else.
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"
    assert not [one for one in report.unjudged if "internal error" in one.reason]


SHELL = st.sampled_from(
    [
        *("if [ $A ]; then", "else", "fi", 'case "$1" in', "a)", ";;", "esac", "while", "do", "done", "f() {", "}", "f", "(", ")"),
        *('exec "$@"', "flask run", "gunicorn a:a", "export A=$B", 'set -- "$@"', "shift", "cat <<E", "E", "`", "$(", '"', "'"),
        *("${A:-", "\\", "&&", "||", "&", "|", "trap x TERM", ". ./x.sh", "sh -c", "su a -c", "cd $A", ":", "[[ a == b ]]"),
    ]
)  # fmt: skip
PYTHON = st.sampled_from(
    [
        *("app = Flask(__name__)", "app.run(debug=True)", "app.run(**x)", "x = {'debug': 1}", "DEBUG = True", "DEBUG: bool = D"),
        *('DEBUG = os.environ.get("DEBUG")', 'DEBUG = bool(os.getenv("DEBUG", 1))', "ALLOWED_HOSTS = ['*']", "class Config: DEBUG = True"),
        *("class A(A): pass", "A().run()", "from . import x", "from x import app", "import x as y", "if __name__ == '__main__': main()"),
        *("def main(): app.run()", "a = b = app", "a, b = app, 1", "Thread(target=app.run).start()", "(lambda: app)()", "app.debug = x.y"),
        *("async def f(): await app.run()", "try: x\nexcept E: app.run()", "match a:\n  case 1: app.run()", "del app", "global app"),
    ]
)  # fmt: skip
COMPOSE = st.sampled_from(
    [
        *("services:", "  web:", "    build: .", "    command: flask run", "    command: [a, b]", "    environment:", "      A: ${B:-c}"),
        *("      - A=b", "    extends: web", "    extends: {file: a, service: b}", "    ports:", "      - 22:22", "    depends_on: [a]"),
        *("x: &a", "  <<: *a", "    env_file: [a]", "    volumes:", "      - .:/app", "    image: ${X}", "version: 3", "---", "    {"),
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(SHELL | st.text(max_size=8), max_size=14).map("\n".join),
    st.lists(PYTHON | st.text(max_size=8), max_size=10).map("\n".join),
    st.lists(COMPOSE | st.text(max_size=8), max_size=12).map("\n".join),
)
def test_no_text_crashes_a_rule(shell: str, python: str, compose: str) -> None:
    files = {
        "Dockerfile": 'FROM python:3.12-slim\nCOPY . .\nENTRYPOINT ["./x.sh"]\nCMD ["python", "x.py"]\n',
        "x.sh": f"#!/bin/sh\n{shell}\n",
        "x.py": f"import os\nfrom threading import Thread\nfrom flask import Flask\n{python}\n",
        "settings.py": f"import os\nINSTALLED_APPS = []\n{python}\n",
        "compose.yaml": compose,
        "Procfile": f"web: {shell}",
        "shop.service": f"[Service]\nExecStart={shell}",
    }
    report = judge(files, RULES)
    assert not [one for one in report.unjudged if "internal error" in one.reason]
