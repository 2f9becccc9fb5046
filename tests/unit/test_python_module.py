"""Python files that are parsed late, read with care and followed a little way."""

from __future__ import annotations

import ast
import time
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipcheck.collect.python_modules import collect, reader
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge
from shipcheck.project import Memory, Project
from shipcheck.rules.config.hardcoded_debug import check
from shipcheck.subjects.python_flow import guarded_main
from shipcheck.subjects.python_module import PythonModule
from shipcheck.subjects.python_names import Names
from support import judge, lines


def _value(source: str, name: str = "app") -> object:
    return Names(PythonModule("app.py", source.encode())).named(name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'print "x"\n', r"not Python 3\.\d+: line 1"),
        (b"x = (\n", "not Python"),
        (b"\0", "not Python"),
        ("x = 1".encode("utf-16"), "not Python"),
        (b"# coding: nope\n", "not Python"),
        (b"x = 'caf\xe9'\n", "not Python"),
        (b"(" * 100_000, "not Python|nested"),
        (b"-" * 200_000 + b"1", "nested|not Python"),
        (b"a" + b".a" * 100_000, "nested|not Python"),
    ],
)
def test_what_is_not_python_cannot_be_judged(data: bytes, reason: str) -> None:
    with pytest.raises(CannotJudge, match=reason):
        PythonModule("x.py", data).tree  # noqa: B018


@pytest.mark.parametrize("data", [b"# coding: latin-1\nx = 'caf\xe9'\n", b"\xef\xbb\xbfx = 1\r\n", b"x = '\\d'\n", b""])
def test_the_declared_encoding_counts_and_warnings_are_quiet(data: bytes) -> None:
    assert PythonModule("x.py", data).tree.body is not None


def test_files_without_the_words_are_never_parsed() -> None:
    files: dict[str, str | bytes] = {
        f"pkg{n % 50}/m{n}.py": "import asyncio\nlogger.debug('x')\n" * 20 for n in range(5000)
    }
    files["app.py"] = "from flask import Flask\nFlask('x').run(debug=True)\n"
    parse = ast.parse
    with mock.patch("ast.parse", side_effect=parse) as counted:
        start = time.process_time()
        assert len(judge(files, ["hardcoded-debug"]).findings) == 1
        assert time.process_time() - start < 60, "a limit against hanging, not a measurement"
    assert counted.call_count == 1


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("from flask import Flask\napp = Flask(__name__)", "flask.Flask()"),
        ("import flask as f\napp = f.Flask(__name__)", "flask.Flask()"),
        ("import flask.app\napp = flask.app.Flask()", "flask.app.Flask()"),
        ("from flask import Flask\nmake = Flask\napp = make()", "flask.Flask()"),
        ("from flask import Flask\ndef f() -> Flask: ...\napp = f()", "flask.Flask()"),
        ("from flask import Flask\ndef f():\n  if x:\n    return None\n  return Flask()\napp = f()", "flask.Flask()"),
        ("from flask import Flask\napp: Flask = thing", "flask.Flask()"),
        ("from flask import Flask\nclass A(Flask):\n  app = 1\napp = A()", "flask.Flask()"),
        ("from flask import Flask\nif x:\n  app = Flask()\nelse:\n  app = None", "flask.Flask()"),
        ("from flask import Flask\nclass A:\n  app = Flask()", None),
        ("app = app", None),
        ("def app(): return app()", None),
        ("app = lambda: 1", None),
        ("from . import app", None),
    ],
)
def test_a_name_is_what_it_was_made_of(source: str, value: str | None) -> None:
    found = _value(source)
    assert found == value or (value is None and not isinstance(found, str))


def test_names_that_lead_to_many_names_take_linear_time() -> None:
    source = "".join(f"a{n} = a{n + 1}\n" * 30 for n in range(300)) + "app = a0\n"
    source += "".join(f"def f{n}():\n" + f"  return f{n + 1}()\n" * 30 for n in range(300)) + "app = f0()\n"
    start = time.process_time()
    _value(source)
    assert time.process_time() - start < 60, "a limit against hanging, not a measurement"


def test_modules_that_import_each_other_end() -> None:
    files = {f"m{n}.py": f"from m{(n + 1) % 9} import app\napp.run(debug=True)\n" for n in range(9)}
    assert lines(judge(files, ["hardcoded-debug"])) == []


@pytest.mark.parametrize(
    ("path", "name", "level", "found"),
    [
        ("run.py", "shop", 0, "shop/__init__.py"),
        ("run.py", "shop.web", 0, "shop/web.py"),
        ("run.py", "lib", 0, "src/lib.py"),
        ("shop/web.py", "", 1, "shop/__init__.py"),
        ("shop/web.py", "web", 1, "shop/web.py"),
        ("shop/web.py", "lib", 2, None),
        ("shop/web.py", "shop.web", 0, "shop/web.py"),
        ("run.py", "broken", 0, None),
        ("run.py", "flask", 0, None),
        ("run.py", "...", 9, None),
    ],
)
def test_imports_lead_to_the_projects_own_files(path: str, name: str, level: int, found: str | None) -> None:
    files = {
        "run.py": "",
        "shop/__init__.py": "",
        "shop/web.py": "",
        "src/lib.py": "",
        "broken.py": "(",
        "venv/flask.py": "",
    }
    module = reader(Project(Memory(files)))(path, name, level)
    assert (module.path if module else None) == found


def test_only_focused_files_become_subjects() -> None:
    project = Project(Memory({"a.py": "", "b.py": "", "node_modules/c.py": ""}), focus=["b.py", "node_modules/c.py"])
    found = collect(project, Evidence({}), Config())
    assert [one.path for one in found if isinstance(one, PythonModule)] == ["b.py"]


@pytest.mark.parametrize(
    ("test", "answer"),
    [
        ('__name__ == "__main__"', True),
        ('"__main__" == __name__', True),
        ('__name__ == "__main__" and x', True),
        ('__name__ != "__main__"', False),
        ('__name__ == "x"', None),
        ('__name__ == "__main__" or x', None),
        ("x", None),
    ],
)
def test_the_guard_of_a_script_is_known(test: str, answer: bool | None) -> None:
    assert guarded_main(ast.parse(test, mode="eval").body) is answer


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "from flask import Flask",
                "import flask",
                "app = Flask(__name__)",
                "def f(app):",
                "  app.run(debug=True)",
                "  return app",
                "app = f()",
                "if x:",
                "  app = f(app)",
                "else:",
                "  pass",
                "app.run(debug=True)",
                "try:",
                "except E:",
                "class A(Flask):",
                "app.debug = True",
                "f().run(**{'debug': 1})",
                "from m import *",
                "x: A = f",
                "match x:",
                "  case 1: app.debug = 1",
                "with f() as app: app.run(debug=1)",
                "app.config['DEBUG'] = True",
            ]
        ),
        max_size=12,
    ).map("\n".join)
)
def test_no_module_crashes_the_rule(source: str) -> None:
    try:
        found = list(check(PythonModule("app.py", source.encode())))
    except CannotJudge:
        return
    assert all(problem.location.line <= source.count("\n") + 1 for problem in found)
