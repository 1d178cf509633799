"""What erased members can no longer begin, and the erasures that a process which died has left to others."""

from socialcommerce.domain.members.account import ACCOUNT, refuse_erased
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.transaction import Transaction
from socialcommerce.storage.keyring import Keyring


def refuse_those_erased(transaction: Transaction, *members: str) -> None:
    """Refused: ``member-erased`` if one of *members* is, whenever that was."""
    for member in members:
        refuse_erased(transaction.load(ACCOUNT, member, may_be_later=True), member)


def complete_erasures(decisions: Decisions, keyring: Keyring) -> None:
    """Destroy the keys of the members whose erasure is in the log, but not complete.

    Reads the accounts of those only whose erasure was announced.
    """
    for member in keyring.incomplete():
        if decisions.from_log(ACCOUNT, ACCOUNT.stream(member)).state.is_erased:
            keyring.destroy(member)
