"""The first event that differs from what was sealed is named, wherever it is and whatever was done to it."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing import rows, seals_over
from socialcommerce.audit.seals.comparing import first_difference
from socialcommerce.audit.seals.verdict import Difference
from socialcommerce.storage.engine import UncheckedRow

COUNT = 14
LOG = rows(COUNT, step=3)
SEALS = seals_over(LOG)
PAIRS = list(combinations(range(COUNT), 2))
FOREIGN: UncheckedRow = (2, "shop-new", 1, "shop.closed", b"{}")


def compare(found: Sequence[UncheckedRow], *, positions: bool = True) -> Difference | None:
    return first_difference(iter(found), SEALS, positions=positions, progress=lambda done: None)


def named(found: Sequence[UncheckedRow]) -> tuple[str, int | None]:
    difference = compare(found)
    assert difference is not None
    assert difference.number is not None
    assert difference.seal == (difference.number - 1) // 5 + 1
    assert difference.position == LOG[difference.number - 1][0]
    assert f"event {difference.number} " in difference.told
    return difference.kind, difference.number


def flips(value: object) -> Iterator[object]:
    """*value* with each of its bits changed in turn."""
    match value:
        case int():
            yield from (value ^ 1 << bit for bit in range(63))
        case str():
            yield from (bits.decode("utf-8", "surrogateescape") for bits in flips(value.encode()))  # type: ignore[attr-defined]
        case bytes():
            number = int.from_bytes(value)
            yield from ((number ^ 1 << bit).to_bytes(len(value)) for bit in range(8 * len(value)))


def test_what_was_sealed_is_as_it_was() -> None:
    assert compare(LOG) is None
    assert compare([*LOG, FOREIGN]) is None


@pytest.mark.parametrize("index", range(COUNT))
@pytest.mark.parametrize("column", [1, 2, 3, 4], ids=["stream", "version", "topic", "state"])
def test_every_changed_bit_is_named(index: int, column: int) -> None:
    for changed in flips(LOG[index][column]):
        row = tuple(changed if i == column else value for i, value in enumerate(LOG[index]))
        assert named([*LOG[:index], row, *LOG[index + 1 :]]) == ("changed", index + 1)  # type: ignore[list-item]


@pytest.mark.parametrize("index", range(COUNT))
@pytest.mark.parametrize("column", [1, 2, 3, 4], ids=["stream", "version", "topic", "state"])
def test_what_is_of_another_type_is_changed(index: int, column: int) -> None:
    row = tuple(None if i == column else value for i, value in enumerate(LOG[index]))
    assert named([*LOG[:index], row, *LOG[index + 1 :]]) == ("changed", index + 1)  # type: ignore[list-item]


@pytest.mark.parametrize("index", range(COUNT))
def test_every_removed_event_is_named_with_the_one_in_its_place(index: int) -> None:
    found = [*LOG[:index], *LOG[index + 1 :]]
    assert named(found) == ("removed", index + 1)
    difference = compare(found)
    assert difference is not None
    assert difference.stream is None
    assert difference.told.endswith("the log ends before it" if index == COUNT - 1 else "follows in its place")


@pytest.mark.parametrize("length", range(COUNT))
def test_a_log_that_was_cut_off_is_named_where_it_ends(length: int) -> None:
    assert named(LOG[:length]) == ("removed", length + 1)


@pytest.mark.parametrize("index", range(COUNT))
def test_every_inserted_event_is_named(index: int) -> None:
    found = [*LOG[:index], FOREIGN, *LOG[index:]]
    assert named(found) == ("inserted", index + 1)
    difference = compare(found)
    assert difference is not None
    assert (difference.stream, difference.version) == ("shop-new", 1)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_every_two_events_that_were_swapped_are_found(first: int, second: int) -> None:
    found = LOG.copy()
    found[first], found[second] = LOG[second], LOG[first]
    assert named(found) == ("moved", first + 1)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_an_event_that_was_moved_is_itself_named_with_where_it_is_or_was(first: int, second: int) -> None:
    back, ahead = LOG.copy(), LOG.copy()
    back.insert(second, back.pop(first))
    ahead.insert(first, ahead.pop(second))
    assert named(back) == named(ahead) == ("moved", first + 1)
    moved_back, moved_ahead = compare(back), compare(ahead)
    assert moved_back is not None
    assert moved_ahead is not None
    assert (moved_back.stream, moved_back.version) == LOG[first][1:3]
    assert f"stands at position {LOG[first][0]}" in moved_back.told
    if second > first + 1:  # neighbours have changed places, and either may be said to have moved
        assert (moved_ahead.stream, moved_ahead.version) == LOG[second][1:3]
        assert f"sealed as number {second + 1}" in moved_ahead.told


def test_an_event_that_was_moved_behind_all_seals_is_found_there() -> None:
    assert named([*LOG[1:], FOREIGN, LOG[0]]) == ("moved", 1)


@pytest.mark.parametrize("index", range(COUNT))
def test_another_position_in_the_same_order_is_named_unless_the_log_was_numbered_anew(index: int) -> None:
    found = LOG.copy()
    found[index] = (LOG[index][0] + 1, *LOG[index][1:])
    assert named(found) == ("renumbered", index + 1)
    assert compare(found, positions=False) is None


@given(
    st.lists(st.one_of(st.sampled_from(LOG), st.just(FOREIGN)), max_size=COUNT + 3),
    st.integers(min_value=0, max_value=COUNT),
)
def test_whatever_was_done_the_first_place_that_differs_is_named(other: list[UncheckedRow], same: int) -> None:
    found = [*LOG[:same], *other]
    differs = next((i for i in range(COUNT) if i >= len(found) or found[i] != LOG[i]), None)
    difference = compare(found)
    assert (None if difference is None else difference.number) == (None if differs is None else differs + 1)


def test_a_stream_that_cannot_be_printed_is_told_in_letters_that_can() -> None:
    row: UncheckedRow = (LOG[2][0], "shop-\udcff\x1b", None, "shop.closed", b"")
    difference = compare([*LOG[:2], row, *LOG[3:]])
    assert difference is not None
    assert difference.told.isprintable()
    assert difference.told.startswith(r"shop-\udcff\x1b@?, event 3 ")
