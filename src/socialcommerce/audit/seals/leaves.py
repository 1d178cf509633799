"""A stored event as bytes, and the leaf that stands for it in a seal.

The bytes are a tag, then stream, version, topic and state, the three of no fixed length each behind their length, so
that no two events have the same. The position is not among them: the same events in the same order are the same log,
wherever they are stored.
"""

import struct
from hashlib import sha256
from typing import Final

from socialcommerce.audit.seals.tree import LEAF
from socialcommerce.storage.engine import UncheckedRow

TAG: Final = b"socialcommerce event 1\n"
"""What the bytes of every event begin with."""

UNLIKE_ANY: Final = bytes(32)
"""The leaf of a row that no event can be stored as."""

_U32: Final = struct.Struct(">I").pack
_I64: Final = struct.Struct(">q").pack
_I64_U32: Final = struct.Struct(">qI").pack
_U64: Final = struct.Struct(">Q").pack
_PREFIX: Final = LEAF + TAG


def event_bytes(stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The bytes of an event: what a seal has hashed, and what is shown of it beside a proof."""
    return TAG + _fields(stream, version, topic, state)


def begins(event: bytes, stream: str, version: int) -> bool:
    """Whether these are the bytes of an event of this stream with this version."""
    name = stream.encode("utf-8", "surrogateescape")
    return event.startswith(b"".join((TAG, _U32(len(name)), name, _I64(version))))


def leaf_of(row: UncheckedRow) -> bytes:
    """The 32 bytes that stand for a stored event in a seal: the SHA-256 of its bytes, as a leaf of the tree."""
    _, stream, version, topic, state = row
    if stream is None or version is None or topic is None or state is None:
        return UNLIKE_ANY
    return sha256(_PREFIX + _fields(stream, version, topic, state)).digest()


def _fields(stream: str, version: int, topic: str, state: bytes) -> bytes:
    # what is no text in the database reads as surrogates, and is written back as the bytes that stand there
    a, b = stream.encode("utf-8", "surrogateescape"), topic.encode("utf-8", "surrogateescape")
    return b"".join((_U32(len(a)), a, _I64_U32(version, len(b)), b, _U64(len(state)), state))
