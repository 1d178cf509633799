"""Proofs of inclusion: that one event is under a seal, shown without any of the others."""

from binascii import Error, unhexlify
from pathlib import Path

import attrs
import msgspec

from socialcommerce.audit.seals import tree
from socialcommerce.audit.seals.chain import Seal, seal_of, split
from socialcommerce.audit.seals.leaves import begins, event_bytes, leaf_of
from socialcommerce.audit.seals.store import Store, ledger_of
from socialcommerce.errors import NotFound


@attrs.frozen(kw_only=True)
class Inclusion:
    """That an event is number ``index``, counted from 0, of the ``events`` under the seal with the number ``seal``.

    ``path`` are the hashes, in hexadecimal, with which the event's own comes to the root of the seal.
    """

    stream: str
    version: int
    seal: int
    index: int
    events: int
    path: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Proof:
    """An inclusion with what it is about: the event as it is stored, and the seal without its leaves."""

    inclusion: Inclusion
    topic: str
    state: str
    seal: Seal

    @property
    def event(self) -> bytes:
        """The bytes of the event."""
        return event_bytes(self.inclusion.stream, self.inclusion.version, self.topic, self.state.encode())


def prove(store: Store, stream: str, version: int) -> Inclusion:
    """The inclusion of one event in the store's seal that covers it. Costs a look through the store's seals.

    Raises :class:`~socialcommerce.errors.NotFound` if there is no such event, or it is under no seal as it stands.
    """
    return proof_of(store, stream, version).inclusion


def proof_of(store: Store, stream: str, version: int) -> Proof:
    """The same with the event and the seal: all that has to be shown to someone who trusts the seal."""
    ledger = ledger_of(store)
    row = ledger.event(stream, version)
    if row is None:
        raise NotFound(f"there is no event {stream}@{version}")
    leaf = leaf_of(row)
    for _, line in ledger.lines():
        seal = seal_of(line)
        leaves = split(seal.leaves)
        if leaf in leaves:
            index = leaves.index(leaf)
            path = tuple(each.hex() for each in tree.path(leaves, index))
            inclusion = Inclusion(
                stream=stream, version=version, seal=seal.number, index=index, events=seal.events, path=path
            )
            return Proof(inclusion=inclusion, topic=row[3], state=row[4].decode(), seal=seal.without_leaves())
    raise NotFound(f"{stream}@{version} is under no seal: it is not sealed yet, or is not what was sealed")


def confirms(inclusion: Inclusion, event: bytes, seal: Seal) -> bool:
    """Whether *inclusion* shows that the *event* is under the *seal*, which may be without leaves.

    That the seal is one to trust is not looked at beyond its hash: take it from where it was kept, or check who
    signed it.
    """
    try:
        beside = [unhexlify(each) for each in inclusion.path]
    except (Error, ValueError):
        return False
    if (inclusion.seal, inclusion.events) != (seal.number, seal.events) or not seal.is_sound():
        return False
    if not begins(event, inclusion.stream, inclusion.version):
        return False
    found = tree.root_over(tree.leaf(event), inclusion.index, inclusion.events, beside)
    return found is not None and found.hex() == seal.root


def read_proof(path: Path) -> Proof:
    """The proof in a file of JSON; ``ValueError`` if it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Proof)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ValueError(f"{path}: is no proof: {error}") from None
