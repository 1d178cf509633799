"""A chapter of the story: shops and friends in all their turns, and what rules do to them when they change."""

from datetime import timedelta
from typing import Any, Final

from socialcommerce import ManualClock, SocialCommerce

DAY: Final = timedelta(days=1)


def tell(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Everything, in the order in which it happens."""
    clock.advance(DAY)
    stock(commerce)
    shops(commerce, clock)
    visits(commerce, clock)
    buying(commerce, clock)
    vouching(commerce, clock)
    writing(commerce, clock)
    choosing(commerce)
    other_rules(commerce, clock)
    erasure(commerce, clock)


def stock(commerce: SocialCommerce) -> None:
    """A second merchant, whose products come and go."""
    commerce.merchants.invite("hm", "H&M", by="platform:op")
    for product in ("pen", "ink", "pad", "cap", "bag"):
        commerce.products.list(product, "hm", product, "paper", 10_000, 9_000, 1_000, by="merchant:hm")
    commerce.products.list("pill", "hm", "pill", "family", 900, sensitive=True, by="merchant:hm")
    commerce.products.reprice("pen", price=11_000, by="merchant:hm")
    commerce.products.delist("pad", by="merchant:hm")
    commerce.products.delist("pad", by="platform:op")
    commerce.products.relist("pad")
    commerce.products.delist("cap", by="merchant:hm")
    commerce.products.relist("cap", by="merchant:hm")
    commerce.products.observe_price("bag", "elsewhere", 9_999)
    commerce.products.observe_price("pen", "elsewhere", 12_000)
    commerce.budgets.fund("ink", "hm-1", 2_500, by="merchant:hm")


def shops(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Shops that are recruited, closed and reopened; slots that delisting frees."""
    commerce.shops.open("kai", by="kai")
    commerce.shops.invite("kai", "lou", by="kai")
    commerce.shops.open("lou", "kai", by="lou")
    commerce.shops.edit("kai", "Kai", sign="纸和笔", by="kai")
    for product in ("pen", "ink"):
        commerce.shelves.place("kai", product, by="kai")
        commerce.shelves.place("lou", product, by="lou")
    commerce.shares.create("lou", "ink", by="lou")
    commerce.products.delist("ink", by="merchant:hm")
    commerce.shelves.place("kai", "cap", by="kai")
    commerce.products.relist("ink", by="merchant:hm")
    commerce.shops.close("lou", by="lou")
    commerce.shops.reopen("lou", by="lou")
    commerce.shelves.place("lou", "ink", by="lou")
    clock.advance(DAY)


def visits(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Friends, strangers, owners and those who are blocked come through shares that end and begin anew."""
    commerce.members.befriend("kai", "ann")
    commerce.members.befriend("kai", "uma")
    commerce.members.befriend("kai", "zoe")
    commerce.members.block("kai", "zoe", by="kai")
    first = commerce.shares.create("kai", "pen", by="kai")
    commerce.shares.revoke(first, by="kai")
    second = commerce.shares.create("kai", "pen", by="kai")
    commerce.shares.create("kai", "cap", "code", "cap-1", by="kai")
    commerce.shares.create("lou", "ink", "group", "ink-1", by="lou")
    for visitor in ("ann", "zoe", "kai", "max", "uma"):
        commerce.journeys.visit(visitor, second, by=visitor)
    commerce.journeys.visit("ann", "cap-1", by="ann")
    commerce.journeys.visit("ann", "ink-1", by="ann")
    commerce.members.befriend("kai", "max")
    commerce.journeys.visit("max", second, by="max")
    commerce.journeys.release("uma", by="uma")
    clock.advance(DAY)
    commerce.journeys.visit("ann", second, by="ann")


def buying(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Orders that renew bindings, grant messages, and are given back in part and in whole."""
    for number, (buyer, product) in enumerate((("ann", "pen"), ("max", "cap"), ("ann", "cap")), 1):
        lines: Any = [{"product": product, "quantity": 2}]
        commerce.orders.place(f"b{number}", buyer, lines, by=buyer)
        commerce.orders.pay(f"b{number}", f"paid-b{number}")
        clock.advance(timedelta(hours=1))
    commerce.orders.refund("b1", "back-b1", line=1, quantity=1)
    commerce.orders.refund("b3", "back-b3")
    commerce.shelves.claim("kai", by="kai")


def vouching(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Recommendations, proven and not, by owners and others; what is kept."""
    commerce.recommendations.make("ann", "pen", "好写", order="b1", by="ann")
    commerce.recommendations.change("ann", "pen", text="很好写", by="ann")
    commerce.recommendations.make("kai", "pen", "自己也用", by="kai")
    lines: Any = [{"product": "bag", "title": "包", "amount": 5_000}, {"product": "pad", "title": "本", "amount": 900}]
    commerce.imports.record("hm", "n-1", "max", "小程序", lines, clock.now() - DAY, by="merchant:hm")
    commerce.recommendations.make("max", "bag", order="hm~n-1", by="max")
    commerce.recommendations.change("max", "bag", images=["images/bag.jpg"], by="max")
    commerce.recommendations.withdraw("max", "bag", by="max")
    commerce.recommendations.make("max", "bag", "再推荐", by="max")
    commerce.recommendations.change("max", "bag", order="hm~n-1", by="max")
    commerce.favourites.keep("ann", "bag", by="ann")
    commerce.favourites.drop("ann", "bag", by="ann")
    commerce.favourites.keep("ann", "bag", by="ann")


def writing(commerce: SocialCommerce, clock: ManualClock) -> None:
    """Messages by several grants, until none is left."""
    commerce.messages.fill_in("max", "hm", "form-1", by="max")
    for number in range(4):
        commerce.messages.send("hm", "max", f"hm-{number}", "新品", ["images/new.jpg"], by="merchant:hm")
        clock.advance(timedelta(minutes=1))
    commerce.messages.opt_out("max", "hm", by="max")
    commerce.messages.opt_in("max", "hm", by="max")
    commerce.messages.fill_in("max", "hm", "form-2", by="max")
    commerce.messages.send("hm", "max", "hm-5", "又有新品", by="merchant:hm")
    commerce.messages.follow("max", "hm", "b2", by="max")
    commerce.messages.unfollow("max", "hm", by="max")
    commerce.messages.follow("max", "hm", "b2", by="max")


def choosing(commerce: SocialCommerce) -> None:
    """What members show of what they buy."""
    commerce.members.show_purchases("ann", by="ann")
    commerce.members.hide_purchase("ann", "b1", by="ann")
    commerce.members.hide_purchase("ann", "b1", hidden=False, by="ann")
    commerce.members.show_purchases("ann", shown=False, by="ann")
    commerce.members.personalise_search("ann", personal=False, by="ann")
    commerce.members.unfriend("uma", "kai", by="uma")
    commerce.members.unblock("kai", "zoe", by="kai")


def other_rules(commerce: SocialCommerce, clock: ManualClock) -> None:
    """From a day on, dearer products are refused, and the last shop takes the visitor."""
    changes: Any = {"shelves.refuse_dearer": True, "referrals.binding": "last"}
    commerce.rules.announce(changes, clock.now() + 7 * DAY, by="platform:op")
    clock.advance(8 * DAY)
    commerce.products.observe_price("pad", "elsewhere", 10_000)
    commerce.shelves.swap("kai", "cap", "pad", by="kai")
    pad = commerce.shares.create("kai", "pad", "live", "pad-1", by="kai")
    ink = commerce.shares.create("lou", "ink", "post", "ink-2", by="lou")
    for share in (pad, ink):
        commerce.journeys.visit("ann", share, by="ann")
    clock.advance(40 * DAY)
    commerce.journeys.visit("max", commerce.shares.create("lou", "ink", "moments", by="lou"), by="max")


def erasure(commerce: SocialCommerce, clock: ManualClock) -> None:
    """A member who has a shop, and is another's customer, is erased; what others do goes on."""
    commerce.shops.open("eva", by="eva")
    commerce.shops.edit("eva", "Eva", by="eva")
    commerce.members.block("eva", "max", by="eva")
    share = commerce.shares.create("kai", "pad", "group", by="kai")
    commerce.journeys.visit("eva", share, by="eva")
    order: Any = [{"product": "pad"}]
    commerce.orders.place("b4", "eva", order, by="eva")
    commerce.members.erase("eva", by="eva")
    commerce.orders.pay("b4", "paid-b4")
    commerce.members.unblock("eva", "max", by="eva")
    commerce.messages.opt_out("eva", "hm", by="eva")
    commerce.messages.opt_in("eva", "hm", by="eva")
    clock.advance(timedelta(hours=1))
    commerce.journeys.visit("uma", share, by="uma")
