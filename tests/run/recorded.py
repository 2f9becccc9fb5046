"""What the real engine gave, kept: the evidence of each app's run, so that it is judged where there is no engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shipcheck.subjects.run_document import RunDocument

FOLDER = Path(__file__).parent / "recorded"


def path(name: str) -> Path:
    """Where an app's evidence is kept."""
    return FOLDER / f"{name}.json"


def text(document: RunDocument) -> str:
    """A document as it is kept: without what is as it would be anyway."""
    return json.dumps({"kind": document.kind, **_lean(document)}, indent=1, ensure_ascii=True) + "\n"


def _lean(value: Any) -> Any:
    if hasattr(value, "_fields"):
        usual = value._field_defaults
        pairs = ((name, getattr(value, name)) for name in value._fields)
        return {name: _lean(one) for name, one in pairs if name not in usual or usual[name] != one}
    return [_lean(one) for one in value] if isinstance(value, tuple) else value
