"""Rows of a log and seals over them that no store has made, for tests that need none."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from socialcommerce.audit.seals.chain import Seal, new_seal
from socialcommerce.audit.seals.leaves import leaf_of
from socialcommerce.audit.seals.signing import signed
from socialcommerce.storage.engine import UncheckedRow

SEALED_AT = datetime(2021, 5, 1, 4, tzinfo=UTC)


def rows(count: int, *, step: int = 1) -> list[UncheckedRow]:
    """The rows of so many events, at positions that are *step* apart."""
    return [
        (1 + number * step, f"shop-m{number % 3}", 1 + number // 3, "shop.closed", b'{"at":"%d"}' % number)
        for number in range(count)
    ]


def seals_over(
    sealed: Sequence[UncheckedRow], every: int = 5, keys: Iterable[Ed25519PrivateKey | None] = ()
) -> list[Seal]:
    """Seals over these rows, signed with *keys* in turn as far as there are any."""
    made: list[Seal] = []
    signing = iter(keys)
    for at in range(0, len(sealed), every):
        chunk = sealed[at : at + every]
        seal = new_seal(
            made[-1] if made else None, [leaf_of(row) for row in chunk], (row[0] for row in chunk), SEALED_AT
        )
        key = next(signing, None)
        made.append(signed(seal, key) if key else seal)
    return made
