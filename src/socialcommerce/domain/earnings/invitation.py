"""An invitation: the owner of a shop asks a member to open one too (key: recruiter and member, joined).

Always: sent once, never to oneself. Whoever opens a shop on it is recruited, for good; for recruiting itself nobody
is paid.
"""

from typing import assert_never

import attrs

from socialcommerce.domain.shops.shop import Shop
from socialcommerce.errors import NotFound, Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key


@event("invitation.sent")
class InvitationSent:
    """``recruiter`` invited ``member`` to open a shop."""

    recruiter: Key
    member: Key


InvitationEvent = InvitationSent


@attrs.frozen
class Invitation:
    """Whether the invitation was ``sent``."""

    sent: bool = False


def invite(invitation: Invitation, recruiter: str, member: str, shop: Shop) -> list[InvitationEvent]:
    """Invite *member*, who may have a shop already; nothing if that is done. *shop* is *recruiter*'s.

    ``NotFound`` if that was never opened; refused: ``self-recruitment``, ``shop-closed``.
    """
    if recruiter == member:
        raise Refused("self-recruitment", f"{recruiter} cannot recruit themselves")
    if invitation.sent:
        return []
    if shop.opening == 0:
        raise NotFound(f"there is no shop {recruiter}")
    if not shop.is_open:
        raise Refused("shop-closed", f"shop {recruiter} is closed: nobody is invited from it")
    return [InvitationSent(recruiter=recruiter, member=member)]


def refuse_uninvited(invitation: Invitation, recruiter: str) -> None:
    """Let nobody open a shop as recruited by *recruiter* who did not invite them. Refused: ``not-invited``."""
    if not invitation.sent:
        raise Refused("not-invited", f"{recruiter} has sent no such invitation")


def evolve(invitation: Invitation, fact: InvitationEvent) -> Invitation:
    """The invitation after *fact*."""
    match fact:
        case InvitationSent():
            if invitation.sent:
                impossible(fact, invitation)
            return Invitation(sent=True)
        case _:
            assert_never(fact)


INVITATION = Aggregate("invitation", initial=Invitation(), evolve=evolve)
