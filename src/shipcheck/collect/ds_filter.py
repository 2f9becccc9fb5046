"""What detect-secrets leaves out of what its plugins find: the filters that a project's settings name.

They are predicates, so their order is free: detect-secrets asks those about lines before any plugin, here all are asked
about a find. Those that cost more than they need are `secrets/ds_filters.py`; the others are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shipcheck.collect import ds_plugins
from shipcheck.collect.ds_settings import ALLOWLIST, HEURISTIC, INDIRECT, REGEX, WORDS, Settings
from shipcheck.model import CannotJudge
from shipcheck.secrets.ds_filters import allowlisted, indirect

_FILE = ("is_non_text_file", "is_lock_file", "is_swagger_file")
_SECRET = (
    *("is_sequential_string", "is_potential_uuid", "is_templated_secret", "is_prefixed_with_dollar_sign"),
    "is_not_alphanumeric_string",
)


class Filters:
    """The filters of one run."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._on = settings.filters

    def _heuristics(self, names: Sequence[str]) -> Iterator[Callable[[str], bool]]:
        for name in names:
            if HEURISTIC + name in self._on:
                yield getattr(ds_plugins.module(HEURISTIC.rstrip(".")), name)

    def _excluded(self, kind: str, text: str) -> bool:
        return any(one.matches(text) for one in self._settings.patterns.get(f"{REGEX}should_exclude_{kind}", ()))

    def path(self, path: str) -> bool:
        """Whether a file is left out."""
        return any(asked(path) for asked in self._heuristics(_FILE)) or self._excluded("file", path)

    def find(self, find: Any, plugin: Any, path: str, lines: Sequence[str], number: int) -> bool:
        """Whether a find on a line, counted from 0, is left out."""
        line, secret = lines[number].rstrip(), find.secret_value
        before = lines[number - 1] if number else ""
        return (
            (INDIRECT in self._on and indirect(line))
            or (ALLOWLIST in self._on and allowlisted(path, line, before))
            or self._excluded("line", line)
            or self._excluded("secret", secret)
            or any(asked(secret) for asked in self._heuristics(_SECRET))
            or self._identifier(secret, line, plugin)
            or (WORDS in self._on and any(word in secret.lower() for word in self._settings.words))
            or self._custom(find, plugin, path, lines, number)
        )

    def _identifier(self, secret: str, line: str, plugin: Any) -> bool:
        name = "is_likely_id_string"
        if HEURISTIC + name not in self._on:
            return False
        asked = getattr(ds_plugins.module(HEURISTIC.rstrip(".")), name)
        return bool(asked(secret, line, plugin))

    def _custom(self, find: Any, plugin: Any, path: str, lines: Sequence[str], number: int) -> bool:
        for asked in self._settings.custom:
            values = {
                "filename": path,
                "line": lines[number].rstrip(),
                "secret": find.secret_value,
                "plugin": plugin,
                "context": snippet(lines, number),
            }
            try:
                if asked(**values):
                    return True
            except TypeError:
                continue  # as detect-secrets does with one that it cannot ask
            except Exception as error:  # noqa: BLE001  # it is somebody's code
                raise CannotJudge(path, f"a filter of the project failed on it: {type(error).__name__}") from None
        return False


def snippet(lines: Sequence[str], number: int) -> Any:
    """The surroundings of a line, in detect-secrets' own form."""
    return ds_plugins.module("detect_secrets.util.code_snippet").get_code_snippet(list(lines), number + 1)
