"""Sealing a store: the events that no seal covers yet, in their order, one seal for every so many of them."""

from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from socialcommerce.audit.seals.chain import Seal, line_of, new_seal, seal_of
from socialcommerce.audit.seals.leaves import UNLIKE_ANY, leaf_of
from socialcommerce.audit.seals.signing import signed
from socialcommerce.audit.seals.store import Store, ledger_of
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import Clock, SystemClock, utc
from socialcommerce.storage.engine import UncheckedRow
from socialcommerce.storage.ledger import BEFORE_ALL, Ledger

EVERY: Final = 1_000
"""Events of a seal, unless told otherwise: our choice."""

MOST: Final = 100_000
"""Events of a seal at most: its line is then of some four megabytes."""


def seal(
    store: Store,
    *,
    every: int = EVERY,
    key: Ed25519PrivateKey | None = None,
    only_full: bool = False,
    clock: Clock | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Seal]:
    """Seal the events that are in the log now and under no seal, *every* so many at a time; return the new seals.

    The last seal takes what is left; with *only_full* that waits for a later call. With a *key* seals are signed.
    *clock* (default: the store's, or the machine's) dates them; *progress* is called with the events sealed so far.
    Others may append meanwhile, and seal: each event comes under one seal.

    Raises ``ValueError`` if *every* is not 1 to 100,000, or no key is given though the last seal is signed, and
    :class:`~socialcommerce.errors.CorruptLog` if the event with which the last seal ends is not where it was.
    """
    if not 1 <= every <= MOST:
        raise ValueError(f"every is {every}: a seal has 1 to {MOST:,} events")
    ledger = ledger_of(store)
    clock = clock or (store.clock if isinstance(store, SocialCommerce) else SystemClock())
    end, done, made = ledger.position(), 0, list[Seal]()
    while True:
        before = last_seal(ledger)
        if before and before.signature and key is None:
            raise ValueError(f"seal {before.number} is signed: give a key, or what follows it cannot be trusted")
        for following in _seals(ledger, before, end, every, clock, only_full=only_full):
            added = signed(following, key) if key else following
            if not ledger.add(added.number, line_of(added)):
                break
            made.append(added)
            done += added.events
            if progress:
                progress(done)
        else:
            return made


def last_seal(ledger: Ledger) -> Seal | None:
    """The last seal of a store; ``CorruptLog`` if what stands there is none."""
    line = ledger.last_line()
    try:
        return None if line is None else seal_of(line)
    except ValueError as error:
        raise CorruptLog(f"the last seal of the store {error}") from None


def _seals(
    ledger: Ledger, before: Seal | None, end: int, every: int, clock: Clock, *, only_full: bool
) -> Iterator[Seal]:
    """The seals over the events that follow the seal *before*, up to the position *end*."""
    rows = takewhile(lambda row: row[0] <= end, _unsealed(ledger, before))
    while chunk := list(islice(rows, every)):
        if only_full and len(chunk) < every:
            return
        leaves = [leaf_of(row) for row in chunk]
        if UNLIKE_ANY in leaves:
            position = chunk[leaves.index(UNLIKE_ANY)][0]
            raise CorruptLog(f"position {position}: no event is stored like this, so it cannot be sealed")
        before = new_seal(before, leaves, (row[0] for row in chunk), utc(clock.now()))
        yield before


def _unsealed(ledger: Ledger, before: Seal | None) -> Iterator[UncheckedRow]:
    """What follows the event with which the seal *before* ends, which has to be there."""
    if before is None:
        return ledger.rows(BEFORE_ALL)
    rows = ledger.rows(before.last_position - 1)
    last = next(rows, None)
    if last is None or last[0] != before.last_position or leaf_of(last) != before.leaf(before.events - 1):
        raise CorruptLog(
            f"the event with which seal {before.number} ends is not at position {before.last_position}: verify the log"
        )
    return rows
