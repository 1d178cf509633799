"""Identity: an aggregate is known by what its facts name."""

from collections.abc import Callable
from typing import Any, Final

from socialcommerce.audit.check import Doubt, check, differs
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.domain.circle.favourite import FavouriteKept
from socialcommerce.domain.circle.recommendation import RecommendationMade
from socialcommerce.domain.earnings.commission_events import CommissionEarned
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.earnings.payout import PayoutMade
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.orders.case_events import CaseRequested
from socialcommerce.domain.orders.events import OrderPlaced
from socialcommerce.domain.orders.imported import ImportRecorded
from socialcommerce.domain.referrals.share import ShareCreated
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.domain.shops.shop import ShopOpened
from socialcommerce.kernel.event import Recorded


def _pair(one: str, other: str) -> str:
    return f"{one}~{other}" if one < other else f"{other}~{one}"


_NAMED: Final[dict[type[Any], Callable[[Any], str]]] = {
    AccountErased: lambda fact: str(fact.member),
    Befriended: lambda fact: _pair(fact.member, fact.friend),
    Blocked: lambda fact: _pair(fact.member, fact.blocked),
    CaseRequested: lambda fact: str(fact.case),
    CommissionEarned: lambda fact: str(fact.order),
    FavouriteKept: lambda fact: f"{fact.member}~{fact.product}",
    ImportRecorded: lambda fact: f"{fact.merchant}~{fact.number}",
    InvitationSent: lambda fact: f"{fact.recruiter}~{fact.member}",
    MerchantInvited: lambda fact: str(fact.merchant),
    OrderPlaced: lambda fact: str(fact.order),
    PayoutMade: lambda fact: str(fact.payout),
    ProductListed: lambda fact: str(fact.product),
    RecommendationMade: lambda fact: f"{fact.member}~{fact.product}",
    RulesRecorded: lambda _: "store",
    ShareCreated: lambda fact: str(fact.share),
    ShopOpened: lambda fact: str(fact.owner),
    Unblocked: lambda fact: _pair(fact.member, fact.blocked),
    Unfriended: lambda fact: _pair(fact.member, fact.friend),
}
"""The key of the stream in which a fact stands, by what it names."""


@check("key", "What is told of something stands in the stream that has its key.", *_NAMED)
def _(picture: Picture, key: str, fact: Any, recorded: Recorded[Any]) -> Doubt | None:
    return differs(_NAMED[type(fact)](fact), key)
