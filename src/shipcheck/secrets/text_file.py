"""Credentials in configuration, scripts, code of other languages and prose: line by line, as the format writes values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from shipcheck.lazy import lazy
from shipcheck.secrets import blocks, groups, phrases, wrapped
from shipcheck.secrets.found import CONTAINER, FILE, NAMED, URL, Found
from shipcheck.secrets.look import Look
from shipcheck.secrets.places import Place
from shipcheck.secrets.spans import Lines, parts
from shipcheck.secrets.text_lines import Mode, Named, Reader, spare
from shipcheck.secrets.values import placeholder

# In characters: a drawn password in what developers use, and one that is no sample anywhere.
_DRAWN, _LEAKED = 12, 20
# No statement and no command is longer.
_WRITTEN = 4_000
_INSTRUCTION = lazy(r"\s*([A-Za-z]+)\s")
_SEALED = lazy(r"(?m)^kind: {0,8}SealedSecret\b")
# What an instruction of a Dockerfile leaves in the image; the others are done when the image is.
_MODES: dict[str, Mode] = {"ENV": "container", "ARG": "container", "CMD": "plain", "ENTRYPOINT": "plain"}
# Without one of these no line of a text names a secret.
_TOLD = (
    groups.QUOTED,
    groups.NAMED,
    groups.BARE,
    groups.MARKUP,
    groups.KEYED,
    groups.MANIFEST,
    groups.PHRASE,
)


def urls(lines: Lines, *, easy: bool = True) -> Iterator[Found]:
    """Passwords and tokens in URLs; `easy` as in `blocks.urls`."""
    yield from _in_urls(lines, partial(blocks.urls, easy=easy))


def leaked(lines: Lines, *, named: bool) -> Iterator[Found]:
    """Passwords in URLs that open something wherever they stand; documents and tests, which have no names, show long ones."""
    yield from _in_urls(lines, partial(blocks.leaked, shortest=_DRAWN if named else _LEAKED))


def _in_urls(lines: Lines, read_line: Callable[[str], Iterator[blocks.Block]]) -> Iterator[Found]:
    for number, part, offset in parts(lines):
        if "://" in part:
            for block in read_line(part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, URL, block.kind, "", block.value)


def worded(lines: Lines, folded: str, *, commands: bool, quoted: bool = False, paired: bool = False) -> Iterator[Found]:
    """Passwords that need no name: in statements, headers, connection strings; `folded` is the text in lower case."""
    asked = phrases.Phrases(folded, options=commands, paired=paired)
    for number, part, offset in parts(lines):
        found = asked.on(part) if len(part) <= _WRITTEN else []
        if found and part.lstrip().startswith(("//", "*", ">", "/*")):
            continue
        for one in found:
            inside = not quoted or any(part.count(quote, 0, one.start) % 2 for quote in "\"'`")
            if inside:
                yield Found(number, offset + one.start + 1, offset + one.end + 1, NAMED, "literal", one.name, one.value)


def read(path: str, text: str, lines: Lines, where: Place, look: Look) -> Iterator[Found]:
    """The credentials of a text, by how its format writes values."""
    if where.urls and look(groups.URL):
        easy = where.mode != "text"
        yield from (
            one for one in urls(lines, easy=easy) if where.mode != "scratch" or not spare("password", one.value)
        )
    if look(groups.PHRASE) or (look(groups.OPTION) and (where.commands or look(groups.RUNNER))):
        quoted = not (where.bare or where.config or where.prose)
        every = worded(lines, text.lower(), commands=where.commands, quoted=quoted)
        yield from (one for one in every if where.mode != "scratch" or not spare(one.name, one.value))
    if path.endswith(".sql") and look(groups.CRYPT):
        for number, part, offset in parts(lines):
            for block in blocks.crypt_hashes(part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, FILE, block.kind, "", block.value)
    if where.named and look(*_TOLD):
        yield from in_lines(text, lines, where)


def in_lines(text: str, lines: Lines, where: Place) -> Iterator[Found]:
    """What stands under names that promise a secret, and the values of Kubernetes Secrets."""
    manifest = wrapped.Manifest(text)
    if _SEALED.search(text):
        return
    reader = Reader(where.mode, bare=where.bare, config=where.config, xml=where.xml, loose=not where.python)
    instruction, continued = "", False
    for number, part, offset in parts(lines):
        if manifest.holds:
            for one in manifest.read(part):
                yield Found(
                    number, offset + one.start + 1, offset + one.end + 1, CONTAINER, one.kind, one.name, one.value
                )
        if where.dockerfile:
            first = _INSTRUCTION.match(part)
            instruction = instruction if continued else first.group(1).upper() if first else ""
            continued = part.rstrip().endswith("\\")
            reader.mode = _MODES.get(instruction, "scratch")
            yield from placed(number, offset, (Named(*row, NAMED) for row in phrases.pgpass_rows(part)))
        read = reader.read(part, part.lower())
        # A build argument that only says that something must be there is in no running container.
        yield from placed(number, offset, (one for one in read if instruction != "ARG" or not placeholder(one.value)))


def placed(number: int, offset: int, found: Iterable[Named]) -> Iterator[Found]:
    """Credentials of a part of a line, by their place in the file."""
    for one in found:
        yield Found(number, offset + one.start + 1, offset + one.end + 1, one.rule, "literal", one.name, one.value)
