"""Seals on every engine: made, kept in files, verified, shown in part; after erasures and after tampering."""

import json
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from sql import change, execute, on_disk, remove, state_of

from erasing import SECRET, words, write
from given import listed
from socialcommerce import Conflict, CorruptLog, ManualClock, NotFound, Recorded, SocialCommerce, StoreUnavailable
from socialcommerce.audit import seals
from socialcommerce.audit.seals import Ledger
from socialcommerce.audit.seals.store import ledger_of
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY
from world import furnish

PRODUCT = "product-p1"


def trade(commerce: SocialCommerce) -> None:
    """Five events beside the first, which holds the rules: a merchant, and four of a product."""
    commerce.merchants.invite("brand", "Brand")
    commerce.products.list("p1", "brand", "Title", "Category", 1_000, exclusive_price=900)
    commerce.products.reprice("p1", price=1_100)
    commerce.products.delist("p1")
    commerce.products.relist("p1")


@pytest.fixture
def kept(store_url: str, clock: ManualClock, tmp_path: Path) -> Path:
    """The seals over the first five of the six events of a store at ``store_url``, in a file."""
    path = tmp_path / "kept.jsonl"
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        seals.seal(commerce, every=5, only_full=True)
        seals.export(commerce, path)
    return path


def verify(url: str, kept: Path | None = None) -> seals.Verdict:
    with Ledger.open(url) as ledger:
        return seals.verify(ledger, kept)


def first(url: str, kept: Path) -> tuple[str, int | None, str | None, int | None]:
    """The one difference that is found: what, which event of the log, and what it is called."""
    (found,) = verify(url, kept).differences
    return found.kind, found.number, found.stream, found.version


def test_events_are_sealed_so_many_at_a_time_and_the_rest_with_them(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        done: list[int] = []
        made = seals.seal(commerce, every=4, progress=done.append)
        assert [(seal.number, seal.first, seal.events) for seal in made] == [(1, 1, 4), (2, 5, 2)]
        assert done == [4, 6]
        assert {seal.sealed_at for seal in made} == {clock.now()}
        assert seals.seal(commerce, every=4) == []
        commerce.products.delist("p1")
        (third,) = seals.seal(commerce)
        assert (third.first, third.events, third.previous) == (7, 1, made[1].chain)
        assert seals.verify(commerce) == seals.Verdict(seals=3, sealed=7, unsealed=0, signed=None, differences=())


def test_what_does_not_fill_a_seal_can_wait(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        assert [seal.events for seal in seals.seal(commerce, every=4, only_full=True)] == [4]
        assert seals.seal(commerce, every=4, only_full=True) == []
        assert seals.verify(commerce).unsealed == 2
        assert [seal.events for seal in seals.seal(commerce, every=2, only_full=True)] == [2]


@pytest.mark.parametrize("every", [0, -1, 100_001])
def test_a_seal_has_one_to_a_hundred_thousand_events(every: int, commerce: SocialCommerce) -> None:
    with pytest.raises(ValueError, match=f"^every is {every}: a seal has 1 to 100,000 events$"):
        seals.seal(commerce, every=every)
    assert len(seals.seal(commerce, every=1)) == 1
    commerce.shops.open("m1")
    assert len(seals.seal(commerce, every=100_000)) == 1


def test_a_file_takes_the_seals_that_it_lacks(store_url: str, clock: ManualClock, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        made = seals.seal(commerce)
        assert seals.export(commerce, path) == 1
        trade(commerce)
        made += seals.seal(commerce, every=2)
        assert seals.export(commerce, path) == 3
        assert seals.export(commerce, path) == 0
    assert seals.read(path) == made


def test_a_file_with_other_seals_is_left_as_it_is(store_url: str, clock: ManualClock, tmp_path: Path) -> None:
    path, other = tmp_path / "kept.jsonl", tmp_path / "other.jsonl"
    with SocialCommerce.open(clock=clock) as elsewhere:
        elsewhere.shops.open("m1")
        seals.seal(elsewhere, every=2)
        seals.export(elsewhere, path)
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        seals.seal(commerce)
        seals.export(commerce, other)
        before = path.read_bytes()
        with pytest.raises(ValueError, match=r"kept\.jsonl: seal 1 is not the store's"):
            seals.export(commerce, path)
        assert path.read_bytes() == before
        path.write_bytes(other.read_bytes() + before)
        with pytest.raises(ValueError, match=r"kept\.jsonl: seal 2 is not the store's"):
            seals.export(commerce, path)


@pytest.mark.parametrize(("content", "told"), [("", "holds no seals"), ("{}\n", "line 1 is no seal")])
def test_a_file_without_seals_is_said_to_be_none(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(content)
    with pytest.raises(ValueError, match=rf"kept\.jsonl: {told}"):
        seals.read(path)


def test_an_erasure_breaks_no_seal(store_url: str, clock: ManualClock, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        furnish(commerce, clock)
        write(commerce)
        seals.seal(commerce, every=50)
        seals.export(commerce, path)
        assert SECRET in words(commerce, of="an")
        commerce.members.erase("an")
        assert words(commerce, of="an") <= {None}
        verdict = seals.verify(commerce, path)
        assert verdict.is_intact
        assert verdict.unsealed > 0
        seals.seal(commerce)
        assert seals.verify(commerce, path).unsealed == 0


def test_rebuilding_views_leaves_the_seals(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        seals.seal(commerce)
        commerce.views.rebuild()
        assert seals.verify(commerce).sealed == 6


def test_an_event_is_shown_to_be_under_a_seal_without_the_others(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        made = seals.seal(commerce, every=4)
        rows = list(ledger_of(commerce).rows())
        for index, (_, stream, version, topic, state) in enumerate(rows):
            assert stream
            assert version
            assert topic
            assert state
            inclusion = seals.prove(commerce, stream, version)
            event, seal = seals.event_bytes(stream, version, topic, state), made[index // 4].without_leaves()
            assert (inclusion.seal, inclusion.index, inclusion.events) == (seal.number, index % 4, seal.events)
            assert seals.confirms(inclusion, event, seal)
            assert json.loads(json.dumps(attrs.asdict(inclusion)))["path"] == list(inclusion.path)
            assert not seals.confirms(inclusion, event + b" ", seal)
            assert not seals.confirms(inclusion, event, made[1 - index // 4])
            assert not seals.confirms(inclusion, event, attrs.evolve(seal, root="0" * 64))
            for changes in ({"index": 3 - inclusion.index}, {"path": ("zz",)}, {"path": ()}, {"stream": "x"}):
                assert not seals.confirms(attrs.evolve(inclusion, **changes), event, seal)  # type: ignore[arg-type]


def test_what_is_not_there_or_not_sealed_cannot_be_shown(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        with pytest.raises(NotFound, match=f"^{PRODUCT}@2 is under no seal"):
            seals.prove(commerce, PRODUCT, 2)
        seals.seal(commerce)
        with pytest.raises(NotFound, match=f"^there is no event {PRODUCT}@5$"):
            seals.prove(commerce, PRODUCT, 5)


def test_a_ledger_opens_only_stores(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is none there"), Ledger.open(f"sqlite:///{tmp_path / 'no.db'}"):
        pass
    with pytest.raises(ValueError, match="is not understood"), Ledger.open("mysql://here"):
        pass


@on_disk
def test_a_store_that_nobody_touched_is_intact(store_url: str, kept: Path) -> None:
    assert verify(store_url, kept) == seals.Verdict(seals=1, sealed=5, unsealed=1, signed=None, differences=())


@on_disk
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("originator_id", "product-p2"),
        ("originator_version", 6),
        ("topic", "product.listed "),
        ("state", b"{}"),
        ("state", b"\xff"),
    ],
)
def test_a_changed_column_is_named(store_url: str, kept: Path, column: str, value: object) -> None:
    change(store_url, PRODUCT, 1, column, value)
    name = {"originator_id": ("product-p2", 1), "originator_version": (PRODUCT, 6)}.get(column, (PRODUCT, 1))
    assert first(store_url, kept) == ("changed", 3, *name)


@on_disk
def test_the_first_event_that_was_changed_is_found_though_the_store_no_longer_opens(
    store_url: str, kept: Path, clock: ManualClock
) -> None:
    stream = RULEBOOK.stream(RULEBOOK_KEY)
    change(store_url, stream, 1, "state", b"none")
    with pytest.raises(CorruptLog):
        SocialCommerce.open(store_url, clock=clock)
    assert first(store_url, kept) == ("changed", 1, stream, 1)


@on_disk
def test_a_removed_event_is_named_by_its_place(store_url: str, kept: Path) -> None:
    remove(store_url, PRODUCT, 2)
    (found,) = verify(store_url, kept).differences
    assert (found.kind, found.number, found.stream) == ("removed", 4, None)
    assert f"{PRODUCT}@3 follows in its place" in found.told


@on_disk
def test_a_log_that_was_cut_off_is_found_by_verifying_and_by_sealing(
    store_url: str, kept: Path, clock: ManualClock
) -> None:
    remove(store_url, PRODUCT, 4)
    assert verify(store_url, kept).is_intact, "it was not sealed yet"
    remove(store_url, PRODUCT, 3)
    assert first(store_url, kept) == ("removed", 5, None, None)
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        clock.advance(timedelta(hours=1))
        commerce.products.delist("p1")
        with pytest.raises(CorruptLog, match=r"^the event with which seal 1 ends is not at position 5"):
            seals.seal(commerce)
    assert first(store_url, kept) == ("changed", 5, PRODUCT, 3)


@on_disk
def test_two_events_that_changed_places_are_named(store_url: str, kept: Path) -> None:
    position = "rowid" if store_url.startswith("sqlite") else "notification_id"
    for old, new in ((3, 100), (4, 3), (100, 4)):
        execute(store_url, f"UPDATE stored_events SET {position} = ? WHERE {position} = ?", new, old)
    assert first(store_url, kept) == ("moved", 3, PRODUCT, 1)


@on_disk
@pytest.mark.parametrize("at", [0, -1, -(2**31)])
def test_an_event_put_in_below_all_positions_is_named(store_url: str, kept: Path, at: int) -> None:
    position = "rowid" if store_url.startswith("sqlite") else "notification_id"
    execute(
        store_url,
        f"INSERT INTO stored_events ({position}, originator_id, originator_version, topic, state)"
        " VALUES (?, ?, ?, ?, ?)",
        at,
        PRODUCT,
        5,
        "product.delisted",
        state_of(store_url, PRODUCT, 3),
    )
    assert first(store_url, kept) == ("inserted", 1, PRODUCT, 5)


def test_positions_may_have_gaps(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        trade(commerce)
        again = Recorded(stream=PRODUCT, version=1, at=clock.now(), event=listed("p1"))
        with pytest.raises(Conflict):
            commerce.log.append([again])
        commerce.products.delist("p1")
        positions = [recorded.position for recorded in commerce.log.read()]
        (seal,) = seals.seal(commerce)
        assert [first + i for first, count in seal.positions for i in range(count)] == positions
        assert len(seal.positions) == (2 if store_url.startswith("postgresql") else 1)
        assert seals.verify(commerce).is_intact
