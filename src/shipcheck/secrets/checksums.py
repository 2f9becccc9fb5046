"""What providers let anybody compute about their tokens: checksums, and the structure that stands in for one.

Every function takes a whole token and tells whether the provider can have issued it. The formats are the providers'
own: GitHub (blog, 2021-04-05: behind the new token formats) and npm (GitHub blog, 2021-09-23), GitLab (routable tokens,
handbook of the architecture), Grafana (its open source), RFC 7519, Discord (reference of its API, snowflakes).
"""

from __future__ import annotations

from collections.abc import Callable

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_GITHUB_SUM = 6
_GITLAB_SUM = 7
_MOST_HEADER = 2000
# January 2024, in seconds: not the clock, since the same files get the same answer every day.
_LONG_AGO = 1_704_000_000


def _crc32(text: str) -> int:
    import zlib  # noqa: PLC0415  # only a run that found something needs it

    return zlib.crc32(text.encode("utf-8", "replace"))


def _digits(number: int, alphabet: str, width: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(alphabet))
        digits = alphabet[rest] + digits
    return digits.rjust(width, "0")


def _base64(text: str) -> bytes:
    """The decoded bytes of base64 of either alphabet, padded or not; empty if it is none."""
    import binascii  # noqa: PLC0415  # only a run that found something needs it

    try:
        return binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def github(token: str) -> bool:
    """Six base-62 digits of the CRC-32 of what stands between the prefix and them."""
    body = token.rpartition("_")[2]
    return _digits(_crc32(body[:-_GITHUB_SUM]), _BASE62, _GITHUB_SUM) == body[-_GITHUB_SUM:]


def gitlab(token: str) -> bool:
    """Seven base-36 digits of the CRC-32 of all before them; only tokens with dots carry any."""
    return "." not in token or _digits(_crc32(token[:-_GITLAB_SUM]), _BASE36, _GITLAB_SUM) == token[-_GITLAB_SUM:]


def grafana(token: str) -> bool:
    """Eight hexadecimal digits of the little-endian CRC-32 of all before the last underscore."""
    body, _, tail = token.rpartition("_")
    return _crc32(body).to_bytes(4, "little").hex() == tail


def jwt(token: str) -> bool:
    """The first part is a JSON object that names an algorithm other than none."""
    algorithm = _object(token.partition(".")[0]).get("alg")
    return isinstance(algorithm, str) and algorithm.lower() != "none"


def harmless(token: str) -> bool:
    """Whether the claims of a JWT say that it is for everybody (Supabase's key for browsers), or that it ran out long ago."""
    claims = _object(token.split(".")[1])
    end = claims.get("exp")
    return claims.get("role") == "anon" or (isinstance(end, int | float) and end < _LONG_AGO)


def _object(part: str) -> dict[str, object]:
    """The JSON object of one part of a JWT; empty if it is none."""
    import json  # noqa: PLC0415  # only a run that found something needs it

    try:
        read = json.loads(_base64(part[:_MOST_HEADER]))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def discord(token: str) -> bool:
    """The first part is the decimal number of the bot in base64."""
    return _base64(token.partition(".")[0]).isdigit()


def drawn(token: str) -> bool:
    """What follows a short mark looks drawn: for marks that begin names as well."""
    from shipcheck.secrets.values import drawn as looks_drawn  # noqa: PLC0415  # only a run that found something needs it

    return looks_drawn(token[4:])


CHECKS: dict[str, Callable[[str], bool]] = {
    "github": github,
    "npm": github,
    "gitlab": gitlab,
    "grafana": grafana,
    "jwt": jwt,
    "discord": discord,
    "drawn": drawn,
}
