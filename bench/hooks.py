"""Wall time of each hook and of the umbrella, as ratios to a bare Python start and to detect-secrets-hook, in one run.

Each round runs every command once, in turn, so that a noisy minute hits all of them; the figure is the minimum. The
files are those that pre-commit would pass: each hook gets the ones that its `files` expression finds.

    python bench/hooks.py [--rounds 15] [--files 1 10 100]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parent.parent)  # so that `hooks` is the folder, not this file

from hooks import manifest

BIN = Path(sys.executable).parent
TARGETS = {"shipcheck": 0.6}
SINGLE = 0.4

MODULE = '''"""Orders of a small shop, page {number}."""

import logging
import os

from flask import Blueprint, abort, jsonify, request

log = logging.getLogger(__name__)
pages = Blueprint("page{number}", __name__)
API_KEY = os.environ["API_KEY"]


class Order:
    def __init__(self, item, amount):
        self.item = item
        self.amount = amount

    def total(self, price):
        return self.amount * price
{views}
'''
VIEW = """

@pages.route("/page{number}/{view}")
def view_{view}():
    token = request.headers.get("Authorization")
    if not token:
        abort(401)
    order = Order(request.args["item"], int(request.args.get("amount", "{amount}")))
    log.info("order %s of %s", order.item, "{view}")
    return jsonify(item=order.item, total=order.total({amount}))
"""
OTHERS = {
    "Dockerfile": (
        "FROM python:3.12-slim-bookworm\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n"
        "COPY . .\nENV PYTHONUNBUFFERED=1\nUSER 1000\nEXPOSE 8000\n"
        'HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://localhost:8000/\')"]\n'
        'CMD ["gunicorn", "-b", "0.0.0.0:8000", "--workers", "2", "shop:app"]\n'
    ),
    ".dockerignore": ".git\n**/.env*\n**/__pycache__\n.venv\n",
    "requirements.in": "flask\ngunicorn\n",
    "requirements.txt": (
        "#    pip-compile requirements.in\nblinker==1.9.0\n    # via flask\nclick==8.1.8\n    # via flask\nflask==3.1.0\n"
        "    # via -r requirements.in\ngunicorn==23.0.0\n    # via -r requirements.in\nitsdangerous==2.2.0\n    # via flask\n"
        "jinja2==3.1.6\n    # via flask\nmarkupsafe==3.0.2\n    # via jinja2\nwerkzeug==3.1.3\n    # via flask\n"
    ),
    "compose.yaml": "services:\n  web:\n    build: .\n    ports: ['8000:8000']\n    environment:\n      API_KEY: ${API_KEY}\n"
    "    restart: unless-stopped\n    mem_limit: 512m\n    logging: {driver: local}\n",
}


def project(folder: Path, count: int) -> list[str]:
    """A clean repository of so many small files, all staged; their names."""
    chance = random.Random(count)  # the same files every time
    files = dict(list(OTHERS.items())[: max(0, min(len(OTHERS), count - 1))])
    for number in range(count - len(files)):
        views = "".join(VIEW.format(number=number, view=view, amount=view + 1) for view in range(chance.randint(2, 12)))
        files[f"shop/page{number}.py"] = MODULE.format(number=number, views=views)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    return list(files)


def commands(names: list[str]) -> dict[str, list[str]]:
    """What is timed: a bare start, the peer, and each hook on the files it would be given."""
    found = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "detect-secrets-hook": [str(BIN / "detect-secrets-hook"), *names],
    }
    for front in manifest.pages():
        hook: dict[str, Any] = manifest.hook(front)
        mine = [name for name in names if re.search(hook.get("files", ""), name)]
        if "select" in front or front["id"] == "shipcheck":
            program, *rest = hook["entry"].split()
            if mine:
                found[hook["id"]] = [str(BIN / program), *rest, *mine]
    return found


def measure(folder: Path, every: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """The minimum wall seconds of each command over the rounds."""
    best = dict.fromkeys(every, float("inf"))
    # As in an environment that pip has made, modules are compiled: the first round, which does not count, sees to it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(rounds + 1):
        for name, command in every.items():
            start = time.perf_counter()
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
            took = time.perf_counter() - start
            if done.returncode:
                raise SystemExit(f"{name} exited {done.returncode}: {done.stdout.decode()}{done.stderr.decode()}")
            if turn:
                best[name] = min(best[name], took)
    return best


def main() -> None:
    """Print a table for each number of files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--files", type=int, nargs="+", default=[1, 10, 100])
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, minimum of {args.rounds} interleaved rounds\n")
    for count in args.files:
        with tempfile.TemporaryDirectory() as name:
            every = commands(project(Path(name), count))
            best = measure(Path(name), every, args.rounds)
        print(
            f"{count} changed file{'s' if count > 1 else ''}: {'':<19} ms   x python   x detect-secrets-hook   target"
        )
        for title, took in best.items():
            ratio = took / best["detect-secrets-hook"]
            target = TARGETS.get(title, SINGLE) if title.startswith("shipcheck") else None
            verdict = f"<= {target} {'met' if ratio <= target else 'MISSED'}" if target else ""
            print(f"  {title:<24} {took * 1000:9.1f} {took / best['python -c pass']:10.2f} {ratio:23.2f}   {verdict}")
        print()


if __name__ == "__main__":
    main()
