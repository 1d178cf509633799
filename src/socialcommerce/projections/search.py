"""Read model: the words in the titles of products."""

from typing import Final

import sqlalchemy as sa

from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.projections.runner import Batch, table_of
from socialcommerce.projections.tables import Rows, Text
from socialcommerce.projections.words import placed


class Search:
    """``titles``: a row for each product, with the place of its first listing in the log; ``words`` of the titles.

    A title is fixed when its product is listed first, so its words are written once. Between two words that anything
    stands between, a place is left free.
    """

    name = "search"
    version = 2

    def __init__(self) -> None:
        self.metadata: Final = sa.MetaData()
        self.titles: Final = table_of(
            self,
            "titles",
            sa.Column("product", Text, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("category", Text, nullable=False),
            by_category=("category", "position"),
            by_position=("position",),
        )
        self.words: Final = table_of(
            self,
            "words",
            sa.Column("word", Text, primary_key=True),
            sa.Column("product", Text, primary_key=True),
            sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
            by_product=("product", "place"),
        )

    def apply(self, connection: sa.Connection, batch: Batch) -> None:
        """Follow new products."""
        titles, found = Rows(connection, self.titles), Rows(connection, self.words)
        for recorded in batch:
            match recorded.event:
                case ProductListed(product=product, title=title, category=category):
                    titles.put({"product": product, "position": recorded.position, "category": category})
                    for place, word in placed(title):
                        found.put({"word": word, "product": product, "place": place})
        titles.write()
        found.write()
