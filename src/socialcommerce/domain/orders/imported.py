"""An imported order: what a member bought from a merchant elsewhere (key: merchant and the merchant's number, joined).

Always: recorded once, and never changed. It stands in its buyer's list and proves that they bought; it enters no
sales, no influence and no quota.
"""

from datetime import datetime
from typing import Final, assert_never

import attrs

from socialcommerce.domain.orders.pricing import Quantity, one_line_each
from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import Money
from socialcommerce.kernel.text import Title

HERE: Final = "here"
"""What lists call this store, so that no imported order can come from a source of that name."""


@attrs.frozen
class ImportedLine:
    """A product and how many of it were bought; ``amount`` is for the whole line, in minor units."""

    product: Key
    title: Title
    quantity: Quantity
    amount: Money


@event("import.recorded")
class ImportRecorded:
    """``buyer`` bought ``lines`` from ``merchant`` at ``bought_at``, on a platform or in a shop called ``source``."""

    merchant: Key
    number: Key
    buyer: Key
    source: Title
    lines: tuple[ImportedLine, ...]
    bought_at: Instant


ImportEvent = ImportRecorded


@attrs.frozen
class Imported:
    """``content`` is what was recorded; None: nothing yet."""

    content: ImportRecorded | None = None

    def proves(self, member: str, product: str) -> bool:
        """Whether *member* bought *product* with it."""
        content = self.content
        return content is not None and content.buyer == member and product in (line.product for line in content.lines)


def record(imported: Imported, content: ImportRecorded, *, at: datetime) -> list[ImportEvent]:
    """Record an order from elsewhere; nothing if it is recorded with this content. Refused: ``import-differs``.

    ``ValueError`` without lines or with too many, for a product on two of them, for a purchase after *at*, and for
    a source that is called like this store.
    """
    _check(content, at)
    if imported.content is None:
        return [content]
    if imported.content != content:
        raise Refused(
            "import-differs", f"order {content.number} of merchant {content.merchant} was imported with other content"
        )
    return []


def evolve(imported: Imported, fact: ImportEvent) -> Imported:
    """The imported order after *fact*."""
    match fact:
        case ImportRecorded():
            if imported.content is not None:
                impossible(fact, imported)
            return Imported(fact)
        case _:
            assert_never(fact)


def _check(content: ImportRecorded, at: datetime) -> None:
    one_line_each([line.product for line in content.lines])
    if content.bought_at > at:
        raise ValueError(
            f"bought_at {content.bought_at.isoformat()} is after {at.isoformat()}: a purchase lies in the past"
        )
    if content.source == HERE:
        raise ValueError(f"source is {HERE!r}, which stands for this store: name where the order comes from")


IMPORT = Aggregate("import", initial=Imported(), evolve=evolve)
