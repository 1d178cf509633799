"""A seal: one line that fixes a run of events and, through the seal before it, all events up to there.

Always: a seal's ``chain`` is the SHA-256 of all that it says of its events and of the ``chain`` of the seal before, so
the last one stands for the whole log. ``leaves`` are kept with it, 32 bytes an event: they name the event that differs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import attrs
import msgspec

from socialcommerce.audit.seals import tree
from socialcommerce.audit.seals.tree import HASH_BYTES
from socialcommerce.kernel.clock import Instant

TAG: Final = b"socialcommerce seal 1\n"
BEFORE_THE_FIRST: Final = "0" * 64
"""The ``previous`` of the first seal."""

Run = tuple[int, int]
"""Positions that follow each other: the first, and how many."""


@attrs.frozen(kw_only=True)
class Seal:
    """The seal ``number`` over ``events`` events, the first of which is the ``first`` of the log, counted from 1.

    ``positions`` are those at which they stood. Hashes and the signature are in hexadecimal; ``key`` is the SHA-256 of
    the public key that ``signature`` is checked with. Without ``leaves`` a seal is enough to confirm an inclusion.
    """

    number: int
    first: int
    events: int
    positions: tuple[Run, ...]
    sealed_at: Instant
    previous: str
    root: str
    chain: str
    key: str | None = None
    signature: str | None = None
    leaves: bytes = b""

    @property
    def head(self) -> bytes:
        """What is hashed and signed: a tag, and the fields from ``number`` to ``root`` as JSON, sorted by name."""
        said = {name: getattr(self, name) for name in _HEAD}
        return TAG + _encode(said)

    @property
    def last_position(self) -> int:
        """The position of the last of its events."""
        first, count = self.positions[-1]
        return first + count - 1

    def leaf(self, index: int) -> bytes:
        """The leaf of one event, counted from 0 within the seal."""
        return self.leaves[index * HASH_BYTES : (index + 1) * HASH_BYTES]

    def is_sound(self) -> bool:
        """Whether its hashes are those of what it says, and its leaves as many as its events, or left out."""
        if self.events < 1 or not self.positions or sum(count for _, count in self.positions) != self.events:
            return False
        if sha256(self.head).hexdigest() != self.chain:
            return False
        return not self.leaves or (
            len(self.leaves) == self.events * HASH_BYTES and tree.root(split(self.leaves)).hex() == self.root
        )

    def without_leaves(self) -> "Seal":
        """The same seal, of the length of a few events."""
        return attrs.evolve(self, leaves=b"")


_HEAD: Final = tuple(attrs.fields_dict(Seal))[:7]
_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decode: Final = msgspec.json.Decoder(Seal).decode


def new_seal(before: Seal | None, leaves: Sequence[bytes], positions: Iterable[int], sealed_at: datetime) -> Seal:
    """The seal over *leaves* that follows the seal *before*; not signed yet."""
    seal = Seal(
        number=before.number + 1 if before else 1,
        first=before.first + before.events if before else 1,
        events=len(leaves),
        positions=runs(positions),
        sealed_at=sealed_at,
        previous=before.chain if before else BEFORE_THE_FIRST,
        root=tree.root(leaves).hex(),
        chain="",
        leaves=b"".join(leaves),
    )
    return attrs.evolve(seal, chain=sha256(seal.head).hexdigest())


def line_of(seal: Seal) -> str:
    """The seal as one line of JSON, its fields sorted by name."""
    return _encode(seal).decode()


def seal_of(line: str | bytes) -> Seal:
    """The seal that a line is; ``ValueError`` unless it is written just so."""
    try:
        seal = _decode(line)
        written = _encode(seal)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(f"is no seal: {error}") from None
    if written != (line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line):
        raise ValueError("is no seal as this library writes it")
    return seal


def runs(positions: Iterable[int]) -> tuple[Run, ...]:
    """*positions*, which grow, as runs of those that follow each other."""
    found: list[list[int]] = []
    for position in positions:
        if found and position == sum(found[-1]):
            found[-1][1] += 1
        else:
            found.append([position, 1])
    return tuple((first, count) for first, count in found)


def split(leaves: bytes) -> list[bytes]:
    """The leaves one by one."""
    return [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
