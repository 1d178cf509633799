"""Reads: products by words of their titles and by category, ranked by who recommends them."""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any, Final

import attrs
import sqlalchemy as sa
from msgspec import Meta

from socialcommerce.domain.members.preferences import PREFERENCES
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.text import Text, Title
from socialcommerce.projections.words import has, phrases
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.paging import PageSize
from socialcommerce.services.reading import Reading

MOST_WORDS: Final = 200
"""Words that are searched for at once, at most: a title has no more characters."""

MOST_ASKED: Final = 20
"""Words that the index is asked for at once, at most (our choice): of a longer text the rarest."""

MOST_COUNTED: Final = 1_000
"""Occurrences up to which it is counted how rare a word is."""

Rank = Annotated[str, Meta(pattern=r"^[0-9]{1,19}-[0-9]{1,19}-[0-9]{1,19}\Z")]
"""A place among results: how many friends and how many members recommend, and the place of the listing in the log."""

GREATEST: Final = 2**63 - 1
"""What a part of a rank comes to at most."""

LAST: Final = "\U0010ffff"
"""After every character that a word can go on with."""


@attrs.frozen
class Found:
    """A product that can be bought; prices in minor units.

    ``friends`` of the searcher recommend it, of ``recommendations`` in all; 0 where the order is not personal.
    """

    product: str
    merchant: str
    title: str
    category: str
    price: int
    exclusive_price: int | None
    friends: int
    recommendations: int


@attrs.frozen
class FoundPage:
    """Products, the best first; ``next`` is the ``after`` of the next page, None on the last one."""

    entries: tuple[Found, ...]
    next: str | None


class SearchReads:
    """Search, which nobody has to be known for."""

    def __init__(self, reading: Reading, deadlines: Deadlines) -> None:
        self._reading = reading
        self._deadlines = deadlines

    @checked
    def products(
        self,
        words: Text = "",
        category: Title | None = None,
        searcher: Key | None = None,
        personal: bool = True,
        limit: PageSize = 20,
        after: Rank | None = None,
        *,
        by: ActorKey | None = None,
    ) -> FoundPage:
        """Listed products whose title has all *words*, of *category*, *limit* (1 to 100) a page.

        First what most friends of *searcher* recommend, then what most members do, then the newest. The order is not
        personal without a searcher, with *personal* false, or if the searcher switched that off. A word matches those
        that begin with it; words without a space between them, as in Chinese, match only side by side. *after* is the
        ``next`` of the page before. ``ValueError`` for more than 200 words, or where *after* is no such place.
        """
        if searcher is not None:
            only_member(by, searcher, f"search for {searcher}")
        place = _place(after)
        wanted = _different(phrases(words))
        if searcher is not None and not (personal and self._reading.state(PREFERENCES, searcher).personal_search):
            searcher = None
        with self._deadlines.budgets_settled() as connection:
            asked = self._asked(connection, wanted)
            query = self._ranked(asked, category, searcher, place)
            if asked == wanted:
                query = query.limit(limit + 1)
            with connection.execute(query) as found:
                rows = list(islice((row for row in found if _has(row.title, wanted)), limit + 1))
        entries = tuple(Found(*row[:-1]) for row in rows[:limit])
        return FoundPage(entries, "-".join(map(str, rows[limit - 1][-3:])) if len(rows) > limit else None)

    def _asked(self, connection: sa.Connection, wanted: list[list[str]]) -> list[list[str]]:
        """What the index is asked for: all that is *wanted* or, if that is much, its rarest words, each by itself."""
        if sum(map(len, wanted)) <= MOST_ASKED:
            return wanted
        words = _different([word] for phrase in wanted for word in phrase)
        some = [self._having(word).limit(MOST_COUNTED).subquery() for word in words]
        counts = [sa.select(sa.func.count()).select_from(each).scalar_subquery() for each in some]
        found = connection.execute(sa.select(*counts)).one()
        return [word for _, word in sorted(zip(found, words, strict=True))[:MOST_ASKED]]

    def _ranked(
        self, asked: list[list[str]], category: str | None, searcher: str | None, place: list[int] | None
    ) -> "sa.Select[*tuple[Any, ...]]":
        models = self._reading.models
        titles, products, given = models.search.titles, models.catalogue.products, models.circle.recommendations
        of_product = sa.select(sa.func.count()).where(given.c.product == titles.c.product)
        total = of_product.scalar_subquery()
        friends: sa.ColumnElement[int] = sa.literal(0)
        if searcher is not None:
            theirs = models.people.friends
            is_friend = sa.and_(theirs.c.member == searcher, theirs.c.friend == given.c.member)
            friends = of_product.select_from(given.join(theirs, is_friend)).scalar_subquery()
        ranked = (
            sa.select(
                titles.c.product,
                products.c.merchant,
                products.c.title,
                products.c.category,
                products.c.price,
                models.catalogue.exclusive_now.label("exclusive_price"),
                friends.label("friends"),
                total.label("total"),
                titles.c.position,
            )
            .join(products, products.c.product == titles.c.product)
            .where(products.c.listed, *(titles.c.product.in_(self._having(phrase)) for phrase in asked))
        )
        if category is not None:
            ranked = ranked.where(titles.c.category == category)
        found = ranked.subquery()
        rank = (found.c.friends, found.c.total, found.c.position)
        query = sa.select(found).order_by(*(each.desc() for each in rank))
        if place is None:
            return query
        return query.where(sa.tuple_(*rank) < sa.tuple_(*map(sa.literal, place)))

    def _having(self, phrase: list[str]) -> "sa.Select[tuple[str]]":
        """The products in whose titles the words of *phrase* stand side by side, the last one perhaps going on.

        The other words are looked up where the last one stands: joined with it, they would be in an order of the
        engine's, which for words that titles repeat may never end.
        """
        table = self._reading.models.search.words
        *before, last = phrase
        end = table.alias()
        query = sa.select(end.c.product).where(end.c.word >= last, end.c.word < last + LAST)
        for distance, word in enumerate(reversed(before), 1):
            one = table.alias()
            beside = sa.and_(one.c.product == end.c.product, one.c.place == end.c.place - distance)
            query = query.where(sa.exists().where(one.c.word == word, beside))
        return query


def _different(wanted: Iterable[list[str]]) -> list[list[str]]:
    """Each phrase of *wanted* once. ``ValueError`` if they have too many words."""
    different = [list(phrase) for phrase in dict.fromkeys(map(tuple, wanted))]
    words = sum(map(len, different))
    if words > MOST_WORDS:
        raise ValueError(f"words are {words}: at most {MOST_WORDS} are searched for at once")
    return different


def _has(title: str, wanted: list[list[str]]) -> bool:
    """Whether all that is *wanted* stands in *title*."""
    words = phrases(title)
    return all(has(words, phrase) for phrase in wanted)


def _place(after: str | None) -> list[int] | None:
    """The numbers of the rank *after*; ``ValueError`` if one is greater than the store's numbers go."""
    if after is None:
        return None
    place = [int(part) for part in after.split("-")]
    if max(place) > GREATEST:
        raise ValueError(f"after is {after!r}: expected the next of a page")
    return place
