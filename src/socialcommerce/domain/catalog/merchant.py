"""A merchant: who sells (key: the merchant's id). Brand merchants join by invitation of the platform.

Always: invited once, under one name.
"""

from typing import assert_never

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.text import Title


@event("merchant.invited")
class MerchantInvited:
    """The platform invited a brand merchant, who can list products from now on."""

    merchant: Key
    name: Title


MerchantEvent = MerchantInvited


@attrs.frozen
class Merchant:
    """``name`` is empty until the merchant is invited."""

    id: str = ""
    name: str = ""

    @property
    def joined(self) -> bool:
        """Whether the merchant may sell."""
        return bool(self.id)


def invite(merchant: Merchant, id: str, name: str) -> list[MerchantEvent]:
    """Invite the merchant *id*; nothing if invited under this name. Refused: ``merchant-differs``."""
    if not merchant.joined:
        return [MerchantInvited(merchant=id, name=name)]
    if merchant.name != name:
        raise Refused("merchant-differs", f"merchant {id} was invited as {merchant.name!r}, not {name!r}")
    return []


def evolve(merchant: Merchant, fact: MerchantEvent) -> Merchant:
    """The merchant after *fact*."""
    match fact:
        case MerchantInvited():
            if merchant.joined:
                impossible(fact, merchant)
            return Merchant(fact.merchant, fact.name)
        case _:
            assert_never(fact)


MERCHANT = Aggregate("merchant", initial=Merchant(), evolve=evolve)
