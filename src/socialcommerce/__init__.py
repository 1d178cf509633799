"""Event-sourced social commerce: personal shops among friends, referral shares, explained influence.

A host opens a store, sends it commands and reads what came of them::

    from socialcommerce import SocialCommerce

    with SocialCommerce.open("sqlite:///shop.db") as commerce:
        commerce.shops.open("m1")
"""

from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import (
    REFUSALS,
    Conflict,
    CorruptLog,
    MalformedJournal,
    NotAllowed,
    NotFound,
    Refused,
    RulesDiffer,
    SocialCommerceError,
    StoreUnavailable,
)
from socialcommerce.kernel.clock import Clock, ManualClock, SystemClock
from socialcommerce.kernel.event import Recorded
from socialcommerce.rules import (
    AfterSaleRules,
    CatalogRules,
    CircleRules,
    EarningsRules,
    InfluenceRules,
    OrderRules,
    ReferralRules,
    Rules,
    ShelfRules,
)

__all__ = [
    "REFUSALS",
    "AfterSaleRules",
    "CatalogRules",
    "CircleRules",
    "Clock",
    "Conflict",
    "CorruptLog",
    "EarningsRules",
    "InfluenceRules",
    "MalformedJournal",
    "ManualClock",
    "NotAllowed",
    "NotFound",
    "OrderRules",
    "Recorded",
    "ReferralRules",
    "Refused",
    "Rules",
    "RulesDiffer",
    "ShelfRules",
    "SocialCommerce",
    "SocialCommerceError",
    "StoreUnavailable",
    "SystemClock",
]
