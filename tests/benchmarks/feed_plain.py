"""The page of a feed as plain SQL: what one would write by hand over the same tables, for SQLite alone.

Two ways, as neither is the faster one everywhere: ``WALK`` goes down the newest activities of all members until
enough of them are friends'; ``SEEK`` asks an index for the newest place of each friend. What is seen is judged as
the library judges it, but for the rules' words. Texts come as they are stored, sealed.
"""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from socialcommerce.projections.models import ReadModels
from socialcommerce.projections.tables import to_microseconds

MODELS: Final = ReadModels("UTC")
TABLES: Final = {
    "activities": MODELS.feeds.activities.name,
    "hidden": MODELS.feeds.hidden.name,
    "friends": MODELS.people.friends.name,
    "products": MODELS.catalogue.products.name,
    "shops": MODELS.storefronts.shops.name,
    "shares": MODELS.traffic.shares.name,
    "recommendations": MODELS.circle.recommendations.name,
    "lines": MODELS.sales.lines.name,
    "orders": MODELS.orders.orders.name,
}

ANSWER: Final = """
    SELECT a.place, a.at, a.member, coalesce(s.nickname, ''), a.kind, a.product, p.title, p.price,
        CASE WHEN p.budget_left IS NULL OR p.budget_left >= p.price - p.exclusive_price THEN p.exclusive_price END,
        a.share, h.promised_price, r.text,
        r."order" IS NOT NULL AND (instr(r."order", '~') OR EXISTS (
            SELECT 1 FROM {lines} AS b JOIN {orders} AS w ON w."order" = b."order"
            WHERE b."order" = r."order" AND b.product = r.product AND w.status <> 'refunded'
                AND (b.refunded < b.amount OR b.amount = 0 AND b.refunded_quantity < b.quantity)))
"""

JUDGED: Final = """
    LEFT JOIN {products} AS p ON p.product = a.product
    LEFT JOIN {shops} AS s ON s.shop = a.member
    LEFT JOIN {shares} AS h ON h.share = a.share
    LEFT JOIN {recommendations} AS r
        ON a.kind = 'recommendation' AND r.recommendation = a.member || '~' || a.product
    LEFT JOIN {lines} AS l ON l."order" = a."order" AND l.line = a.line
    LEFT JOIN {orders} AS o ON o."order" = a."order"
    LEFT JOIN {hidden} AS x ON x."order" = a."order"
    WHERE p.listed AND NOT p.sensitive AND CASE a.kind
        WHEN 'placement' THEN s.open AND p.listing = a.listing
        WHEN 'share' THEN s.open AND p.listing = a.listing AND NOT h.revoked AND h.expires_at > :now
            AND h.listing = p.listing AND h.opening = s.opening
        WHEN 'purchase' THEN x."order" IS NULL AND o.status <> 'refunded'
            AND (l.refunded < l.amount OR l.amount = 0 AND l.refunded_quantity < l.quantity)
        ELSE 1 END
"""

WALK: Final = (
    ANSWER
    + """
    FROM {activities} AS a
    """
    + JUDGED
    + """
    AND a.place < :before AND EXISTS (SELECT 1 FROM {friends} AS f WHERE f.member = :viewer AND f.friend = a.member)
    ORDER BY a.place DESC LIMIT :count
    """
)

SEEK: Final = (
    """
    WITH latest AS (
        SELECT f.friend, (
            SELECT max(d.place) FROM {activities} AS d WHERE d.member = f.friend AND d.place < :before) AS place
        FROM {friends} AS f WHERE f.member = :viewer),
    few AS MATERIALIZED (
        SELECT friend FROM latest ORDER BY place DESC LIMIT :enough),
    newest AS MATERIALIZED (
        SELECT d.place FROM few CROSS JOIN {activities} AS d ON d.member = few.friend AND d.place IN (
            SELECT e.place FROM {activities} AS e WHERE e.member = few.friend AND e.place < :before
            ORDER BY e.place DESC LIMIT :enough)
        ORDER BY d.place DESC LIMIT :enough)
    """
    + ANSWER
    + """
    FROM newest CROSS JOIN {activities} AS a ON a.place = newest.place
    """
    + JUDGED
    + """
    ORDER BY a.place DESC LIMIT :count
    """
)

WAYS: Final = {"walk": WALK.format(**TABLES), "seek": SEEK.format(**TABLES)}

Row = tuple[Any, ...]


class PlainFeed:
    """Pages of feeds in the store at *path*, read through a connection set up as the library's."""

    def __init__(self, path: Path, at: datetime) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._now = to_microseconds(at)

    def page(self, way: str, viewer: str, before: int, count: int) -> list[Row]:
        """The newest *count* entries before a place; to ``SEEK``, once more among more if too few can be seen."""
        given = {"viewer": viewer, "before": before, "count": count, "now": self._now}
        for enough in (count + count // 4, 4 * count, 100 * count):
            rows = self._connection.execute(WAYS[way], given | {"enough": enough}).fetchall()
            if len(rows) == count or way == "walk":
                break
        return rows

    def setting(self, pragma: str) -> Any:
        """How SQLite is set up."""
        return self._connection.execute(f"PRAGMA {pragma}").fetchone()[0]

    def close(self) -> None:
        """Give up the connection."""
        self._connection.close()
