"""What verifying comes to."""

from typing import Literal

import attrs

Kind = Literal[
    "changed",
    "removed",
    "inserted",
    "moved",
    "renumbered",
    "seal-changed",
    "seal-missing",
    "seal-moved",
    "seal-replaced",
    "seal-differs",
    "seal-unsigned",
    "seal-signature",
]


@attrs.frozen(kw_only=True)
class Difference:
    """The first thing of its sort that is not as it was sealed, told in one sentence; ``seal`` is the seal's number.

    Of an event: ``number`` is its place in the log as it was sealed, counted from 1, ``position`` where it stood, and
    ``stream`` and ``version`` are those of the event that is told of, None where there is nothing left to read them
    from. Of a seal these are None.
    """

    kind: Kind
    seal: int
    number: int | None = None
    position: int | None = None
    stream: str | None = None
    version: int | None = None
    told: str


@attrs.frozen(kw_only=True)
class Verdict:
    """How many seals were used, how many events they cover, and how many behind them are not sealed yet.

    ``signed`` is the number of the last seal whose signature was checked and is good, None if there is none;
    ``differences`` are the first among the seals, the first among the signatures, the first between the seals kept and
    the store's own, and the first among the events.
    """

    seals: int
    sealed: int
    unsealed: int
    signed: int | None
    differences: tuple[Difference, ...]

    @property
    def is_intact(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.differences
