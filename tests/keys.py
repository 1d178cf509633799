"""Members' keys without a database: for tests of a log, or of its mapper, on their own."""

from collections.abc import Iterable

from socialcommerce import Refused
from socialcommerce.storage.mapper import RecordedMapper
from socialcommerce.storage.sealing import Sealing


class HeldKeys:
    """Keys that this object holds. ``destroyed`` are the members whose keys were destroyed, in order."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.destroyed: list[str] = []

    @property
    def erasures(self) -> int:
        return len(self.destroyed)

    def key_to_seal(self, member: str) -> bytes:
        if member in self.destroyed:
            raise Refused("member-erased", member)
        return self.held.setdefault(member, f"{len(self.held):032}".encode())

    def make(self, members: Iterable[str]) -> None: ...

    def key_to_open(self, member: str) -> bytes | None:
        return self.held.get(member)

    def fetch(self, members: Iterable[str]) -> None: ...

    def is_erased(self, member: str) -> bool:
        return member in self.destroyed

    def refresh(self) -> int:
        return len(self.destroyed)

    def announce(self, member: str) -> None: ...

    def destroy(self, member: str) -> None:
        self.held.pop(member, None)
        self.destroyed.append(member)


def new_mapper() -> RecordedMapper:
    """A mapper with keys of its own."""
    return RecordedMapper(Sealing(HeldKeys()))
