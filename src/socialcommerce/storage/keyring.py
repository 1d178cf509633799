"""The members' keys, under which their texts are sealed, in a table of their own beside the log.

Always: a key is committed before anything that is sealed under it; once destroyed, a member's key is gone for good,
and there is never another. The table is no read model: it cannot be made again from the log.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects import postgresql, sqlite

from socialcommerce.errors import Refused
from socialcommerce.storage.creation import create_missing
from socialcommerce.storage.prepared import Asked, value_of
from socialcommerce.storage.sealing import KEY_BITS
from socialcommerce.storage.views import ViewDatabase

REMEMBERED_KEYS: Final = 50_000
"""Keys that a process remembers, at most."""

MEMBERS_AT_ONCE: Final = 400
"""Members whose keys one statement asks for at most."""

ANNOUNCED: Final = "announced"
"""An erasure is about to be recorded; whether it was, the log says."""

DESTROYED: Final = "destroyed"
"""The key is gone from the table, but maybe not yet from what the database keeps of it beside the table."""

WIPED: Final = "wiped"
"""The key is gone, as far as this library can see to it."""

_metadata: Final = sa.MetaData()
_keys: Final = sa.Table(
    "member_keys",
    _metadata,
    sa.Column("member", sa.Text, primary_key=True),
    sa.Column("key", sa.LargeBinary),
    sa.Column("erasure", sa.Text, index=True),
)
_erasures: Final = sa.Table(
    "member_erasures",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, nullable=False),
)
_NUMBER: Final = "SELECT number FROM member_erasures WHERE id = 1"
_is_gone: Final = _keys.c.erasure.in_([DESTROYED, WIPED])


class Keyring:
    """The keys of one store. Thread-safe. ``erasures`` is how many members had been erased when it was refreshed."""

    def __init__(self, database: ViewDatabase) -> None:
        self._database: Final = database
        self._lock: Final = threading.Lock()
        self._remembered: dict[str, bytes] = {}
        self._erased: frozenset[str] = frozenset()
        self.erasures = 0
        with database.write() as connection:
            create_missing(connection, _keys, _erasures)
            connection.execute(_insert(connection, _erasures, id=1, number=0).on_conflict_do_nothing())
        self._read_erasures()

    def refresh(self) -> int:
        """Ask whether members were erased since, here or by another process, forget their keys, and return how many."""
        if self._database.is_shared:
            with self._database.moment() as asked:
                number = erasures_at(asked)
            if number != self.erasures:
                return self._read_erasures()
        return self.erasures

    def is_erased(self, member: str) -> bool:
        """Whether the member's key was destroyed, as far as was known at the last refresh."""
        return member in self._erased

    def key_to_seal(self, member: str) -> bytes:
        """The member's key, made if there is none. Refused: ``member-erased``."""
        known = self.key_to_open(member)
        if known is None:
            self.make([member])
            known = self.key_to_open(member)
        if known is None:
            raise Refused("member-erased", f"{member} is erased: nothing can be kept of what is theirs")
        return known

    def make(self, members: Iterable[str]) -> None:
        """Make the keys of those of *members* who have none and are not erased, in one transaction."""
        unknown = self._unknown(members)
        if not unknown:
            return
        alive = sa.and_(_keys.c.key.is_(None), sa.or_(_keys.c.erasure.is_(None), _keys.c.erasure == ANNOUNCED))
        with self._writing() as connection:
            for member in unknown:
                insert = _insert(connection, _keys, member=member, key=AESGCM.generate_key(KEY_BITS))
                set_key = {"key": insert.excluded.key}
                connection.execute(insert.on_conflict_do_update(index_elements=["member"], set_=set_key, where=alive))

    def key_to_open(self, member: str) -> bytes | None:
        """The member's key; None if there is none, or none any more."""
        known = self._remembered.get(member)
        if known is not None:
            return known
        before = self.erasures
        with self._database.read() as connection:
            found: bytes | None = connection.execute(_key_of(member)).scalar()
        return None if found is None else self._remember(member, found, before)

    def fetch(self, members: Iterable[str]) -> None:
        """Have the keys of *members* at hand: those that are not remembered are asked for together."""
        before, unknown = self.erasures, self._unknown(members)
        for start in range(0, len(unknown), MEMBERS_AT_ONCE):
            named = _keys.c.member.in_(unknown[start : start + MEMBERS_AT_ONCE])
            with self._database.read() as connection:
                found = connection.execute(sa.select(_keys.c.member, _keys.c.key).where(named)).all()
            for member, key in found:
                if key is not None:
                    self._remember(member, key, before)

    def announce(self, member: str) -> None:
        """Note that the member is about to be erased, so that it can be completed if this process dies meanwhile."""
        with self._writing() as connection:
            insert = _insert(connection, _keys, member=member, erasure=ANNOUNCED)
            unnoted = _keys.c.erasure.is_(None)
            changed = {"erasure": ANNOUNCED}
            connection.execute(insert.on_conflict_do_update(index_elements=["member"], set_=changed, where=unnoted))

    def incomplete(self) -> list[str]:
        """The members whose erasure was announced, and is not known to be complete."""
        left = sa.select(_keys.c.member).where(_keys.c.erasure.in_([ANNOUNCED, DESTROYED]))
        with self._database.read() as connection:
            return list(connection.execute(left.order_by(_keys.c.member)).scalars())

    def destroy(self, member: str) -> None:
        """Destroy the member's key for good; nothing if it is. What is sealed under it can never be read again.

        On SQLite its bytes are gone from the file and from the write-ahead log, unless others read for more than
        30 s meanwhile: then the next who opens the store sees to that.
        """
        with self._writing() as connection:
            gone = connection.execute(sa.select(_is_gone).where(_keys.c.member == member)).scalar()
            if not gone:
                self._overwrite(connection, member)
                connection.execute(sa.update(_erasures).values(number=_erasures.c.number + 1))
        self._read_erasures()
        self._wipe(member)

    def _unknown(self, members: Iterable[str]) -> list[str]:
        return sorted({member for member in members if member not in self._remembered})

    def _read_erasures(self) -> int:
        with self._database.read() as connection:
            number: int = connection.exec_driver_sql(_NUMBER).scalar() or 0
            erased = frozenset(connection.execute(sa.select(_keys.c.member).where(_is_gone)).scalars())
        with self._lock:
            if number < self.erasures:  # another thread has read since what this one read before
                return self.erasures
            self._remembered.clear()
            self._erased = erased
            self.erasures = number
        return number

    def _wipe(self, member: str) -> None:
        """See to it that the database keeps nothing of a destroyed key beside its table."""
        of_member = sa.and_(_keys.c.member == member, _keys.c.erasure == DESTROYED)
        with self._database.read() as connection:
            left = connection.execute(sa.select(_keys.c.member).where(of_member)).first()
        if left is not None and self._database.forget_past():
            with self._database.write() as connection:
                connection.execute(sa.update(_keys).where(of_member).values(erasure=WIPED))

    def _overwrite(self, connection: sa.Connection, member: str) -> None:
        """Write nothing over the key: first as many zeros, which SQLite writes in its place, so that no copy stays."""
        zeros = {"key": bytes(KEY_BITS // 8)}
        connection.execute(sa.update(_keys).where(_keys.c.member == member, _keys.c.key.is_not(None)).values(zeros))
        insert = _insert(connection, _keys, member=member, erasure=DESTROYED)
        gone = {"key": None, "erasure": DESTROYED}
        connection.execute(insert.on_conflict_do_update(index_elements=["member"], set_=gone))

    def _remember(self, member: str, key: bytes, before: int) -> bytes:
        """Remember *key*, unless a member was erased since it was read, when *before* had been."""
        with self._lock:
            if self.erasures == before:
                if len(self._remembered) >= REMEMBERED_KEYS:
                    self._remembered.clear()
                self._remembered[member] = key
        return key

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """A connection to change keys by; SQLite writes zeros over whatever they leave behind."""
        with self._database.write() as connection:
            if connection.dialect.name != "sqlite":
                yield connection
                return
            usual = connection.exec_driver_sql("PRAGMA secure_delete").scalar()
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            try:
                yield connection
            finally:
                connection.exec_driver_sql(f"PRAGMA secure_delete={usual}")


def erasures_at(asked: Asked) -> int:
    """How many members had been erased at the moment at which the views of a store are *asked*."""
    return value_of(asked, _NUMBER) or 0


def _key_of(member: str) -> "sa.Select[tuple[Any]]":
    return sa.select(_keys.c.key).where(_keys.c.member == member)


def _insert(connection: sa.Connection, table: sa.Table, **values: Any) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table).values(**values)
