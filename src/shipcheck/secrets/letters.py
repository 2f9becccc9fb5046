"""How unlike words a text is: what was drawn at random has letter pairs that no language and no identifier has."""

from __future__ import annotations

import math
from itertools import pairwise

# Surprise of each letter after each other one, in bits, 9 for nine and more: row `a` to `z`, then column. Own count of the
# pairs within the 4.3 million letters of runs of letters (identifiers, comments, documentation) in the modules of CPython
# 3.11's standard library without its tests, encodings, idlelib and lib2to3: round(-log2((pairs + 0.5) / (row + 13))).
_BITS = [
    "95449859597343959333668769",
    "38672999439388469557398939",
    "39683893594468289573599989",
    "48751879399597489556499979",
    "58446479899353857333967469",
    "39764499299587279465498979",
    "59791955399574589436479998",
    "29991999399888399575699989",
    "66556469999442469533969796",
    "59891999798999279859399999",
    "49861869399595779748694999",
    "48852299399498479945499959",
    "25961999499658339957599989",
    "39433639597796379943669979",
    "75548579796542649244465899",
    "29773898499499349363589959",
    "99989999999795878669099999",
    "38662759497754389444578959",
    "59691975497788559842598969",
    "49673792398789479355498959",
    "65673669599343749243999999",
    "19791999399988699989999999",
    "39863993299684499358997999",
    "58284698499659839862998569",
    "87674788599554529622975989",
    "49991798399667579987999989",
]
_DIGITS = math.log2(10)
# A change between letter and digit, and a capital within a word: rarer than in text, commoner than in drawn strings.
_MIXED = 5.0
_CAPITAL = 1.5


def surprise(text: str) -> float:
    """Bits a pair, over the pairs of ASCII letters and digits: about 3.3 for identifiers, 6.4 for drawn base 62."""
    total, pairs = 0.0, 0
    for one, two in pairwise(text):
        if one.isalnum() and two.isalnum() and one.isascii() and two.isascii():
            total += _pair(one, two)
            pairs += 1
    return total / pairs if pairs else 0.0


def _pair(one: str, two: str) -> float:
    if one.isalpha() and two.isalpha():
        bits = int(_BITS[ord(one.lower()) - 97][ord(two.lower()) - 97])
        return bits + _CAPITAL if one.islower() and two.isupper() else bits
    return _DIGITS if one.isdigit() and two.isdigit() else _MIXED


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    size = len(text)
    return -sum((count := text.count(char)) / size * math.log2(count / size) for char in set(text)) if text else 0.0
