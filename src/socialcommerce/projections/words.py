"""The words of a text as search knows them: by Unicode's word boundaries (UAX #29), whatever their case and width.

Where a script has no spaces, each ideograph is a word by itself, and a phrase is several that stand side by side.
"""

import unicodedata
from typing import Final

import regex

_BOUNDARY: Final = regex.compile(r"\b", regex.VERSION1 | regex.WORD)


def words(text: str) -> list[str]:
    """The words of *text* in order; what has no letter or digit is none."""
    return [word for phrase in phrases(text) for word in phrase]


def phrases(text: str) -> list[list[str]]:
    """The words of *text*, those together that nothing stands between, not even a space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found: list[list[str]] = [[]]
    for part in _BOUNDARY.split(folded):
        if any(character.isalnum() for character in part):
            found[-1].append(part)
        elif part:
            found.append([])
    return [phrase for phrase in found if phrase]
