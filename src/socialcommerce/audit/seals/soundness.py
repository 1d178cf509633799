"""Seals by themselves: whether each is sound, follows the one before, and is signed by whom it should be."""

from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socialcommerce.audit.seals.chain import BEFORE_THE_FIRST, Seal, line_of, seal_of
from socialcommerce.audit.seals.signing import is_signed_by, key_id
from socialcommerce.audit.seals.verdict import Difference
from socialcommerce.storage.ledger import Ledger


def sound(seals: Sequence[Seal], before: Seal | None = None) -> tuple[list[Seal], Difference | None]:
    """The seals, following the seal *before*, up to the first that cannot be what was sealed; and what that one is."""
    good: list[Seal] = []
    for seal in seals:
        found = _flaw(seal, before, seals)
        if found is not None:
            return good, found
        good.append(seal)
        before = seal
    return good, None


def _flaw(seal: Seal, before: Seal | None, seals: Sequence[Seal]) -> Difference | None:
    number = before.number + 1 if before else 1
    if not seal.leaves or not seal.is_sound():
        return Difference(kind="seal-changed", seal=seal.number, told=f"seal {seal.number} is not what its hash says")
    if seal.number != number:
        if any(each.number == number for each in seals):
            return Difference(kind="seal-moved", seal=number, told=f"seal {seal.number} stands before seal {number}")
        return Difference(
            kind="seal-missing", seal=number, told=f"seal {number} is missing: seal {seal.number} is next"
        )
    chain, first = (before.chain, before.first + before.events) if before else (BEFORE_THE_FIRST, 1)
    if (seal.previous, seal.first) != (chain, first):
        told = f"seal {number} does not follow the seal {number - 1} that stands before it: one of them was replaced"
        return Difference(kind="seal-replaced", seal=number, told=told)
    return None


def continued(ledger: Ledger, before: Seal | None) -> tuple[list[Seal], Difference | None]:
    """The store's own seals that follow the seal *before*, up to the first that does not; and what that one is."""
    later: list[Seal] = []
    for number, line in ledger.lines(before.number if before else 0):
        try:
            later.append(seal_of(line))
        except ValueError as error:
            good, flaw = sound(later, before)
            return good, flaw or Difference(kind="seal-changed", seal=number, told=f"seal {number} {error}")
    return sound(later, before)


def differing(ledger: Ledger, kept: Sequence[Seal]) -> Difference | None:
    """The first seal that was kept and is not the same in the store."""
    own: Iterator[tuple[int, str]] = ledger.lines()
    for seal in kept:
        number, line = next(own, (None, None))
        if number is None:
            told = f"seal {seal.number} is missing in the store"
            return Difference(kind="seal-missing", seal=seal.number, told=told)
        if line != line_of(seal):
            told = f"seal {seal.number} is another one in the store than the one that was kept"
            return Difference(kind="seal-differs", seal=seal.number, told=told)
    return None


def unsigned(seals: Sequence[Seal], key: Ed25519PublicKey) -> tuple[int | None, Difference | None]:
    """The last seal that *key* has signed; and the first whose signature is not what it claims to be.

    The last of all must be signed by *key*. It vouches for those before it, so they may be signed by others.
    """
    good: int | None = None
    for seal in seals:
        if is_signed_by(seal, key):
            good = seal.number
        elif seal.key == key_id(key):
            told = f"seal {seal.number} has a signature that the key has not made"
            return good, Difference(kind="seal-signature", seal=seal.number, told=told)
        elif seal is seals[-1]:
            told = f"seal {seal.number}, the last one, is {'signed by another key' if seal.key else 'not signed'}"
            return good, Difference(kind="seal-unsigned", seal=seal.number, told=told)
    return good, None
