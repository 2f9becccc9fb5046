"""`engine = "detect-secrets"` against `detect-secrets scan --no-verify` itself: the same type, value and file for every find."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from shipcheck.collect import secret_text
from shipcheck.collect.detect_secrets import Engine
from shipcheck.collect.folder import Folder
from shipcheck.project import Project

from .conftest import Repository

# By its name in the folder of all tests: imported, mypy would know it twice.
LABELLED: Any = import_module("tests.secrets.corpus")

Found = set[tuple[str, str, str]]
TEXTS = {".py", ".pyi", ".md", ".txt", ".toml", ".cfg", ".ini", ".yaml", ".yml", ".json", ".html", ".sh", ".js", ".xml"}


def _theirs(folder: Path, *args: str) -> Found:
    """What the real tool says of all files below a folder; the folder's own baseline decides its settings."""
    command = [str(Path(sys.executable).with_name("detect-secrets")), "scan", "--all-files", "-n", *args]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    text = (folder / ".secrets.baseline").read_text(encoding="utf-8") if "--baseline" in args else done.stdout
    results: dict[str, list[dict[str, Any]]] = json.loads(text)["results"]
    return {(path, entry["type"], entry["hashed_secret"]) for path, listed in results.items() for entry in listed}


def _ours(folder: Path) -> Found:
    project = Project(Folder(str(folder)))
    engine = Engine(project)
    assert engine.gaps == ()
    return {(path, find.type, secret_text.sha1(find.value)) for path in project.paths for find in engine.finds(path)}


def _copied(folder: Path, root: Path, names: Iterable[str]) -> Path:
    for name in names:
        for source in sorted((root / name).rglob("*")):
            if source.is_file() and source.suffix in TEXTS and "__pycache__" not in source.parts:
                target = folder / source.relative_to(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    return folder


def _written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return folder


def _packages() -> Path:
    spec = find_spec("yaml")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.parent


@pytest.mark.parametrize("labels", ["positives", "traps"])
def test_on_the_labelled_pages(labels: str, tmp_path: Path) -> None:
    files = {
        f"{number}/{path}": text
        for number, sample in enumerate(LABELLED.load(labels))
        for path, text in sample.files.items()
        if ".git/" not in path
    }
    folder = _written(tmp_path, files)
    theirs = _theirs(folder)
    assert len(theirs) > 50
    assert _ours(folder) == theirs


def test_on_this_project(tmp_path: Path) -> None:
    folder = _copied(tmp_path, ROOT, ["src", "docs", "hooks", "examples", "tests/unit", "tests/cases", "tests/secrets"])
    theirs = _theirs(folder)
    assert len(theirs) > 100
    assert _ours(folder) == theirs


def test_on_what_others_wrote(tmp_path: Path) -> None:
    folder = _copied(tmp_path, _packages(), ["detect_secrets", "yaml", "packaging", "_pytest", "pip/_vendor/requests"])
    assert _ours(folder) == _theirs(folder)


ODD: dict[str, str | bytes] = {
    "a.ini": "[db]\npassword = hunter2hunter2\nurl = http://u:hunter2@h/\nkeys =\n    AKIAIOSFODNN7ABCDEFG\n    other\n",
    "b.ini": "# pragma: allowlist nextline secret\n[db]\n# pragma: allowlist nextline secret\npassword = hunter2hunter2\n",
    ".env": "API_KEY=kU7sPq2LxV9bTw4Zr8Nc5YdHf3Jm\nSECRET='q8w2e9r1t7y3x5' # pragma: allowlist secret\n",
    "c.yaml": "a:\n  password: hunter2hunter2\n  other: kU7sPq2LxV9bTw4Zr8Nc5YdHf3Jm # pragma: allowlist secret\n  hex: 0a1b2c3d4e5f60718293a4b5c6d7e8f9\n",
    "d.yml": 'k: "kU7sPq2LxV9b\\\n  Tw4Zr8Nc5YdHf3Jm"\nb: !!binary |\n  a1U3c1BxMkx4VjliVHc0WnI4TmM1WWRIZjNKbQ==\n',
    "e.yaml": "{password: hunter2hunter2, list: [a, {secret: 'q8w2e9r1t7y3x5'}]}\n",
    "f.yaml": "not: [yaml\npassword: 'hunter2hunter2'\n",
    "g.js": "var a=1;" * 400 + 'password:"hunter2hunter2";secret=`q8w2e9r1`;' + "x" * 3000,
    "h.go": 'password := "hunter2hunter2"\napiKey := hunter3hunter3\n',
    "i.c": 'char password[25] = "hunter2hunter2";\n',
    "j.cpp": 'std::string secret("hunter2hunter2");\nsecret.assign("hunter3",17);\n',
    "k.py": 'password = "hunter2hunter2"  # pragma: allowlist secret\n# pragma: allowlist nextline secret\nsecret = "hunter3hunter3"\n',
    "l.py": "password = get_password('hunter2hunter2')\nuser_id = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'\n",
    "m.py": 'x = "deadbeef-dead-beef-dead-beefdeadbeef"\ny = "abcdefghijklmnopqrstuvwxyz"\npassword = "{hunter2}"\ntoken = "$hunter2hunter2"\n',
    "n.css": 'password: "hunter2hunter2"',
    "package-lock.json": '{"password": "hunter2hunter2"}',
    "swagger/o.py": 'password = "hunter2hunter2"',
    "p.txt": b'password = "hunter2\xff"',
    "q.txt": b'password = "hunter2hunter2"\r\nsecret = "hunter3hunter3"\rpwd = "hunter4hunter4"\n',
    "r.txt": "\ufeffpassword = \"hunter2hunter2\"\n\x00secret = 'hunter5hunter5'\n",
    "s.json": '[\n  {"password": "hunter2hunter2"}\n]\n',
    "t": "password: hunter2hunter2\nsecret = hunter3hunter3\n",
    "u.md": "pa\u017fsword = 'hunter2hunter2'\nPA\u017f\u017fWORD='hunter3hunter3'\nAPI_\u212aEY = 'hunter4hunter4'\n",
    "v.txt": "".join(f"key{number} = value{number}\n" for number in range(300)) + "password = kU7sPq2LxV9bTw4Zr8Nc5YdHf3Jm\n",
    "w.conf": "password hunter2;\nprivate_key 'hunter2hunter2';\n[a\n",
}  # fmt: skip


def test_on_what_is_odd(tmp_path: Path) -> None:
    folder = _written(tmp_path, ODD)
    theirs = _theirs(folder)
    assert len(theirs) > 25
    assert _ours(folder) == theirs


PLUGINS = [{"name": "KeywordDetector", "keyword_exclude": "api"}, {"name": "Base64HighEntropyString", "limit": 3.2}, {"name": "HexHighEntropyString", "limit": 2.0}]  # fmt: skip
HEURISTIC = "detect_secrets.filters.heuristic."
REGEX = "detect_secrets.filters.regex."
SETTINGS: list[dict[str, Any]] = [
    {"plugins_used": PLUGINS},
    {"plugins_used": [{"name": "PrivateKeyDetector"}]},
    {"filters_used": []},
    {"filters_used": [{"path": "detect_secrets.filters.allowlist.is_line_allowlisted"}]},
    {"filters_used": [{"path": f"{HEURISTIC}{name}"} for name in ("is_sequential_string", "is_templated_secret", "is_likely_id_string")]},
    {"filters_used": [{"path": f"{REGEX}should_exclude_file", "pattern": [r".*\.ini$", "^swagger/"]}]},
    {"filters_used": [{"path": f"{REGEX}should_exclude_line", "pattern": ["^secret", "(?i)API.?KEY"]}]},
    {"filters_used": [{"path": f"{REGEX}should_exclude_secret", "pattern": ["^hunter[23]+", "(?<!x)q8w2"]}]},
    {"plugins_used": PLUGINS, "filters_used": [{"path": "detect_secrets.filters.common.is_baseline_file", "filename": ".secrets.baseline"}]},
    {"version": "1.0.3", "filters_used": []},
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_with_the_settings_of_a_baseline(number: int, tmp_path: Path) -> None:
    default = [
        {"name": name}
        for name in (
            "KeywordDetector",
            "BasicAuthDetector",
            "AWSKeyDetector",
            "Base64HighEntropyString",
            "HexHighEntropyString",
        )
    ]
    baseline = {"version": "1.5.0", "plugins_used": default, "results": {}} | SETTINGS[number]
    folder = _written(tmp_path, ODD | {".secrets.baseline": json.dumps(baseline)})
    ours = _ours(folder)
    assert ours == _theirs(folder, "--baseline", ".secrets.baseline")


PLUGIN = """
import re
from detect_secrets.plugins.base import RegexBasedDetector

class TicketDetector(RegexBasedDetector):
    secret_type = "Ticket"
    denylist = [re.compile(r"TICKET-([0-9]{6})")]
"""
FILTER = "def is_old(secret, line):\n    return secret.startswith('0')\n\ndef odd(nothing):\n    return True\n"
CUSTOM = {
    "version": "1.5.0",
    "plugins_used": [{"name": "TicketDetector", "path": "file://tools/plugin.py"}],
    "filters_used": [{"path": "file://tools/filters.py::is_old"}, {"path": "file://tools/filters.py::odd"}],
    "results": {},
}
TICKETS = {
    "tools/plugin.py": PLUGIN,
    "tools/filters.py": FILTER,
    "a.txt": "TICKET-123456\nx TICKET-012345\n",
    "b.css": "TICKET-999999\n",
}


def test_code_of_the_project_is_not_run_unless_its_owner_says_so(repository: Repository) -> None:
    bomb = "from pathlib import Path\nPath('ran').touch()\n"
    files = TICKETS | {
        "tools/plugin.py": bomb + PLUGIN,
        ".secrets.baseline": json.dumps(CUSTOM),
        "shipcheck.toml": 'engine = "detect-secrets"\n',
    }
    repository.write(files)
    report = repository.report("--select", "secrets")
    assert report["exit"] == 2
    assert not (repository.path / "ran").exists()
    reasons = sorted(one["reason"] for one in report["unjudged"])
    assert reasons[0] == "`TicketDetector` of tools/plugin.py is code of this project, and was not run"
    assert any("is_old" in reason for reason in reasons)
    assert any("git config shipcheck.runPlugins true" in one["hint"] for one in report["unjudged"])
    repository.git("config", "shipcheck.runPlugins", "true")
    report = repository.report("--select", "secrets")
    assert (report["exit"], report["unjudged"]) == (1, [])
    assert [(one["path"], one["line"]) for one in report["findings"]] == [("a.txt", 1)]
    assert (repository.path / "ran").exists()
    repository.write(TICKETS)
    (repository.path / "ran").unlink()
    assert _ours_trusted(repository.path) == _theirs(repository.path, "--baseline", ".secrets.baseline")


def _ours_trusted(folder: Path) -> Found:
    project = Project(Folder(str(folder)))
    engine = Engine(project, own_code=True)
    return {(path, find.type, secret_text.sha1(find.value)) for path in project.paths for find in engine.finds(path)}


@pytest.mark.parametrize(
    ("baseline", "reason"),
    [
        ({"plugins_used": [{"name": "NoSuchDetector"}]}, "it names the plugin `NoSuchDetector`, which detect-secrets does not have"),
        ({"plugins_used": [{"name": "HexHighEntropyString", "limit": 11}]}, "detect-secrets does not take these options"),
        ({"plugins_used": [{"name": "X", "path": "file://../x.py"}]}, "`file://../x.py` is no file of this project"),
        ({"plugins_used": 3}, "detect-secrets cannot read its settings"),
        ({"version": "0.14.3"}, "it was written by detect-secrets 0.x"),
        ({"filters_used": [{"path": "os.path.isfile"}]}, "its filter `os.path.isfile` is not one of those that are known here"),
        ({"filters_used": [{"path": f"{REGEX}should_exclude_line", "pattern": ["(a+)+b"]}]}, "it excludes nothing: it has a repeat within a repeat"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_taken_over_are_told(
    baseline: dict[str, Any], reason: str, repository: Repository
) -> None:
    whole = {"version": "1.5.0", "results": {}} | baseline
    repository.write(
        {
            ".secrets.baseline": json.dumps(whole),
            "shipcheck.toml": 'engine = "detect-secrets"\n',
            "a.py": 'x = "0123456789abcdef0"\n',
        }
    )
    report = repository.report("--select", "secrets")
    assert report["exit"] == 2
    assert any(reason in one["reason"] for one in report["unjudged"])


def test_it_takes_a_fraction_of_the_time_and_no_network(tmp_path: Path) -> None:
    """`requests` is not imported, the settings of detect-secrets are not touched, hostile lines come to an end."""
    hostile = {f"{number}.py": (" " * 800 + "\n") * 20 + 'password = "hunter2hunter2"\n' for number in range(5)}
    folder = _written(tmp_path, ODD | hostile)
    program = (
        "import sys, time; from shipcheck.collect.detect_secrets import Engine; from shipcheck.collect.folder import Folder\n"
        "from shipcheck.project import Project; project = Project(Folder(sys.argv[1])); engine = Engine(project)\n"
        "started = time.process_time(); found = sum(len(engine.finds(path)) for path in project.paths)\n"
        "from detect_secrets.settings import get_settings\n"
        "print(found, time.process_time() - started < 5, 'requests' in sys.modules, 'multiprocessing' in sys.modules, len(get_settings().plugins))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    found, *rest = done.stdout.split()
    assert int(found) > 30
    assert rest == ["True", "False", "False", "0"]
