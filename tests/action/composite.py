"""A runner for composite actions: GitHub's own parser and evaluator, and around them what actions/runner does.

Ours is only what the runner's sources tell of processes: files of commands, commands in the log, masks, the limit of ten
annotations a level for the whole composite, status, and how a cancelled step is ended (ActionManifestManager,
CompositeActionHandler, ScriptHandler, ActionCommand, FileCommandManager, ProcessInvoker).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

NODE = Path(__file__).parent / "node"
LEVELS = {"error": "error", "warning": "warning", "notice": "notice"}
_COMMAND = re.compile(r"^\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$")
_OLD = re.compile(r"##\[([a-z-]+)[^\]]*\]")
Uses = Callable[[Mapping[str, str], "Job"], Mapping[str, str]]


class GitHubSays:
    """GitHub's parser and evaluator as one process that answers."""

    def __init__(self) -> None:
        # Another worker may be at it.
        with FileLock(NODE / ".lock"):
            if not (NODE / "node_modules" / ".package-lock.json").exists():
                words = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
                subprocess.run(words, cwd=NODE, check=True, capture_output=True)
        self._process = subprocess.Popen(
            ["node", "github.mjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **question: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "failed" not in answer, (question, answer)
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


class Annotation(NamedTuple):
    level: str
    properties: dict[str, str]
    message: str


class Ran(NamedTuple):
    """A step that ran, or was left out."""

    name: str
    outcome: str
    environment: dict[str, str]
    log: str


class Job:
    """One job on one runner, in which actions are used one after another."""

    def __init__(
        self, says: GitHubSays, workspace: Path, temp: Path, github: Mapping[str, Any], token: str = ""
    ) -> None:
        self.says = says
        self.workspace = workspace
        self.temp = temp
        self.github = dict(github) | {"token": token, "workspace": str(workspace)}
        self.status = "success"
        self.environment: dict[str, str] = {}
        self.path: list[str] = []
        self.steps: list[Ran] = []
        self.annotations: list[Annotation] = []
        self.artifacts: dict[str, bytes] = {}
        self.cache: dict[str, bytes] = {}
        self.masks: list[str] = [token] if token else []
        self.summary = ""
        self.log = ""
        self.cancel_when: Callable[[str], bool] | None = None
        self.seen: dict[str, set[str]] = {}
        self.uses: dict[str, Uses] = dict(STUBS)

    def use(self, action: Path, inputs: Mapping[str, str] | None = None) -> dict[str, str]:
        """Run an action; its outputs."""
        found = self.says.ask(op="action", file=str(action))
        assert not found["errors"], found["errors"]
        known = {one["id"] for one in found["inputs"]}
        assert set(inputs or {}) <= known, "an input that the action does not have"
        given = dict(inputs or {})
        for one in found["inputs"]:
            if one["id"] not in given:
                given[one["id"]] = self._text(one["default"], {"github": self._github(action)})
        context: dict[str, Any] = {
            "github": self._github(action),
            "inputs": given,
            "steps": {},
            "env": {},
            "runner": {"temp": str(self.temp), "os": "Linux"},
        }
        mine: list[Annotation] = []
        for step in found["steps"]:
            self._step(step, context, mine, action)
        for level in LEVELS:
            self.annotations += [one for one in mine if one.level == level][:10]
        return {one["id"]: self._text(one["value"], context) for one in found["outputs"]}

    def _github(self, action: Path) -> dict[str, Any]:
        return self.github | {"action_path": str(action.parent)}

    def _text(self, token: dict[str, str] | None, context: dict[str, Any]) -> str:
        if token is None:
            return ""
        if "literal" in token:
            return token["literal"]
        value = self.says.ask(op="eval", expression=token["expression"], context=context, status=self.status)["value"]
        return str(value)

    def _step(self, step: dict[str, Any], context: dict[str, Any], mine: list[Annotation], action: Path) -> None:
        name = self._text(step["name"], context)
        wanted = self.says.ask(op="eval", expression=step["if"], context=context, status=self.status)["truthy"]
        outputs: dict[str, str] = {}
        environment: dict[str, str] = {}
        log = ""
        if not wanted:
            outcome = "skipped"
        elif step["uses"]:
            given = {key: self._text(value, context) for key, value in step["with"]}
            outputs = dict(self.uses[step["uses"].partition("@")[0]](given, self))
            outcome = "success"
        else:
            assert "expression" not in step["run"], "an expression in a script"
            extra = {key: self._text(value, context) for key, value in step["env"]}
            environment = self._environment(action) | extra
            outcome, outputs, log = self._run(step["run"]["literal"], environment, name, mine)
        if outcome == "failure" and self.status == "success":
            self.status = "failure"
        elif outcome == "cancelled":
            self.status = "cancelled"
        if step["id"]:
            context["steps"][step["id"]] = {"outputs": outputs, "outcome": outcome, "conclusion": outcome}
        self.steps.append(Ran(name, outcome, environment, log))

    def _environment(self, action: Path) -> dict[str, str]:
        base = {
            name: value for name, value in os.environ.items() if not re.search(r"(?i)token|github|runner|secret", name)
        }
        defaults = {
            f"GITHUB_{name.upper()}": str(self.github[name])
            for name in ("event_name", "sha", "ref", "ref_name", "repository", "run_id", "run_number", "run_attempt")
            if name in self.github
        }
        path = os.pathsep.join([*reversed(self.path), base["PATH"]])
        return (
            base
            | defaults
            | {
                "PATH": path,
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(action.parent),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_EVENT_PATH": str(self._event()),
                "GITHUB_SERVER_URL": self.github.get("server_url", "https://github.com"),
                "GITHUB_API_URL": self.github["api_url"],
                "RUNNER_TEMP": str(self.temp),
                "RUNNER_OS": "Linux",
            }
            | self.environment
        )

    def _event(self) -> Path:
        file = self.temp / "event.json"
        file.write_text(json.dumps(self.github["event"]))
        return file

    def _run(
        self, script: str, environment: dict[str, str], name: str, mine: list[Annotation]
    ) -> tuple[str, dict[str, str], str]:
        with tempfile.TemporaryDirectory(dir=self.temp) as folder:
            files = {key: Path(folder, key) for key in ("OUTPUT", "ENV", "PATH", "STEP_SUMMARY", "STATE")}
            for file in files.values():
                file.touch()
            body = Path(folder, "script.sh")
            body.write_text(script)
            environment |= {f"GITHUB_{key}": str(file) for key, file in files.items()}
            code, log, cancelled = self._process(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(body)], environment, name
            )
            self._read_log(log, mine)
            outputs = _assignments(files["OUTPUT"].read_text())
            self.environment |= _assignments(files["ENV"].read_text())
            self.path += files["PATH"].read_text().splitlines()
            text = files["STEP_SUMMARY"].read_text()
        assert len(text.encode()) <= 1 << 20, "a summary that GitHub drops"
        self.summary += self._masked(text)
        return "cancelled" if cancelled else "failure" if code else "success", outputs, self._masked(log)

    def _process(self, words: list[str], environment: dict[str, str], name: str) -> tuple[int, str, bool]:
        """Run to the end, or cancel as the runner does: the step's own process gets SIGINT, then SIGTERM, then all die."""
        process = subprocess.Popen(
            words, cwd=self.workspace, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", start_new_session=True,
        )  # fmt: skip
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
        reader.start()
        cancelled = False
        while process.poll() is None:
            self._look(process.pid, name)
            if self.cancel_when is not None and self.cancel_when("".join(lines)):
                cancelled, self.cancel_when = True, None
                _end(process)
            time.sleep(0.02)
        reader.join(timeout=30)
        if process.stdout is not None and not reader.is_alive():
            process.stdout.close()
        return process.returncode, "".join(lines), cancelled

    def _look(self, pid: int, name: str) -> None:
        """Remember which of the token's values any process of this step could see."""
        for one in _family(pid):
            with suppress(OSError):
                held = Path(f"/proc/{one}/environ").read_bytes() + Path(f"/proc/{one}/cmdline").read_bytes()
                if self.github["token"] and self.github["token"].encode() in held:
                    self.seen.setdefault(name, set()).add(Path(f"/proc/{one}/comm").read_text().strip())

    def _read_log(self, log: str, mine: list[Annotation]) -> None:
        stopped = ""
        for line in log.splitlines():
            found = _COMMAND.match(line)
            if stopped:
                stopped = "" if found and found.group(1) == stopped else stopped
            elif found and found.group(1) == "stop-commands":
                stopped = found.group(3)
            elif found and found.group(1) in LEVELS:
                mine.append(Annotation(found.group(1), _properties(found.group(2) or ""), _unescaped(found.group(3))))
            elif found and found.group(1) == "add-mask":
                self.masks.append(found.group(3))
            elif old := _OLD.search(line):
                mine.append(Annotation("error", {}, f"an old command: {old.group(0)}"))
            if re.fullmatch(r"::([0-9a-f]{16,})::", line.strip()):
                stopped = ""
        self.log += self._masked(log)

    def _masked(self, text: str) -> str:
        for mask in self.masks:
            text = text.replace(mask, "***")
        return text


def _end(process: subprocess.Popen[str]) -> None:
    for number, patience in ((signal.SIGINT, 7.5), (signal.SIGTERM, 2.5)):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.kill(process.pid, number)
            process.wait(timeout=patience)
            return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _family(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                todo += [int(child) for child in (task / "children").read_text().split()]
    return found


def _assignments(text: str) -> dict[str, str]:
    """What a file of commands says: `name=value`, or `name<<end`, lines, `end`."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        long = re.match(r"([^=]+?)<<(.+)", line)
        if long:
            held = []
            for inner in lines:
                if inner == long.group(2):
                    break
                held.append(inner)
            found[long.group(1)] = "\n".join(held)
        elif line:
            name, _, value = line.partition("=")
            found[name] = value
    return found


def _properties(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(",") if part]
    return {name.strip(): _unescaped(value).replace("%3A", ":").replace("%2C", ",") for name, _, value in parts}


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _setup_python(given: Mapping[str, str], _job: Job) -> dict[str, str]:
    assert given["update-environment"] == "false"
    return {"python-path": shutil.which("python3") or ""}


def _upload(given: Mapping[str, str], job: Job) -> dict[str, str]:
    job.artifacts[given["name"]] = Path(given["path"]).read_bytes()
    return {}


def _restore(given: Mapping[str, str], job: Job) -> dict[str, str]:
    prefix = given["restore-keys"]
    hit = next((key for key in reversed(job.cache) if key == given["key"] or key.startswith(prefix)), None)
    if hit:
        Path(given["path"]).parent.mkdir(parents=True, exist_ok=True)
        Path(given["path"]).write_bytes(job.cache[hit])
    return {"cache-hit": str(hit == given["key"]).lower()}


def _save(given: Mapping[str, str], job: Job) -> dict[str, str]:
    job.cache[given["key"]] = Path(given["path"]).read_bytes()
    return {}


STUBS: dict[str, Uses] = {
    "actions/setup-python": _setup_python,
    "actions/upload-artifact": _upload,
    "actions/cache/restore": _restore,
    "actions/cache/save": _save,
}
