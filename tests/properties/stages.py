"""All aggregates by category, each with the stage on which it is tried, and plays on it."""

from typing import Any, Final

from aggregate_plays import STAGES as CORE_STAGES
from aggregate_plays import Stage
from circle_plays import CIRCLE_STAGES
from contact_plays import CONTACT_STAGES
from hypothesis import strategies as st
from trading_plays import TRADING_STAGES
from worlds import Play, World, plays

from socialcommerce.domain.catalog.budget import BUDGET
from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.catalog.product import PRODUCT
from socialcommerce.domain.circle.contact import CONTACT
from socialcommerce.domain.circle.favourite import FAVOURITE
from socialcommerce.domain.circle.recommendation import RECOMMENDATION
from socialcommerce.domain.earnings.commission import COMMISSION
from socialcommerce.domain.earnings.invitation import INVITATION
from socialcommerce.domain.earnings.payout import PAYOUT
from socialcommerce.domain.earnings.statement import STATEMENT
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.friendship import FRIENDSHIP
from socialcommerce.domain.members.preferences import PREFERENCES
from socialcommerce.domain.orders.case import CASE
from socialcommerce.domain.orders.conversation import CONVERSATION
from socialcommerce.domain.orders.imported import IMPORT
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.domain.referrals.journey import JOURNEY
from socialcommerce.domain.referrals.share import SHARE
from socialcommerce.domain.rulebook import RULEBOOK
from socialcommerce.domain.shops.shelf import SHELF
from socialcommerce.domain.shops.shop import SHOP
from socialcommerce.kernel.aggregate import Aggregate

KINDS: Final[dict[str, Aggregate[Any, Any]]] = {
    kind.category: kind
    for kind in (
        ACCOUNT,
        BUDGET,
        CASE,
        COMMISSION,
        CONTACT,
        CONVERSATION,
        FAVOURITE,
        FRIENDSHIP,
        IMPORT,
        INVITATION,
        JOURNEY,
        MERCHANT,
        ORDER,
        PAYOUT,
        PREFERENCES,
        PRODUCT,
        RECOMMENDATION,
        RULEBOOK,
        SHARE,
        SHELF,
        SHOP,
        STATEMENT,
    )
}
STAGES: Final[dict[str, Stage]] = CORE_STAGES | TRADING_STAGES | CIRCLE_STAGES | CONTACT_STAGES


def playing(category: str) -> st.SearchStrategy[Play]:
    return plays(STAGES[category].commands)


def start(category: str) -> World:
    return STAGES[category].start
