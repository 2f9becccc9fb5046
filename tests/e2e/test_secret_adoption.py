"""Coming from detect-secrets: its baseline read, written and audited, beside the real tool; and no secret in what is written."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shipcheck.collect.secret_terms import writable
from shipcheck.secrets.detector import detect
from shipcheck.secrets.found import KEY
from shipcheck.secrets.strength import strong

from .conftest import Repository

# By its name in the folder of all tests: imported, mypy would know it twice.
LABELLED: Any = import_module("tests.secrets.corpus")

FILE = ".secrets.baseline"
WEAK, OTHER, FALLBACK = "flour4water", "rye5flour", "barley5salt"
STRONG = "kU7sPq2LxV9bTw4Zr8Nc5YdHf3Jm"
HEX = "9f8c3ae4d17b60529f0c4e8ab3d6170e"
APP = f'DB_PASSWORD = "{WEAK}"\nAPI_KEY = "{STRONG}"\nSECRET_KEY = os.environ.get("SECRET_KEY") or "{FALLBACK}"\n'
YAML = f"other_token: {HEX}\n"


def _sha1(value: str) -> str:
    return hashlib.sha1(value.encode()).hexdigest()


def _entry(path: str, value: str, kind: str = "Secret Keyword", **more: object) -> dict[str, Any]:
    return {
        "type": kind,
        "filename": path,
        "hashed_secret": _sha1(value),
        "is_verified": False,
        "line_number": 70,
    } | more


def _held(repository: Repository) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((repository.path / FILE).read_text(encoding="utf-8"))
    return loaded


def _baseline(repository: Repository, *args: str) -> str:
    done = repository.shipcheck("secrets", "baseline", *args)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _audit(repository: Repository, answers: str, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shipcheck", "secrets", "audit", *args]
    return subprocess.run(
        command, cwd=repository.path, env=repository.environment, input=answers, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip


def _hook(repository: Repository, *paths: str) -> subprocess.CompletedProcess[str]:
    """detect-secrets' own hook."""
    return repository.run(str(Path(sys.executable).with_name("detect-secrets-hook")), "--baseline", FILE, *paths)


def test_what_is_there_is_accepted_and_what_comes_is_not(repository: Repository) -> None:
    repository.write({"app.py": APP, "t.yaml": YAML})
    assert len(repository.found("--select", "secrets")) == 4
    assert "4 accepted (4 new)" in _baseline(repository)
    assert repository.found("--select", "secrets") == []
    repository.write({"app.py": APP.replace(WEAK, OTHER).replace(STRONG, STRONG[::-1])})
    assert repository.found("--select", "secrets") == ["app.py:1 hardcoded-credential", "app.py:2 hardcoded-credential"]


def test_the_file_is_slim_and_the_same_bytes_again(repository: Repository) -> None:
    repository.write({"b.py": APP, "a.py": APP, "t.yaml": YAML})
    _baseline(repository)
    text = (repository.path / FILE).read_text(encoding="utf-8")
    assert "line_number" not in text
    assert "generated_at" not in text
    assert list(_held(repository)["results"]) == ["a.py", "b.py", "t.yaml"]
    repository.write({"a.py": "\n\n\n" + APP})
    assert "0 new" in _baseline(repository)
    assert (repository.path / FILE).read_text(encoding="utf-8") == text


def test_what_a_baseline_held_besides_is_kept(repository: Repository) -> None:
    plugins = [{"name": "KeywordDetector", "keyword_exclude": ""}, {"name": "Base64HighEntropyString", "limit": 4.2}]
    filters = [{"path": "detect_secrets.filters.heuristic.is_templated_secret"}]
    entry = _entry("src\\app.py", STRONG, is_secret=False, note="a fixture")
    gone = _entry("src\\app.py", "gone" * 8)
    old = {
        "version": "1.4.0", "plugins_used": plugins, "filters_used": filters, "ours": {"x": 1}, "results": {"src\\app.py": [entry, gone], "no.py": [gone]},
        "generated_at": "2024-01-01T00:00:00Z",
    }  # fmt: skip
    repository.write({"src/app.py": APP, FILE: json.dumps(old)})
    said = _baseline(repository)
    assert "3 accepted (2 new)" in said
    assert "2 dropped" in said
    held = _held(repository)
    assert [held[key] for key in ("version", "plugins_used", "filters_used", "ours")] == [
        "1.4.0",
        plugins,
        filters,
        {"x": 1},
    ]
    assert "generated_at" not in held
    del entry["line_number"]
    assert entry in held["results"]["src\\app.py"]
    assert {one["is_secret"] for one in held["results"]["src\\app.py"]} == {False}
    assert list(held["results"]) == list(held["shipcheck"]) == ["src\\app.py"]


def test_detect_secrets_accepts_what_was_written_and_leaves_it_alone(repository: Repository) -> None:
    token = LABELLED.expand("@github-pat")
    files = {
        "app.py": f'API_KEY = "{STRONG}"\nAWS_KEY = "AKIA2E4QJ7R5XKNTW3PB"\nURL = "postgresql://app:{STRONG}@db.internal.net/app"\n',
        "t.yaml": YAML, "conf.ini": f"[api]\ntoken = {STRONG[::-1]}\n", "deploy.sh": f"export API_TOKEN='{HEX[::-1]}'\n",
        "tls.key": _key(), "github.py": f'TOKEN = "{token}"\n',
    }  # fmt: skip
    repository.write(files)
    assert repository.found("--select", "secrets")
    _baseline(repository)
    text = (repository.path / FILE).read_text(encoding="utf-8")
    repository.git("add", "-A")
    types = {entry["type"] for listed in _held(repository)["results"].values() for entry in listed}
    assert types >= {"Secret Keyword", "Basic Auth Credentials", "AWS Access Key", "Private Key", "GitHub Token"}
    done = _hook(repository, *files)
    assert done.returncode == 0, done.stdout
    assert (repository.path / FILE).read_text(encoding="utf-8") == text, "detect-secrets rewrote it"
    assert repository.found("--select", "secrets") == []


def _key() -> str:
    body = "\n".join(f"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw{number:02}gSjAgEAAoIBAQDEm2Lk7Q" for number in range(5))
    return f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n"


def test_what_only_detect_secrets_finds_stays_if_it_tells_nothing(repository: Repository) -> None:
    files = {"tests/app.py": f'password = "{WEAK}"\nnumber = "{HEX}"\n'}
    old = {
        "version": "1.5.0",
        "results": {
            "tests/app.py": [_entry("tests/app.py", WEAK), _entry("tests/app.py", HEX, "Hex High Entropy String")]
        },
    }
    repository.write(files | {FILE: json.dumps(old)})
    said = _baseline(repository)
    assert "1 of detect-secrets' entries were left out" in said
    assert [entry["hashed_secret"] for entry in _held(repository)["results"]["tests/app.py"]] == [_sha1(HEX)]


def test_excluded_files_are_not_gone(repository: Repository) -> None:
    old = {"version": "1.5.0", "results": {"legacy/a.py": [_entry("legacy/a.py", STRONG)]}}
    files = {
        "legacy/a.py": f'password = "{STRONG}"\n',
        "shipcheck.toml": 'exclude = ["legacy"]\n',
        FILE: json.dumps(old),
    }
    repository.write(files)
    _baseline(repository)
    assert [entry["hashed_secret"] for entry in _held(repository)["results"]["legacy/a.py"]] == [_sha1(STRONG)]


def test_a_moved_file_takes_its_verdicts_along(repository: Repository) -> None:
    old = {"version": "1.5.0", "results": {"old.py": [_entry("old.py", STRONG, is_secret=False)]}}
    repository.write({"new.py": f'API_KEY = "{STRONG}"\n', FILE: json.dumps(old)})
    assert repository.found("--select", "secrets") == []
    assert "1 moved to another file" in _baseline(repository)
    assert list(_held(repository)["results"]) == ["new.py"]
    assert {entry["is_secret"] for entry in _held(repository)["results"]["new.py"]} == {False}


def test_prune_accepts_nothing_new(repository: Repository) -> None:
    repository.write({"app.py": APP})
    _baseline(repository)
    repository.write({"app.py": APP.replace(WEAK, OTHER), "b.py": APP})
    said = _baseline(repository, "--prune")
    assert "2 accepted (0 new)" in said
    assert len(repository.found("--select", "secrets")) == 4


def test_nothing_to_accept_writes_nothing(repository: Repository) -> None:
    repository.write({"app.py": "x = 1\n"})
    assert "there is nothing to accept" in _baseline(repository)
    assert not (repository.path / FILE).exists()


@pytest.mark.parametrize(
    "files", [{FILE: "{"}, {FILE: '{"results": []}'}, {".gitleaks.toml": "["}, {"shipcheck.toml": "engine = 1\n"}]
)
def test_nothing_is_written_over_what_cannot_be_read(files: dict[str, str], repository: Repository) -> None:
    repository.write({"app.py": APP} | files)
    for command in ("baseline", "audit"):
        done = _audit(repository, "y\ny\n") if command == "audit" else repository.shipcheck("secrets", "baseline")
        if ".gitleaks.toml" in files and command == "audit":
            assert "could not judge .gitleaks.toml" in done.stdout
            continue
        assert done.returncode == 2
        assert "internal error" not in done.stderr
        assert (repository.path / FILE).exists() == (FILE in files)
    assert FILE not in files or (repository.path / FILE).read_text(encoding="utf-8") == files[FILE]


def test_what_is_allowed_elsewhere_is_not_accepted_twice(repository: Repository) -> None:
    files = {
        "app.py": APP.replace('"\nAPI', '"  # pragma: allowlist secret\nAPI'),
        ".gitleaks.toml": f"[allowlist]\nstopwords = ['{STRONG[:6]}']\n",
    }
    repository.write(files)
    assert "1 accepted" in _baseline(repository)
    assert [entry["name"] for entry in _held(repository)["shipcheck"]["app.py"]] == ["SECRET_KEY"]


def test_no_hook_rewrites_it(repository: Repository) -> None:
    repository.write({"app.py": APP})
    _baseline(repository)
    held = (repository.path / FILE).read_bytes()
    repository.write({"app.py": "import os\n\n\n" + APP, FILE: held})
    for args in (("check", "--staged"), ("check", "--staged", "--select", "secrets"), ("secrets", "--staged")):
        assert repository.shipcheck(*args).returncode == 0
    assert (repository.path / FILE).read_bytes() == held


def test_the_engine_detect_secrets_has_the_same_baseline(repository: Repository) -> None:
    repository.write({"app.py": APP, "t.yaml": YAML, "shipcheck.toml": 'engine = "detect-secrets"\n'})
    before = repository.found("--select", "secrets")
    assert before
    _baseline(repository)
    assert repository.found("--select", "secrets") == []
    assert _sha1(WEAK) not in (repository.path / FILE).read_text(encoding="utf-8")


def test_random_strings_are_accepted_like_the_others(repository: Repository) -> None:
    repository.write(
        {"shop.py": f'PARTNER = "{STRONG}"\n', "shipcheck.toml": "[rules.random-string]\nenabled = true\n"}
    )
    assert repository.found() == ["shop.py:1 random-string"]
    _baseline(repository)
    assert repository.found() == []


def test_answers_are_verdicts(repository: Repository) -> None:
    repository.write({"app.py": APP, "t.yaml": YAML})
    done = _audit(repository, "y\nn\ns\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 4  app.py:1:16  `DB_PASSWORD` is a literal" in done.stdout
    assert "2 answered, 2 left" in done.stdout
    found = repository.report("--select", "secrets")["findings"]
    assert [one["line"] for one in found] == [1, 3, 1]
    assert found[0]["message"].endswith("; it was audited as a real secret")
    assert "audited" not in found[1]["message"]
    assert "1 of 2  app.py:3" in _audit(repository, "q\n").stdout, "what was answered is not asked again"
    assert "2 answered, 0 left" in _audit(repository, "n\nn\n").stdout
    assert "nothing to audit" in _audit(repository, "").stdout


def test_an_answer_can_be_taken_back(repository: Repository) -> None:
    repository.write({"app.py": APP})
    done = _audit(repository, "u\nn\nn\nu\nb\ny\nq\n")
    assert "there is nothing to take back" in done.stdout
    assert "1 answered, 2 left" in done.stdout
    found = repository.report("--select", "secrets")["findings"]
    assert [("audited" in one["message"]) for one in found] == [True, False, False]


def test_what_is_answered_is_kept_whatever_comes_then(repository: Repository) -> None:
    repository.write({"app.py": APP})
    assert _audit(repository, "n\n").returncode == 0
    assert len(repository.found("--select", "secrets")) == 2
    command = [sys.executable, "-m", "shipcheck", "secrets", "audit"]
    with subprocess.Popen(
        command, cwd=repository.path, env=repository.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as walk:  # fmt: skip
        assert walk.stdin is not None
        assert walk.stdout is not None
        walk.stdin.write("n\n")
        walk.stdin.flush()
        while "2 of 2" not in walk.stdout.readline():
            pass
        time.sleep(0.2)
        walk.send_signal(signal.SIGINT)
        out, err = walk.communicate(timeout=60)
    assert walk.returncode == 130
    assert "Traceback" not in err
    assert "1 answered, 1 left" in out
    assert len(repository.found("--select", "secrets")) == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals of that kind here")
def test_a_key_is_enough_on_a_terminal(repository: Repository) -> None:
    repository.write({"app.py": APP})
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "shipcheck", "secrets", "audit"]
    with subprocess.Popen(
        command, cwd=repository.path, env=repository.environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as walk:  # fmt: skip
        assert walk.stdout is not None
        for key in (b"n", b"Y", b"q"):
            while "Is it a real secret?" not in walk.stdout.readline():
                pass
            time.sleep(0.2)
            os.write(ours, key)
        out, _ = walk.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert "2 answered, 1 left" in out
    assert len(repository.found("--select", "secrets")) == 2


def test_entries_of_detect_secrets_alone_are_asked_about_and_kept_as_they_are(repository: Repository) -> None:
    entry = _entry("tests/app.py", WEAK)
    old = {
        "version": "1.5.0",
        "results": {"tests/app.py": [entry], "no.py": [entry]},
        "generated_at": "2024-01-01T00:00:00Z",
    }
    repository.write({"tests/app.py": f'\npassword = "{WEAK}"\n', FILE: json.dumps(old)})
    done = _audit(repository, "n\n")
    assert "1 of 1  tests/app.py:2:13  Secret Keyword, by detect-secrets alone" in done.stdout
    expected = old | {"results": {"no.py": [entry], "tests/app.py": [entry | {"is_secret": False}]}}
    assert _held(repository) == expected


def test_the_report_counts(repository: Repository) -> None:
    old = {"version": "1.5.0", "results": {"app.py": [_entry("app.py", WEAK), _entry("app.py", "gone")]}}
    repository.write({"app.py": APP, FILE: json.dumps(old)})
    done = _audit(repository, "", "--report")
    assert (done.returncode, done.stderr) == (0, "")
    counts = {line.split()[1]: int(line.split()[0]) for line in done.stdout.splitlines()[1:]}
    assert counts == {"open": 2, "unaudited": 1, "harmless": 0, "real": 0, "gone": 1, "guessable": 1}
    told = json.loads(_audit(repository, "", "--report", "--format", "json").stdout)
    assert told["counts"] == counts
    assert told["secrets"][0] == {"path": "app.py", "line": 1, "rule": "hardcoded-credential", "answer": "unaudited"}
    assert _audit(repository, "", "--report", "--fail-on-unaudited").returncode == 1
    _audit(repository, "n\ny\nn\n")
    assert _audit(repository, "", "--report", "--fail-on-unaudited").returncode == 0
    assert _audit(repository, "", "--report", "--fail-on-audited-real").returncode == 1


def _canaries() -> Iterator[tuple[str, str, str]]:
    for number, sample in enumerate(LABELLED.load("positives")):
        for path, text in sample.files.items():
            if ".git/" not in path:
                yield f"{number}/{path}", text, sample.title


def test_no_value_and_no_digest_of_a_weak_one_is_written_or_shown(repository: Repository) -> None:
    """All labelled pages in one repository: accepted, audited, counted."""
    files = {path: text for path, text, _ in _canaries()}
    repository.write(files)
    found = [one for path, text in files.items() for one in detect(path, text) if one.rule != KEY]
    names = " ".join(one.name.lower() for one in found)
    values = {one.value for one in found if len(one.value) >= 8 and one.value.lower() not in names}
    assert len(values) > 250
    audited = _audit(repository, "n\ny\n" * 400)
    first = (repository.path / FILE).read_text(encoding="utf-8")
    (repository.path / FILE).unlink()
    said = _baseline(repository)
    shown = [audited.stdout, audited.stderr, said, _audit(repository, "", "--report", "--format", "json").stdout]
    second = (repository.path / FILE).read_text(encoding="utf-8")
    assert [value for value in values if any(value in text for text in [first, second, *shown])] == []
    digests = {_sha1(one.value) for one in found if not strong(one.value)}
    assert [digest for digest in digests if digest in first or digest in second] == []
    held = json.loads(second)
    assert sum("key" in entry for listed in held["shipcheck"].values() for entry in listed) > 100
    assert {len(entry["key"]) for listed in held["shipcheck"].values() for entry in listed if "key" in entry} == {2}
    assert (
        repository.found("--select", "hardcoded-credential,provider-token,url-credential,private-key,credential-file")
        == []
    )


def test_only_strong_values_and_public_heads_may_be_written() -> None:
    assert writable("Secret Keyword", STRONG)
    assert writable("GitHub Token", "ghp")
    assert writable("Private Key", "BEGIN RSA PRIVATE KEY")
    assert not writable("Secret Keyword", WEAK)
    assert not writable("Secret Keyword", "ghp")
    assert not writable("GitHub Token", "hunter2")
