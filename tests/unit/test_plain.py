"""Values as JSON has them, for the eyes of a member."""

from datetime import UTC, date, datetime, timedelta, timezone

import attrs
import pytest

from socialcommerce.kernel.personal import holds_texts, owners
from socialcommerce.kernel.plain import plain
from socialcommerce.kernel.text import PersonalText

OWN = PersonalText("an", "hello")
OTHERS = PersonalText("bo", "secret")


@attrs.frozen
class Told:
    """Something that was said."""

    text: PersonalText
    more: tuple[PersonalText, ...] = ()


@attrs.frozen
class Around:
    """Something that was said, in something else."""

    told: Told | None
    number: int = 0


@attrs.frozen
class Silent:
    """Nothing that was said."""

    number: int
    days: tuple[date, ...] = ()


def test_a_member_sees_texts_of_their_own_and_of_others_that_there_is_one() -> None:
    assert plain(OWN, "an") == "hello"
    assert plain(PersonalText("an", None), "an") is None
    assert plain(OTHERS, "an") == {"member": "bo"}


@pytest.mark.parametrize("wrap", [lambda text: [text], lambda text: (text,)], ids=["list", "tuple"])
def test_so_it_is_with_texts_in_lists(wrap: object) -> None:
    assert callable(wrap)
    assert plain(wrap(OWN), "an") == ["hello"]
    assert plain(wrap(OTHERS), "an") == [{"member": "bo"}]


def test_so_it_is_with_texts_in_objects() -> None:
    assert plain({"own": OWN, "other": OTHERS}, "an") == {"own": "hello", "other": {"member": "bo"}}
    assert plain(Around(Told(OTHERS, (OWN,))), "an") == {
        "told": {"text": {"member": "bo"}, "more": ["hello"]},
        "number": 0,
    }


def test_instants_are_in_utc_and_days_as_they_are_written() -> None:
    noon = datetime(2021, 5, 1, 12, tzinfo=timezone(timedelta(hours=8)))

    assert plain(noon, "an") == "2021-05-01T04:00:00+00:00"
    assert plain(noon.astimezone(UTC), "an") == "2021-05-01T04:00:00+00:00"
    assert plain(date(2021, 5, 1), "an") == "2021-05-01"


def test_sets_are_in_order_and_the_rest_stays() -> None:
    assert plain(frozenset({"b", "a", "c"}), "an") == ["a", "b", "c"]
    assert plain([None, True, 7, "word"], "an") == [None, True, 7, "word"]


def test_a_class_holds_texts_if_a_field_does_or_what_stands_in_it() -> None:
    assert [holds_texts(each) for each in (Told, Around, Silent)] == [True, True, False]


def test_the_owners_of_texts_are_those_of_all_that_stand_in_a_fact() -> None:
    assert owners(Around(Told(OWN, (OTHERS, OWN)))) == {"an", "bo"}
    assert owners(Around(None)) == owners(Silent(1)) == set()
