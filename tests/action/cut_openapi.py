"""Cut GitHub's published OpenAPI description down to what is used here.

npm pack @octokit/openapi && python tests/action/cut_openapi.py generated/api.github.com.json package.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATHS = {
    "/user": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("patch", "delete"),
    "/repos/{owner}/{repo}/pulls": ("get",),
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts": ("get",),
    "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}": ("get",),
}
TARGET = Path(__file__).parent / "github-api.json"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_examples(inner)
            for key, inner in value.items()
            if not (key in {"examples", "example", "x-github", "externalDocs"} and not _names_a_property(value))
        }
    return [_without_examples(inner) for inner in value] if isinstance(value, list) else value


def _names_a_property(value: dict[str, Any]) -> bool:
    """Whether this is a table of properties, where a key is a name and no word of the description."""
    return not {
        "type",
        "schema",
        "in",
        "description",
        "allOf",
        "anyOf",
        "oneOf",
        "$ref",
        "content",
        "operationId",
    } & set(value)


def cut(whole: dict[str, Any]) -> dict[str, Any]:
    """The description of these paths, with everything that they refer to."""
    paths = {path: {method: whole["paths"][path][method] for method in methods} for path, methods in PATHS.items()}
    components: dict[str, dict[str, Any]] = {}
    todo = list(_references(paths))
    while todo:
        kind, name = todo.pop().removeprefix("#/components/").split("/", 1)
        if name not in components.setdefault(kind, {}):
            components[kind][name] = whole["components"][kind][name]
            todo += _references(components[kind][name])
    ordered = {kind: dict(sorted(components[kind].items())) for kind in sorted(components)}
    return {key: whole[key] for key in ("openapi", "info", "servers")} | {"paths": paths, "components": ordered}


def main() -> None:
    """Write the cut description beside this file."""
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    package = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    small = _without_examples(cut(whole))
    small["info"]["x-source"] = f"{package['name']} {package['version']}, {package['license']}, cut by cut_openapi.py"
    TARGET.write_text(json.dumps(small, indent=1, sort_keys=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
