"""A member's account with the store (key: the member's id): whether they asked for what is personal to be erased.

Always: a member is erased once and for good; their id stays, with what was done under it.
"""

from typing import assert_never

import attrs

from socialcommerce.errors import Refused
from socialcommerce.kernel.aggregate import Aggregate, impossible
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.text import PersonalText


@event("account.erased")
class AccountErased:
    """The member's texts are unreadable from now on, and their friendships and feed entries ended."""

    member: Key


AccountEvent = AccountErased


@attrs.frozen
class Account:
    """``is_erased``: on the member's request, nothing personal of theirs can be read any more."""

    is_erased: bool = False

    def keep(self, text: PersonalText) -> PersonalText:
        """*text* of the member, as it may be recorded: without its words once they are erased."""
        return PersonalText(text.member, None) if self.is_erased else text


def erase(account: Account, member: str) -> list[AccountEvent]:
    """Erase the *member*; nothing if they are."""
    return [] if account.is_erased else [AccountErased(member=member)]


def refuse_erased(account: Account, member: str) -> None:
    """Refused: ``member-erased`` if the *member* is."""
    if account.is_erased:
        raise Refused("member-erased", f"{member} is erased: nothing personal of theirs begins any more")


def evolve(account: Account, fact: AccountEvent) -> Account:
    """The account after *fact*."""
    match fact:
        case AccountErased():
            if account.is_erased:
                impossible(fact, account)
            return Account(is_erased=True)
        case _:
            assert_never(fact)


ACCOUNT = Aggregate("account", initial=Account(), evolve=evolve)
