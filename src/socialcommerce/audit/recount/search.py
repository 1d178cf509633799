"""Recount of the words in the titles of products."""

import unicodedata
from typing import Any, Final

import regex

from socialcommerce.audit.recount.recounted import Recounted, Row, Table, sees
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.kernel.event import Recorded
from socialcommerce.projections.models import ReadModels

_BETWEEN_WORDS: Final = regex.compile(r"(?wV1)\b")
"""Where one word of Unicode (UAX #29) ends and the next begins."""


class Title(Row):
    """A product, by the place of its listing in the log."""

    product: str
    position: int
    category: str


class Word(Row):
    """A word, and its place in a title."""

    word: str
    product: str
    place: int


class Search(Recounted):
    """Titles as they were listed: a product's never changes."""

    model = "search"

    def __init__(self, models: ReadModels) -> None:
        self.titles = Table[str, Title](models.search.titles, Title)
        self.words = Table[tuple[str, str, int], Word](models.search.words, Word)

    @sees(ProductListed)
    def listed(self, product: str, fact: ProductListed, recorded: Recorded[Any]) -> None:
        self.titles[product] = Title(product=product, position=recorded.position, category=fact.category)
        for place, word in _places(fact.title).items():
            self.words[word, product, place] = Word(word=word, product=product, place=place)


def _places(title: str) -> dict[int, str]:
    """The words of *title*, whatever their case and width, by their places; one is free where something is between."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    found: dict[int, str] = {}
    place, is_apart = -1, False
    for part in filter(None, _BETWEEN_WORDS.split(folded)):
        if any(map(str.isalnum, part)):
            place += 2 if found and is_apart else 1
            found[place] = part
        is_apart = not any(map(str.isalnum, part))
    return found
