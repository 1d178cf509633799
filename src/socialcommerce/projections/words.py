"""The words of a text as search knows them: by Unicode's word boundaries (UAX #29), whatever their case and width.

Where a script has no spaces, each ideograph is a word by itself, and a phrase is several that stand side by side.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import regex

_BOUNDARY: Final = regex.compile(r"\b", regex.VERSION1 | regex.WORD)


def phrases(text: str) -> list[list[str]]:
    """The words of *text*, those together that nothing stands between, not even a space; all in order.

    What has no letter or digit is no word.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    found: list[list[str]] = [[]]
    for part in _BOUNDARY.split(folded):
        if any(character.isalnum() for character in part):
            found[-1].append(part)
        elif part:
            found.append([])
    return [phrase for phrase in found if phrase]


def placed(text: str) -> Iterator[tuple[int, str]]:
    """The words of *text* with their places: side by side in a phrase, and with a place left free between two."""
    place = 0
    for phrase in phrases(text):
        yield from enumerate(phrase, place)
        place += len(phrase) + 1


def has(title: Iterable[list[str]], phrase: list[str]) -> bool:
    """Whether the words of *phrase* stand side by side in a phrase of *title*, the last one perhaps going on."""
    *before, last = phrase
    return any(
        words[end].startswith(last) and words[end - len(before) : end] == before
        for words in title
        for end in range(len(before), len(words))
    )
