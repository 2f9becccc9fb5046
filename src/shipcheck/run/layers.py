"""What is in the layers of an image, deleted things included: its archive is read as it comes, and never held."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from shipcheck.model import CannotJudge
from shipcheck.run.engine import Engine
from shipcheck.run.mask import Masks
from shipcheck.run.plan import Plan, place
from shipcheck.subjects import image_file
from shipcheck.subjects.dockerfile_syntax import Instruction
from shipcheck.subjects.image_build import ImageBuild, Layer, LayerHit, SettingHit
from shipcheck.subjects.run_parts import Place

SECONDS = 120.0
MOST_BYTES = 4 << 30
MOST_ENTRIES = 500_000
MOST_HITS = 200
_MOST_READ = 64 << 20
_MOST_TABLE = 4 << 20
_NAME = re.compile(r"^(?:blobs/sha256/)?([0-9a-f]{64})(?:/layer\.tar|\.tar)?$")
_BUFFER = 1 << 20
_ARGUMENTS = re.compile(r"^\|\d+ (.*?) ?/bin/(?:ba|da|a)?sh -c ")
Find = Callable[[str, bytes], Iterable[tuple[int, str, str]]]


class _Hit(NamedTuple):
    kind: str
    path: str
    secret: str = ""
    line: int = 0


class _Seen(NamedTuple):
    """One layer as it was read: heaps with how many files and bytes, what it deletes, its size."""

    hits: dict[_Hit, list[int]]
    gone: set[str]
    size: list[int]


class Archive:
    """Reads the engine's archive of an image once, from its beginning to its end."""

    def __init__(self, base: Sequence[str], find: Find) -> None:
        self._base = {digest.removeprefix("sha256:") for digest in base}
        self._chains = list(_chains(base))
        self._find = find
        self._skip: set[str] = set()
        self._entries = 0
        self._read = 0
        self.layers: dict[str, _Seen] = {}
        self.aliases: dict[str, str] = {}
        self.tables: dict[str, Any] = {}
        self.unread = ""

    def read(self, stream: IO[bytes]) -> None:
        """All of it; raises `CannotJudge` for what is no such archive."""
        try:
            with tarfile.open(fileobj=stream, mode="r|", bufsize=_BUFFER) as outer:
                for member in outer:
                    self._member(outer, member)
                    if self._entries > MOST_ENTRIES:
                        self.unread = f"more than {MOST_ENTRIES} files: the rest was not read"
                        return
        except (tarfile.TarError, EOFError, ValueError, OSError) as error:
            raise CannotJudge(
                "layers", f"the engine's archive of the image cannot be read ({type(error).__name__})"
            ) from None

    def _member(self, outer: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        found = _NAME.match(member.name)
        if member.issym() or member.islnk():
            self.aliases[member.name] = os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname))
            return
        if not member.isfile():
            return
        if member.name.endswith("/json") and member.size < _MOST_TABLE:
            self._old_layer(member.name.rpartition("/")[0], _json(outer, member))
        elif member.name.endswith(".json") and member.size < _MOST_TABLE:
            self.tables[member.name] = _json(outer, member)
        elif found and not self._is_base(member.name, found.group(1)):
            self._blob(outer, member)

    def _is_base(self, name: str, digest: str) -> bool:
        return digest in self._base or name.rpartition("/")[0] in self._skip

    def _old_layer(self, name: str, table: Any) -> None:
        """The older layout names a layer by a digest of what is below it: so those of the base can be known."""
        if isinstance(table, dict):
            parts = {key: value for key, value in table.items() if key not in {"id", "parent", "os"}}
            for chain in self._chains:
                for more in ({}, {"os": table["os"]} if "os" in table else {}):
                    said = {**parts, **more, "layer_id": f"sha256:{chain}"}
                    said |= {"parent": f"sha256:{table['parent']}"} if table.get("parent") else {}
                    text = json.dumps({key: said[key] for key in sorted(said)}, separators=(",", ":"))
                    if hashlib.sha256(text.encode()).hexdigest() == name:
                        self._skip.add(name)

    def _blob(self, outer: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        file = outer.extractfile(member)
        if file is None:
            return
        if member.name.startswith("blobs/") and member.size < _MOST_TABLE:
            head = file.read()
            table = _parsed(head) if head[:1] == b"{" else None
            if table is not None:
                self.tables[member.name] = table
                return
            from io import BytesIO

            self._layer(member.name, BytesIO(head))
        else:
            self._layer(member.name, file)

    def _layer(self, name: str, file: IO[bytes]) -> None:
        seen = _Seen({}, set(), [0])
        try:
            with tarfile.open(fileobj=file, mode="r|*", bufsize=_BUFFER) as inner:
                for member in inner:
                    self._entries += 1
                    if self._entries > MOST_ENTRIES:
                        break
                    self._file(inner, member, seen)
        except tarfile.ReadError as error:
            if seen.size[0]:
                self.unread = f"a layer ends in its middle: {error}"
            return  # a blob that is no archive is no layer
        self.layers[name] = seen

    def _file(self, inner: tarfile.TarFile, member: tarfile.TarInfo, seen: _Seen) -> None:
        path = "/" + member.name.removeprefix("./").strip("/")
        folder, _, last = path.rpartition("/")
        if last.startswith(".wh."):
            seen.gone.add(folder if last == ".wh..wh..opq" else f"{folder}/{last.removeprefix('.wh.')}")
            return
        if not member.isfile():
            return
        seen.size[0] += member.size
        kind, told = image_file.what(path, member.size)
        if kind:
            _count(seen, _Hit(kind, told), member.size)
        if (
            not kind
            and image_file.readable(path, member.size)
            and self._read < _MOST_READ
            and len(seen.hits) < MOST_HITS
        ):
            file = inner.extractfile(member)
            data = file.read() if file else b""
            self._read += len(data)
            if b"\0" not in data[:1024]:
                for line, secret, _ in self._find(path.lstrip("/"), data):
                    _count(seen, _Hit("secret", path, secret, line), member.size)


def _count(seen: _Seen, hit: _Hit, size: int) -> None:
    if hit in seen.hits or len(seen.hits) < MOST_HITS:
        heap = seen.hits.setdefault(hit, [0, 0])
        heap[0] += 1
        heap[1] += size


def _json(outer: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    file = outer.extractfile(member)
    return _parsed(file.read()) if file else None


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _chains(layers: Sequence[str]) -> Iterator[str]:
    """The digests of the stacks that layers make, lowest first."""
    chain = ""
    for digest in layers:
        plain = digest.removeprefix("sha256:")
        chain = hashlib.sha256(f"sha256:{chain} sha256:{plain}".encode()).hexdigest() if chain else plain
        yield chain


def scan(engine: Engine, plan: Plan, found: ImageBuild, said: Mapping[str, Any], find: Find) -> ImageBuild:
    """The same build with what is in its layers above the base; raises `CannotJudge`."""
    every = list((said.get("RootFS") or {}).get("Layers") or ())
    below = int(said.get("shipcheck.base.layers") or 0)
    if not every:
        return found._replace(scanned=True)
    archive = Archive(every[:below], find)
    _saved(engine, found.image, archive)
    order = _order(archive)
    history = _history(archive)
    places = _places(plan, history, below)
    layers, hits = [], []
    for number, name in enumerate(order[below:], start=1):
        seen = archive.layers.get(archive.aliases.get(name, name))
        text, where, copied = places[number - 1] if number <= len(places) else ("", None, True)
        layers.append(Layer(number, seen.size[0] if seen else 0, text, where))
        for hit, (files, size) in (seen.hits if seen else {}).items():
            if hit.kind in {"environment", "bytecode", "database"} and not copied:
                continue  # made by the build itself, which may well be meant
            gone = _deleted(archive, order[below:], number, hit.path)
            hits.append(LayerHit(hit.kind, hit.path, number, where, gone, hit.secret, hit.line, files, size))
    return found._replace(
        scanned=True,
        unread=archive.unread,
        layers=tuple(layers),
        hits=tuple(sorted(hits, key=lambda one: (one.layer, one.path, one.line))[:MOST_HITS]),
    )


def _saved(engine: Engine, image: str, archive: Archive) -> None:
    process = subprocess.Popen(
        [*engine.command, "save", image], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    late = threading.Timer(SECONDS, process.kill)
    late.start()
    try:
        if process.stdout is not None:
            archive.read(process.stdout)
            while process.stdout.read(_BUFFER):
                pass
    finally:
        late.cancel()
        if archive.unread:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()
        code = process.wait()
    if code and not archive.unread:
        raise CannotJudge("layers", "the engine stopped while it gave out the image, or took too long")


def _order(archive: Archive) -> list[str]:
    """The names of the layers, lowest first."""
    manifest = archive.tables.get("manifest.json")
    if isinstance(manifest, list) and manifest and isinstance(manifest[0], dict):
        return [str(name) for name in manifest[0].get("Layers") or ()]
    raise CannotJudge("layers", "the engine's archive of the image has no list of layers")


def _history(archive: Archive) -> list[Mapping[str, Any]]:
    manifest = archive.tables.get("manifest.json")
    name = manifest[0].get("Config") if isinstance(manifest, list) and manifest else ""
    table = archive.tables.get(str(name))
    history = table.get("history") if isinstance(table, dict) else None
    return [one for one in history or () if isinstance(one, dict)]


def _places(plan: Plan, history: Sequence[Mapping[str, Any]], below: int) -> list[tuple[str, Place | None, bool]]:
    """For each layer above the base what made it, the line, and whether that copied from the build context."""
    masks = Masks()
    found = []
    for number, (text, instruction) in enumerate(instructions(plan, history, below)):
        del number
        copied = instruction is None or (instruction.name in {"COPY", "ADD"} and not instruction.flag("from"))
        if instruction is None:
            copied = text.startswith(("COPY", "ADD"))
        found.append((masks.line(text, 100), place(instruction) if instruction else None, copied))
    return found


def instructions(plan: Plan, history: Sequence[Mapping[str, Any]], below: int) -> list[tuple[str, Instruction | None]]:
    """The entries of the history that made the layers above the base, each with its instruction where that is certain."""
    lower = 0
    entries: list[str] = []
    for one in history:
        if lower < below:
            lower += not one.get("empty_layer")
            continue
        if not one.get("empty_layer"):
            entries.append(_plain(str(one.get("created_by") or "")))
    # Of the base's own entries some may come behind its last layer; they make no layers.
    makers = [one for one in plan.starts if one.name in {"RUN", "COPY", "ADD", "WORKDIR"}]
    return list(_matched(entries, makers))


def _matched(entries: Sequence[str], makers: Sequence[Instruction]) -> Iterator[tuple[str, Instruction | None]]:
    """One after the other by their first words; a `WORKDIR` may have made none."""
    at = 0
    for text in entries:
        word = text.partition(" ")[0].upper()
        while at < len(makers) and makers[at].name != word and makers[at].name == "WORKDIR":
            at += 1
        if at < len(makers) and makers[at].name == word:
            yield text, makers[at]
            at += 1
        else:
            yield text, None


def _plain(text: str) -> str:
    """An entry of the history as an instruction."""
    text = text.removesuffix(" # buildkit")
    if "#(nop)" in text:
        return " ".join(text.partition("#(nop)")[2].split())
    text = text.removeprefix("RUN ")
    text = _ARGUMENTS.sub("", text)
    text = re.sub(r"^/bin/(?:ba|da|a)?sh -c ", "", text)
    known = text.partition(" ")[0]
    return text if known in {"COPY", "ADD", "WORKDIR"} else f"RUN {text}"


def _deleted(archive: Archive, order: Sequence[str], number: int, path: str) -> int:
    """The first layer above that deletes a path, or a folder it lies in."""
    for above, name in enumerate(order[number:], start=number + 1):
        seen = archive.layers.get(archive.aliases.get(name, name))
        if seen and any(path == one or path.startswith(f"{one}/") for one in seen.gone):
            return above
    return 0


def settings(
    plan: Plan, said: Mapping[str, Any], base: Mapping[str, Any], history: Sequence[str], find: Find
) -> tuple[SettingHit, ...]:
    """Secrets in the environment, the labels and the history of an image that its base does not have."""
    config, lower = said.get("Config") or {}, (base.get("Config") or {}) if base else {}
    found = []
    for word in sorted(set(config.get("Env") or ()) - set(lower.get("Env") or ())):
        name, _, value = str(word).partition("=")
        for _, kind, _ in _in_line(find, f"ENV {name}={json.dumps(value)}"):
            found.append(SettingHit("environment", name, kind, _naming(plan, name, ("ENV",))))
    for name, value in sorted((config.get("Labels") or {}).items()):
        if name not in (lower.get("Labels") or {}):
            for _, kind, _ in _in_line(find, f"LABEL {name}={json.dumps(str(value))}"):
                found.append(SettingHit("label", str(name)[:80], kind, _naming(plan, str(name), ("LABEL",))))
    known = {one.name for one in found}
    for text in history:
        found += _in_history(plan, text, known, find)
    return tuple(dict.fromkeys(found))


def _in_history(plan: Plan, text: str, known: set[str], find: Find) -> Iterator[SettingHit]:
    arguments = _ARGUMENTS.match(text.removeprefix("RUN "))
    for word in re.findall(r"(?:^|\s)([A-Za-z_]\w*=\S*)", arguments.group(1)) if arguments else ():
        name, _, value = word.partition("=")
        if name not in known:
            for _, kind, _ in _in_line(find, f"ENV {name}={json.dumps(value)}"):
                known.add(name)
                yield SettingHit("history", name, kind, _naming(plan, name, ("ARG",)))
    line = _plain(text)
    if line.startswith("RUN "):
        for _, kind, _ in _in_line(find, line.replace("\n", " ")):
            yield SettingHit("history", "", kind, plan.place_like(line))


def _in_line(find: Find, line: str) -> list[tuple[int, str, str]]:
    return list(find("Dockerfile", f"FROM scratch\n{line}\n".encode()))[:1]


def _naming(plan: Plan, name: str, kinds: tuple[str, ...]) -> Place | None:
    """The last instruction of these kinds that names a variable."""
    pattern = re.compile(rf"(?:^|[\s\"']){re.escape(name)}(?:[=\s\"']|$)")
    for one in reversed(plan.instructions):
        if one.name in kinds and pattern.search(one.arguments):
            return place(one)
    return None
