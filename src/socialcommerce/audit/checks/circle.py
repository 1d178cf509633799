"""What members recommend and keep, and the orders from elsewhere that prove what they bought."""

from typing import Any

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.kernel.event import Recorded


@check(
    "one-recommendation",
    "A member recommends a product once; what is said can be changed and withdrawn.",
    RecommendationMade,
    RecommendationChanged,
    RecommendationWithdrawn,
    refusals=("recommendation-differs",),
)
def _(
    picture: Picture,
    key: str,
    fact: RecommendationMade | RecommendationChanged | RecommendationWithdrawn,
    recorded: Recorded[Any],
) -> Doubt | None:
    stands = key in picture.circle.opinions
    if stands != isinstance(fact, RecommendationMade):
        return None
    return Doubt("none that stands", "one stands") if stands else Doubt("one that stands", "none stands")


@check("recommended-anew", "A recommendation is changed to something else than before.", RecommendationChanged)
def _(picture: Picture, key: str, fact: RecommendationChanged, recorded: Recorded[Any]) -> Doubt | None:
    before, now = picture.circle.opinions[key], fact.opinion
    texts = (before.text, now.text, *before.images, *now.images)
    if before != now or any(text is not None and text.text is None for text in texts):
        return None
    return Doubt("another recommendation than before", "the same")


@check(
    "recommended-while-listed",
    "What is recommended is listed.",
    RecommendationMade,
    RecommendationChanged,
    refusals=("product-delisted",),
)
def _(
    picture: Picture, key: str, fact: RecommendationMade | RecommendationChanged, recorded: Recorded[Any]
) -> Doubt | None:
    product = key.partition("~")[2]
    return None if picture.catalog.products[product].is_listed else Doubt("a listed product", f"{product} is delisted")


@check(
    "nothing-sensitive",
    "A sensitive product never appears with a person.",
    RecommendationMade,
    RecommendationChanged,
    refusals=("product-sensitive",),
)
def _(
    picture: Picture, key: str, fact: RecommendationMade | RecommendationChanged, recorded: Recorded[Any]
) -> Doubt | None:
    product = key.partition("~")[2]
    return Doubt("no sensitive product", product) if picture.catalog.products[product].offer.sensitive else None


@check(
    "proof-of-purchase",
    "An order that proves a purchase is the member's, paid, not given back, and holds the product.",
    RecommendationMade,
    RecommendationChanged,
    refusals=("not-bought",),
)
def _(
    picture: Picture, key: str, fact: RecommendationMade | RecommendationChanged, recorded: Recorded[Any]
) -> Doubt | None:
    order = fact.opinion.order
    if order is None:
        return None
    before = picture.circle.opinions.get(key)
    if isinstance(fact, RecommendationChanged) and before is not None and before.order == order:
        return None
    member, _, product = key.partition("~")
    if proves(picture, order, member, product):
        return None
    return Doubt(f"a paid order of {member} that still holds {product}", order)


def proves(picture: Picture, order: str, member: str, product: str) -> bool:
    """Whether *member* has *product* by an order of theirs, from here or, with ``~`` in its name, from elsewhere."""
    if "~" in order:
        imported = picture.orders.imported.get(order)
        return (
            imported is not None and imported.buyer == member and product in [line.product for line in imported.lines]
        )
    bought = picture.orders.of.get(order)
    if bought is None or bought.buyer != member or bought.paid is None or bought.status == "refunded":
        return False
    return any(line.sold.product == product and line.is_kept for line in bought.lines)


@check("as-owner", "A recommendation from an open shop makes its day an active one.", RecommendationMade)
def _(picture: Picture, key: str, fact: RecommendationMade, recorded: Recorded[Any]) -> Doubt | None:
    return differs(picture.shops.is_open(fact.member), fact.as_owner)


@check("kept-or-not", "What is kept was not, and what is dropped was.", FavouriteKept, FavouriteDropped)
def _(picture: Picture, key: str, fact: FavouriteKept | FavouriteDropped, recorded: Recorded[Any]) -> Doubt | None:
    kept = key in picture.circle.kept
    if kept != isinstance(fact, FavouriteKept):
        return None
    return Doubt("a product that is not kept", "it is") if kept else Doubt("a product that is kept", "it is not")


@check("kept-while-listed", "What is kept is listed.", FavouriteKept, refusals=("product-delisted",))
def _(picture: Picture, key: str, fact: FavouriteKept, recorded: Recorded[Any]) -> Doubt | None:
    product = fact.product
    return None if picture.catalog.products[product].is_listed else Doubt("a listed product", f"{product} is delisted")


@check("imported-once", "An order from elsewhere is recorded once.", ImportRecorded, refusals=("import-differs",))
def _(picture: Picture, key: str, fact: ImportRecorded, recorded: Recorded[Any]) -> Doubt | None:
    if key not in picture.orders.imported:
        return None
    return Doubt("a number that is new", f"{key} was imported")


@check(
    "imported-from-elsewhere", "Orders from elsewhere are of the past, and of another place than here.", ImportRecorded
)
def _(picture: Picture, key: str, fact: ImportRecorded, recorded: Recorded[Any]) -> Doubt | None:
    if fact.bought_at > recorded.at:
        return Doubt(f"{recorded.at.isoformat()} or earlier", fact.bought_at.isoformat())
    return Doubt("the name of another place", fact.source) if fact.source == "here" else None


@check("imported-lines", "An order from elsewhere has lines, and each product on one of them.", ImportRecorded)
def _(picture: Picture, key: str, fact: ImportRecorded, recorded: Recorded[Any]) -> Doubt | None:
    products = [line.product for line in fact.lines]
    if products and len(set(products)) == len(products):
        return None
    return Doubt("lines of different products", f"{products}")
