"""The whole static check of a repository of 5,000 files, as a ratio to its peers run one after another in the same run.

The peers are hadolint, detect-secrets, bandit and semgrep, each on what it reads. Each round runs every command once, in
turn, so that a noisy minute hits all of them; the figure is the minimum. semgrep needs rules: without `--rules` it gets
the few below, which is less work than anybody would give it.

    python bench/static.py [--rounds 3] [--files 5000] [--peers FOLDER] [--rules FOLDER]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # so that `bench` is the folder, not this file

from bench.hooks import MODULE, OTHERS, VIEW

BIN = Path(sys.executable).parent
TARGET = 0.2
# Of so many files of a service, how many are of which kind; the rest is Python.
KINDS = {"Dockerfile": 1, "compose.yaml": 1, ".dockerignore": 1, "requirements.txt": 1}
SERVICE = 50
RULES = """rules:
"""
RULE = """  - id: {name}
    languages: [python]
    severity: WARNING
    message: found
    pattern: {pattern}
"""
PATTERNS = (
    "$APP.run(..., debug=True, ...)",
    "eval(...)",
    "exec(...)",
    "subprocess.$CALL(..., shell=True, ...)",
    "yaml.load(...)",
    "pickle.loads(...)",
    "hashlib.md5(...)",
    "$X.config['DEBUG'] = True",
    "requests.$CALL(..., verify=False, ...)",
    "flask.render_template_string(...)",
)
MANIFEST = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: page{number}
spec:
  template:
    spec:
      containers:
        - name: web
          image: example/page:{number}
          command: ["gunicorn", "--workers", "2", "--bind", "0.0.0.0:8000", "page{number}:app"]
          env:
            - name: API_KEY
              valueFrom: {{secretKeyRef: {{name: shop, key: api-key}}}}
"""
SCRIPT = "#!/bin/sh\nset -e\nflask db upgrade\nexec gunicorn --workers 2 --bind 0.0.0.0:8000 page{number}:app\n"
PAGE = "# Page {number}\n\nHow page {number} is deployed, and what to do when it is not.\n" + "Words about it.\n" * 40
SETTINGS = """import os

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
INSTALLED_APPS = ["page{number}"]
"""


def project(folder: Path, count: int) -> None:
    """A repository of so many files: services with their images, deployment files, modules, documents; all staged."""
    chance = random.Random(count)  # the same files every time
    written = 0
    number = 0
    while written < count:
        service = folder / f"service{number // SERVICE}"
        for name, text in _files(number, chance):
            if written < count:
                path = service / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                written += 1
        number += 1
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)


def _files(number: int, chance: random.Random) -> list[tuple[str, str]]:
    at = number % SERVICE
    found = [(name, OTHERS[name]) for name in KINDS] if at == 0 else []
    found += (
        [("settings.py", SETTINGS.format(number=number)), ("start.sh", SCRIPT.format(number=number))] if not at else []
    )
    found += [(f"k8s/page{number}.yaml", MANIFEST.format(number=number))] if at % 10 == 1 else []
    found += [(f"docs/page{number}.md", PAGE.format(number=number))] if not number % 5 else []
    views = "".join(VIEW.format(number=number, view=view, amount=view + 1) for view in range(chance.randint(2, 12)))
    return [*found, (f"shop/page{number}.py", MODULE.format(number=number, views=views))]


def commands(folder: Path, peers: str, rules: str) -> dict[str, list[str]]:
    """What is timed; a peer that is not installed is left out, and that is said."""
    images = sorted(str(path.relative_to(folder)) for path in folder.rglob("Dockerfile"))
    found = {
        "shipcheck check": [str(BIN / "shipcheck"), "check", "--root", "."],
        "hadolint": [str(BIN / "hadolint"), "--no-fail", *images],
        "detect-secrets scan": [str(BIN / "detect-secrets"), "scan"],
    }
    bandit, semgrep = _program("bandit", peers), _program("semgrep", peers)
    if bandit:
        found["bandit"] = [bandit, "--quiet", "--recursive", "--exit-zero", "."]
    if semgrep:
        found["semgrep"] = [
            semgrep,
            "scan",
            "--config",
            rules,
            "--metrics=off",
            "--disable-version-check",
            "--quiet",
            ".",
        ]
    return found


def _program(name: str, peers: str) -> str:
    inside = Path(peers) / "bin" / name
    return str(inside) if inside.exists() else shutil.which(name) or ""


def measure(folder: Path, every: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """The minimum wall seconds of each command over the rounds; the first does not count."""
    best = dict.fromkeys(every, float("inf"))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(rounds + 1):
        for name, command in every.items():
            path = f"{Path(command[0]).parent}{os.pathsep}{environment.get('PATH', '')}"
            start = time.perf_counter()
            done = subprocess.run(
                command, cwd=folder, env=environment | {"PATH": path}, capture_output=True, check=False
            )
            took = time.perf_counter() - start
            if done.returncode not in {0, 1}:
                raise SystemExit(f"{name} exited {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}")
            if turn:
                best[name] = min(best[name], took)
    return best


def main() -> None:
    """Print each command's time, and ours as a share of the peers' together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--peers", default=".venv/.peers", help="a virtual environment with bandit and semgrep")
    parser.add_argument("--rules", default="", help="a folder of rules for semgrep")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, minimum of {args.rounds} interleaved rounds\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        rules = Path(name) / "rules.yaml"
        rules.write_text(RULES + "".join(RULE.format(name=f"r{at}", pattern=text) for at, text in enumerate(PATTERNS)))
        project(folder, args.files)
        chosen = str(Path(args.rules).resolve()) if args.rules else str(rules)
        every = commands(folder, str(Path(args.peers).resolve()), chosen)
        best = measure(folder, every, args.rounds)
    ours = best.pop("shipcheck check")
    total = sum(best.values())
    print(f"{args.files} files:")
    for title, took in {"shipcheck check": ours, **best}.items():
        print(f"  {title:<20} {took:8.2f} s")
    for missing in {"bandit", "semgrep"} - best.keys():
        print(f"  {missing:<20} not installed: left out of the sum")
    ratio = ours / total
    print(f"  ratio to the peers one after another: {ratio:.3f}   <= {TARGET} {'met' if ratio <= TARGET else 'MISSED'}")


if __name__ == "__main__":
    main()
