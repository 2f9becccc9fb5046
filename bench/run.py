"""What `shipcheck run` costs over doing the same by hand: build, run, ask until it answers, stop; in one run, in turn.

By hand means `docker build` (warm), `docker run`, a question every 20 ms until 200 comes, `docker stop`, `docker rm`, each
by the same client and builder. Waiting whether an application stays alive is what `--watch` asks for, and no overhead: it
is 0 here, and the last line says what a run with all its defaults takes. The figure is the minimum of the rounds.

    python bench/run.py [--rounds 5] [--docker COMMAND]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "examples" / "well-kept" / "requirements.txt"
MEGABYTE = 1_000_000
HEAVY = 100
PATIENCE = 60
OVERHEAD, SCAN, SEEN = 0.6, 2.0, 0.15
# An application as most are; it needs no variable, since each that it needs is one more start.
APP = {
    "app.py": """from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")
""",
    ".dockerignore": ".git\n**/.env*\n**/venv\n**/.venv\n**/__pycache__\n**/*.key\n",
    "Dockerfile": """FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --create-home bakery
USER bakery
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
CMD ["gunicorn", "--workers", "2", "--bind", "0.0.0.0:8000", "app:app"]
""",
}
# An application that says when it could first be asked, and when it first was.
LATE = """import socket
import time

time.sleep(1.3)
server = socket.create_server(("0.0.0.0", 8000))
print("open", time.time(), flush=True)
asked = False
while True:
    connection, _ = server.accept()
    if connection.recv(4096) and not asked:
        asked = True
        print("asked", time.time(), flush=True)
    connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok")
    connection.close()
"""
LATE_FILE = 'FROM python:3.11-slim-bookworm\nCOPY app.py .\nEXPOSE 8000\nUSER nobody\nCMD ["python", "app.py"]\n'


class ByHand:
    """The steps that everybody types."""

    def __init__(self, docker: str) -> None:
        words = [docker, "version", "--format", "{{.Client.Version}}"]
        version = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        old = int(version.partition(".")[0]) < 23  # the same choice that the tool makes  # noqa: PLR2004
        buildx = (
            not old and not subprocess.run([docker, "buildx", "version"], capture_output=True, check=False).returncode
        )
        self.docker = docker
        self.build = [docker, "buildx", "build", "--load"] if buildx else [docker, "build"]
        self.env = {**os.environ, **({} if buildx else {"DOCKER_BUILDKIT": str(int(old))})}

    def ask(self, *words: str) -> str:
        """What the engine answers."""
        done = subprocess.run([self.docker, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def go(self, folder: Path) -> None:
        """All of it once."""
        name = f"shipcheck-bench-{os.getpid()}"
        subprocess.run([*self.build, "-q", "-t", name, str(folder)], env=self.env, capture_output=True, check=True)
        try:
            self.ask("run", "-d", "--name", name, "-p", "127.0.0.1::8000", name)
            url = f"http://{self.ask('port', name, '8000').splitlines()[0]}/health"
            end = time.monotonic() + PATIENCE
            while not _answers(url):
                if time.monotonic() > end:
                    raise SystemExit(f"by hand: no answer within {PATIENCE} s: {self.ask('logs', name)[-300:]}")
                time.sleep(0.02)
            self.ask("stop", name)
        finally:
            subprocess.run([self.docker, "rm", "-f", name], capture_output=True, check=False)
        # Without its parents: they are what makes the next build warm.
        self.ask("image", "rm", "--no-prune", name)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def shipcheck(folder: Path, *more: str, docker: str) -> dict[str, Any]:
    """One run of the tool; its evidence."""
    evidence = folder.parent / "run.json"
    words = [sys.executable, "-m", "shipcheck", "run", "--root", str(folder), "--docker", docker, "--fail-on", "never"]
    # As in an environment that pip has made, modules are compiled: the first run, which does not count, sees to it.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [*words, "--evidence", str(evidence), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(f"shipcheck run exited {done.returncode}: {done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(evidence.read_text())["services"][0]
    return found


@contextmanager
def contexts(docker: str) -> Iterator[tuple[Path, Path, Path]]:
    """The application, the same with 100 MB more, and the application that is late."""
    with tempfile.TemporaryDirectory() as name:
        light, heavy, late = (Path(name) / one / "app" for one in ("light", "heavy", "late"))
        for folder in (light, heavy):
            folder.mkdir(parents=True)
            for path, text in APP.items():
                (folder / path).write_text(text)
            shutil.copy(REQUIREMENTS, folder)
        (heavy / "data").mkdir()
        chance = random.Random(1)
        for number in range(HEAVY):
            text = (
                "" if number % 2 else "".join(f"{chance.random()},{chance.random()}\n" for _ in range(MEGABYTE // 38))
            )
            (heavy / "data" / f"{number}.{'csv' if text else 'bin'}").write_bytes(
                text.encode().ljust(MEGABYTE, b"\n") if text else chance.randbytes(MEGABYTE)
            )
        late.mkdir(parents=True)
        (late / "app.py").write_text(LATE)
        (late / "Dockerfile").write_text(LATE_FILE)
        for folder in (light, heavy, late):
            if not shipcheck(folder, "--watch", "0", docker=docker)["run"]["ready"]:
                raise SystemExit(f"the {folder.parent.name} example does not run")
        yield light, heavy, late


def seen_after(evidence: dict[str, Any]) -> float:
    """Seconds from the moment at which the late application could be asked to the question that it answered."""
    times = {
        word: float(when) for word, when in re.findall(r"(open|asked) ([\d.]+)", "\n".join(evidence["run"]["log"]))
    }
    return times["asked"] - times["open"]


def measure(docker: str, rounds: int) -> tuple[dict[str, float], float, float, dict[str, float]]:
    """Minimum seconds of each way, the megabytes of the heavy image, readiness, and a run's phases."""
    by_hand = ByHand(docker)
    quick = ("--watch", "0", "--skip", "layers")
    evidence: dict[str, dict[str, Any]] = {}
    with contexts(docker) as (light, heavy, late):
        ways: dict[str, Callable[[], object]] = {
            "by hand": lambda: by_hand.go(light),
            "shipcheck run, no layer scan": lambda: evidence.update(light=shipcheck(light, *quick, docker=docker)),
            "by hand, 100 MB more": lambda: by_hand.go(heavy),
            "shipcheck run, 100 MB more": lambda: evidence.update(
                heavy=shipcheck(heavy, "--watch", "0", docker=docker)
            ),
            "shipcheck run, all defaults": lambda: shipcheck(light, docker=docker),
        }
        best = dict.fromkeys(ways, float("inf"))
        late_by = float("inf")
        for _ in range(rounds):
            for title, way in ways.items():
                began = time.perf_counter()
                way()
                best[title] = min(best[title], time.perf_counter() - began)
            late_by = min(late_by, seen_after(shipcheck(late, *quick, docker=docker)))
    size = evidence["heavy"]["build"]["size"] / MEGABYTE  # an engine gives out an image with its base, or not at all
    phases = {one["name"]: one["seconds"] for one in evidence["light"]["phases"] if one["state"] == "ok"}
    return best, size, late_by, phases


def verdict(figure: float, target: float) -> str:
    """Whether a target is met."""
    return f"target <= {target:g} s: {'met' if figure <= target else 'MISSED'}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--docker", default="docker")
    args = parser.parse_args()
    if (
        not shutil.which(args.docker)
        or subprocess.run([args.docker, "info"], capture_output=True, check=False).returncode
    ):
        print("no engine answers here: what a run costs was not measured")
        return
    best, size, late_by, phases = measure(args.docker, args.rounds)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, minimum of {args.rounds} interleaved rounds\n")
    for title, took in best.items():
        print(f"  {title:<32} {took:6.2f} s")
    over = best["shipcheck run, no layer scan"] - best["by hand"]
    scanned = (best["shipcheck run, 100 MB more"] - best["by hand, 100 MB more"]) / size * 100
    print(f"\n  overhead, layer scan off         {over:6.2f} s             {verdict(over, OVERHEAD)}")
    print(
        f"  overhead, layer scan on          {scanned:6.2f} s per 100 MB  {verdict(scanned, SCAN)} (of {size:.0f} MB)"
    )
    print(f"  readiness seen after             {late_by:6.3f} s             {verdict(late_by, SEEN)}")
    print(f"\n  phases: {', '.join(f'{name} {seconds:.2f}' for name, seconds in phases.items())}")


if __name__ == "__main__":
    main()
