"""The parts of an image's name."""

from __future__ import annotations

from typing import NamedTuple

from shipcheck.lazy import lazy

_HUB = lazy(r"(?:(?:index\.|registry-1\.)?docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?")


class ImageName(NamedTuple):
    """`name` is as on Docker Hub, the prefixes that mean it removed: `docker.io/library/python` is `python`."""

    name: str
    tag: str
    digest: str


def image_name(image: str) -> ImageName:
    """An image's name, tag and digest; a registry's port is no tag."""
    rest, _, digest = image.partition("@")
    head, slash, last = rest.rpartition("/")
    base, _, tag = last.partition(":")
    name = f"{head}{slash}{base}"
    found = _HUB.match(name)
    return ImageName(name[found.end() :] if found else name, tag, digest)
