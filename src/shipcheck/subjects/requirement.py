"""One requirement of a file: a name, a path, a URL, or a line that pip refuses.

`packaging` is imported only for what the strict expressions below do not decide: it costs three bare interpreter starts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import Location

# Patterns that few lines need are text until they are used: compiling all costs a hook as much as reading its files.
_NAME = r"[A-Za-z0-9]++(?:[._-]++[A-Za-z0-9]++)*+"
_EXTRAS = rf"\[[ \t]*+(?:{_NAME}[ \t]*+(?:,[ \t]*+{_NAME}[ \t]*+)*+)?+\]"
_RELEASE = r"[0-9]++(?:\.[0-9]++)*+"
_STAGE = r"(?:(?:a|b|rc)[0-9]++)?+(?:\.post[0-9]++)?+(?:\.dev[0-9]++)?+"
_EQUAL = rf"[=!]=[ \t]*+{_RELEASE}(?:\.\*|{_STAGE}(?:\+[a-z0-9]++(?:[._-][a-z0-9]++)*+)?+)"
_CLAUSE = rf"(?:{_EQUAL}|~=[ \t]*+[0-9]++(?:\.[0-9]++)++{_STAGE}|[<>]=?+[ \t]*+{_RELEASE}{_STAGE})"
_SPECIFIER = rf"(?:===[ \t]*+[A-Za-z0-9.+!_-]++|{_CLAUSE}(?:[ \t]*+,[ \t]*+{_CLAUSE})*+)"
_PLAIN = lazy(rf"({_NAME})[ \t]*+({_EXTRAS})?+[ \t]*+({_SPECIFIER})?+")
_AT = rf"({_NAME})[ \t]*+({_EXTRAS})?+[ \t]*+@[ \t]*+([^ \t]++)"
_BEGINNING = rf"({_NAME})[ \t]*+({_EXTRAS})?+[ \t]*+(?=[=<>~!@;]|$)"
_VARIABLE = lazy(r"\$\{[A-Z0-9_]+\}")
_VERSION = rf"v?{_RELEASE}{_STAGE}"
_TERM = r"(?:\"[^\"]*+\"|'[^']*+'|(?:python_(?:full_)?version|os_name|sys_platform|platform_\w++|implementation_\w++|extra))"
_ATOM = rf"[( \t]*+{_TERM}[ \t]*+(?:[<>=!~]=?=?|in[ \t]|not[ \t]++in[ \t])[ \t]*+{_TERM}[) \t]*+"
_MARKER = rf"{_ATOM}(?:(?:and|or)\b{_ATOM})*+"
_EGG = r"[#&]egg=([^&]*)"
_SCHEME = lazy(
    r"""(?ix) (?: https? | file | ftp | bzr\+(?:https?|ssh|sftp|ftp|lp|file) | git\+(?:https?|ssh|git|file)
    | hg\+(?:file|https?|ssh|static-http) | svn\+(?:ssh|https?|svn|file) ) :"""
)
_OTHER_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]{0,30}+://"
_WITHOUT_PLUS = ("git:", "hg:", "svn:", "bzr:")
_TAR = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma")
_ARCHIVE = (".whl", ".zip", *_TAR)
_WHEEL_DASHES = (4, 5)
# Longer lines are not given to `packaging`, nor longer names to readers.
_LONG = 4096
_SHOWN = 60


class Requirement(NamedTuple):
    """One requirement of a file.

    `name` is canonical, empty where the line does not tell it; `specifier` the version part as written; `exact` the
    version where it says exactly one. `url` may hold credentials and is never shown. `local` marks paths, archives
    beside the file and editable folders; `variable` a line that an environment variable completes. `via` is who asked
    for it, by pip-compile's annotations.
    """

    name: str
    shown: str
    specifier: str
    location: Location
    exact: str = ""
    extras: tuple[str, ...] = ()
    url: str = ""
    local: bool = False
    editable: bool = False
    variable: bool = False
    marker: str = ""
    hashed: bool = False
    via: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name and version part, short enough for a message."""
        text = self.shown + self.specifier
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


class Invalid(NamedTuple):
    """A line that pip refuses; `name` is what it seems to be about."""

    location: Location
    reason: str
    name: str = ""


def canonical(name: str) -> str:
    """A project name in its one form: lower case, runs of `-`, `_` and `.` as one `-`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str, place: Location) -> Requirement | Invalid:
    """The arguments of a line, as pip understands them."""
    from_url = bool(_SCHEME.match(text))
    body, semicolon, marker = text.partition("; " if from_url else ";")
    body, marker = body.strip(), marker.strip()
    if _VARIABLE.search(text) and not from_url and "@" not in body:
        begun = re.match(_BEGINNING, body)
        name = begun.group(1) if begun else ""
        return Requirement(canonical(name), name, "", place, variable=True)
    if semicolon and marker and not _VARIABLE.search(marker) and not _is_marker(marker):
        return Invalid(place, "its environment marker is not one", about(body))
    one = _from_url(body, place) if from_url else _named(body, place)
    return one._replace(marker=marker) if isinstance(one, Requirement) else one


def _named(text: str, place: Location) -> Requirement | Invalid:
    plain = _PLAIN.fullmatch(text)
    if plain:
        specifier = re.sub(r"\s", "", plain.group(3) or "")
        name = plain.group(1)
        if not text.lower().endswith(_ARCHIVE):
            return Requirement(
                canonical(name), name, specifier, place, _exact(specifier), extras=_extras(plain.group(2))
            )
    at = re.fullmatch(_AT, text)
    if at:
        name, extras, url = at.groups()
        if re.fullmatch(_VERSION, url):
            return Invalid(place, "`@` leads to a version, and not to a URL", name[:_SHOWN])
        hashed = "#sha256=" in url
        return Requirement(canonical(name), name, "", place, url=url, extras=_extras(extras), hashed=hashed)
    if re.match(_OTHER_SCHEME, text):
        return Invalid(place, "pip does not know this kind of URL")
    bare = text[: text.rindex("[")] if text.endswith("]") and "[" in text else text
    if text.startswith(".") or "/" in text or re.search(r"\\\S", text) or bare.lower().endswith(_ARCHIVE):
        return _archive(bare, place)._replace(local=True)
    return _odd(text, place)


def _archive(target: str, place: Location) -> Requirement:
    """A path or URL: a wheel's file name says what it is, else an egg fragment may."""
    file = target.partition("#")[0].partition("?")[0].replace("\\", "/").rpartition("/")[2]
    parts = file.split("-", 2)
    if file.endswith(".whl") and file.count("-") in _WHEEL_DASHES and re.fullmatch(r"[\w.]+", parts[0], re.ASCII):
        return Requirement(canonical(parts[0]), parts[0], f"=={parts[1]}", place, parts[1])
    egg = re.search(_EGG, target)
    begun = egg.group(1).partition("[")[0] if egg else ""
    name = begun if re.fullmatch(_NAME, begun) else ""
    return Requirement(canonical(name), name, "", place)


def _from_url(url: str, place: Location) -> Requirement | Invalid:
    egg = re.search(_EGG, url)
    if egg and "[" not in egg.group(1) and not _VARIABLE.search(url) and not re.fullmatch(_NAME, egg.group(1)):
        return Invalid(place, "what follows `egg=` is not a name")
    hashed = any(f"#{algorithm}=" in url for algorithm in ("sha256", "sha384", "sha512"))
    local = url[:5].lower() == "file:"
    return _archive(url, place)._replace(url=url, local=local, hashed=hashed)


def editable(value: str, place: Location) -> Requirement | Invalid:
    """The value of `-e`."""
    at = re.fullmatch(_AT, value.partition(";")[0].strip())
    if at:
        name, extras, url = at.groups()
        return Requirement(canonical(name), name, "", place, url=url, extras=_extras(extras), editable=True)
    repository = value.lower().startswith(_WITHOUT_PLUS)
    if not (repository or _SCHEME.match(value)):
        return Requirement("", "", "", place, local=True, editable=True)
    if value.lower().startswith(("http:", "https:", "ftp:")):
        return Invalid(place, "`-e` takes a folder or a repository")
    one = _from_url(value, place)
    if isinstance(one, Requirement) and not (
        one.name or one.local or re.search(_EGG, value) or _VARIABLE.search(value)
    ):
        return Invalid(place, "`-e` of a repository needs a name: `name @ URL`")
    return one._replace(editable=True) if isinstance(one, Requirement) else one


def _odd(text: str, place: Location) -> Requirement | Invalid:
    """What the strict expressions do not decide: parentheses, trailing commas, and what is wrong."""
    if len(text) > _LONG:
        return Requirement("", "", "", place, variable=True)
    from packaging.requirements import InvalidRequirement  # noqa: PLC0415  # costs three bare starts, rarely needed
    from packaging.requirements import Requirement as Parsed  # noqa: PLC0415

    try:
        parsed = Parsed(text)
    except (InvalidRequirement, RecursionError):
        return Invalid(place, _reason(text), about(text))
    specifier = str(parsed.specifier)
    name = parsed.name
    extras = tuple(sorted(canonical(extra) for extra in parsed.extras))
    return Requirement(canonical(name), name, specifier, place, _exact(specifier), extras=extras, url=parsed.url or "")


def _reason(text: str) -> str:
    if re.fullmatch(rf"{_NAME}\s*+=\s*+[^=\s]++", text):
        return "`=` is not an operator"
    if re.fullmatch(rf"{_NAME}=[^=\s]++=[^=\s]++", text):
        return CONDA
    if re.match(_BEGINNING, text):
        return "its version part is not one"
    return PROSE


# The reasons that also the lines of a file give which is no requirements file at all.
PROSE = "it is no requirement"
CONDA = "it is written as conda writes it"


def about(text: str) -> str:
    """The name at the beginning of a line, if there is one."""
    begun = re.match(_BEGINNING, text)
    return begun.group(1)[:_SHOWN] if begun else ""


def _is_marker(text: str) -> bool:
    if re.fullmatch(_MARKER, text) and text.count("(") == text.count(")"):
        return True
    if len(text) > _LONG:
        return True
    from packaging.markers import InvalidMarker, Marker  # noqa: PLC0415  # the same

    try:
        Marker(text)
    except (InvalidMarker, RecursionError):
        return False
    return True


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(sorted({canonical(part.strip()) for part in (text or "[]")[1:-1].split(",") if part.strip()}))


def _exact(specifier: str) -> str:
    """The one version that a specifier allows, or nothing."""
    for clause in specifier.split(","):
        operator = "===" if clause.startswith("===") else "=="
        if clause.startswith(operator) and not clause.endswith(".*"):
            return clause.removeprefix(operator)
    return ""
