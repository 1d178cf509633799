"""The events of a log against the leaves of seals: the first event that is not where it was, and what became of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from socialcommerce.audit.seals.chain import Seal, runs
from socialcommerce.audit.seals.leaves import leaf_of
from socialcommerce.audit.seals.tree import HASH_BYTES
from socialcommerce.audit.seals.verdict import Difference, Kind
from socialcommerce.storage.engine import UncheckedRow


def first_difference(
    rows: Iterator[UncheckedRow], seals: Sequence[Seal], *, positions: bool, progress: Callable[[int], None]
) -> Difference | None:
    """The first of *rows*, in order, that is not as *seals* have it; takes no more rows than they cover if none is.

    *positions* says whether they have to be the same too; *progress* is called with the events compared so far.
    """
    done = 0
    for index, seal in enumerate(seals):
        found = list(islice(rows, seal.events))
        leaves = [leaf_of(row) for row in found]
        at = _differs_at(leaves, seal)
        if at is not None:
            expected = chain((seal.leaf(i) for i in range(at + 1, seal.events)), _leaves(seals[index + 1 :]))
            return _Place(seal, at).told(found[at:], rows, expected)
        if positions and (stand := [row[0] for row in found]) and runs(stand) != seal.positions:
            return _renumbered(seal, found)
        done += seal.events
        progress(done)
    return None


class _Place:
    """Where the log first differs: at an index of a seal."""

    def __init__(self, seal: Seal, at: int) -> None:
        self.seal, self.number, self.leaf = seal, seal.first + at, seal.leaf(at)
        self.position = _positions(seal)[at]

    def told(
        self, found: Sequence[UncheckedRow], rest: Iterator[UncheckedRow], expected: Iterable[bytes]
    ) -> Difference:
        """What became of the event that stood here: *found* and *rest* is what stands in the log from here on."""
        if not found:
            return self._differs("removed", None, "it is gone, and the log ends before it")
        here, leaf = found[0], leaf_of(found[0])
        belongs = next((i for i, other in enumerate(expected, 1) if other == leaf), None)
        behind = enumerate(chain(found[1:], rest), 1)
        stands = next(((i, row) for i, row in behind if leaf_of(row) == self.leaf), None)
        if stands is None and belongs is None:
            return self._differs("changed", here, "what stands there now is not what was sealed")
        if stands is None:
            return self._differs("removed", None, f"it is gone, and {_reference(here)} follows in its place")
        if belongs is None:
            return self._differs("inserted", here, "it was put in before the one that was sealed there")
        if belongs > stands[0]:
            return self._differs("moved", here, f"it was sealed as number {self.number + belongs:,}")
        told = f"it was sealed here, and stands at position {stands[1][0]:,}"
        return self._differs("moved", stands[1], told)

    def _differs(self, kind: Kind, row: UncheckedRow | None, told: str) -> Difference:
        return _difference(kind, self.seal, self.number, self.position, row, told)


def _renumbered(seal: Seal, found: Sequence[UncheckedRow]) -> Difference:
    expected = _positions(seal)
    at = next(i for i, row in enumerate(found) if row[0] != expected[i])
    told = f"it has position {found[at][0]:,} now, in the same order"
    return _difference("renumbered", seal, seal.first + at, expected[at], found[at], told)


def _difference(kind: Kind, seal: Seal, number: int, position: int, row: UncheckedRow | None, told: str) -> Difference:
    name = f"event {number:,} (position {position:,}, seal {seal.number})"
    where: dict[str, Any] = {}
    if row is not None:
        name = f"{_reference(row)}, {name}"
        where = {"stream": _shown(row[1]), "version": row[2]}
    told = f"{name} was {kind}: {told}"
    return Difference(kind=kind, seal=seal.number, number=number, position=position, told=told, **where)


def _differs_at(leaves: Sequence[bytes], seal: Seal) -> int | None:
    """The first index at which *leaves* are not the seal's; None if all are."""
    if b"".join(leaves) == seal.leaves:
        return None
    return next((i for i, leaf in enumerate(leaves) if leaf != seal.leaf(i)), len(leaves))


def _leaves(seals: Iterable[Seal]) -> Iterator[bytes]:
    for seal in seals:
        for at in range(0, len(seal.leaves), HASH_BYTES):
            yield seal.leaves[at : at + HASH_BYTES]


def _positions(seal: Seal) -> list[int]:
    return [first + i for first, count in seal.positions for i in range(count)]


def _reference(row: UncheckedRow) -> str:
    """The event as it is named, whatever its columns hold."""
    return f"{_shown(row[1]) or '?'}@{'?' if row[2] is None else row[2]}"


def _shown(stream: str | None) -> str | None:
    """A stream that anything can print."""
    return stream if stream is None or stream.isprintable() else ascii(stream)[1:-1]
