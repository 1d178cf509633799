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
        for place, word in enumerate(_words(fact.title)):
            self.words[word, product, place] = Word(word=word, product=product, place=place)


def _words(title: str) -> list[str]:
    """The words of *title*, whatever their case and width, in order."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return [word for word in _BETWEEN_WORDS.split(folded) if any(map(str.isalnum, word))]
