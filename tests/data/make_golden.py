"""Write the golden log of a version: run it once for each release, and never edit what it wrote.

usage: python tests/data/make_golden.py VERSION

Writes ``golden-VERSION.jsonl`` beside this file, a log that holds every topic at least once, and
``golden-VERSION.json``, what came of it: the board, influence, earnings, statements, deliveries and
recommendations. Fails if they are there.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs

from socialcommerce import EarningsRules, ManualClock, Rules, ShelfRules, SocialCommerce
from socialcommerce.kernel.event import current_topics

HERE: Final = Path(__file__).resolve().parent
START: Final = datetime(2021, 5, 1, 4, tzinfo=UTC)
RULES: Final = Rules(
    shelves=ShelfRules(capacity_by_influence=((0, 2), (50, 3))), earnings=EarningsRules(levels=2, payout_minimum=1)
)
"""Few slots, so that a short history can earn another one; and two who earn by an order."""


def main(version: str) -> None:
    """Run the script against a store in memory, and write what it recorded."""
    clock = ManualClock(START)
    with SocialCommerce.open(rules=RULES, clock=clock) as commerce:
        community(commerce, clock)
        trade(commerce, clock)
        troubles(commerce, clock)
        fulfilment(commerce, clock)
        after_sale(commerce, clock)
        earnings(commerce, clock)
        circle(commerce)
        erasure(commerce)
        stored = commerce.log.recorder.select_notifications(1, 10_000)
        shops = [entry.shop for entry in commerce.board.top()]
        came_of_it = {
            "board": [attrs.asdict(entry) for entry in commerce.board.top()],
            "influence": {shop: attrs.asdict(commerce.influence.of(shop)) for shop in shops},
            "earnings": {member: attrs.asdict(commerce.earnings.of(member)) for member in ("lin", "mei")},
            "statements": [attrs.asdict(commerce.statements.of("cd", month)) for month in ("2021-05", "2021-06")],
            "deliveries": delivered(commerce),
            "recommended": recommended(commerce),
        }
    missing = current_topics() - {event.topic for event in stored}
    if missing:
        raise SystemExit(f"the script leaves out {', '.join(sorted(missing))}")
    lines = [
        json.dumps(
            {
                "stream": event.originator_id,
                "version": event.originator_version,
                "topic": event.topic,
                "state": event.state.decode(),
            },
            ensure_ascii=False,
        )
        for event in stored
    ]
    _write(HERE / f"golden-{version}.jsonl", "".join(f"{line}\n" for line in lines))
    _write(HERE / f"golden-{version}.json", json.dumps(came_of_it, indent=2) + "\n")


def community(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Friends, merchants, products and shops."""
    commerce.merchants.invite("cd", "迪奥 Dior", by="platform:op")
    for product, price, exclusive in (("rouge", 35_000, 29_900), ("scent", 80_000, None), ("cream", 1_999, 1_998)):
        commerce.products.list(product, "cd", f"{product} 1", "beauty", price, exclusive, 2_500, by="merchant:cd")
    commerce.products.list("plan", "cd", "计生用品", "family", 5_000, sensitive=True)
    for friend in ("an", "bo", "mei"):
        commerce.members.befriend("lin", friend)
    commerce.members.unfriend("bo", "lin", by="bo")
    commerce.members.block("lin", "zed", by="lin")
    commerce.members.unblock("lin", "zed")
    commerce.shops.open("mei", by="mei")
    commerce.shops.invite("mei", "lin", by="mei")
    commerce.shops.open("lin", "mei", by="lin")
    commerce.budgets.fund("rouge", "ads-1", 20_000, by="merchant:cd")
    commerce.shops.edit("lin", "Lin 的小店", "avatars/lin.png", "只卖用过的\n“好物”", by="lin")
    commerce.products.observe_price("scent", "elsewhere", 79_999)
    clock.advance(timedelta(hours=1))


def trade(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Placements, shares, visits and orders, up to a third slot."""
    for product in ("rouge", "cream"):
        commerce.shelves.place("lin", product, by="lin")
    commerce.shares.create("lin", "rouge", "moments", "s1", by="lin")
    for visitor in ("an", "bo", "lin"):
        commerce.journeys.visit(visitor, "s1", by=visitor)
    lines: Any = [{"product": "rouge", "quantity": 3}, {"product": "cream"}]
    commerce.orders.place("o1", "an", lines, "s1", 1_000, by="an")
    clock.advance(timedelta(minutes=29, microseconds=1))
    commerce.orders.pay("o1", "pay-1")
    commerce.shelves.claim("lin", by="lin")
    commerce.shelves.place("lin", "plan")
    commerce.orders.refund("o1", "back-1", line=1, quantity=1)
    commerce.orders.refund("o1", "back-2", line=2, amount=1)
    clock.advance(timedelta(hours=72))
    commerce.shelves.swap("lin", "cream", "scent")
    commerce.shelves.remove("lin", "plan")
    commerce.shelves.place("mei", "cream", by="mei")
    commerce.shares.create("mei", "cream", "code")


def troubles(commerce: SocialCommerce, clock: ManualClock) -> None:
    """What ends: orders, shares, bindings, listings and shops."""
    commerce.orders.place("o2", "bo", [{"product": "scent"}])
    commerce.orders.cancel("o2", "买错了", by="bo")
    commerce.orders.place("o3", "bo", [{"product": "scent"}])
    clock.advance(timedelta(minutes=30))
    commerce.orders.pay("o3", "pay-3")
    commerce.shares.revoke("s1")
    commerce.journeys.release("bo")
    commerce.products.reprice("scent", price=70_000, exclusive_price=69_999)
    commerce.products.delist("scent", by="platform:op")
    commerce.products.relist("scent")
    commerce.shops.close("lin")
    clock.advance(timedelta(days=1))
    commerce.shops.reopen("lin")


def fulfilment(commerce: SocialCommerce, clock: ManualClock) -> None:
    """An order goes its whole way, one waits for its deadlines, and one bought elsewhere is told of."""
    commerce.shelves.place("lin", "cream")
    commerce.shares.create("lin", "cream", "group", "s2")
    lines: Any = [{"product": "cream"}, {"product": "rouge", "quantity": 2}]
    for order in ("o4", "o5"):
        commerce.orders.place(order, "bo", lines, "s2", 800, {"percent_bp": 1_000, "threshold": 100})
        commerce.orders.pay(order, f"pay-{order}")
    commerce.orders.track("o4", "SF-1", "in-transit", clock.now() - timedelta(hours=1))
    commerce.orders.ship("o4", "SF-1", "顺丰", by="merchant:cd")
    commerce.orders.track("o4", "SF-1", "delivered", by="merchant:cd")
    commerce.orders.complete("o4", by="bo")
    commerce.orders.ship("o5", "YT-1", "圆通")
    commerce.conversations.say("o5", "m1", "bo", "什么时候到？", ["images/1.jpg"], by="bo")
    clock.advance(timedelta(minutes=5))
    commerce.conversations.say("o5", "m2", "merchant:cd", "后天。", by="merchant:cd")
    bought: Any = [{"product": "rouge", "title": "口红", "quantity": 1, "amount": 30_000}]
    commerce.imports.record("cd", "n1", "an", "品牌小程序", bought, clock.now(), by="merchant:cd")


def after_sale(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Cases of every kind and end."""
    commerce.orders.deliver("o5", by="bo")
    first = commerce.cases.request("o5", 1, "refund_only", "漏了", amount=100, proofs=["images/2.jpg"], by="bo")
    commerce.cases.say(first, "m3", "bo", "请看照片", by="bo")
    commerce.cases.approve(first, by="merchant:cd")
    commerce.orders.refund("o5", "back-3", case=first)
    second = commerce.cases.request("o5", 2, "return_and_refund", "坏了", quantity=1, by="bo")
    clock.advance(timedelta(hours=48))
    commerce.cases.send_back(second, "ZT-1", "中通", by="bo")
    commerce.cases.receive(second, by="merchant:cd")
    commerce.orders.refund("o5", "back-4", case=second)
    third = commerce.cases.request("o5", 2, "exchange", "颜色不对", by="bo")
    commerce.cases.approve(third)
    commerce.cases.send_back(third, "ZT-2", "中通")
    clock.advance(timedelta(days=10))
    commerce.cases.exchange(third, "SF-2", "顺丰", by="merchant:cd")
    fourth = commerce.cases.request("o5", 1, "refund_only", "还是漏了", by="bo")
    commerce.cases.reject(fourth, "已经发了", by="merchant:cd")
    commerce.cases.escalate(fourth, "没有收到", by="bo")
    commerce.cases.rule(fourth, 50, True, "各让一步", by="platform:op")
    commerce.orders.refund("o5", "back-5", case=fourth)
    commerce.cases.withdraw(commerce.cases.request("o5", 1, "refund_only", "算了", by="bo"), by="bo")


def earnings(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Commission is frozen, approved, paid out and clawed back; a month is closed; rules are changed."""
    clock.advance(timedelta(days=30))
    commerce.tick()
    commerce.payouts.make("po-1", "lin", by="platform:op")
    commerce.orders.refund("o4", "back-6", line=2, quantity=1)
    commerce.statements.close("cd", "2021-05", by="platform:op")
    commerce.rules.announce({"shelves.lock_hours": 48}, clock.now() + timedelta(days=7), by="platform:op")


def circle(commerce: SocialCommerce) -> None:
    """A merchant writes to a member, who opts out and in, and follows it; members recommend, keep and choose."""
    commerce.messages.fill_in("bo", "cd", "form-1", by="bo")
    commerce.messages.send("cd", "bo", "m1", "新品到了\n“好物”", ["images/3.jpg"], by="merchant:cd")
    commerce.messages.opt_out("bo", "cd", by="bo")
    commerce.messages.opt_in("bo", "cd", by="bo")
    commerce.messages.follow("bo", "cd", "o4", by="bo")
    commerce.messages.unfollow("bo", "cd", by="bo")
    commerce.members.show_purchases("bo", by="bo")
    commerce.members.hide_purchase("bo", "o4", by="bo")
    commerce.members.personalise_search("bo", personal=False, by="bo")
    commerce.recommendations.make("bo", "rouge", "真好看\n“推荐”", ["images/4.jpg"], by="bo")
    commerce.recommendations.change("bo", "rouge", text="还是好看", by="bo")
    commerce.recommendations.make("mei", "rouge", by="mei")
    commerce.recommendations.withdraw("mei", "rouge", by="mei")
    commerce.favourites.keep("bo", "rouge", by="bo")
    commerce.favourites.drop("bo", "rouge", by="bo")


def delivered(commerce: SocialCommerce) -> list[list[Any]]:
    """What the host has to deliver: by whom, to whom, under which id, and with how many images."""
    found = commerce.inbox.deliveries().entries
    return [[each.merchant, each.member, each.message, len(each.images)] for each in found]


def recommended(commerce: SocialCommerce) -> list[list[Any]]:
    """What a member recommends, under which label, with how many images."""
    found = commerce.circle.recommended_by("bo").entries
    return [[each.product, each.label, len(each.images)] for each in found]


def erasure(commerce: SocialCommerce) -> None:
    """A member with a shop is erased; of the others' texts the log keeps no key either."""
    commerce.shops.open("tao", by="tao")
    commerce.shops.edit("tao", "桃子", by="tao")
    commerce.members.befriend("tao", "lin")
    commerce.members.erase("tao", by="tao")


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
