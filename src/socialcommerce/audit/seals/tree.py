"""Merkle trees as in RFC 6962: one hash over many leaves, and short proofs that a leaf is among them.

Leaves and inner nodes are hashed under different prefixes, so that neither can be passed off as the other.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

LEAF: Final = b"\x00"
NODE: Final = b"\x01"
HASH_BYTES: Final = 32


def leaf(entry: bytes) -> bytes:
    """The hash that stands for an entry at the foot of the tree."""
    return sha256(LEAF + entry).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash over *leaves*, of which there is one at least; they are hashes already."""
    *_, top = _levels(leaves)
    return top[0]


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What is needed beside the leaf at *index* to come to the root: as many hashes as the tree is high, at most."""
    beside: list[bytes] = []
    for level in _levels(leaves):
        if index ^ 1 < len(level):
            beside.append(level[index ^ 1])
        index //= 2
    return beside


def root_over(foot: bytes, index: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """The root to which the leaf *foot* at *index* of *size* comes with the path *beside*; None if that is no path."""
    if not 0 <= index < size:
        return None
    left = list(reversed(beside))
    while size > 1:
        if index ^ 1 < size:
            if not left:
                return None
            sibling = left.pop()
            foot = _node(sibling, foot) if index % 2 else _node(foot, sibling)
        index, size = index // 2, (size + 1) // 2
    return None if left else foot


def _levels(leaves: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The leaves, and above them level by level until one hash is left; what has no sibling moves up as it is."""
    level = leaves
    yield level
    while len(level) > 1:
        above = [_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [*above, level[-1]] if len(level) % 2 else above
        yield level


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()
