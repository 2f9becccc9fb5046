"""Every credential of one file, each once, on the line where its literal begins.

Pure: text in, findings with values out. What a name alone promises counts only where the file ships; a provider's
shape, a key with a body and a credential file count everywhere.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache

from shipcheck.lazy import lazy
from shipcheck.secrets import blocks, credential_files, notebooks, phrases, wrapped
from shipcheck.secrets.found import CONTAINER, FALLBACK, FILE, KEY, NAMED, ORDER, TOKEN, URL, Found
from shipcheck.secrets.places import Place, place
from shipcheck.secrets.python_code import Module
from shipcheck.secrets.python_values import Literal
from shipcheck.secrets.shapes import SHAPES, Shape, benign, find
from shipcheck.secrets.text_lines import Named, Reader, spare
from shipcheck.secrets.values import drawn, placeholder
from shipcheck.secrets.words import STEMS

# Longer lines are read in parts that overlap: no expression sees more at once.
LINE_LIMIT = 20_000
_OVERLAP = 2_000
MOST = 500
# An illustration of a provider's token: what else would be found in its place is none either.
_NONE = "illustration"
# No statement and no command is longer.
_WRITTEN = 4_000
_SHORTEST_TOKEN = 12
_BREAK = lazy(r"\r\n|\r|\n")
_INSTRUCTION = lazy(r"\s*([A-Za-z]+)\s")
_ROW_IN_STRING = lazy(r"\s*[\w.-]{2,80}\s{0,8}[=:]\s{0,8}[\"']?[^\s\"']*[\d!@#$%^&*][^\s\"']*[\"']?\s*;?\s*\Z")
_RUNNER = lazy(r"subprocess|os\.system|popen|check_(?:call|output)|\brun\(|\bsystem\(|\blocal\(|\bsudo\(|exec\(")
Lines = list[tuple[int, str]]


def detect(path: str, text: str) -> list[Found]:
    """The credentials of a file, sorted by place; of several readings of one literal the one that says most."""
    lines = list(enumerate(_BREAK.split(text), start=1))
    where = place(path)
    found: list[Found] = []
    if path.endswith(".ipynb"):
        found += _notebook(text, lines, where)
    else:
        found += [*_shaped(lines), *_keys(text), *_files(path, lines)]
        if path.endswith((".py", ".pyi", ".pyw")):
            found += _python(text, lines, where)
        elif where.urls or where.named:
            found += _text(path, text, lines, where)
    return _once(found)


def _once(found: Iterable[Found]) -> list[Found]:
    order = (KEY, TOKEN, FALLBACK, _NONE, *ORDER)
    kept: list[Found] = []
    taken: dict[int, list[Found]] = {}
    for one in sorted(found, key=lambda one: (one.line, order.index(one.rule), one.column)):
        if not any(one.column < other.end and other.column < one.end for other in taken.get(one.line, [])):
            taken.setdefault(one.line, []).append(one)
            kept.append(one)
    return sorted((one for one in kept if one.rule != _NONE), key=lambda one: (one.line, one.column))[:MOST]


def _parts(lines: Lines) -> Iterator[tuple[int, str, int]]:
    """Lines, or overlapping parts of very long ones, with their number and offset."""
    for number, line in lines:
        if len(line) <= LINE_LIMIT:
            yield number, line, 0
        else:
            for start in range(0, len(line), LINE_LIMIT - _OVERLAP):
                yield number, line[start : start + LINE_LIMIT], start


@cache
def _marks(*, folded: bool) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Every literal part of a shape once, with the shapes that it wakes."""
    wakes: dict[str, list[int]] = {}
    for number, shape in enumerate(SHAPES):
        for head in shape.heads if shape.folded is folded else ():
            wakes.setdefault(head, []).append(number)
    return tuple((head, tuple(numbers)) for head, numbers in wakes.items())


def _alive(text: str) -> tuple[Shape, ...]:
    """The shapes of which a literal part stands in the text."""
    lower = text.lower()
    awake = {number for head, numbers in _marks(folded=False) if head in text for number in numbers}
    awake |= {number for head, numbers in _marks(folded=True) if head in lower for number in numbers}
    return tuple(SHAPES[number] for number in sorted(awake))


def _tokens(line: str, shapes: tuple[Shape, ...]) -> Iterator[tuple[int, int, str]]:
    for match in find(line, shapes) if shapes else ():
        illustration = benign(line[match.start : match.end], match.shape)
        yield match.start, match.end, "" if illustration else match.shape.kind


def _kind(text: str) -> str:
    """What kind of credential stands in a text that was wrapped."""
    kinds = [kind for _, _, kind in _tokens(text, _alive(text)) if kind]
    return kinds[0] if kinds else wrapped.has_key_or_url(text)


def _shaped(lines: Lines) -> Iterator[Found]:
    shapes = _alive("\n".join(line for _, line in lines))
    for number, part, offset in _parts(lines):
        if len(part) >= _SHORTEST_TOKEN:
            for start, end, kind in _tokens(part, shapes):
                rule = TOKEN if kind else _NONE
                yield Found(number, offset + start + 1, offset + end + 1, rule, kind, "", part[start:end])
            for run in wrapped.runs(part, _kind):
                yield Found(number, offset + run.start + 1, offset + run.end + 1, TOKEN, run.kind, "", run.value)


def _keys(text: str) -> Iterator[Found]:
    number, counted = 1, 0
    for head in blocks.key_heads(text):
        number, counted = number + len(_BREAK.findall(text, counted, head.start())), head.start()
        if blocks.private_key(text, head.start()):
            column = head.start() - max(text.rfind("\n", 0, head.start()), text.rfind("\r", 0, head.start()))
            yield Found(number, column, column + len(head.group(0)), KEY, "private key", "", head.group(0))


def _files(path: str, lines: Lines) -> Iterator[Found]:
    if credential_files.is_one(path):
        for number, part, offset in _parts(lines):
            for block in credential_files.in_file(path, part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, FILE, block.kind, "", block.value)


def _urls(lines: Lines) -> Iterator[Found]:
    for number, part, offset in _parts(lines):
        if "://" in part:
            for block in blocks.urls(part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, URL, block.kind, "", block.value)


def _phrases(lines: Lines, *, commands: bool, quoted: bool = False, scratch: bool = False) -> Iterator[Found]:
    """Passwords that need no name: in statements, headers, connection strings."""
    for number, part, offset in _parts(lines):
        if part.lstrip().startswith(("//", "*", ">", "/*")) or len(part) > _WRITTEN:
            continue
        folded = part.lower()
        found = [*phrases.commands(part, folded), *phrases.connections(part, folded), *phrases.headers(part, folded)]
        if commands or _RUNNER.search(part):
            found += phrases.options(part)
        for one in found:
            inside = not quoted or any(part.count(quote, 0, one.start) % 2 for quote in "\"'`")
            if inside and not (scratch and spare(one.name, one.value)):
                yield Found(number, offset + one.start + 1, offset + one.end + 1, NAMED, "literal", one.name, one.value)


def _text(path: str, text: str, lines: Lines, where: Place) -> Iterator[Found]:
    if where.urls:
        yield from (one for one in _urls(lines) if where.mode != "scratch" or not spare("password", one.value))
    yield from _phrases(
        lines,
        commands=where.commands,
        quoted=not (where.bare or where.config or where.prose),
        scratch=where.mode == "scratch",
    )
    if path.endswith(".sql"):
        for number, part, offset in _parts(lines):
            for block in blocks.crypt_hashes(part):
                yield Found(number, offset + block.start + 1, offset + block.end + 1, FILE, block.kind, "", block.value)
    if where.named:
        yield from _in_lines(text, lines, where)


def _in_lines(text: str, lines: Lines, where: Place) -> Iterator[Found]:
    manifest = wrapped.Manifest(text)
    if re.search(r"(?m)^kind: {0,8}SealedSecret\b", text):
        return
    reader = Reader(where.mode, bare=where.bare, config=where.config, xml=where.xml)
    instruction, continued = "", False
    for number, part, offset in _parts(lines):
        if manifest.holds:
            for one in manifest.read(part):
                yield Found(
                    number, offset + one.start + 1, offset + one.end + 1, CONTAINER, one.kind, one.name, one.value
                )
        if where.dockerfile:
            first = _INSTRUCTION.match(part)
            instruction = instruction if continued else first.group(1).upper() if first else ""
            continued = part.rstrip().endswith("\\")
            reader.mode = "container" if instruction in {"ENV", "ARG"} else "scratch"
            yield from _placed(number, offset, (Named(*row, NAMED) for row in phrases.pgpass_rows(part)))
        read = reader.read(part, part.lower())
        # A build argument that only says that something must be there is in no running container.
        yield from _placed(number, offset, (one for one in read if instruction != "ARG" or not placeholder(one.value)))


def _placed(number: int, offset: int, found: Iterable[Named]) -> Iterator[Found]:
    for one in found:
        yield Found(number, offset + one.start + 1, offset + one.end + 1, one.rule, "literal", one.name, one.value)


def _parse(text: str) -> Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Module(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _python(text: str, lines: Lines, where: Place) -> Iterator[Found]:
    if not where.urls:
        return
    folded = text.lower()
    module = _parse(text) if any(stem in folded for stem in STEMS) or "://" in text else None
    told = [(number, line) for number, line in lines if not _remark(number, line, module)]
    yield from _urls(told)
    for one in _phrases(told, commands=False, quoted=module is None):
        if module is None or module.in_string(one.line, one.column - 1):
            yield one
    yield from _quiet_urls([(number, line) for number, line in lines if _remark(number, line, module)])
    if module is None:
        if any(stem in folded for stem in STEMS):
            yield from _in_lines(text, told, where)
        return
    for literal in module.literals():
        yield _at(literal, lines)
    for literal in module.urls():
        yield _at(literal, lines)._replace(rule=URL, kind="password of a URL")
    rows = [(number, line) for number, line in lines if number in module.blocks and _ROW_IN_STRING.match(line)]
    yield from _in_lines("", rows, where._replace(bare=True, config=True))


def _remark(number: int, line: str, module: Module | None) -> bool:
    return line.lstrip().startswith("#") or (module is not None and number in module.documentation)


def _quiet_urls(lines: Lines) -> Iterator[Found]:
    """Comments and documentation show the form of URLs: only a password that was drawn is one."""
    return (one for one in _urls(lines) if drawn(one.value))


def _at(literal: Literal, lines: Lines) -> Found:
    node = literal.node
    number = node.lineno
    line = lines[number - 1][1] if number <= len(lines) else ""
    column = len(line.encode("utf-8", "surrogatepass")[: node.col_offset].decode("utf-8", "ignore"))
    inside = line.find(literal.value, column) if literal.value else -1
    start = inside if inside >= 0 else column
    end = start + len(literal.value) if inside >= 0 else max(len(line.rstrip()), start + 1)
    rule = FALLBACK if literal.fallback else NAMED
    return Found(number, start + 1, end + 1, rule, "literal", literal.name, literal.value)


def _notebook(text: str, lines: Lines, where: Place) -> Iterator[Found]:
    """Source cells only, each read as a file of Python, with the places of the notebook's own lines."""
    cells = notebooks.cells(text)
    # A line may hold many cells: each is looked at once.
    yield from _shaped([(row, lines[row - 1][1]) for row in sorted({row for cell in cells for row in cell.rows})])
    for cell in cells:
        if not cell.code:
            continue
        inside = list(enumerate(cell.program.split("\n"), start=1))
        found = [*_python(cell.program, inside, where), *_keys(cell.program)]
        for one in found:
            yield _moved(one, cell.rows, lines)
        for row, magic in cell.magics if where.named else ():
            reader = Reader("plain", bare=True, config=True)
            command = [*_phrases([(1, magic)], commands=True), *_placed(1, 0, reader.read(magic, magic.lower()))]
            for one in command:
                yield _moved(one, [row], lines)


def _moved(one: Found, rows: list[int], lines: Lines) -> Found:
    number = rows[min(one.line, len(rows)) - 1]
    line = lines[number - 1][1]
    start = line.find(one.value)
    if start < 0:
        return one._replace(line=number, column=1, end=len(line) + 1)
    return one._replace(line=number, column=start + 1, end=start + len(one.value) + 1)
