"""A journal of real history, made longer by what members let friends see, and by what ends it.

The rule, fixed by hashes of ids, so that the same history always gives the same journal:

- A third of the members show what they buy, half of them from the beginning; one in five of these stops, and half of
  those who stop begin again 30 days later.
- One order in three is recommended by its buyer two days later, half of these with the order as proof; some say
  something else later, some withdraw. One order in twelve is hidden after an hour, and a third of those shown again.
  Some products are kept, which nobody sees.
- One friendship in forty ends, and one in forty by a block; half of the blocks are taken back after 20 days. A day
  later the host makes friends of the two again, which a block prevents.
- One product in thirty is sensitive; one in 25 is delisted by the platform, and half of these listed again.
- Half of the shops have a nickname; one in thirty closes, and half of these open again five days later. In the last
  week of the history each shares what it placed last, and some revoke that, or take a product out.
- One member in a hundred is erased.

Nothing looks at what became of earlier lines, so rules are met from their other side all the time. The lines of the
history stay as they are, but for the listing of sensitive products; all lines stand in order of time.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from order_lives import PLATFORM, Line, draw, line_of

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
LAST_HOURS: Final = 150
"""Hours before the end in which shops share what they placed last: less than a share lives."""


@dataclass(frozen=True)
class Span:
    """From the first line of a history to its last."""

    first: datetime
    last: datetime

    def day(self, id: str, word: str) -> datetime:
        """An afternoon in it, fixed by *id* and *word*."""
        return self.first + DAY * draw(id, word, max((self.last - self.first).days, 1)) + 13 * HOUR


def circle_life(history: Iterable[str | bytes], friendships: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The lines of *history*, a journal, *friendships* of its first instant, and what follows by the rule above."""
    told = with_friendships(history, friendships)
    span = Span(_instant(told[0]), _instant(told[-1]))
    lines = [_sensitive(line) if line["do"] == "products.list" else line for line in told]
    placed: dict[str, Line] = {}
    opened: dict[str, datetime] = {}
    for line in told:
        match line["do"]:
            case "products.list":
                lines += _listing(line["args"]["product"], span)
            case "members.befriend":
                lines += _friendship(line["args"]["member"], line["args"]["friend"], span)
            case "orders.place":
                lines += _order(line["args"], _instant(line))
            case "shelves.place":
                placed[line["args"]["shop"]] = line
            case "shops.open":
                opened.setdefault(line["args"]["owner"], _instant(line))
    for owner, instant in opened.items():
        lines += _shop(owner, instant, span)
    for line in placed.values():
        lines += _last_week(line["args"]["shop"], line["args"]["product"], span)
    for member in members_of(told):
        lines += _member(member, span)
    return written([line for line in lines if _instant(line) <= span.last])


def with_friendships(history: Iterable[str | bytes], friendships: Iterable[tuple[str, str]]) -> list[Line]:
    """The lines of *history*, and the *friendships* that are not among them, at its first instant."""
    told: list[Line] = [json.loads(line) for line in history]
    known = {frozenset((line["args"]["member"], line["args"]["friend"])) for line in told if _befriends(line)}
    new = [two for two in friendships if frozenset(two) not in known]
    first = _instant(told[0])
    return sorted(
        [*told, *(line_of(first, "members.befriend", member=one, friend=other) for one, other in new)], key=_instant
    )


def members_of(told: Iterable[Line]) -> list[str]:
    """All who ever had a friend, in the order in which they first had one."""
    parties = (line["args"][party] for line in told if _befriends(line) for party in ("member", "friend"))
    return list(dict.fromkeys(parties))


def written(lines: list[Line]) -> list[str]:
    """*lines* in order of time, as text."""
    return [json.dumps(line, ensure_ascii=False) for line in sorted(lines, key=_instant)]


def _instant(line: Line) -> datetime:
    return datetime.fromisoformat(line["at"])


def _befriends(line: Line) -> bool:
    return bool(line["do"] == "members.befriend")


def _sensitive(line: Line) -> Line:
    if draw(line["args"]["product"], "sensitive", 30):
        return line
    return line | {"args": line["args"] | {"sensitive": True}}


def _listing(product: str, span: Span) -> Iterator[Line]:
    if draw(product, "gone", 25) == 0:
        at = span.day(product, "when")
        yield line_of(at, "products.delist", PLATFORM, product=product)
        if draw(product, "back", 2):
            yield line_of(at + 10 * DAY, "products.relist", product=product)


def _friendship(member: str, friend: str, span: Span) -> Iterator[Line]:
    pair = f"{member}~{friend}"
    one, other = (member, friend) if draw(pair, "who", 2) else (friend, member)
    at = span.day(pair, "ends")
    match draw(pair, "ending", 40):
        case 0:
            yield line_of(at, "members.unfriend", one, member=one, friend=other)
        case 1:
            yield line_of(at, "members.block", one, member=one, blocked=other)
            if draw(pair, "unblocked", 2):
                yield line_of(at + 20 * DAY, "members.unblock", one, member=one, blocked=other)
            yield line_of(at + 21 * DAY, "members.befriend", member=one, friend=other)


def _order(args: dict[str, Any], at: datetime) -> Iterator[Line]:
    order, buyer, product = args["order"], args["buyer"], args["lines"][0]["product"]
    about = {"member": buyer, "product": product}
    if draw(order, "recommended", 3) == 0:
        proof = {"order": order} if draw(order, "proof", 2) else {}
        yield line_of(at + 2 * DAY, "recommendations.make", buyer, **about, text=f"好 {order}", **proof)
        if draw(order, "changed", 5) == 0:
            yield line_of(at + 9 * DAY, "recommendations.change", buyer, **about, text="还好")
        if draw(order, "withdrawn", 6) == 0:
            yield line_of(at + 20 * DAY, "recommendations.withdraw", buyer, **about)
    if draw(order, "hidden", 12) == 0:
        own = {"member": buyer, "order": order}
        yield line_of(at + HOUR, "members.hide_purchase", buyer, **own)
        if draw(order, "seen again", 3) == 0:
            yield line_of(at + 30 * DAY, "members.hide_purchase", buyer, **own, hidden=False)
    if draw(order, "kept", 9) == 0:
        yield line_of(at + DAY, "favourites.keep", buyer, **about)


def _shop(owner: str, opened: datetime, span: Span) -> Iterator[Line]:
    if draw(owner, "nickname", 2):
        yield line_of(opened + HOUR, "shops.edit", owner, owner=owner, nickname=f"{owner}的小店")
    if draw(owner, "closes", 30) == 0:
        at = max(span.day(owner, "closed"), opened + HOUR)
        yield line_of(at, "shops.close", owner, owner=owner)
        if draw(owner, "reopens", 2):
            yield line_of(at + 5 * DAY, "shops.reopen", owner, owner=owner)


def _last_week(shop: str, product: str, span: Span) -> Iterator[Line]:
    at, share = span.last - HOUR * draw(shop, "late", LAST_HOURS), f"late-{shop}"
    yield line_of(at, "shares.create", shop, shop=shop, product=product, share=share)
    match draw(shop, "then", 10):
        case 0:
            yield line_of(at + HOUR / 2, "shares.revoke", shop, share=share)
        case 1:
            yield line_of(at + HOUR / 2, "shelves.remove", shop, shop=shop, product=product)


def _member(member: str, span: Span) -> Iterator[Line]:
    own = {"member": member}
    if draw(member, "shows", 3) == 0:
        yield line_of(
            span.day(member, "since") if draw(member, "later", 2) else span.first, "members.show_purchases", **own
        )
        if draw(member, "stops", 5) == 0:
            at = span.day(member, "stopped")
            yield line_of(at, "members.show_purchases", member, **own, shown=False)
            if draw(member, "again", 2):
                yield line_of(at + 30 * DAY, "members.show_purchases", member, **own)
    if draw(member, "erased", 100) == 0:
        yield line_of(span.day(member, "erasure"), "members.erase", member, **own)
