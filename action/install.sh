#!/usr/bin/env bash
# Installs what shipcheck needs into an environment of its own, at hashed versions, from wheels only: nothing of the
# checked project, and no build script of anybody, is run. Writes the interpreter to GITHUB_OUTPUT as `python`.
set -euo pipefail

action="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
python="${SHIPCHECK_PYTHON:-}"
if [ -z "$python" ]; then
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null && "$name" -I -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python="$(command -v "$name")"
      break
    fi
  done
fi
if [ -z "$python" ]; then
  echo "::error title=shipcheck::no Python of 3.11 or newer is on this runner: set the input python-version, for example to 3.13"
  exit 2
fi

home="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/shipcheck-environment"
if [ "${RUNNER_OS:-}" = Windows ]; then bin="$home/Scripts/python.exe"; else bin="$home/bin/python"; fi
requirements="$action/action/requirements.txt"

# The step may run twice in a job: the same environment serves again.
if ! cmp -s "$requirements" "$home/requirements.txt"; then
  rm -rf "$home"
  if command -v uv >/dev/null; then
    # From here, as uv reads the configuration of the folder it stands in, which may be the checked project's.
    (
      cd "$action"
      uv venv --quiet --python "$python" "$home"
      uv pip install --quiet --python "$bin" --require-hashes --only-binary :all: --requirement "$requirements"
    )
  else
    "$python" -I -m venv "$home"
    "$bin" -I -m pip install --quiet --disable-pip-version-check --no-input \
      --require-hashes --only-binary :all: --requirement "$requirements"
  fi
  # The code itself comes from this very checkout: a line in the environment points at it, nothing is built.
  "$bin" -I -c 'import os, sys, sysconfig
with open(os.path.join(sysconfig.get_path("purelib"), "shipcheck.pth"), "w", encoding="utf-8") as file:
    file.write(sys.argv[1] + "\n")' "$action/src"
  cp "$requirements" "$home/requirements.txt"
fi
"$bin" -I -m shipcheck --version
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "python=$bin" >>"$GITHUB_OUTPUT"; fi
