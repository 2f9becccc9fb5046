"""What a developer's machine would bake in: markers in a skeleton of the build context, and Docker's own word on what gets in.

The skeleton has the project's files, empty, and its ignore file; the probe repeats only what the Dockerfile copies from
the context, so that nothing is installed twice and no content of the project is copied anywhere.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from shipcheck.collect import process
from shipcheck.collect.process import OUTPUT_LIMIT
from shipcheck.model import CannotJudge
from shipcheck.run.build import plain, run
from shipcheck.run.engine import Engine, Refused
from shipcheck.run.plan import Plan, place
from shipcheck.run.traces import Traces
from shipcheck.subjects.build_context import BuildContext, Copy
from shipcheck.subjects.image_build import Baked

SECONDS = 120.0
MOST_FILES = 20_000
_MARKERS = (
    (".env", "variables"),
    (".git/config", "git"),
    ("server.key", "key"),
    ("venv/pyvenv.cfg", "environment"),
    (".venv/pyvenv.cfg", "environment"),
    ("__pycache__/shipcheck.cpython-311.pyc", "bytecode"),
)
_MODEL = re.compile(r"(?:^|/)\.?env[._-](?:example|sample|template|dist)\Z")


def baked(engine: Engine, traces: Traces, root: str, plan: Plan) -> tuple[Baked, ...]:
    """The markers that the Dockerfile takes in; raises `CannotJudge`."""
    context = plan.build
    if context is None:
        return ()
    markers = dict(_markers(context))
    plain_files = set(context.files) - set(markers)
    # A copy of files that are named brings nothing else.
    copies = [one for one in context.copies if one.ships and not plain_files.issuperset(one.sources)]
    if not copies:
        return ()
    folder = tempfile.mkdtemp(prefix="shipcheck-")
    name = f"shipcheck-{traces.id}-{plain(plan.service)}-canary"
    try:
        _skeleton(folder, os.path.join(root, plan.context), context, copies, markers)
        names = _built(engine, traces, folder, name, copies)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        # With its steps; podman's have the label, and another build may be at them.
        engine.tried("image", "rm", "--force", *(("--no-prune",) if engine.podman else ()), name)
    real = os.path.join(root, plan.context)
    return tuple(
        Baked(path, kind, place(copies[number].instruction), os.path.lexists(os.path.join(real, path)))
        for number, path, kind in _found(names, copies, markers)
    )


def _markers(context: BuildContext) -> Iterator[tuple[str, str]]:
    """Where markers are planted: at the root, and a `.env` beside each of its models. Not where git has such a file."""
    files = set(context.files)
    for path, kind in _MARKERS:
        if path not in files:
            yield path, kind
    for path in context.files:
        if _MODEL.search(path):
            beside = f"{path.rpartition('/')[0]}/.env".lstrip("/")
            if beside not in files:
                yield beside, "variables"


def _skeleton(folder: str, real: str, context: BuildContext, copies: Iterable[Copy], markers: Iterable[str]) -> None:
    inside = os.path.join(folder, "context")
    os.mkdir(inside)
    for path in (*context.files[:MOST_FILES], *markers):
        _touch(inside, path)
    for copy in copies:
        for source in copy.sources:
            target = os.path.join(inside, source)
            if source and not any(mark in source for mark in "*?[") and not os.path.lexists(target):
                if os.path.isdir(os.path.join(real, source)):
                    os.makedirs(target, exist_ok=True)
                else:
                    _touch(inside, source)
    if context.ignore is not None:
        with open(os.path.join(inside, ".dockerignore"), "w", encoding="utf-8") as file:
            file.write("\n".join(_pattern_lines(context)))
    lines = ["FROM scratch"]
    for number, copy in enumerate(copies):
        words = [source or "." for source in copy.sources]
        lines.append(f"COPY {json.dumps([*words, f'/{number}/'])}")
    with open(os.path.join(folder, "Dockerfile"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _pattern_lines(context: BuildContext) -> Iterator[str]:
    for line in context.ignore.lines if context.ignore else ():
        yield line.text


def _touch(folder: str, path: str) -> None:
    target = os.path.normpath(os.path.join(folder, path))
    if not target.startswith(folder + os.sep) or os.path.lexists(target):
        return
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "x", encoding="utf-8"):
            pass
    except OSError:
        return  # a path that is a file here and a folder there


def _built(engine: Engine, traces: Traces, folder: str, name: str, copies: list[Copy]) -> list[str]:
    """The paths in the probe's image; copies whose sources match nothing in a clean skeleton are left to the real build."""
    words = [*engine.builder.words, "-t", name, *traces.labels, "-f", os.path.join(folder, "Dockerfile")]
    code, output = run(engine, [*words, os.path.join(folder, "context")], traces, SECONDS, "canary")
    if code:
        raise CannotJudge(
            "canary", f"the copies of {len(copies)} instructions could not be tried: {_last(output.lines)}"
        )
    try:
        return list(_listed(engine, name))
    except Refused as refusal:
        raise CannotJudge("canary", f"the engine would not show what was copied: {refusal.sentence}") from None


def _last(lines: Iterable[str]) -> str:
    said = [line for line in lines if line.strip()]
    return process.first_line(said[-1].encode()) if said else "the builder said nothing"


def _listed(engine: Engine, name: str) -> Iterator[str]:
    found = engine.saved(name, SECONDS)
    if len(found) >= OUTPUT_LIMIT:
        raise CannotJudge("canary", "the project has too many files")
    try:
        with tarfile.open(fileobj=io.BytesIO(found)) as image:
            for layer in json.loads(_inside(image, "manifest.json").read())[0]["Layers"]:
                with tarfile.open(fileobj=_inside(image, layer)) as archive:
                    yield from (member.name.strip("/").removeprefix("./") for member in archive)
    except (tarfile.TarError, ValueError, LookupError, TypeError):
        raise CannotJudge("canary", "the engine's archive of what was copied cannot be read") from None


def _inside(image: tarfile.TarFile, name: str) -> IO[bytes]:
    found = image.extractfile(name)
    if found is None:
        raise LookupError(name)
    return found


def _found(names: Iterable[str], copies: list[Copy], markers: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    """Which copy took which marker; a copied folder's content loses the folder's name."""
    listed = set(names)
    seen = set()
    for number, copy in enumerate(copies):
        for path, kind in markers.items():
            for source in copy.sources:
                inside = path.removeprefix(f"{source}/") if source and path.startswith(f"{source}/") else path
                if f"{number}/{inside}" in listed and (number, path) not in seen:
                    seen.add((number, path))
                    yield number, path, kind
