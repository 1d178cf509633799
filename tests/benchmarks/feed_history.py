"""A made-up history for the feed's benchmark, as the lines of a journal: the same one each time.

Members open shops and place, share, recommend and buy, evenly spread over the 200 hours up to ``END``; some of it is
undone or cannot be seen at the end. Readers are members who do nothing but befriend them.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

END: Final = datetime(2026, 3, 9, 12, tzinfo=UTC)
HOURS: Final = 200
"""Longer than the 168 for which a share lives, so that some have ended."""

READERS: Final = {5: 40, 50: 40, 500: 40, 5_000: 8}
"""Readers by the number of their friends."""

PRODUCTS: Final = 1_000
SLOTS: Final = 4
SETTING_UP: Final = timedelta(hours=1)
SENSITIVE_ONE_IN: Final = 50
DELISTED_ONE_IN: Final = 60
CLOSED_ONE_IN: Final = 50
UNDONE_ONE_IN: Final = 100

Line = dict[str, Any]


def reader(friends: int, number: int) -> str:
    """The reader of that *number* among those with as many *friends*."""
    return f"reader-{friends}-{number}"


def history(members: int, activities: int) -> Iterator[Line]:
    """The commands by which *members* come to have done that many *activities* which no later event undoes."""
    chance = random.Random(f"{members} members, {activities} activities")
    begin = END - timedelta(hours=HOURS)
    yield from _set_up(members, begin - SETTING_UP)
    yield from _befriend(members, chance, begin - SETTING_UP)
    crowd = _Crowd(members, chance)
    for number in range(activities):
        at = begin + (END - begin) * number / activities
        for do, args in crowd.does_something(number):
            yield _line(at, do, **args)
    for number in range(0, PRODUCTS, DELISTED_ONE_IN):
        yield _line(END, "products.delist", product=f"p{number}")
    for number in range(0, members, CLOSED_ONE_IN):
        yield _line(END, "shops.close", owner=f"m{number}")


class _Crowd:
    """The members at work: what each has placed and recommended so far."""

    def __init__(self, members: int, chance: random.Random) -> None:
        self._members = members
        self._chance = chance
        self._placed: dict[int, list[int]] = {}
        self._said: Counter[int] = Counter()

    def does_something(self, number: int) -> Iterator[tuple[str, Line]]:
        """One activity of some member; now and then one more before it, that is undone at once."""
        member, kind = self._chance.randrange(self._members), self._chance.random()
        undone = self._chance.randrange(UNDONE_ONE_IN) == 0
        if kind < 0.04 and member % 2 == 0:
            yield from self._buys(member, number)
        elif kind < 0.52:
            if undone:
                again = self._recommends(member)
                yield again
                yield "recommendations.withdraw", {name: again[1][name] for name in ("member", "product")}
            yield self._recommends(member)
        else:
            yield from self._places_or_shares(member, number, undone=undone)

    def _buys(self, member: int, number: int) -> Iterator[tuple[str, Line]]:
        order, product = f"o{number}", self._chance.randrange(PRODUCTS)
        product -= _is_sensitive(product)
        lines = [{"product": f"p{product}", "quantity": 1}]
        yield "orders.place", {"order": order, "buyer": f"m{member}", "lines": lines}
        yield "orders.pay", {"order": order, "payment": f"x{number}"}
        if self._chance.randrange(20) == 0:
            yield "members.hide_purchase", {"member": f"m{member}", "order": order}

    def _recommends(self, member: int) -> tuple[str, Line]:
        said = self._said[member] = self._said[member] + 1
        product = (member * 7 + said) % PRODUCTS
        if _is_sensitive(product):
            return self._recommends(member)
        text = f"Bought it twice, and would again: number {said} of what I keep telling my friends about."
        return "recommendations.make", {"member": f"m{member}", "product": f"p{product}", "text": text}

    def _places_or_shares(self, member: int, number: int, *, undone: bool) -> Iterator[tuple[str, Line]]:
        placed = self._placed.setdefault(member, [])
        if not placed or (len(placed) < SLOTS and self._chance.randrange(8) == 0):
            placed.append((member * 11 + len(placed)) % PRODUCTS)
            yield "shelves.place", {"shop": f"m{member}", "product": f"p{placed[-1]}"}
            return
        offer = {"shop": f"m{member}", "product": f"p{self._chance.choice(placed)}"}
        if undone:
            yield "shares.create", {**offer, "share": f"undone-{number}"}
            yield "shares.revoke", {"share": f"undone-{number}"}
        yield "shares.create", {**offer, "share": f"s{number}"}


def _set_up(members: int, at: datetime) -> Iterator[Line]:
    yield _line(at, "merchants.invite", merchant="mill", name="The mill")
    for number in range(PRODUCTS):
        offer = {"product": f"p{number}", "merchant": "mill", "title": f"Product {number}", "category": "home"}
        price = 1_000 + 10 * number
        exclusive = {"exclusive_price": price - 100} if number % 3 else {}
        yield _line(at, "products.list", **offer, price=price, sensitive=_is_sensitive(number), **exclusive)
    for number in range(members):
        yield _line(at, "shops.open", owner=f"m{number}")
        yield _line(at, "shops.edit", owner=f"m{number}", nickname=f"Member {number}")
        if number % 2 == 0:
            yield _line(at, "members.show_purchases", member=f"m{number}")


def _befriend(members: int, chance: random.Random, at: datetime) -> Iterator[Line]:
    """Each reader befriends somewhat more than their friends, and ends it with the others, or blocks them."""
    for friends, readers in READERS.items():
        for number in range(readers):
            name, spare = reader(friends, number), friends // 50
            chosen = chance.sample(range(members), min(friends + spare, members))
            for friend in chosen:
                yield _line(at, "members.befriend", member=name, friend=f"m{friend}")
            for friend in chosen[friends:]:
                yield _line(at, "members.unfriend" if friend % 2 else "members.block", **_pair(name, friend))


def _pair(name: str, friend: int) -> Line:
    return {"member": name, "friend" if friend % 2 else "blocked": f"m{friend}"}


def _is_sensitive(product: int) -> bool:
    return product % SENSITIVE_ONE_IN == 7


def _line(at: datetime, do: str, **args: Any) -> Line:
    return {"at": at.isoformat(), "do": do, "args": args}
