"""The table of the members' keys, on every engine."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from given import refused
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.keyring import MEMBERS_AT_ONCE, Keyring
from socialcommerce.storage.views import ViewDatabase


@pytest.fixture
def database(store_url: str) -> Iterator[ViewDatabase]:
    engine = engine_of(store_url)
    with closing(ViewDatabase(engine)) as database, engine.opening():
        yield database


@pytest.fixture
def keyring(database: ViewDatabase) -> Keyring:
    return Keyring(database)


def rows(database: ViewDatabase) -> dict[str, tuple[bytes | None, str | None]]:
    """The table as it stands: by member, the key and how far an erasure has come."""
    with database.read() as connection:
        found = connection.execute(sa.text("SELECT member, key, erasure FROM member_keys")).all()
    return {row.member: (row.key and bytes(row.key), row.erasure) for row in found}


def test_a_key_is_made_on_first_use_and_then_stays(keyring: Keyring, database: ViewDatabase) -> None:
    assert keyring.key_to_open("an") is None
    key = keyring.key_to_seal("an")
    assert len(key) == 32
    assert keyring.key_to_seal("an") == keyring.key_to_open("an") == key
    assert keyring.key_to_seal("bo") != key
    assert rows(database)["an"] == (key, None)


def test_keys_that_are_made_together_are_kept_and_none_is_made_for_those_erased(
    keyring: Keyring, database: ViewDatabase
) -> None:
    key = keyring.key_to_seal("an")
    keyring.destroy("bo")
    Keyring(database).make(["mei", "an", "bo"])
    found = rows(database)
    assert (found["an"][0], found["bo"][0], keyring.key_to_seal("an")) == (key, None, key)
    assert keyring.key_to_seal("mei") == found["mei"][0]


def test_keys_that_are_fetched_together_are_at_hand_until_a_member_is_erased(
    keyring: Keyring, database: ViewDatabase
) -> None:
    members = [f"m{number:04}" for number in range(MEMBERS_AT_ONCE + 1)]
    keyring.make(members)
    keyring.destroy("m0001")
    other = Keyring(database)
    other.fetch([*members, "nobody", *members])
    with database.write() as connection:
        connection.execute(sa.text("UPDATE member_keys SET key = NULL"))
    opened = [member for member in members if other.key_to_open(member) is not None]
    assert opened == [member for member in members if member != "m0001"]
    other.destroy("m0000")
    assert [other.key_to_open(member) for member in ("m0000", "m0001", "m0002", "nobody")] == [None] * 4


def test_another_process_finds_the_same_key(keyring: Keyring, database: ViewDatabase) -> None:
    key = keyring.key_to_seal("an")
    other = Keyring(database)
    assert other.key_to_open("an") == key
    assert Keyring(database).key_to_seal("an") == key


def test_a_destroyed_key_is_gone_for_good_and_there_is_never_another(keyring: Keyring, database: ViewDatabase) -> None:
    keyring.key_to_seal("an")
    kept = keyring.key_to_seal("bo")
    keyring.destroy("an")
    keyring.destroy("an")
    assert keyring.key_to_open("an") is None
    assert (keyring.is_erased("an"), keyring.is_erased("bo"), keyring.erasures) == (True, False, 1)
    for ring in (keyring, Keyring(database)):
        with refused("member-erased"):
            ring.key_to_seal("an")
        assert ring.is_erased("an")
    assert rows(database) == {"an": (None, "wiped"), "bo": (kept, None)}


def test_a_member_who_never_had_a_key_can_be_erased(keyring: Keyring, database: ViewDatabase) -> None:
    keyring.destroy("an")
    with refused("member-erased"):
        keyring.key_to_seal("an")
    assert rows(database) == {"an": (None, "wiped")}


def test_an_erasure_elsewhere_holds_after_the_next_refresh(database: ViewDatabase) -> None:
    if not database.is_shared:
        pytest.skip("a store in memory has one host")
    ours, theirs = Keyring(database), Keyring(database)
    key = ours.key_to_seal("an")
    assert (ours.refresh(), theirs.key_to_open("an")) == (0, key)
    theirs.destroy("an")
    assert (ours.refresh(), ours.refresh()) == (1, 1)
    assert ours.key_to_open("an") is None
    assert ours.is_erased("an")


def test_an_announced_erasure_takes_no_key_and_is_incomplete_until_the_key_is_destroyed(
    keyring: Keyring, database: ViewDatabase
) -> None:
    key = keyring.key_to_seal("an")
    keyring.announce("an")
    keyring.announce("new")
    assert keyring.incomplete() == ["an", "new"]
    assert Keyring(database).key_to_open("an") == key
    assert len(keyring.key_to_seal("new")) == 32
    keyring.destroy("an")
    keyring.announce("an")
    assert keyring.incomplete() == ["new"]


def test_a_key_that_is_read_while_its_member_is_erased_is_not_remembered(database: ViewDatabase) -> None:
    keyring = Keyring(database)
    key = keyring.key_to_seal("an")
    before = keyring.erasures
    keyring.destroy("an")
    keyring._remember("an", key, before)
    assert keyring.key_to_open("an") is None


class OvertakenDatabase(ViewDatabase):
    """Views of which, once a first read is over, ``meanwhile`` happens before its reader goes on."""

    meanwhile: Callable[[], None] | None = None

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with super().read() as connection:
            yield connection
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()


def test_a_count_that_was_read_late_does_not_bring_back_who_was_erased_since(store_url: str) -> None:
    engine = engine_of(store_url)
    with closing(OvertakenDatabase(engine)) as database, engine.opening():
        keyring = Keyring(database)
        database.meanwhile = lambda: keyring.destroy("bo")
        keyring.destroy("an")
        assert keyring.erasures == keyring.refresh() == 2
        assert [keyring.is_erased(member) for member in ("an", "bo", "mei")] == [True, True, False]


def test_a_count_that_was_read_late_returns_what_is_known_by_then(store_url: str) -> None:
    engine = engine_of(store_url)
    with closing(OvertakenDatabase(engine)) as database, engine.opening():
        keyring, other = Keyring(database), Keyring(database)
        other.destroy("an")
        database.meanwhile = lambda: keyring.destroy("bo")
        assert keyring._read_erasures() == 2


def test_without_its_rows_a_keyring_begins_anew(keyring: Keyring, database: ViewDatabase) -> None:
    keyring.key_to_seal("an")
    with database.write() as connection:
        connection.execute(sa.text("DELETE FROM member_keys"))
        connection.execute(sa.text("DELETE FROM member_erasures"))
    again = Keyring(database)
    assert again.erasures == 0
    assert again.key_to_open("an") is None
    assert len(again.key_to_seal("an")) == 32


def files(path: Path) -> bytes:
    """All that SQLite keeps of a store."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def test_on_sqlite_nothing_of_a_destroyed_key_stays_in_any_file(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(ViewDatabase(engine_of(f"sqlite:///{path}"))) as database:
        with engine_of(f"sqlite:///{path}").opening():
            keyring = Keyring(database)
        keys = {f"m{number}": keyring.key_to_seal(f"m{number}") for number in range(300)}
        assert all(key in files(path) for key in keys.values())
        for member in list(keys)[::3]:
            keyring.destroy(member)
            assert keys[member] not in files(path)
        held = files(path)
    assert [member for member in keys if keys[member] in held] == [m for n, m in enumerate(keys) if n % 3]


def test_on_sqlite_a_key_that_could_not_be_wiped_is_wiped_by_the_next_who_opens_the_store(
    tmp_path: Path, clock: ManualClock
) -> None:
    path = tmp_path / "store.db"
    with SocialCommerce.open(f"sqlite:///{path}", clock=clock) as commerce:
        commerce.shops.open("an")
        commerce.members.erase("an")
        with commerce.views.database.write() as connection:
            connection.execute(sa.text("UPDATE member_keys SET erasure = 'destroyed'"))
    with SocialCommerce.open(f"sqlite:///{path}", clock=clock) as commerce:
        assert rows(commerce.views.database)["an"] == (None, "wiped")
