"""What stands between members, what they chose, and what ends when one is erased."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, closing_check, declare
from socialcommerce.audit.picture import Picture
from socialcommerce.audit.picture.members import STRANGERS, UNDECIDED
from socialcommerce.domain.circle.contact import Followed, MessageSent, MessagesGranted
from socialcommerce.domain.circle.favourite import FavouriteKept
from socialcommerce.domain.circle.recommendation import RecommendationChanged, RecommendationMade
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched, SearchSwitched
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.referrals.journey import Bound, VisitCounted, Visited
from socialcommerce.domain.shops.shop import ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded


@check(
    "friends-of-others",
    "Nobody is their own friend, and nobody blocks themselves.",
    Befriended,
    Unfriended,
    Blocked,
    Unblocked,
    refusals=("self-friendship",),
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    other = fact.friend if isinstance(fact, (Befriended, Unfriended)) else fact.blocked
    return Doubt("two members", f"{other} alone") if other == fact.member else None


@check("not-blocked", "Who blocks another is not made their friend.", Befriended, refusals=("blocked",))
def _(picture: Picture, key: str, fact: Befriended, recorded: Recorded[Any]) -> Doubt | None:
    bond = picture.members.bonds.get(key)
    if bond is None or not bond.blockers:
        return None
    return Doubt("two of whom none blocks the other", f"{', '.join(sorted(bond.blockers))} blocks")


@check(
    "friendship-in-turn",
    "Strangers become friends, friends part, and who blocks is no friend; a block is taken back by who blocks.",
    Befriended,
    Unfriended,
    Blocked,
    Unblocked,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    bond = picture.members.bonds.get(key, STRANGERS)
    if isinstance(fact, Befriended):
        fits = not bond.friends
    elif isinstance(fact, Unfriended):
        fits = bond.friends
    elif isinstance(fact, Blocked):
        fits = not bond.friends and fact.member not in bond.blockers
    else:
        fits = fact.member in bond.blockers
    if fits:
        return None
    are = "friends" if bond.friends else "no friends"
    return Doubt("another state of the two", f"they are {are}, blocked by {sorted(bond.blockers)}")


@check(
    "chosen-anew",
    "What a member chooses is another thing than what held before; purchases are hidden until they are shown.",
    PurchasesSwitched,
    OrderSwitched,
    SearchSwitched,
)
def _(
    picture: Picture, key: str, fact: PurchasesSwitched | OrderSwitched | SearchSwitched, recorded: Recorded[Any]
) -> Doubt | None:
    chosen = picture.members.chosen.get(key, UNDECIDED)
    if isinstance(fact, PurchasesSwitched):
        before, now = chosen.shows_purchases, fact.shown
    elif isinstance(fact, SearchSwitched):
        before, now = chosen.personal_search, fact.personal
    else:
        before, now = fact.order in chosen.hidden, fact.hidden
    return Doubt(f"{not before}", f"{now}") if before == now else None


@check("own-order-hidden", "Members hide orders of their own.", OrderSwitched)
def _(picture: Picture, key: str, fact: OrderSwitched, recorded: Recorded[Any]) -> Doubt | None:
    order = picture.orders.of.get(fact.order)
    if order is not None and order.buyer == key:
        return None
    return Doubt(f"an order of {key}", fact.order)


@check("erased-once", "A member is erased once.", AccountErased)
def _(picture: Picture, key: str, fact: AccountErased, recorded: Recorded[Any]) -> Doubt | None:
    before = picture.members.erased.get(key)
    return None if before is None else Doubt("a member who is not erased", f"{before.reference}")


def _whose_it_is(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.key,)


def _both(recorded: Recorded[Any]) -> tuple[str, ...]:
    one, _, other = recorded.key.partition("~")
    return (one, other)


def _the_first(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.key.partition("~")[0],)


def _the_second(recorded: Recorded[Any]) -> tuple[str, ...]:
    return (recorded.key.partition("~")[2],)


def _who_filled_in(recorded: Recorded[Any]) -> tuple[str, ...]:
    return _the_second(recorded) if recorded.event.kind == "form" else ()


_BEGIN: Final[dict[type[Any], Callable[[Recorded[Any]], tuple[str, ...]]]] = {
    **dict.fromkeys((ShopOpened, ShopReopened, ShopEdited, Visited, VisitCounted, Bound), _whose_it_is),
    **dict.fromkeys((PurchasesSwitched, OrderSwitched, SearchSwitched), _whose_it_is),
    **dict.fromkeys((Befriended, Unfriended, Blocked, InvitationSent), _both),
    **dict.fromkeys((RecommendationMade, RecommendationChanged, FavouriteKept), _the_first),
    **dict.fromkeys((MessageSent, Followed), _the_second),
    MessagesGranted: _who_filled_in,
    OrderPlaced: lambda recorded: (recorded.event.asked.buyer,),
}
"""What begins with whom, and does not with those who are erased."""


AFTER_ERASURE: Final = declare(
    "nothing-after-erasure",
    "Nothing personal begins with members who are erased.",
    *_BEGIN,
    refusals=("member-erased",),
)


def doubt_after_erasure(picture: Picture, recorded: Recorded[Any]) -> Doubt | None:
    """What that check says of a fact of any kind."""
    begins_with = _BEGIN.get(type(recorded.event))
    for member in begins_with(recorded) if begins_with else ():
        erased = picture.members.erased.get(member)
        if erased is not None:
            return Doubt("nothing new", f"{member} was erased by {erased.reference}")
    return None


@closing_check("erasure-closes-shop", "When a member is erased, their shop is closed.", AccountErased)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    for erased in picture.shops.unclosed.values():
        yield erased, Doubt("a shop that is closed", "it stayed open")


@closing_check("erasure-releases", "When a member is erased, they are nobody's customer any more.", AccountErased)
def _(picture: Picture) -> Iterable[tuple[Recorded[Any], Doubt]]:
    for erased in picture.journeys.unreleased.values():
        yield erased, Doubt("a binding that ends", f"still the customer of {picture.journeys.of[erased.key].bound_to}")
