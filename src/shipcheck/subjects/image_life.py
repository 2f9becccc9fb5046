"""Until when base images get fixes: the one place of these dates. ISO days compare as text.

Sources, read 2026-11: the release schedules in the PEPs (537, 569, 596, 619, 664, 693, 719, 745), wiki.debian.org/LTS,
ubuntu.com/about/release-cycle (standard support), alpinelinux.org/releases, nodejs/Release, centos.org/centos-linux-eol.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.subjects.image_name import ImageName

_PYTHON = {
    "2.7": "2020-01-01", "3.4": "2019-03-18", "3.5": "2020-09-30", "3.6": "2021-12-23", "3.7": "2023-06-27",
    "3.8": "2024-10-07", "3.9": "2025-10-31", "3.10": "2026-10-31", "3.11": "2027-10-31", "3.12": "2028-10-31",
    "3.13": "2029-10-31", "3.14": "2030-10-31",
}  # fmt: skip
_DEBIAN = {
    "wheezy": "2018-05-31", "jessie": "2020-06-30", "stretch": "2022-06-30", "buster": "2024-06-30",
    "bullseye": "2026-08-31", "bookworm": "2028-06-30", "trixie": "2030-06-30",
}  # fmt: skip
_DEBIAN_NUMBERS = {"7": "wheezy", "8": "jessie", "9": "stretch", "10": "buster", "11": "bullseye", "12": "bookworm", "13": "trixie"}  # fmt: skip
_UBUNTU = {
    "14.04": "2019-04-30", "16.04": "2021-04-30", "18.04": "2023-05-31", "20.04": "2025-05-31", "22.04": "2027-06-30",
    "23.04": "2024-01-25", "23.10": "2024-07-11", "24.04": "2029-05-31", "24.10": "2025-07-10", "25.04": "2026-01-15",
    "25.10": "2026-07-31",
}  # fmt: skip
_UBUNTU_NAMES = {"trusty": "14.04", "xenial": "16.04", "bionic": "18.04", "focal": "20.04", "jammy": "22.04", "noble": "24.04"}  # fmt: skip
_ALPINE = {
    "3.12": "2022-05-01", "3.13": "2022-11-01", "3.14": "2023-05-01", "3.15": "2023-11-01", "3.16": "2024-05-23",
    "3.17": "2024-11-22", "3.18": "2025-05-09", "3.19": "2025-11-01", "3.20": "2026-04-01", "3.21": "2026-11-01",
    "3.22": "2027-05-01", "3.23": "2027-11-01",
}  # fmt: skip
_NODE = {
    "10": "2021-04-30", "12": "2022-04-30", "14": "2023-04-30", "16": "2023-09-11", "17": "2022-06-01", "18": "2025-04-30",
    "19": "2023-06-01", "20": "2026-04-30", "21": "2024-06-01", "22": "2027-04-30", "23": "2025-06-01", "24": "2028-04-30",
}  # fmt: skip
_CENTOS = {"6": "2020-11-30", "7": "2024-06-30", "8": "2021-12-31"}

_LEADING = lazy(r"v?(\d+)(?:\.(\d+))?(?:[.-]|\Z)")
_TAGGED = lazy(r"(?:\A|[-_])python-?(\d\.\d{1,2})(?:[.-]|\Z)")
_ALPINE_WORD = lazy(r"alpine(\d+\.\d+)")


class Life(NamedTuple):
    """Something in an image, and the last day on which it gets fixes."""

    what: str
    until: str


def lives(image: ImageName) -> Iterator[Life]:
    """What an image's name says it is made of, where its end is known; nothing of images that are not well known."""
    name, tag = image.name, image.tag.lower()
    leading = _LEADING.match(tag)
    major = leading.group(1) if leading else ""
    minor = f"{major}.{leading.group(2)}" if leading and leading.group(2) else ""
    if name in {"python", "circleci/python", "cimg/python"}:
        yield from _life("Python", minor or ("2.7" if major == "2" else ""), _PYTHON)
    elif name == "node":
        yield from _life("Node.js", major, _NODE)
    elif name == "debian":
        yield from _life("Debian", _DEBIAN_NUMBERS.get(major, ""), _DEBIAN)
    elif name == "ubuntu":
        yield from _life("Ubuntu", minor, _UBUNTU)
    elif name == "alpine":
        yield from _life("Alpine", minor, _ALPINE)
    elif name in {"centos", "quay.io/centos/centos"}:
        yield from _life("CentOS", major, _CENTOS)
    elif found := _TAGGED.search(tag):
        yield from _life("Python", found.group(1), _PYTHON)
    if name in {"python", "node", "debian", "ubuntu", "buildpack-deps"} or "/" in name:
        yield from _systems(tag, known=name)


def _systems(tag: str, known: str) -> Iterator[Life]:
    """The system that a tag names as one of its words: `3.12-slim-bookworm`, `20-alpine3.19`."""
    for word in tag.replace("_", "-").split("-"):
        alpine = _ALPINE_WORD.fullmatch(word)
        if word in _DEBIAN:
            yield Life(f"Debian {word}", _DEBIAN[word])
        elif word in _UBUNTU_NAMES and known in {"ubuntu", "buildpack-deps"}:
            yield Life(f"Ubuntu {_UBUNTU_NAMES[word]}", _UBUNTU[_UBUNTU_NAMES[word]])
        elif alpine and alpine.group(1) in _ALPINE:
            yield Life(f"Alpine {alpine.group(1)}", _ALPINE[alpine.group(1)])


def _life(what: str, version: str, ends: dict[str, str]) -> Iterator[Life]:
    if version in ends:
        yield Life(f"{what} {version}", ends[version])
