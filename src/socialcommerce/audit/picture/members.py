"""What stands between members, what they chose, and who is erased."""

from typing import Any

from socialcommerce.audit.picture.part import Kept, Part, sees
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched, SearchSwitched
from socialcommerce.kernel.event import Recorded


class Bond(Kept):
    """Whether two members are friends, and which of them block the other."""

    friends: bool = False
    blockers: frozenset[str] = frozenset()


class Chosen(Kept):
    """What a member lets others see, and how they search."""

    shows_purchases: bool = False
    personal_search: bool = True
    hidden: set[str] = set()


STRANGERS = Bond()
"""What stands between two members of whom the log says nothing."""

UNDECIDED = Chosen()
"""What holds for a member who chose nothing."""


class Members(Part):
    """``bonds`` by the two members in order, joined by ``~``; the rest by member.

    ``invitations`` are those to open a shop, by who sent them and to whom, joined by ``~``.
    """

    def __init__(self) -> None:
        self.bonds: dict[str, Bond] = {}
        self.chosen: dict[str, Chosen] = {}
        self.erased: dict[str, Recorded[Any]] = {}
        self.invitations: set[str] = set()

    def between(self, one: str, other: str) -> Bond:
        """What stands between two members."""
        return self.bonds.get(f"{one}~{other}" if one < other else f"{other}~{one}", STRANGERS)

    @sees(Befriended, Unfriended)
    def friends(self, key: str, fact: Befriended | Unfriended, recorded: Recorded[Any]) -> None:
        bond = self.bonds.setdefault(key, Bond())
        bond.friends = isinstance(fact, Befriended)

    @sees(Blocked)
    def blocked(self, key: str, fact: Blocked, recorded: Recorded[Any]) -> None:
        bond = self.bonds.setdefault(key, Bond())
        bond.blockers |= {fact.member}

    @sees(Unblocked)
    def unblocked(self, key: str, fact: Unblocked, recorded: Recorded[Any]) -> None:
        self.bonds[key].blockers -= {fact.member}

    @sees(PurchasesSwitched)
    def purchases(self, key: str, fact: PurchasesSwitched, recorded: Recorded[Any]) -> None:
        self.chosen.setdefault(key, Chosen()).shows_purchases = fact.shown

    @sees(SearchSwitched)
    def search(self, key: str, fact: SearchSwitched, recorded: Recorded[Any]) -> None:
        self.chosen.setdefault(key, Chosen()).personal_search = fact.personal

    @sees(OrderSwitched)
    def order(self, key: str, fact: OrderSwitched, recorded: Recorded[Any]) -> None:
        hidden = self.chosen.setdefault(key, Chosen()).hidden
        if fact.hidden:
            hidden.add(fact.order)
        else:
            hidden.discard(fact.order)

    @sees(AccountErased)
    def was_erased(self, key: str, fact: AccountErased, recorded: Recorded[Any]) -> None:
        self.erased[key] = recorded

    @sees(InvitationSent)
    def invited(self, key: str, fact: InvitationSent, recorded: Recorded[Any]) -> None:
        self.invitations.add(key)
