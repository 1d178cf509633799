"""A mapper without a database: to store and load events in tests of a log, or of their form, on their own."""

from collections.abc import Iterable

from socialcommerce import Refused
from socialcommerce.storage.mapper import RecordedMapper
from socialcommerce.storage.sealing import Sealing


class HeldKeys:
    """Members' keys that this object holds. ``destroyed`` are the members whose keys were destroyed, in order."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.destroyed: list[str] = []

    @property
    def erasures(self) -> int:
        """How many members were erased."""
        return len(self.destroyed)

    def key_to_seal(self, member: str) -> bytes:
        """The member's key, made if there is none. Refused: ``member-erased``."""
        if member in self.destroyed:
            raise Refused("member-erased", f"{member} is erased: nothing is sealed of theirs")
        return self.held.setdefault(member, f"{len(self.held):032}".encode())

    def make(self, members: Iterable[str]) -> None:
        """Nothing: keys are made when they are asked for."""

    def key_to_open(self, member: str) -> bytes | None:
        """The member's key; None if there is none, or none any more."""
        return self.held.get(member)

    def fetch(self, members: Iterable[str]) -> None:
        """Nothing: all keys are at hand."""

    def is_erased(self, member: str) -> bool:
        """Whether the member's key was destroyed."""
        return member in self.destroyed

    def refresh(self) -> int:
        """How many members were erased: nobody else erases any."""
        return len(self.destroyed)

    def announce(self, member: str) -> None:
        """Nothing: nobody else is to know."""

    def destroy(self, member: str) -> None:
        """Destroy the member's key for good."""
        self.held.pop(member, None)
        self.destroyed.append(member)


def new_mapper() -> RecordedMapper:
    """A mapper with keys of its own, which knows the topics that are declared by now."""
    return RecordedMapper(Sealing(HeldKeys()))
