"""Stored events that this library never writes are found when they are read, on one line that names the event."""

from collections.abc import Callable

import pytest
from sql import change, execute, on_disk, remove, state_of

from socialcommerce import CorruptLog, ManualClock, SocialCommerce
from socialcommerce.audit import audit

PRODUCT = "product-p1"
EVERYTHING = "SELECT originator_id, originator_version, topic, state FROM stored_events ORDER BY 1, 2"
Edit = Callable[[bytes], bytes]

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@pytest.fixture
def history(store_url: str, clock: ManualClock) -> str:
    """The URL of a store in which product p1 was listed, repriced, delisted and relisted."""
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        commerce.merchants.invite("brand", "Brand")
        commerce.products.list("p1", "brand", "Title", "Category", 1_000, exclusive_price=900)
        commerce.products.reprice("p1", price=1_100)
        commerce.products.delist("p1")
        commerce.products.relist("p1")
    return store_url


def assert_corrupt(url: str, clock: ManualClock, event: str, *, readable: bool = False) -> None:
    """A command on the product says which event is wrong, and appends nothing.

    Reading the log and filling the views stop there too, unless it is *readable* by itself.
    """
    before = execute(url, EVERYTHING)
    with SocialCommerce.open(url, clock=clock, create=False) as commerce:
        with pytest.raises(CorruptLog) as caught:
            commerce.products.delist("p1")
        if not readable:
            with pytest.raises(CorruptLog, match=f"^{event}: "):
                list(commerce.log.read())
            with pytest.raises(CorruptLog, match=f"^{event}: "):
                commerce.views.rebuild()
    assert execute(url, EVERYTHING) == before
    assert str(caught.value).startswith(f"{event}: ")
    assert len(str(caught.value).splitlines()) == 1
    assert caught.value.code == "corrupt-log"


@on_disk
def test_what_nobody_touched_is_read(history: str, clock: ManualClock) -> None:
    with SocialCommerce.open(history, clock=clock, create=False) as commerce:
        assert [recorded.version for recorded in commerce.log.stream(PRODUCT)] == [1, 2, 3, 4]


@on_sqlite
@pytest.mark.parametrize(
    "topic", ["product.exploded", "", "product.listed.v2", "socialcommerce.domain.catalog:ProductRepriced", "a\nb"]
)
def test_an_unknown_topic_is_corrupt(history: str, clock: ManualClock, topic: str) -> None:
    change(history, PRODUCT, 2, "topic", topic)
    assert_corrupt(history, clock, f"{PRODUCT}@2")


@on_disk
@pytest.mark.parametrize("topic", ["product.delisted", "merchant.invited", "unheard.of"])
def test_a_topic_that_is_not_the_one_of_the_event_is_corrupt(history: str, clock: ManualClock, topic: str) -> None:
    change(history, PRODUCT, 2, "topic", topic)
    assert_corrupt(history, clock, f"{PRODUCT}@2")


EDITS: dict[str, Edit] = {
    "unknown field of the event": lambda s: s.replace(b'"price":', b'"prise":1,"price":'),
    "unknown field beside the event": lambda s: s.replace(b'{"at":', b'{"aa":1,"at":'),
    "missing field of the event": lambda s: s.replace(b',"price":1100', b""),
    "missing instant": lambda s: s.replace(b'"at":"2021-05-01T04:00:00Z",', b""),
    "repeated field": lambda s: s.replace(b'"price":1100', b'"price":1,"price":1100'),
    "repeated instant": lambda s: s.replace(b'{"at":', b'{"at":"2020-01-01T00:00:00Z","at":'),
    "instant without a zone": lambda s: s.replace(b"04:00:00Z", b"04:00:00"),
    "instant as +00:00": lambda s: s.replace(b"04:00:00Z", b"04:00:00+00:00"),
    "instant of another zone": lambda s: s.replace(b"04:00:00Z", b"12:00:00+08:00"),
    "instant with a needless fraction": lambda s: s.replace(b"04:00:00Z", b"04:00:00.000000Z"),
    "instant as a number": lambda s: s.replace(b'"2021-05-01T04:00:00Z"', b"1619841600"),
    "no such day": lambda s: s.replace(b"2021-05-01", b"2021-02-29"),
    "spaces": lambda s: s.replace(b'"price":1100', b'"price": 1100'),
    "line break at the end": lambda s: s + b"\n",
    "something after the end": lambda s: s + b"{}",
    "fields in another order": lambda s: s.replace(
        b'"exclusive_price":900,"price":1100', b'"price":1100,"exclusive_price":900'
    ),
    "a null that is left out": lambda s: s.replace(b"{", b'{"by":null,', 1),
    "amount as 1100.0": lambda s: s.replace(b"1100", b"1100.0"),
    "amount as 11e2": lambda s: s.replace(b"1100", b"11e2"),
    "amount as text": lambda s: s.replace(b"1100", b'"1100"'),
    "amount as true": lambda s: s.replace(b"1100", b"true"),
    "amount of zero": lambda s: s.replace(b"1100", b"0"),
    "amount of minus one": lambda s: s.replace(b"1100", b"-1"),
    "amount of minus zero": lambda s: s.replace(b'"exclusive_price":900', b'"exclusive_price":-0'),
    "amount one over the limit": lambda s: s.replace(b"1100", b"1000000000000001"),
    "amount far over the limit": lambda s: s.replace(b"1100", b"1" * 400),
    "actor that is none": lambda s: s.replace(b'"event"', b'"by":5,"event"'),
    "escaped letter": lambda s: s.replace(b'"price"', b'"pric\\u0065"'),
    "not JSON": lambda _: b"not JSON",
    "nothing": lambda _: b"",
    "a list": lambda _: b"[]",
    "half of it": lambda s: s[: len(s) // 2],
    "bytes that are no text": lambda s: s.replace(b'"price"', b'"pric\xff"'),
    "nested without end": lambda s: s.replace(b"1100", b"[" * 20_000),
    "an unknown field nested without end": lambda s: s.replace(
        b'"price":', b'"aa":' + b"[" * 20_000 + b"]" * 20_000 + b',"price":'
    ),
}


ON_POSTGRESQL_TOO = (
    "unknown field of the event",
    "repeated field",
    "instant without a zone",
    "spaces",
    "amount as 1100.0",
    "amount one over the limit",
)


def assert_found(url: str, clock: ManualClock, edit: Edit) -> None:
    stored = state_of(url, PRODUCT, 2)
    assert stored == b'{"at":"2021-05-01T04:00:00Z","event":{"exclusive_price":900,"price":1100}}'
    assert edit(stored) != stored
    change(url, PRODUCT, 2, "state", edit(stored))
    assert_corrupt(url, clock, f"{PRODUCT}@2")


@on_sqlite
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_another_spelling_or_content_of_an_event_is_corrupt(history: str, clock: ManualClock, edit: Edit) -> None:
    assert_found(history, clock, edit)


@on_postgresql
@pytest.mark.parametrize("name", ON_POSTGRESQL_TOO)
def test_another_spelling_or_content_on_postgresql_is_corrupt(history: str, clock: ManualClock, name: str) -> None:
    assert_found(history, clock, EDITS[name])


@on_sqlite
@pytest.mark.parametrize("title", [b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"x" * 201])
def test_a_text_that_the_edge_would_not_let_in_is_corrupt(history: str, clock: ManualClock, title: bytes) -> None:
    change(history, PRODUCT, 1, "state", state_of(history, PRODUCT, 1).replace(b"Title", title))
    assert_corrupt(history, clock, f"{PRODUCT}@1")


@on_disk
def test_an_event_without_a_topic_is_corrupt(history: str, clock: ManualClock) -> None:
    change(history, PRODUCT, 2, "topic", None)
    assert_corrupt(history, clock, f"{PRODUCT}@2")


@on_sqlite
@pytest.mark.parametrize("price", [1, 10**15])
def test_an_amount_at_its_limits_is_read(history: str, clock: ManualClock, price: int) -> None:
    state = state_of(history, PRODUCT, 2).replace(b"1100", str(price).encode()).replace(b"900", b"null")
    change(history, PRODUCT, 2, "state", state)
    with SocialCommerce.open(history, clock=clock, create=False) as commerce:
        assert commerce.log.stream(PRODUCT)[1].event.price == price


@on_disk
@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_missing_version_is_corrupt_at_the_one_that_follows(history: str, clock: ManualClock, missing: int) -> None:
    remove(history, PRODUCT, missing)
    assert_corrupt(history, clock, f"{PRODUCT}@{missing + 1}", readable=True)


@on_disk
def test_time_that_goes_back_by_a_microsecond_is_corrupt(history: str, clock: ManualClock) -> None:
    back = state_of(history, PRODUCT, 3).replace(b"04:00:00Z", b"03:59:59.999999Z")
    change(history, PRODUCT, 3, "state", back)
    assert_corrupt(history, clock, f"{PRODUCT}@3", readable=True)


@on_disk
def test_an_event_that_cannot_follow_those_before_it_is_corrupt(history: str, clock: ManualClock) -> None:
    change(history, PRODUCT, 4, "state", state_of(history, PRODUCT, 4).replace(b'"listing":2', b'"listing":3'))
    assert_corrupt(history, clock, f"{PRODUCT}@4", readable=True)


@on_sqlite
@pytest.mark.parametrize(
    "edit",
    [
        lambda s: s.replace(b'"shelves.lock_hours":72', b'"shelves.lock_hours":-1'),
        lambda s: s.replace(b'"shelves.lock_hours":72', b'"shelves.lock_days":3'),
        lambda s: s.replace(b'"shelves.lock_hours":72', b'"cellars.lock_hours":72'),
        lambda s: s.replace(b'"zone":"Asia/Shanghai"', b'"zone":"Asia/Nowhere"'),
        lambda s: s.replace(b'"currency":"CNY"', b'"currency":5'),
        lambda s: s.replace(b'"currency":"CNY"', b'"currency.name":"CNY"'),
    ],
    ids=["value", "rule", "group", "zone", "type", "group that is none"],
)
def test_rules_that_cannot_be_are_corrupt_when_the_store_is_opened(
    history: str, clock: ManualClock, edit: Edit
) -> None:
    stored = state_of(history, "rulebook-store", 1)
    assert edit(stored) != stored
    change(history, "rulebook-store", 1, "state", edit(stored))
    with pytest.raises(CorruptLog) as caught:
        SocialCommerce.open(history, clock=clock)
    assert str(caught.value).startswith("rulebook-store@1: ")
    assert len(str(caught.value).splitlines()) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("column", "value", "event"),
    [("originator_id", b"product-p1", "b'product-p1'@2"), ("originator_version", "two", "'product-p1'@'two'")],
)
def test_what_is_in_no_version_of_a_stream_is_corrupt_and_an_audit_finds_it(
    history: str, clock: ManualClock, column: str, value: object, event: str
) -> None:
    change(history, PRODUCT, 2, column, value)
    with SocialCommerce.open(history, clock=clock, create=False) as commerce:
        with pytest.raises(CorruptLog, match=f"^{event}: is no stream and version of it$"):
            list(commerce.log.read())
        (found,) = (each for each in audit(commerce).findings if each.check == "readable")

    assert found.found.startswith(f"{event}: ")
