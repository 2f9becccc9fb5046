"""The files in which other scanners are told what was accepted: at the root of a project, by these names."""

from __future__ import annotations

BASELINE = ".secrets.baseline"
GITLEAKS = ".gitleaks.toml"
GITLEAKS_IGNORE = ".gitleaksignore"
