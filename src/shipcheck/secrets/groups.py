"""The groups of conditions by number; from `SHAPED` on each is one provider's shape.

Imported by every hook: no expression stands here, and nothing is imported.
"""

from __future__ import annotations

# Met in files of every kind.
ODD, WRAPPED, KEY, URL, CRYPT, MANIFEST, PHRASE, OPTION, RUNNER, KEYED, SUM, STEM = range(12)
# Met in configuration and other text, where a word that promises a secret stands.
QUOTED, NAMED, BARE, MARKUP = range(12, 16)
# The same in Python.
SOLID, LITERAL, OPEN, ENVIRONMENT, DEFINED, RETURNED, ROW, BINDING, LISTED, DEFAULTED = range(16, 26)
# Met in files of every kind: a call that takes a secret under no name.
CALLED = 26
SHAPED = 32
# The tables: one for every file, two for those in which `STEM` or `CALLED` was met,
# and one of words, for where they stand.
EVERY, TEXT, PYTHON, WORDS = range(4)
