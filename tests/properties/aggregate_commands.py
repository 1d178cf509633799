"""Commands of every aggregate, each as a function of the world and its arguments."""

from datetime import datetime
from functools import reduce
from typing import Any, Final

from worlds import Decision, World

from given import listed
from socialcommerce import CatalogRules, OrderRules, ReferralRules, Rules, ShelfRules
from socialcommerce.domain.catalog import merchant as merchants
from socialcommerce.domain.catalog import product as products
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.members.friendship import FRIENDSHIP
from socialcommerce.domain.orders import order as orders
from socialcommerce.domain.orders.order import ORDER, Order
from socialcommerce.domain.orders.pricing import Asked, quote
from socialcommerce.domain.orders.refunding import RefundAsked
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.attribution import NamedShare, attribute
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE, Channel
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from socialcommerce.domain.rulebook import record as record_rules
from socialcommerce.domain.shops import shelf as shelves
from socialcommerce.domain.shops import shop as shops
from socialcommerce.domain.shops.shelf import SHELF
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.clock import local_day
from socialcommerce.kernel.keys import pair

OWNERS: Final = ("m1", "m2")
"""Two members, each with a shop."""

VISITOR: Final = "m2"
"""Which of them visits."""

PRODUCT_IDS: Final = ("p1", "p2", "p3", "p4")
ORDER_ID: Final = "o1"

SHELF_RULES: Final = ShelfRules(capacity_by_influence=((0, 2), (10, 3)), refuse_dearer=True)
"""Few slots and a strict rule, so that random commands come to every limit."""

REFERRAL_RULES: Final = ReferralRules()


def befriend(world: World, member: str, friend: str, how: Any) -> Decision:
    key = pair(*OWNERS)
    return Decision(FRIENDSHIP, key, how(world.of(FRIENDSHIP, key), member, friend))


def change_shop(world: World, owner: str, how: Any) -> Decision:
    return Decision(SHOP, owner, how(world.of(SHOP, owner)))


def open_shop(world: World, owner: str) -> Decision:
    return Decision(SHOP, owner, shops.open(world.of(SHOP, owner), owner))


def edit_shop(world: World, owner: str, **texts: str | None) -> Decision:
    return Decision(SHOP, owner, shops.edit(world.of(SHOP, owner), **texts))


def invite(world: World, name: str) -> Decision:
    return Decision(MERCHANT, "dior", merchants.invite(world.of(MERCHANT, "dior"), "dior", name))


def list_product(world: World, product: str, **content: Any) -> Decision:
    return Decision(PRODUCT, product, products.list(world.of(PRODUCT, product), listed(product, **content)))


def reprice(world: World, product: str, price: int, exclusive_price: int | None) -> Decision:
    return Decision(PRODUCT, product, products.reprice(world.of(PRODUCT, product), price, exclusive_price))


def delist(world: World, product: str, by_platform: bool) -> Decision:
    return Decision(PRODUCT, product, products.delist(world.of(PRODUCT, product), by_platform=by_platform))


def relist(world: World, product: str, by_merchant: bool) -> Decision:
    return Decision(PRODUCT, product, products.relist(world.of(PRODUCT, product), by_merchant=by_merchant))


def observe_price(world: World, product: str, price: int, days: int) -> Decision:
    rules = CatalogRules(reference_window_days=days)
    facts = products.observe_price(world.of(PRODUCT, product), "elsewhere", price, at=world.at, rules=rules)
    return Decision(PRODUCT, product, facts)


def open_shelf(world: World, owner: str) -> Decision:
    return Decision(SHELF, owner, shelves.open(world.of(SHELF, owner), SHELF_RULES))


def claim(world: World, score: int) -> Decision:
    return Decision(SHELF, "m1", shelves.claim(world.of(SHELF, "m1"), score, SHELF_RULES))


def place(world: World, owner: str, product: str) -> Decision:
    facts = shelves.place(
        world.of(SHELF, owner),
        product,
        shop=world.of(SHOP, owner),
        products={id: world.of(PRODUCT, id) for id in PRODUCT_IDS},
        at=world.at,
        rules=SHELF_RULES,
    )
    return Decision(SHELF, owner, facts)


def remove(world: World, owner: str, product: str) -> Decision:
    facts = shelves.remove(world.of(SHELF, owner), product, state=world.of(PRODUCT, product), at=world.at)
    return Decision(SHELF, owner, facts)


def swap(world: World, owner: str, two: tuple[str, str]) -> Decision:
    facts = shelves.swap(
        world.of(SHELF, owner),
        *two,
        shop=world.of(SHOP, owner),
        products={id: world.of(PRODUCT, id) for id in two},
        at=world.at,
        rules=SHELF_RULES,
    )
    return Decision(SHELF, owner, facts)


def share(world: World, id: str, owner: str, product: str, channel: Channel) -> Decision:
    facts = shares.create(
        world.of(SHARE, id),
        id,
        channel=channel,
        product_id=product,
        product=world.of(PRODUCT, product),
        shop=world.of(SHOP, owner),
        shelf=world.of(SHELF, owner),
        at=world.at,
        rules=REFERRAL_RULES,
    )
    return Decision(SHARE, id, facts)


def revoke(world: World, id: str) -> Decision:
    return Decision(SHARE, id, shares.revoke(world.of(SHARE, id)))


def ending(world: World, id: str) -> str | None:
    """Why the share is dead now; None while it lives. ``NotFound`` if it was never made."""
    state = world.of(SHARE, id)
    made = shares.created(state)
    return state.ending(product=world.of(PRODUCT, made.product), shop=world.of(SHOP, made.shop), at=world.at)


def visit(world: World, id: str, rules: ReferralRules) -> Decision:
    made = shares.created(world.of(SHARE, id))
    product, shop = world.of(PRODUCT, made.product), world.of(SHOP, made.shop)
    shares.refuse_ended(world.of(SHARE, id), product=product, shop=shop, at=world.at)
    relation = journeys.relation(VISITOR, made.shop, world.of(FRIENDSHIP, pair(*OWNERS)))
    facts = journeys.visit(world.of(JOURNEY, VISITOR), made, relation, at=world.at, day=day_of(world.at), rules=rules)
    return Decision(JOURNEY, VISITOR, facts)


def renew(world: World, owner: str) -> Decision:
    facts = journeys.renew(world.of(JOURNEY, VISITOR), owner, at=world.at, rules=REFERRAL_RULES)
    return Decision(JOURNEY, VISITOR, facts)


def release(world: World) -> Decision:
    return Decision(JOURNEY, VISITOR, journeys.release(world.of(JOURNEY, VISITOR), at=world.at))


def place_order(world: World, asked: Asked) -> Decision:
    order, due = _up_to_date(world)
    if orders.is_repeat(order, asked):
        return Decision(ORDER, ORDER_ID, due)
    named = None
    if asked.share:
        named = NamedShare(shares.created(world.of(SHARE, asked.share)), ending(world, asked.share) is None)
    journey = world.of(JOURNEY, asked.buyer)
    bound_shop = world.of(SHOP, journey.binding.shop if journey.binding else "")
    wanted = {line.product: world.of(PRODUCT, line.product) for line in asked.wanted}
    attribution = attribute(
        asked.buyer, tuple(wanted), named=named, journey=journey, bound_shop=bound_shop, at=world.at
    )
    quoted = quote(asked, products=wanted, named=named, attribution=attribution, at=world.at, rules=OrderRules())
    return Decision(ORDER, ORDER_ID, [*due, *orders.place(order, ORDER_ID, asked, quoted)])


def pay(world: World, payment: str) -> Decision:
    order, due = _up_to_date(world)
    return Decision(ORDER, ORDER_ID, [*due, *orders.pay(order, payment)])


def cancel(world: World, reason: str | None) -> Decision:
    order, due = _up_to_date(world)
    return Decision(ORDER, ORDER_ID, [*due, *orders.cancel(order, reason)])


def refund(world: World, reference: str, asked: RefundAsked) -> Decision:
    order, due = _up_to_date(world)
    return Decision(ORDER, ORDER_ID, [*due, *orders.refund(order, reference, asked)])


def record(world: World, rules: Rules) -> Decision:
    return Decision(RULEBOOK, RULEBOOK_KEY, record_rules(world.of(RULEBOOK, RULEBOOK_KEY), rules))


def day_of(at: datetime) -> Any:
    """The day in the store's zone."""
    return local_day(at, "Asia/Shanghai")


def _up_to_date(world: World) -> tuple[Order, list[Any]]:
    """The order with its deadline applied, and the facts of that."""
    order = world.of(ORDER, ORDER_ID)
    due = orders.expire(order, at=world.at)
    return reduce(orders.evolve, due, order), due
