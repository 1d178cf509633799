"""Money: whole minor units (fen) of the store's one currency. Never a float, never a loss, never a remainder."""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

MAX_MONEY: Final = 10**15
"""The largest amount of one fact: ten trillion yuan (our choice; products of it with basis points stay exact)."""

Money = Annotated[int, Meta(ge=0, le=MAX_MONEY)]
"""An amount in minor units, 0 to 10^15."""

Price = Annotated[int, Meta(ge=1, le=MAX_MONEY)]
"""A price of one unit in minor units, 1 to 10^15."""

BasisPoints = Annotated[int, Meta(ge=0, le=10_000)]
"""A rate in hundredths of a percent, 0 to 10,000."""


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split *total* in proportion to *weights* by largest remainder (Hamilton's method), exactly.

    Each part is the floor of its exact share, and the units left over go one each to the parts with the
    largest remainders; equal remainders go to the lowest index. The parts add up to *total*.
    Raises ``ValueError`` for a negative total or weight, and for weights that add up to 0 unless *total* is 0.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"cannot allocate {total} by {list(weights)}: neither may be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError(f"cannot allocate {total}: the weights add up to 0")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def part(total: int, taken: int, more: int, of: int) -> int:
    """What the next *more* of *of* equal units are worth when *taken* are gone: a difference of floors.

    Taking all units in any steps adds up to *total* exactly: 100 in three units is 33, 33, 34.
    Raises ``ValueError`` unless 0 <= taken, 0 <= more and taken + more <= of, of >= 1.
    """
    if of < 1 or taken < 0 or more < 0 or taken + more > of:
        raise ValueError(f"cannot take {more} units after {taken} of {of}")
    return total * (taken + more) // of - total * taken // of


def at_basis_points(amount: int, rate_bp: int) -> int:
    """*amount* at *rate_bp* hundredths of a percent, floored: 1 fen at 1 % is 0."""
    return amount * rate_bp // 10_000
