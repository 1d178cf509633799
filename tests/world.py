"""A furnished world in which every command and every personal read can succeed, and who may do each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import attrs

from socialcommerce import ManualClock, Recorded, SocialCommerce
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.services.orders import WantedLine

NOON: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
"""When everything stands as :func:`furnish` leaves it."""

ACTORS: Final = ("lin", "an", "mei", "merchant:cd", "merchant:ysl", "platform:op")
"""One of every kind, and another of most; the host, who may do everything, is nobody's actor."""


@attrs.frozen
class Deed:
    """Something to do in the furnished world, and which of :data:`ACTORS` may, beside the host."""

    args: dict[str, Any]
    who: frozenset[str]


def deed(*who: str, **args: Any) -> Deed:
    return Deed(args, frozenset(who))


COMMANDS: Final[dict[str, Deed]] = {
    "rules.announce": deed(
        "platform:op", settings={"shelves.lock_hours": 24, "earnings.levels": 2}, holds_from=NOON + timedelta(days=8)
    ),
    "members.befriend": deed(member="lin", friend="bo"),
    "members.unfriend": deed("lin", member="lin", friend="an"),
    "members.block": deed("lin", member="lin", blocked="an"),
    "members.unblock": deed("lin", member="lin", blocked="zed"),
    "members.show_purchases": deed("an", member="an", shown=True),
    "members.hide_purchase": deed("an", member="an", order="paid", hidden=True),
    "members.personalise_search": deed("an", member="an", personal=False),
    "members.erase": deed("an", member="an"),
    "merchants.invite": deed("platform:op", merchant="new", name="New"),
    "products.list": deed(
        "merchant:cd",
        product="new",
        merchant="cd",
        title="New",
        category="beauty",
        price=1_000,
        exclusive_price=900,
        commission_bp=100,
        sensitive=True,
    ),
    "products.reprice": deed("merchant:cd", product="free", price=1_100, exclusive_price=None),
    "products.delist": deed("merchant:cd", "platform:op", product="free"),
    "products.relist": deed("merchant:cd", product="off"),
    "products.observe_price": deed(product="free", source="elsewhere", price=999),
    "shops.open": deed("an", owner="an", invited_by="lin"),
    "shops.invite": deed("lin", owner="lin", member="zed"),
    "shops.edit": deed("lin", owner="lin", nickname="Lin", avatar="lin.png", sign="好"),
    "shops.close": deed("lin", owner="lin"),
    "shops.reopen": deed("mei", owner="mei"),
    "shelves.place": deed("lin", shop="lin", product="free"),
    "shelves.remove": deed("lin", shop="lin", product="shown"),
    "shelves.swap": deed("lin", shop="lin", remove="shown", place="free"),
    "shelves.claim": deed("lin", shop="lin"),
    "shares.create": deed("lin", shop="lin", product="shown", channel="code", share="new"),
    "shares.revoke": deed("lin", share="s1"),
    "journeys.visit": deed("mei", visitor="mei", share="s1"),
    "journeys.release": deed("an", visitor="an"),
    "orders.place": deed(
        "an", order="new", buyer="an", lines=[{"product": "shown", "quantity": 2}], share="s1", delivery_fee=100
    ),
    "orders.pay": deed(order="placed", payment="x9"),
    "orders.cancel": deed("an", order="placed", reason="no more"),
    "orders.ship": deed("merchant:cd", order="paid", parcel="sf9", carrier="SF Express"),
    "orders.track": deed(
        "merchant:cd", order="sent", parcel="sf1", status="in-transit", happened_at=NOON - timedelta(hours=1)
    ),
    "orders.deliver": deed("an", "merchant:cd", order="sent"),
    "orders.complete": deed("an", order="arrived"),
    "orders.refund": deed(order="paid", refund="r9", line=1, quantity=1),
    "imports.record": deed(
        "merchant:cd",
        merchant="cd",
        number="t1",
        buyer="an",
        source="elsewhere",
        lines=[{"product": "elsewhere.1", "title": "Lipstick", "quantity": 2, "amount": 1_800}],
        bought_at=NOON - timedelta(days=60),
    ),
    "cases.request": deed(
        "an",
        order="arrived",
        line=1,
        kind="return_and_refund",
        reason="broken",
        quantity=1,
        proofs=["broken.png"],
        number=1,
    ),
    "cases.approve": deed("merchant:cd", case="sent~1~1"),
    "cases.reject": deed("merchant:cd", case="sent~1~1", reason="worn"),
    "cases.withdraw": deed("an", case="sent~1~1"),
    "cases.send_back": deed("an", case="sent~2~1", parcel="sf9", carrier="SF Express"),
    "cases.receive": deed("merchant:cd", case="sent~3~1"),
    "cases.exchange": deed("merchant:cd", case="sent~4~1", parcel="sf9", carrier="SF Express"),
    "cases.escalate": deed("an", case="sent~5~1", reason="it was broken"),
    "cases.rule": deed("platform:op", case="sent~6~1", amount=100, delivery_fee=True, reason="seen"),
    "cases.say": deed("an", case="sent~1~1", message="n9", author="an", text="hello", images=["hello.png"]),
    "conversations.say": deed("an", order="paid", message="n9", author="an", text="hello", images=["hello.png"]),
    "messages.send": deed("merchant:cd", merchant="cd", member="an", message="n9", text="hello", images=["hello.png"]),
    "messages.fill_in": deed("an", member="an", merchant="cd", form="f9"),
    "messages.opt_out": deed("an", member="an", merchant="cd"),
    "messages.opt_in": deed("mei", member="mei", merchant="cd"),
    "messages.follow": deed("an", member="an", merchant="ysl", order="scent"),
    "messages.unfollow": deed("an", member="an", merchant="cd"),
    "budgets.fund": deed("merchant:cd", product="shown", funding="f9", amount=1_000),
    "payouts.make": deed("platform:op", payout="out9", member="mei"),
    "statements.close": deed("platform:op", merchant="cd", month="2021-02"),
    "recommendations.make": deed("an", member="an", product="shown", text="good", images=["good.png"], order="paid"),
    "recommendations.change": deed(
        "an", member="an", product="free", text="better", images=["better.png"], order="arrived"
    ),
    "recommendations.withdraw": deed("mei", member="mei", product="shown"),
    "favourites.keep": deed("an", member="an", product="shown"),
    "favourites.drop": deed("mei", member="mei", product="shown"),
}
"""By the words of journals, each with all the arguments that it takes, or as many as go together."""

ALTERNATIVES: Final = frozenset({"amount", "case", "discount"})
"""Arguments that go with no others: an amount instead of a quantity, a case instead of a line, the host's discount."""

READS: Final[dict[str, Deed]] = {
    "feeds.of": deed("lin", member="lin"),
    "feeds.three_friends": deed("lin", member="lin"),
    "feeds.explain": deed("platform:op", viewer="lin", friend="mei", product="shown"),
    "circle.of_friends": deed("lin", product="shown", viewer="lin"),
    "circle.recommended_by": deed("mei", member="mei"),
    "circle.favourites": deed("mei", member="mei"),
    "search.products": deed("lin", words="shown", searcher="lin"),
    "analytics.of": deed("lin", shop="lin"),
    "influence.explain": deed("lin", shop="lin"),
    "journeys.binding_of": deed("an", visitor="an"),
    "journeys.attribution_of": deed("an", order="paid"),
    "journeys.explain": deed(order="paid"),
    "customers.of": deed("lin", shop="lin"),
    "customers.csv": deed("lin", shop="lin"),
    "order_list.of": deed("an", member="an"),
    "order_list.imported": deed("an", member="an"),
    "order_list.notices": deed("an", member="an"),
    "order_list.csv": deed("an", member="an"),
    "orders.of": deed("an", "merchant:cd", "platform:op", order="sent"),
    "orders.quote": deed("an", buyer="an", lines=[{"product": "shown"}]),
    "case_list.waiting": deed("merchant:cd", "platform:op", merchant="cd"),
    "cases.of": deed("an", "merchant:cd", "platform:op", case="sent~6~1"),
    "conversations.of": deed("an", "merchant:cd", order="paid"),
    "conversations.reply_times": deed("merchant:cd", "platform:op", merchant="cd"),
    "inbox.quota": deed("an", "merchant:cd", merchant="cd", member="an"),
    "inbox.of": deed("an", member="an"),
    "inbox.audience": deed("merchant:cd", merchant="cd"),
    "inbox.followers": deed("merchant:cd", merchant="cd"),
    "inbox.deliveries": deed(),
    "earnings.of": deed("mei", member="mei"),
    "earnings.payable": deed("platform:op"),
    "earnings.statement": deed("mei", member="mei", month="2021-03"),
    "earnings.explain": deed(order="done"),
    "statements.of": deed("merchant:cd", merchant="cd", month="2021-03"),
    "access.export": deed("an", member="an"),
    "access.preview": deed("an", member="an"),
}
"""What is personal."""

CHANGES_NOTHING: Final = frozenset({"shelves.claim"})
"""Commands that find their wish fulfilled: nobody has the influence for another slot."""


def furnish(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Bring a new store, of the published rules, to where it stands at noon after all that happened before."""
    commerce.log.append(_past())
    clock.set(NOON)


@cache
def _past() -> tuple[Recorded[Any], ...]:
    """What the commands recorded; without the first fact, which a store records when it is created."""
    clock = ManualClock(NOON - timedelta(days=40))
    with SocialCommerce.open(clock=clock) as commerce:
        _earn(commerce, clock)
        clock.set(NOON - timedelta(days=4))
        _open(commerce)
        clock.set(NOON)
        commerce.orders.place("placed", "an", [{"product": "shown"}])
        _complain(commerce)
        _follow(commerce)
        return tuple(commerce.log.read())[1:]


def _earn(commerce: SocialCommerce, clock: ManualClock) -> None:
    """An order of long ago, by which ``mei`` has earned what can be paid out."""
    for merchant in ("cd", "ysl"):
        commerce.merchants.invite(merchant, merchant.upper())
    commerce.products.list("old", "cd", "old", "beauty", 10_000, commission_bp=1_000)
    commerce.shops.open("mei")
    commerce.shelves.place("mei", "old")
    commerce.shares.create("mei", "old", share="s0")
    _arrive(commerce, "done", [{"product": "old"}], share="s0")
    commerce.orders.complete("done")
    clock.advance(timedelta(days=8))
    commerce.tick()


def _open(commerce: SocialCommerce) -> None:
    """What is placed now is unlocked at noon, four days later, and what is bought now is paid."""
    for product in ("shown", "free", "off"):
        commerce.products.list(product, "cd", product, "beauty", 1_000, 900)
    commerce.products.delist("off")
    for friend in ("an", "mei"):
        commerce.members.befriend("lin", friend)
    commerce.members.block("lin", "zed")
    commerce.shops.open("lin")
    commerce.shops.invite("lin", "an")
    commerce.shops.close("mei")
    commerce.shelves.place("lin", "shown")
    commerce.shares.create("lin", "shown", share="s1")
    commerce.recommendations.make("mei", "shown", "good")
    commerce.favourites.keep("mei", "shown")
    commerce.journeys.visit("an", "s1")
    _pay(commerce, "paid", [{"product": "shown", "quantity": 3}])
    _arrive(commerce, "arrived", [{"product": "free", "quantity": 2}])
    commerce.recommendations.make("an", "free", "good")


def _complain(commerce: SocialCommerce) -> None:
    """An order of which every line has a case, each as far as no other."""
    lines: list[WantedLine] = [{"product": f"c{line}"} for line in range(1, 7)]
    for line in lines:
        commerce.products.list(line["product"], "cd", line["product"], "beauty", 1_000)
    _pay(commerce, "sent", lines, delivery_fee=500)
    commerce.orders.ship("sent", "sf1", "SF Express")
    kinds: tuple[Kind, ...] = (
        "refund_only",
        "return_and_refund",
        "return_and_refund",
        "exchange",
        "refund_only",
        "refund_only",
    )
    cases = [commerce.cases.request("sent", line, kind, "broken") for line, kind in enumerate(kinds, 1)]
    _, agreed, returning, received, rejected, escalated = cases
    for case in (agreed, returning, received):
        commerce.cases.approve(case)
    for case in (returning, received):
        commerce.cases.send_back(case, f"back-{case[-3]}", "SF Express")
    commerce.cases.receive(received)
    for case in (rejected, escalated):
        commerce.cases.reject(case)
    commerce.cases.escalate(escalated)


def _follow(commerce: SocialCommerce) -> None:
    """``an`` follows a merchant and may follow another, ``mei`` wants no messages."""
    commerce.products.list("scent", "ysl", "Scent", "beauty", 1_000)
    _pay(commerce, "scent", [{"product": "scent"}])
    commerce.messages.follow("an", "cd", "paid")
    commerce.messages.opt_out("mei", "cd")


def _arrive(commerce: SocialCommerce, order: str, lines: list[WantedLine], share: str | None = None) -> None:
    _pay(commerce, order, lines, share)
    commerce.orders.ship(order, f"sf-{order}", "SF Express")
    commerce.orders.deliver(order)


def _pay(
    commerce: SocialCommerce, order: str, lines: list[WantedLine], share: str | None = None, delivery_fee: int = 0
) -> None:
    commerce.orders.place(order, "an", lines, share, delivery_fee)
    commerce.orders.pay(order, f"x-{order}")


def method(commerce: SocialCommerce, name: str) -> Callable[..., Any]:
    """The method that journals call *name*."""
    service, _, word = name.partition(".")
    found: Callable[..., Any] = getattr(getattr(commerce, service), word)
    return found
