"""Files of tasks: recipes of a Makefile, scripts of package.json, options of an ini file; and the words that ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shipcheck.lazy import lazy
from shipcheck.model import Location
from shipcheck.subjects.start_command import Option

_DEEPEST = 5
_TARGET = lazy(r"([A-Za-z0-9_.-]+(?:[ \t]+[A-Za-z0-9_.-]+)*)[ \t]*::?(?!=)[ \t]*([^#=\n]*)")
_VARIABLE = lazy(r"\$[({](\w+)[)}]")
_ASSIGNED = lazy(r"(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:\?|:|::)?=[ \t]*([^#\n]*)")


def make_arguments(words: Sequence[str]) -> tuple[str, str, list[str]]:
    """What `make` is asked: another file, another folder, the targets."""
    file = folder = ""
    targets = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in {"-f", "--file", "--makefile", "-C", "--directory"} and at + 1 < len(words):
            at += 1
            if word in {"-C", "--directory"}:
                folder = words[at]
            else:
                file = words[at]
        elif not word.startswith("-") and "=" not in word:
            targets.append(word)
        at += 1
    return file, folder, targets


def recipe(text: str, targets: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that these targets run, those they need first; of the first target where none is named."""
    rules, variables, first = _rules(text)
    done: set[str] = set()
    yield from _recipe(rules, variables, list(targets) or [first], done, 0)


_Rules = dict[str, tuple[list[str], list[tuple[int, str]]]]


def _recipe(
    rules: _Rules, variables: dict[str, str], targets: Sequence[str], done: set[str], depth: int
) -> Iterator[tuple[int, str]]:
    for target in targets:
        if target in done or target not in rules or depth > _DEEPEST:
            continue
        done.add(target)
        needed, lines = rules[target]
        yield from _recipe(rules, variables, needed, done, depth + 1)
        for number, line in lines:
            known = _VARIABLE.sub(lambda found: variables.get(found.group(1), found.group()), line)
            yield number, known.replace("$$", "$")[:4096]


def _rules(text: str) -> tuple[_Rules, dict[str, str], str]:
    rules: _Rules = {}
    variables: dict[str, str] = {}
    current: list[tuple[int, str]] = []
    first, joined = "", False
    for number, line in enumerate(text.splitlines(), 1):
        if joined and current:
            current[-1] = (current[-1][0], f"{current[-1][1]} {line.strip().removesuffix(chr(92)).strip()}")
        elif line[:1] in {"\t", " "} and line.strip():
            if not line.lstrip().startswith("#"):
                current.append((number, line.strip().lstrip("@-+").removesuffix("\\").strip()))
        elif (found := _TARGET.match(line)) is not None and not line.startswith("."):
            current = []
            for name in found.group(1).split():
                rules[name] = (found.group(2).split(), current)
                first = first or name
        elif (assigned := _ASSIGNED.match(line)) is not None:
            variables[assigned.group(1)] = assigned.group(2).strip()
            current = []
        joined = line.endswith("\\") and line[:1] in {"\t", " "}
    return rules, variables, first


def npm_script(name: str, words: Sequence[str]) -> str:
    """The script that `npm run x`, `npm start` or `yarn x` asks for."""
    plain = [word for word in words if not word.startswith("-")]
    if not plain:
        return ""
    if plain[0] in {"run", "run-script"}:
        return plain[1] if len(plain) > 1 else ""
    return plain[0] if name != "npm" or plain[0] in {"start", "test"} else ""


def package_script(text: str, name: str) -> tuple[int, str] | None:
    """The line and the command of a script of package.json."""
    import json  # noqa: PLC0415  # only for who starts by npm

    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    scripts = data.get("scripts") if isinstance(data, dict) else None
    command = scripts.get(name) if isinstance(scripts, dict) else None
    if not isinstance(command, str):
        return None
    found = re.search(rf'"{re.escape(name)}"\s*:\s*"', text[max(text.find('"scripts"'), 0) :])
    start = max(text.find('"scripts"'), 0) + (found.start() if found else 0)
    return text.count("\n", 0, start) + 1, command


def option(words: Sequence[str], names: Sequence[str]) -> str:
    """The value of an option, `-c x`, `--config x`, `--config=x` or `-cx`; empty where it is not given."""
    for at, word in enumerate(words):
        if word in names:
            return words[at + 1] if at + 1 < len(words) else ""
        for name in names:
            if name.startswith("--") and word.startswith(f"{name}="):
                return word.partition("=")[2]
            if not name.startswith("--") and word.startswith(name) and not word.startswith("--"):
                return word[len(name) :].removeprefix("=")
    return ""


_VALUED = frozenset(
    {"--listen", "--connect", "--log-to", "--configure-qt", "--port", "--host", "--adapter-access-token"}
)


def debugged(words: Sequence[str]) -> list[str]:
    """What a debugger is asked to run: `--listen X --wait-for-client -m flask run` is `-m flask run`."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] not in {"-m", "-c"}:
        at += 2 if words[at] in _VALUED else 1
    return list(words[at:])


_INI = lazy(r"(?m)^[ \t]*([a-z][a-z0-9-]*)[ \t]*=[ \t]*([^\n;#]*)")


def ini_options(path: str, text: str) -> Iterator[Option]:
    """The settings of uWSGI's ini file."""
    for found in _INI.finditer(text):
        line = text.count("\n", 0, found.start(1)) + 1
        value = found.group(2).strip()
        yield Option(found.group(1), value if "$(" not in value and "%(" not in value else None, Location(path, line))
