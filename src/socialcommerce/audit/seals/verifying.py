"""Verifying: a log against its seals, and the seals against each other, without a look at what events mean."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from socialcommerce.audit.seals.chain import Seal
from socialcommerce.audit.seals.comparing import first_difference
from socialcommerce.audit.seals.keeping import read
from socialcommerce.audit.seals.soundness import continued, differing, sound, unsigned
from socialcommerce.audit.seals.store import Store, ledger_of
from socialcommerce.audit.seals.verdict import Difference, Verdict
from socialcommerce.errors import NotFound
from socialcommerce.storage.ledger import Ledger


def verify(
    store: Store,
    kept: Path | Sequence[Seal] | None = None,
    public_key: Ed25519PublicKey | None = None,
    *,
    positions: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Compare the log with the seals that were *kept*, in a file or a list, and then with the store's later ones.

    Without *kept* only the store's own are there, which whoever changed the log may have changed too. With a
    *public_key* the last seal must be signed by it. ``positions=False`` is for a log that was copied elsewhere and
    numbered anew. *progress* is called with the events compared and those to compare. Costs one reading of the log.

    Raises ``ValueError`` if a file holds no seals, or a line of it is none, and
    :class:`~socialcommerce.errors.NotFound` if none were kept and the store has none.
    """
    ledger = ledger_of(store)
    given = read(kept) if isinstance(kept, Path) else kept
    if given is not None and not given:
        raise ValueError("no seals are given")
    seals, differences = _trusted(ledger, given)
    if not seals and not differences:
        raise NotFound("the store has no seals")
    signed = None
    if public_key is not None:
        signed, wrong = unsigned(seals, public_key)
        differences += [wrong] if wrong else []
    total = sum(seal.events for seal in seals)
    rows = ledger.rows()
    found = first_difference(
        rows, seals, positions=positions, progress=lambda done: progress(done, total) if progress else None
    )
    if found:
        differences.append(found)
        rows = ledger.rows(seals[-1].last_position)
    return Verdict(
        seals=len(seals),
        sealed=total,
        unsealed=sum(1 for _ in rows),
        signed=signed,
        differences=tuple(differences),
    )


def _trusted(ledger: Ledger, kept: Sequence[Seal] | None) -> tuple[list[Seal], list[Difference]]:
    """The seals to compare events with, which are sound and follow each other; and what is wrong with the others."""
    good, flaw = sound(kept or ())
    changed = differing(ledger, good)
    if changed:
        return good, [each for each in (flaw, changed) if each]
    later, own_flaw = continued(ledger, good[-1] if good else None)
    return good + later, [each for each in (flaw, own_flaw) if each]
