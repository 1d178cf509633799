"""Why a shop stands on the board where it does: its place, and what parts it from the places above and below."""

from collections.abc import Sequence
from typing import Literal

import attrs

PartedBy = Literal["points", "id"]
OffBoard = Literal["closed", "without-points", "behind-the-last"]

Ranked = tuple[str, int, int]
"""A shop on the board, its rank, and its score."""


@attrs.frozen
class Neighbour:
    """A shop on the board beside another, and the ``points`` between the two; none: their ids part them."""

    shop: str
    rank: int
    score: int
    points: int

    @property
    def parted_by(self) -> PartedBy:
        """What decides which of the two stands above."""
        return "points" if self.points else "id"


@attrs.frozen
class Standing:
    """Where a shop of this ``score`` stands: ``place`` counts from 1, and equal scores share a ``rank``.

    ``off_board`` is why it is not on the board, and None if it is; of a shop that is behind the last one, ``above``
    is that last one.
    """

    shop: str
    score: int
    rank: int | None = None
    place: int | None = None
    off_board: OffBoard | None = None
    above: Neighbour | None = None
    below: Neighbour | None = None


def standing(board: Sequence[Ranked], shop: str, score: int, *, is_open: bool) -> Standing:
    """Where *shop*, with its *score*, stands on the *board*, or why it is not on it."""
    for index, (ranked, rank, points) in enumerate(board):
        if ranked == shop:
            above = _neighbour(board[index - 1], points) if index else None
            below = _neighbour(board[index + 1], points) if index + 1 < len(board) else None
            return Standing(shop, points, rank, index + 1, None, above, below)
    if not is_open:
        return Standing(shop, score, off_board="closed")
    if score < 1:
        return Standing(shop, score, off_board="without-points")
    return Standing(shop, score, off_board="behind-the-last", above=_neighbour(board[-1], score))


def _neighbour(other: Ranked, score: int) -> Neighbour:
    shop, rank, points = other
    return Neighbour(shop, rank, points, abs(points - score))
