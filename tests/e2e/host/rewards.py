"""What members get back of what they pay: points, and a bonus that a team shares."""

from faults import planted
from socialcommerce.aggregates import allocate

MINOR_UNITS_A_POINT = 1_000


def points_for(amount: int) -> int:
    """One point for each ten yuan of *amount*, in minor units."""
    if planted("rounds-up"):
        return -(-amount // MINOR_UNITS_A_POINT)
    return amount // MINOR_UNITS_A_POINT


def split_bonus(amount: int, members: int) -> list[int]:
    """*amount*, in minor units, in equal parts for as many *members*."""
    if planted("splits-up"):
        return [-(-amount // members)] * members
    return allocate(amount, [1] * members)
