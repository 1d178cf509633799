"""What erased members can no longer begin, and the erasures that a process which died has left to others."""

from collections.abc import Callable
from typing import Any, TypeVar

from socialcommerce.domain.members.account import ACCOUNT, refuse_erased
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.transaction import Transaction
from socialcommerce.storage.keyring import Keyring

S = TypeVar("S")


def refuse_those_erased(transaction: Transaction, *members: str) -> None:
    """Refused: ``member-erased`` if one of *members* is, whenever that was."""
    for member in members:
        refuse_erased(transaction.load(ACCOUNT, member, may_be_later=True), member)


def is_told_again(
    transaction: Transaction, member: str, aggregate: Aggregate[S, Any], key: str, begun: Callable[[S], bool]
) -> bool:
    """Whether *member* is erased, and what is to begin had *begun* before, by the state of the aggregate *key*.

    Refused: ``member-erased`` if it had not.
    """
    account = transaction.load(ACCOUNT, member, may_be_later=True)
    if account.is_erased and begun(transaction.load(aggregate, key, may_be_later=True)):
        return True
    refuse_erased(account, member)
    return False


def complete_erasures(decisions: Decisions, keyring: Keyring) -> None:
    """Destroy the keys of the members whose erasure is in the log, but not complete.

    Reads the accounts of those only whose erasure was announced.
    """
    for member in keyring.incomplete():
        if decisions.from_log(ACCOUNT, ACCOUNT.stream(member)).state.is_erased:
            keyring.destroy(member)
