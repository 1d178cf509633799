"""What stands between members, what they chose, and who is erased."""

from dataclasses import dataclass, field
from typing import Any

from socialcommerce.audit.picture.part import Part, sees
from socialcommerce.domain.earnings.invitation import InvitationSent
from socialcommerce.domain.members.account import AccountErased
from socialcommerce.domain.members.friendship import Befriended, Blocked, Unblocked, Unfriended
from socialcommerce.domain.members.preferences import OrderSwitched, PurchasesSwitched, SearchSwitched
from socialcommerce.kernel.event import Recorded


@dataclass(slots=True)
class Bond:
    """Whether two members are friends, and which of them block the other."""

    friends: bool = False
    blockers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Chosen:
    """What a member lets others see, and how they search."""

    shows_purchases: bool = False
    personal_search: bool = True
    hidden: set[str] = field(default_factory=set)


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
    def friends(self, recorded: Recorded[Any]) -> None:
        bond = self.bonds.setdefault(recorded.key, Bond())
        bond.friends = isinstance(recorded.event, Befriended)

    @sees(Blocked)
    def blocked(self, recorded: Recorded[Any]) -> None:
        bond = self.bonds.setdefault(recorded.key, Bond())
        bond.blockers |= {recorded.event.member}

    @sees(Unblocked)
    def unblocked(self, recorded: Recorded[Any]) -> None:
        self.bonds[recorded.key].blockers -= {recorded.event.member}

    @sees(PurchasesSwitched)
    def purchases(self, recorded: Recorded[Any]) -> None:
        self.chosen.setdefault(recorded.key, Chosen()).shows_purchases = recorded.event.shown

    @sees(SearchSwitched)
    def search(self, recorded: Recorded[Any]) -> None:
        self.chosen.setdefault(recorded.key, Chosen()).personal_search = recorded.event.personal

    @sees(OrderSwitched)
    def order(self, recorded: Recorded[Any]) -> None:
        hidden = self.chosen.setdefault(recorded.key, Chosen()).hidden
        if recorded.event.hidden:
            hidden.add(recorded.event.order)
        else:
            hidden.discard(recorded.event.order)

    @sees(AccountErased)
    def was_erased(self, recorded: Recorded[Any]) -> None:
        self.erased[recorded.key] = recorded

    @sees(InvitationSent)
    def invited(self, recorded: Recorded[Any]) -> None:
        self.invitations.add(recorded.key)
