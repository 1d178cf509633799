"""Chapters of trading: orders at every price and for every reason, on every way, and the money that follows them."""

from datetime import timedelta
from typing import Any

from socialcommerce import ManualClock, SocialCommerce


def trading(commerce: SocialCommerce, clock: ManualClock) -> None:
    """All chapters, in order."""
    for chapter in (market, buying, unpaid, sending, arguing, ruling, refunding, earning, earning_again, owing):
        chapter(commerce, clock)
        clock.advance(timedelta(hours=1))


def market(commerce: SocialCommerce, clock: ManualClock) -> None:
    """A merchant with a budget, a sharer who was recruited, and one who was not."""
    commerce.merchants.invite("hui", "徽茶")
    for product, price, exclusive, rate_bp in (
        ("tea", 1_000, 800, 1_000),
        ("cup", 333, None, 500),
        ("jar", 1, None, 0),
    ):
        commerce.products.list(product, "hui", product, "tea", price, exclusive, rate_bp, by="merchant:hui")
    commerce.budgets.fund("tea", "h-1", 900, by="merchant:hui")
    commerce.budgets.fund("tea", "h-2", 100, by="merchant:hui")
    for owner in ("ma", "lu"):
        commerce.shops.open(owner, by=owner)
    commerce.shops.invite("ma", "su", by="ma")
    commerce.shops.open("su", "ma", by="su")
    for shop, product, share in (("su", "tea", "t1"), ("su", "cup", "t2"), ("lu", "cup", "l1")):
        commerce.shelves.place(shop, product, by=shop)
        commerce.shares.create(shop, product, "group", share, by=shop)
    for visitor, share in (("yan", "t1"), ("wen", "l1"), ("fei", "t2"), ("su", "t1")):
        commerce.journeys.visit(visitor, share, by=visitor)
    commerce.journeys.release("fei", by="fei")
    clock.advance(timedelta(days=1))


def buying(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Orders by share, binding, visit and nobody's doing; with a discount, a short budget, and for nothing."""
    three: Any = [{"product": "tea", "quantity": 3}, {"product": "cup", "quantity": 2}]
    commerce.orders.place("t-1", "yan", three, "t1", 500, {"amount": 100, "threshold": 3_066})
    commerce.orders.place("t-2", "wen", [{"product": "cup", "quantity": 3}], by="wen")
    commerce.orders.place("t-3", "fei", [{"product": "cup"}, {"product": "jar"}], by="fei")
    commerce.orders.place("t-4", "gu", [{"product": "cup", "quantity": 3}], delivery_fee=300, by="gu")
    commerce.orders.place("t-5", "yan", [{"product": "tea", "quantity": 5}], "t1", by="yan")
    commerce.orders.place("t-6", "su", [{"product": "cup"}], "t2", by="su")
    commerce.orders.place("t-7", "gu", [{"product": "jar"}], discount={"amount": 5})
    for number in range(1, 8):
        commerce.orders.pay(f"t-{number}", f"p-{number}")


def unpaid(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Orders that give back to the budget what they drew: one that its buyer cancels, one that nobody pays."""
    commerce.budgets.fund("tea", "h-3", 2_000, by="merchant:hui")
    for order in ("u-1", "u-2"):
        commerce.orders.place(order, "yan", [{"product": "tea"}], "t1", by="yan")
    commerce.orders.cancel("u-1", "算了", by="yan")
    clock.advance(timedelta(minutes=31))
    for payment in ("p-8", "p-9"):
        commerce.orders.pay("u-2", payment)


def sending(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Two parcels, of which the carriers speak in no order; one is told to have arrived, one is not told of."""
    for order, parcel in (
        ("t-1", "A-1"),
        ("t-1", "A-2"),
        ("t-2", "B-1"),
        ("t-3", "C-1"),
        ("t-5", "D-1"),
        ("t-6", "E-1"),
    ):
        commerce.orders.ship(order, parcel, "顺丰", by="merchant:hui")
    for parcel, status in (("1-B", "delivered"), ("1-B", "in-transit"), ("1-A", "collected"), ("1-A", "delivered")):
        clock.advance(timedelta(hours=2))
        commerce.orders.track("t-1", parcel, status, clock.now() - timedelta(hours=1), by="merchant:hui")
    commerce.orders.deliver("t-2", by="wen")
    commerce.conversations.say("t-1", "w-1", "yan", "到了。", by="yan")
    commerce.conversations.say("t-1", "w-2", "yan", "少了一个。", by="yan")
    clock.advance(timedelta(minutes=7))
    commerce.conversations.say("t-1", "w-3", "merchant:hui", "马上补。", by="merchant:hui")
    commerce.conversations.say("t-1", "w-4", "merchant:hui", "抱歉。", by="merchant:hui")


def arguing(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Cases that are answered, sent back and received by nobody but time; and one that the buyer ends."""
    answered = commerce.cases.request("t-1", 1, "refund_only", "少了一个", quantity=1, by="yan")
    forgotten = commerce.cases.request("t-1", 2, "return_and_refund", "碎了", quantity=1, by="yan")
    commerce.cases.approve(forgotten, by="merchant:hui")
    commerce.cases.withdraw(commerce.cases.request("t-2", 1, "exchange", "换一个", by="wen"), by="wen")
    clock.advance(timedelta(days=3))
    commerce.orders.refund("t-1", "r-1", case=answered)
    clock.advance(timedelta(days=5))
    commerce.tick()
    second = commerce.cases.request("t-2", 1, "return_and_refund", "还是碎了", quantity=2, by="wen")
    commerce.cases.approve(second)
    commerce.cases.send_back(second, "Z-1", "中通", by="wen")
    clock.advance(timedelta(days=11))
    commerce.orders.refund("t-2", "r-2", case=second)
    third = commerce.cases.request("t-2", 1, "exchange", "再换一个", quantity=1, by="wen")
    commerce.cases.approve(third, by="merchant:hui")
    commerce.cases.send_back(third, "Z-2", "中通", by="wen")
    commerce.cases.receive(third, by="merchant:hui")
    commerce.cases.exchange(third, "B-2", "顺丰", by="merchant:hui")


def ruling(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Rejected cases: one ruled for the buyer, one for the merchant, one that a refund of all overtakes."""
    commerce.tick()
    ruled = commerce.cases.request("t-1", 2, "refund_only", "没有收到", amount=200, by="yan")
    commerce.cases.reject(ruled, "收到了", by="merchant:hui")
    clock.advance(timedelta(days=1))
    commerce.cases.escalate(ruled, "没有", by="yan")
    commerce.cases.say(ruled, "w-5", "platform:op", "请发照片", by="platform:op")
    commerce.conversations.say("t-1", "w-6", "platform:op", "我们在看", by="platform:op")
    commerce.cases.rule(ruled, 150, True, "各让一步", by="platform:op")
    commerce.orders.refund("t-1", "r-3", case=ruled)
    lost = commerce.cases.request("t-1", 2, "refund_only", "还要", amount=1, by="yan")
    commerce.cases.reject(lost, by="merchant:hui")
    commerce.cases.escalate(lost, by="yan")
    commerce.cases.rule(lost, 0, False, by="platform:op")
    overtaken = commerce.cases.request("t-5", 1, "return_and_refund", "不要了", by="yan")
    commerce.cases.say(overtaken, "w-7", "yan", "快点", by="yan")
    commerce.orders.refund("t-5", "r-4", line=1)
    assert commerce.cases.of(overtaken).status == "refunded"


def refunding(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Unit by unit, a mere amount, the rest with delivery, and an order that cost nothing."""
    commerce.orders.refund("t-4", "r-5", line=1, quantity=1)
    commerce.orders.refund("t-4", "r-6", line=1, amount=100)
    commerce.orders.refund("t-4", "r-7", line=1, quantity=1)
    commerce.orders.refund("t-4", "r-8")
    commerce.orders.refund("t-7", "r-9")
    commerce.orders.refund("t-3", "r-10", line=2, quantity=1)


def earning(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Both levels are paid out; what a refund takes of one who is paid, and of one who is not, follows it."""
    commerce.orders.place("e-1", "yan", [{"product": "cup", "quantity": 4}], by="yan")
    commerce.orders.pay("e-1", "p-10")
    commerce.orders.ship("e-1", "F-1", "圆通", by="merchant:hui")
    commerce.orders.deliver("e-1", by="merchant:hui")
    commerce.orders.complete("e-1", by="yan")
    held = commerce.cases.request("e-1", 1, "refund_only", "裂了", amount=1, by="yan")
    commerce.cases.reject(held)
    clock.advance(timedelta(days=40))
    commerce.tick()
    commerce.payouts.make("h-po-1", "su", by="platform:op")
    commerce.orders.refund("e-1", "r-11", line=1, quantity=1)
    commerce.payouts.make("h-po-2", "ma", by="platform:op")
    commerce.statements.close("hui", "2021-06", by="platform:op")


def earning_again(commerce: SocialCommerce, clock: ManualClock) -> None:
    """What was clawed back is made up for by what is earned next."""
    commerce.journeys.visit("yan", commerce.shares.create("su", "cup", by="su"), by="yan")
    commerce.orders.place("e-2", "yan", [{"product": "cup", "quantity": 9}], by="yan")
    commerce.orders.pay("e-2", "p-11")
    commerce.orders.ship("e-2", "G-1", "圆通", by="merchant:hui")
    clock.advance(timedelta(days=60))
    commerce.payouts.make("h-po-3", "su", by="platform:op")
    commerce.statements.close("hui", "2021-08", by="platform:op")


def owing(commerce: SocialCommerce, clock: ManualClock) -> None:
    """A case that is open at the end, an order on its way, and one that waits for its payment."""
    for order in ("o-1", "o-2", "o-3"):
        commerce.orders.place(order, "yan", [{"product": "cup", "quantity": 2}], by="yan")
    for order in ("o-1", "o-2"):
        commerce.orders.pay(order, f"p-{order}")
    commerce.orders.ship("o-1", "H-1", "圆通", by="merchant:hui")
    commerce.cases.request("o-1", 1, "refund_only", "迟了", by="yan")
