"""The secret scanner against a bare Python start, detect-secrets and kingfisher, all in one run.

Each round runs every command once, in turn, so that a noisy minute hits all of them; the figure is the minimum. What is
scanned is on every machine: pages of a made-up shop, the standard library and the installed packages. kingfisher is
asked where it is installed (`pip install kingfisher-bin`), without its validation.

    python bench/secrets.py [hook] [tree] [history] [large] [--rounds 15] [--peer-rounds 1]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # else this file is taken for the standard library's `secrets`

from bench.hooks import MODULE, VIEW

BIN = Path(sys.executable).parent
PART = ("check", "--staged", "--select", "secrets")
SMALL = range(1_000, 6_000)  # bytes
LARGEST = 1 << 20
LEAK = 'DB_PASSWORD = "kx8-rosinen-2v"\n'
TEXTS = {
    ".py",
    ".txt",
    ".json",
    ".toml",
    ".yaml",
    ".yml",
    ".js",
    ".html",
    ".css",
    ".md",
    ".rst",
    ".ini",
    ".cfg",
    ".c",
    ".h",
    ".pyi",
}


class Took:
    """How long a command took at best, in seconds, and the most memory it held, in MB."""

    def __init__(self) -> None:
        self.seconds = float("inf")
        self.memory = 0.0


def run(command: list[str], folder: Path, fine: tuple[int, ...] = (0,)) -> tuple[float, float]:
    """Wall seconds and peak MB of a command; ends the benchmark if its exit code says that it did not do its work."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in fine:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)[:200]} exited {process.returncode}: {output.read()[-2000:].decode()}")
    return took, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(
    folder: Path, every: dict[str, tuple[list[str], int]], fine: tuple[int, ...] = (0, 1, 200, 205)
) -> dict[str, Took]:
    """Each command's best over its rounds, interleaved; with several rounds the first does not count."""
    best = {name: Took() for name in every}
    for turn in range(max(rounds for _, rounds in every.values()) + 1):
        for name, (command, rounds) in every.items():
            if turn > rounds or (rounds == 1 and turn):
                continue
            took, memory = run(command, folder, fine)
            if turn or rounds == 1:
                best[name].seconds = min(best[name].seconds, took)
            best[name].memory = max(best[name].memory, memory)
    return best


def git(folder: Path, *args: str) -> None:
    """Run git, quietly."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *identity, *args], cwd=folder, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def repository(files: dict[str, str | bytes]) -> Iterator[Path]:
    """A repository in which these files are staged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        git(folder, "init", "-q")
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
        git(folder, "add", "-A")
        yield folder


def pages(count: int) -> dict[str, str | bytes]:
    """Clean pages of a web shop, which speak of tokens and read a key from the environment, as such pages do."""
    views = [VIEW.format(number=0, view=view, amount=view + 1) for view in range(6)]
    return {f"shop/page{n}.py": MODULE.format(number=n, views="".join(views[: 1 + n % 6])) for n in range(count)}


def library(count: int) -> dict[str, str | bytes]:
    """Small modules of the standard library in which nothing is, spread over its alphabet."""
    root = Path(sysconfig.get_paths()["stdlib"])
    small = sorted(
        path
        for path in root.rglob("*.py")
        if path.stat().st_size in SMALL and not {"test", "tests", "site-packages"} & set(path.parts)
    )
    return {
        f"lib/{number:03}_{path.name}": path.read_bytes()
        for number, path in enumerate(small[:: len(small) // count][:count])
    }


def kingfisher(*args: str) -> list[str]:
    """The command, or nothing where it is not installed."""
    found = shutil.which("kingfisher", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    quiet = ["--no-validate", "--no-update-check", "--format", "json", "--output", os.devnull]
    return [found, "scan", *args, *quiet] if found else []


def table(best: dict[str, Took], base: str, peer: str, targets: dict[str, str]) -> None:
    """Print a line a command, with its ratios to the first two."""
    print(f"  {'':<26}{'ms':>10}{'x ' + base:>22}{'x ' + peer:>26}{'MB':>8}   target")
    for name, took in best.items():
        one, other = (took.seconds / best[of].seconds for of in (base, peer))
        print(
            f"  {name:<26}{took.seconds * 1000:>10.1f}{one:>22.2f}{other:>26.3f}{took.memory:>8.0f}   {targets.get(name, '')}"
        )
    print()


def hook(rounds: int, peer_rounds: int) -> None:
    """The hook on a hundred files: clean, and with one finding."""
    for title, files in (
        ("100 clean pages of a web app", pages(100)),
        ("100 small modules of the standard library", library(100)),
        ("100 pages, one finding", pages(99) | {"shop/settings.py": LEAK}),
    ):
        target = "<= 10 x python" if "finding" in title else "<= 3 x python, <= 0.05 x detect-secrets-hook"
        with repository(files) as folder:
            names = list(files)
            every = {
                "python -c pass": ([sys.executable, "-c", "pass"], rounds),
                "detect-secrets-hook": ([str(BIN / "detect-secrets-hook"), *names], peer_rounds),
                "shipcheck secrets hook": ([str(BIN / "shipcheck"), *PART, *names], rounds),
            }
            if kingfisher():
                every["kingfisher"] = (kingfisher(*names), peer_rounds)
            print(f"{title}:")
            table(measure(folder, every), "python -c pass", "detect-secrets-hook", {"shipcheck secrets hook": target})


def tree() -> dict[str, str | bytes]:
    """The texts of the standard library and of the installed packages, tests of the former left out."""
    found: dict[str, str | bytes] = {}
    places = sysconfig.get_paths()
    for kind in ("stdlib", "purelib"):
        root = Path(places[kind])
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            skipped = {"site-packages", "__pycache__"} & set(inside.parts)
            if path.suffix in TEXTS and path.is_file() and not skipped and path.stat().st_size < LARGEST:
                found[f"{kind}/{inside.as_posix()}"] = path.read_bytes()
    return found


def whole_tree(rounds: int, peer_rounds: int) -> None:
    """A tree of at least thirty megabytes."""
    files = tree()
    size = sum(len(text) for text in files.values()) / 1e6
    with repository(files) as folder:
        every = {
            "shipcheck secrets": ([str(BIN / "shipcheck"), "secrets", "--output", os.devnull], max(rounds // 3, 3)),
            "detect-secrets scan": ([str(BIN / "detect-secrets"), "scan", "-n"], peer_rounds),
        }
        if kingfisher():
            every["kingfisher"] = (kingfisher(".", "--git-history", "none"), max(rounds // 3, 3))
        print(f"a tree of {size:.0f} MB in {len(files)} files:")
        best = measure(folder, every)
        other = "kingfisher" if kingfisher() else "detect-secrets scan"
        table(
            best,
            "detect-secrets scan",
            other,
            {"shipcheck secrets": "<= 0.02 x detect-secrets scan, <= 1.5 x kingfisher"},
        )
        print(f"  {size / best['shipcheck secrets'].seconds:.0f} MB a second\n")


def history(rounds: int) -> None:
    """A history of several versions of every file."""
    files = {path: text for path, text in tree().items() if path.startswith("purelib/")}
    with repository(files) as folder:
        git(folder, "commit", "-qm", "first")
        for version in range(1, 5):
            for path in files:
                with (folder / path).open("ab") as file:
                    file.write(b"\n# version %d\n" % version)
            git(folder, "commit", "-qam", f"version {version}")
        git(folder, "repack", "-adq")
        size = 5 * sum(len(text) for text in files.values()) / 1e6
        command = [str(BIN / "shipcheck"), "secrets", "--history", "--fresh", "--output", os.devnull]
        os.environ["SHIPCHECK_CACHE"] = str(folder / ".git" / "cache")
        run([str(BIN / "shipcheck"), "secrets", "-", "--output", os.devnull], folder, (0, 1, 2))
        best = measure(folder, {"shipcheck secrets --history": (command, max(rounds // 5, 2))})
        took = best["shipcheck secrets --history"]
        print(
            f"a history of {size:.0f} MB in {5 * len(files)} blobs: {took.seconds:.1f} s, {size / took.seconds:.0f} MB a second (target: >= 50), {took.memory:.0f} MB of memory\n"
        )


def large() -> None:
    """One file of a gigabyte, and one line of a hundred megabytes."""
    with repository({}) as folder:
        line = b"2026-11-22 12:00:00 INFO order 4711 of page 12 was sent to the customer\n"
        with (folder / "huge.log").open("wb") as file:
            for _ in range(1 << 10):
                file.write(line * ((1 << 20) // len(line)))
        (folder / "line.json").write_bytes(b'{"items": [' + b'"nothing at all", ' * (100_000_000 // 18) + b"0]}")
        for name in ("huge.log", "line.json"):
            size = (folder / name).stat().st_size / 1e6
            took, memory = run([str(BIN / "shipcheck"), "secrets", name], folder)
            print(f"{name}, {size:.0f} MB: {took:.1f} s, {memory:.0f} MB of memory")
        print()


def main() -> None:
    """Print a table for each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["hook", "tree", "history", "large", []], default=[])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peer-rounds", type=int, default=1)
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, minimum of {args.rounds} interleaved rounds\n")
    parts = args.parts or ["hook", "tree", "history", "large"]
    if "hook" in parts:
        hook(args.rounds, max(args.peer_rounds, 3))
    if "tree" in parts:
        whole_tree(args.rounds, args.peer_rounds)
    if "history" in parts:
        history(args.rounds)
    if "large" in parts:
        large()


if __name__ == "__main__":
    main()
