"""Opening what cannot be opened: one clear line, no password in it, and nothing written."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sql import execute, on_disk
from sqlalchemy import make_url

from socialcommerce import (
    ManualClock,
    Rules,
    RulesDiffer,
    ShelfRules,
    SocialCommerce,
    SocialCommerceError,
    StoreUnavailable,
)

SECRET = "hunter2"


def contents(directory: Path) -> dict[str, str]:
    """What is in a directory: each path, with a digest of the bytes of a file."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(directory.rglob("*"))
    }


@contextmanager
def refused(kind: type[Exception], *words: str, untouched: Path | None = None) -> Iterator[None]:
    """The block raises *kind*, on one line that holds *words* and no password, and leaves *untouched* as it was."""
    before = contents(untouched) if untouched else {}
    with pytest.raises(kind) as caught:
        yield
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert SECRET not in message
    for word in words:
        assert word in message
    if isinstance(caught.value, StoreUnavailable):
        assert message.startswith("store ")
        assert caught.value.code == "store-unavailable"
    assert (contents(untouched) if untouched else {}) == before


@pytest.mark.parametrize("name", ["missing.db", "missing/file.db"])
def test_a_missing_file_is_not_made_when_the_store_has_to_be_there(tmp_path: Path, name: str) -> None:
    with refused(StoreUnavailable, name, "none there", untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / name}", create=False)


def test_an_empty_file_is_no_store_when_the_store_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    with refused(StoreUnavailable, "empty.db", untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'empty.db'}", create=False)


def test_a_store_in_memory_is_never_there_before(clock: ManualClock) -> None:
    with refused(StoreUnavailable, "memory://"):
        SocialCommerce.open("memory://", create=False)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with refused(StoreUnavailable, "no directory", str(tmp_path / "missing"), untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'missing' / 'file.db'}")


@pytest.mark.parametrize("create", [True, False])
def test_a_directory_is_no_store(tmp_path: Path, create: bool) -> None:
    (tmp_path / "directory").mkdir()
    with refused(StoreUnavailable, "directory", untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'directory'}", create=create)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    "text", [b"hi", b"This is a letter, not a database.\n" * 100, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, create: bool, text: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(text)
    with refused(StoreUnavailable, "letter.txt", untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'letter.txt'}", create=create)


@pytest.mark.parametrize("create", [True, False])
def test_a_database_of_something_else_is_left_alone(tmp_path: Path, create: bool) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE letters (text TEXT)")
    other.close()
    with refused(StoreUnavailable, "other.db", "no store of this library", untouched=tmp_path):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'other.db'}", create=create)


def test_a_postgresql_database_without_a_store_is_left_alone_when_it_has_to_be_there(postgres_url: str) -> None:
    tables = "SELECT table_schema, table_name FROM information_schema.tables ORDER BY 1, 2"
    schemas = "SELECT schema_name FROM information_schema.schemata ORDER BY 1"
    before = execute(postgres_url, tables), execute(postgres_url, schemas)
    with refused(StoreUnavailable):
        SocialCommerce.open(postgres_url, create=False)
    assert (execute(postgres_url, tables), execute(postgres_url, schemas)) == before


@pytest.mark.parametrize("create", [True, False])
def test_a_postgresql_server_that_is_not_there_is_unavailable(tmp_path: Path, create: bool) -> None:
    with refused(StoreUnavailable, "postgres@", untouched=tmp_path):
        SocialCommerce.open(f"postgresql://postgres:{SECRET}@/shop?host={tmp_path / 'nowhere'}", create=create)


def test_a_port_that_nobody_listens_to_is_unavailable() -> None:
    with refused(StoreUnavailable, "127.0.0.1"):
        SocialCommerce.open(f"postgresql://postgres:{SECRET}@127.0.0.1:1/shop")


@pytest.mark.parametrize("create", [True, False])
def test_a_postgresql_database_that_is_not_there_is_named(postgres_server: str, create: bool) -> None:
    url = make_url(postgres_server).set(database="nowhere", password=SECRET)
    with refused(StoreUnavailable, 'database "nowhere" does not exist'):
        SocialCommerce.open(url.render_as_string(hide_password=False), create=create)


def test_a_postgresql_user_that_is_not_there_is_named(postgres_server: str) -> None:
    url = make_url(postgres_server).set(username="nobody", password=SECRET)
    with refused(StoreUnavailable, "nobody"):
        SocialCommerce.open(url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.db",
        "memory:",
        "memory://name",
        "memory://?synchronous=full",
        "sqlite://",
        "sqlite:///",
        "sqlite://shop.db",
        f"sqlite://user:{SECRET}@host/shop.db",
        "sqlite:///shop.db?synchronous=off",
        "sqlite:///shop.db?synchronous=",
        "sqlite:///shop.db?mode=ro",
        "sqlite:///shop.db?mode=",
        "sqlite:///shop.db?synchronous=full&cache=shared",
        "sqlite:///shop.db#fragment",
        "sqlite:///:memory:",
        "sqlite:///file::memory:",
        "sqlite:///file:shop?mode=memory",
        "sqlite:///file:shop%3Fmode=memory",
        "sqlite:///shop.db?mode=memory",
        f"mysql://user:{SECRET}@host/shop",
        f"postgresql+psycopg://user:{SECRET}@host/shop",
        f"https://user:{SECRET}@host/shop",
        "file:shop.db",
        "two\nlines",
        "sqlite://[half",
    ],
)
def test_a_url_that_is_not_understood_is_a_bad_value(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with refused(ValueError, untouched=tmp_path):
        SocialCommerce.open(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:shop",
        f"postgresql://user:{SECRET}@host:port/shop",
        f"postgresql://user:{SECRET}@127.0.0.1:1/shop?colour=red",
        f"postgresql://user@127.0.0.1:1/shop?password={SECRET}",
        f"postgresql://user:{SECRET}@127.0.0.1:99999/shop",
        f"postgresql://user:{SECRET}@[half/shop",
    ],
)
def test_a_postgresql_url_that_does_not_work_says_so_on_one_line_without_the_password(url: str) -> None:
    with refused((StoreUnavailable, ValueError)):  # type: ignore[arg-type]
        SocialCommerce.open(url)


@pytest.mark.parametrize("path", ["a b.db", "a%20b.db", "好物.db", "quote'.db", 'double".db'])
def test_a_file_has_the_name_that_its_url_says(tmp_path: Path, path: str) -> None:
    with SocialCommerce.open(f"sqlite:///{tmp_path / path}") as commerce:
        commerce.shops.open("m1")
    assert {name for name in contents(tmp_path) if not name.endswith(("-wal", "-shm"))} == {path}
    with SocialCommerce.open(f"sqlite:///{tmp_path / path}", create=False) as commerce:
        assert commerce.storefronts.of("m1").open


@pytest.mark.parametrize("path", ["file:x.db", "x.db", "./x.db"])
def test_a_path_from_here_is_one_file_whatever_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with SocialCommerce.open(f"sqlite:///{path}") as commerce:
        commerce.shops.open("m1")
        assert commerce.storefronts.of("m1").open
    assert list(contents(tmp_path)) == [path.removeprefix("./")]
    tables = {name for (name,) in execute(f"sqlite:///{tmp_path / path}", "SELECT name FROM sqlite_master")}
    assert {"stored_events", "socialcommerce_store", "view_positions"} <= tables


@on_disk
@pytest.mark.parametrize("create", [True, False])
def test_a_store_of_a_newer_format_is_left_alone(store_url: str, tmp_path: Path, create: bool) -> None:
    SocialCommerce.open(store_url).close()
    ((written,),) = execute(store_url, "SELECT format FROM socialcommerce_store")
    execute(store_url, "UPDATE socialcommerce_store SET format = ?", written + 1)
    url = store_url.replace("postgres:@", f"postgres:{SECRET}@")
    with refused(StoreUnavailable, f"format {written + 1}", "newer", untouched=tmp_path):
        SocialCommerce.open(url, create=create)
    assert execute(store_url, "SELECT format FROM socialcommerce_store") == [(written + 1,)]


@on_disk
def test_rules_that_differ_from_the_recorded_ones_are_named_and_nothing_is_written(
    store_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    recorded = Rules(shelves=ShelfRules(lock_hours=24))
    with SocialCommerce.open(store_url, rules=recorded, clock=clock) as commerce:
        before = list(commerce.log.read())
    with refused(RulesDiffer, "shelves.lock_hours", "24", "25", untouched=tmp_path):
        SocialCommerce.open(store_url, rules=Rules(shelves=ShelfRules(lock_hours=25)), clock=clock)
    with refused(RulesDiffer, "shelves.lock_hours", "24", "72", untouched=tmp_path):
        SocialCommerce.open(store_url, rules=Rules(), clock=clock)
    with SocialCommerce.open(store_url, clock=clock, create=False) as commerce:
        assert list(commerce.log.read()) == before


@on_disk
def test_a_store_opened_again_keeps_the_rules_that_it_recorded(store_url: str, clock: ManualClock) -> None:
    recorded = Rules(zone="Europe/Paris", shelves=ShelfRules(capacity_by_influence=((0, 2), (10, 3))))
    for rules in (recorded, None, recorded):
        with SocialCommerce.open(store_url, rules=rules, clock=clock) as commerce:
            assert commerce.rules.at() == recorded
            commerce.shops.open("m1")
            assert commerce.storefronts.of("m1").capacity == 2


@on_disk
def test_what_was_written_is_there_when_the_store_is_opened_again(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        commerce.shops.open("m1")
        before = list(commerce.log.read())
    with SocialCommerce.open(store_url, clock=clock, create=False) as commerce:
        assert list(commerce.log.read()) == before
        assert commerce.storefronts.of("m1").open


def test_every_error_of_opening_is_one_that_a_host_can_catch() -> None:
    assert issubclass(StoreUnavailable, SocialCommerceError)
    assert issubclass(RulesDiffer, SocialCommerceError)


def test_the_options_of_a_postgresql_url_hold_for_every_connection(postgres_url: str, clock: ManualClock) -> None:
    url = make_url(postgres_url).update_query_dict({"application_name": "till"}).render_as_string(hide_password=False)
    with SocialCommerce.open(url, clock=clock) as commerce:
        commerce.shops.open("m1")
        assert commerce.storefronts.of("m1").open
        ours = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()"
        assert execute(url, ours) == [("till",)]
