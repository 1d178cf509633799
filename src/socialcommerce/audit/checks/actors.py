"""Who may do what. The host, who is nobody in particular, may do everything."""

from collections.abc import Callable
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import (
    PriceObserved,
    ProductDelisted,
    ProductListed,
    ProductRelisted,
    ProductRepriced,
)
from socialcommerce.domain.circle.contact import Followed, MessageSent, MessagesGranted, OptedIn, OptedOut, Unfollowed
from socialcommerce.domain.circle.favourite import FavouriteDropped, FavouriteKept
from socialcommerce.domain.circle.recommendation import (
    RecommendationChanged,
    RecommendationMade,
    RecommendationWithdrawn,
)
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched, SearchSwitched
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.domain.referrals.journey import BindingRenewed, Bound, Released, VisitCounted, Visited
from socialcommerce.domain.referrals.share import ShareCreated, ShareRevoked
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded
from socialcommerce.domain.shops.shelf import (
    CapacityRaised,
    ProductPlaced,
    ProductRemoved,
    ProductSwapped,
    ShelfOpened,
)
from socialcommerce.domain.shops.shop import ShopClosed, ShopEdited, ShopOpened, ShopReopened
from socialcommerce.kernel.event import Recorded

PLATFORM: Final = "platform:"
NOBODY: Final = "nobody but the host"

Who = Callable[[Picture, Recorded[Any]], str]


def _the_host(picture: Picture, recorded: Recorded[Any]) -> str:
    return NOBODY


def _the_platform(picture: Picture, recorded: Recorded[Any]) -> str:
    return PLATFORM


def _whose_it_is(picture: Picture, recorded: Recorded[Any]) -> str:
    return recorded.key


def _first_of_the_key(picture: Picture, recorded: Recorded[Any]) -> str:
    return recorded.key.partition("~")[0]


def _member_of_the_contact(picture: Picture, recorded: Recorded[Any]) -> str:
    return recorded.key.partition("~")[2]


def _merchant_of_the_key(picture: Picture, recorded: Recorded[Any]) -> str:
    return f"merchant:{recorded.key.partition('~')[0]}"


def _whoever_ends_it(picture: Picture, recorded: Recorded[Any]) -> str:
    return str(recorded.event.member)


def _owner_of_the_shop(picture: Picture, recorded: Recorded[Any]) -> str:
    fact = recorded.event
    return fact.shop if isinstance(fact, ShareCreated) else picture.shares.made[recorded.key].shop


def _merchant_of_the_product(picture: Picture, recorded: Recorded[Any]) -> str:
    fact = recorded.event
    if isinstance(fact, ProductDelisted) and fact.by_platform:
        return PLATFORM
    merchant = (
        fact.merchant if isinstance(fact, ProductListed) else picture.catalog.products[recorded.key].offer.merchant
    )
    return f"merchant:{merchant}"


def _whoever_lets_write(picture: Picture, recorded: Recorded[Any]) -> str:
    return NOBODY if recorded.event.kind == "payment" else _member_of_the_contact(picture, recorded)


_WHO: Final[dict[type[Any], Who]] = {
    **dict.fromkeys((Befriended, PriceObserved, RulesRecorded, BindingRenewed), _the_host),
    **dict.fromkeys((MerchantInvited, ChangeAnnounced), _the_platform),
    **dict.fromkeys((ShopOpened, ShopEdited, ShopClosed, ShopReopened, AccountErased), _whose_it_is),
    **dict.fromkeys((ShelfOpened, CapacityRaised, ProductPlaced, ProductRemoved, ProductSwapped), _whose_it_is),
    **dict.fromkeys((Visited, VisitCounted, Bound, Released), _whose_it_is),
    **dict.fromkeys((PurchasesSwitched, OrderSwitched, SearchSwitched), _whose_it_is),
    **dict.fromkeys((InvitationSent, FavouriteKept, FavouriteDropped), _first_of_the_key),
    **dict.fromkeys((RecommendationMade, RecommendationChanged, RecommendationWithdrawn), _first_of_the_key),
    **dict.fromkeys((Unfriended, Blocked, Unblocked), _whoever_ends_it),
    **dict.fromkeys((ShareCreated, ShareRevoked), _owner_of_the_shop),
    **dict.fromkeys((ProductListed, ProductRepriced, ProductDelisted, ProductRelisted), _merchant_of_the_product),
    **dict.fromkeys((MessageSent, ImportRecorded), _merchant_of_the_key),
    **dict.fromkeys((OptedOut, OptedIn, Followed, Unfollowed), _member_of_the_contact),
    MessagesGranted: _whoever_lets_write,
}


@check(
    "who-may",
    "Members, merchants and the platform do what is theirs, and nobody else but the host does.",
    *_WHO,
    of_acts=True,
)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    who, by = _WHO[type(fact)](picture, recorded), f"{recorded.by}"
    return None if by == who or (who == PLATFORM and by.startswith(PLATFORM)) else Doubt(who, by)
