"""Commands of members, merchants, shops and referrals, each as a function of the world and its arguments."""

from datetime import datetime
from typing import Any, Final

from worlds import Decision, World

from given import listed
from socialcommerce import CatalogRules, ReferralRules, ShelfRules
from socialcommerce.domain.catalog import budget as budgets
from socialcommerce.domain.catalog import merchant as merchants
from socialcommerce.domain.catalog import product as products
from socialcommerce.domain.catalog.budget import BUDGET, BudgetDrawn, BudgetGivenBack
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.members import account as accounts
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.friendship import FRIENDSHIP
from socialcommerce.domain.referrals import journey as journeys
from socialcommerce.domain.referrals import share as shares
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE, Channel
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

SHELF_RULES: Final = ShelfRules(capacity_by_influence=((0, 2), (10, 3)), refuse_dearer=True)
"""Few slots and a strict rule, so that random commands come to every limit."""

REFERRAL_RULES: Final = ReferralRules()


def erase(world: World, member: str) -> Decision:
    return Decision(ACCOUNT, member, accounts.erase(world.of(ACCOUNT, member), member))


def befriend(world: World, member: str, friend: str, how: Any) -> Decision:
    key = pair(*OWNERS)
    return Decision(FRIENDSHIP, key, how(world.of(FRIENDSHIP, key), member, friend))


def change_shop(world: World, owner: str, how: Any) -> Decision:
    return Decision(SHOP, owner, how(world.of(SHOP, owner)))


def open_shop(world: World, owner: str, recruiter: str | None = None) -> Decision:
    return Decision(SHOP, owner, shops.open(world.of(SHOP, owner), owner, recruiter))


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


def fund(world: World, funding: str, amount: int) -> Decision:
    return Decision(BUDGET, "p1", budgets.fund(world.of(BUDGET, "p1"), funding, amount))


def draw(world: World, order: str, amount: int) -> Decision:
    """An order draws once, when it is placed, and no more than there is."""
    budget = world.of(BUDGET, "p1")
    drawn = _moved(world, BudgetDrawn, order)
    return Decision(BUDGET, "p1", [] if drawn else budgets.draw(budget, order, min(amount, budget.left)))


def give_back(world: World, order: str, amount: int) -> Decision:
    """An order gives back once, and no more than it drew."""
    if _moved(world, BudgetGivenBack, order):
        return Decision(BUDGET, "p1", [])
    back = min(amount, _moved(world, BudgetDrawn, order))
    return Decision(BUDGET, "p1", budgets.give_back(world.of(BUDGET, "p1"), order, back))


def _moved(world: World, kind: type[BudgetDrawn | BudgetGivenBack], order: str) -> int:
    facts = [recorded.event for recorded in world.stream(BUDGET, "p1")]
    return sum(fact.amount for fact in facts if isinstance(fact, kind) and fact.order == order)


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
        budget=world.of(BUDGET, product),
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


def day_of(at: datetime) -> Any:
    """The day in the store's zone."""
    return local_day(at, "Asia/Shanghai")
