"""Given events, when a decision, then events: what passes, and how it fails."""

from typing import Any

import pytest

from given import listed
from hosting import CARD, IN_PLACE, Card, StampGiven, StampsRedeemed, redeem, stamp
from socialcommerce import CorruptLog
from socialcommerce.aggregates import PersonalText
from socialcommerce.domain.catalog.product import PRODUCT, ProductDelisted, delist
from socialcommerce.testing import LawBroken, given, laws, strategies

FIRST = StampGiven(order="o1", note=None)
REDEEMED = StampsRedeemed(stamps=1, thanks=PersonalText("an", "thanks"))


def test_a_host_tells_its_own_aggregate_step_by_step() -> None:
    after = given(CARD).when(stamp, "o1").then(FIRST)
    after.when(stamp, order="o1").unchanged()
    after.when(redeem, 2).refused("card-not-full").when(redeem, 1).then(REDEEMED).when(redeem, 1).refused(
        "card-not-full"
    )


def test_an_aggregate_of_the_library_is_told_likewise() -> None:
    product = given(PRODUCT, listed())
    delisted = product.when(delist, by_platform=False).then(ProductDelisted(by_platform=False))
    assert product.state != delisted.state
    delisted.when(delist, by_platform=False).unchanged()


def test_the_state_is_what_the_events_make() -> None:
    assert given(CARD, FIRST).state == Card(1, frozenset({"o1"}))
    assert given(CARD).state == Card()


def test_events_that_cannot_follow_each_other_are_no_beginning() -> None:
    with pytest.raises(CorruptLog):
        given(PRODUCT, ProductDelisted(by_platform=False))


def test_another_event_is_shown_with_the_fields_that_differ() -> None:
    with pytest.raises(AssertionError) as failed:
        given(CARD, REDEEMED).when(stamp, "o2").then(FIRST)
    assert str(failed.value) == (
        "given stamps:\n"
        "  1. StampsRedeemed(stamps=1, thanks=PersonalText(member='an', text='thanks'))\n"
        "when stamp\n"
        "expected:\n"
        "  1. StampGiven(order='o1', note=None, colour='red')\n"
        "found:\n"
        "  1. StampGiven(order='o2', note=None, colour='red')\n"
        "different:\n"
        "  1. StampGiven.order: expected 'o1', found 'o2'"
    )


def test_what_is_missing_and_what_is_too_much_is_named() -> None:
    with pytest.raises(AssertionError, match=r"1\. is missing: StampGiven") as failed:
        given(CARD, FIRST).when(stamp, "o1").then(FIRST)
    assert "found:\n  none" in str(failed.value)
    with pytest.raises(AssertionError, match=r"1\. was not expected: StampGiven"):
        given(CARD).when(stamp, "o1").unchanged()


def test_an_event_of_another_kind_is_shown_whole() -> None:
    with pytest.raises(AssertionError, match=r"1\. expected StampsRedeemed\(.*\), found StampGiven\("):
        given(CARD).when(stamp, "o1").then(REDEEMED)


def test_a_refusal_where_events_were_expected_is_told_and_is_the_cause() -> None:
    with pytest.raises(AssertionError, match=r"it was refused: card-not-full \(0 of 2 stamps\)") as failed:
        given(CARD).when(redeem, 2).then(REDEEMED)
    assert getattr(failed.value.__cause__, "code", None) == "card-not-full"
    with pytest.raises(AssertionError, match="it was refused: card-not-full"):
        given(CARD).when(redeem, 2).unchanged()


def test_another_refusal_and_none_are_told() -> None:
    with pytest.raises(AssertionError, match=r"expected a refusal: too-late\nit was refused: card-not-full"):
        given(CARD).when(redeem, 2).refused("too-late")
    with pytest.raises(AssertionError, match=r"expected a refusal: card-not-full\nfound:\n  1\. StampGiven"):
        given(CARD).when(stamp, "o1").refused("card-not-full")


def test_an_error_that_says_nothing_by_a_code_is_raised_as_it_is() -> None:
    def broken(card: Card) -> list[StampGiven]:
        raise ZeroDivisionError("by nothing")

    with pytest.raises(ZeroDivisionError, match="by nothing"):
        given(CARD).when(broken)


@pytest.mark.parametrize("returned", [None, FIRST, [FIRST, "stamped"], "stamped"], ids=str)
def test_a_decision_that_returns_no_list_of_events_is_named(returned: Any) -> None:
    def decide(card: Card) -> Any:
        return returned

    with pytest.raises(ValueError, match=r"^decide returned .*: a decision returns a list of events$"):
        given(CARD).when(decide)
    with pytest.raises(ValueError, match=r"^decide returned .*: a decision returns a list of events"):
        laws.repetition(CARD, strategies.calls(decide))


@pytest.mark.parametrize("returned", [(FIRST,), iter([FIRST])], ids=["a tuple", "an iterator"])
def test_events_can_come_in_any_order_that_can_be_gone_through(returned: Any) -> None:
    given(CARD).when(lambda card: returned).then(FIRST)


@pytest.mark.parametrize("happened", ["hello", StampGiven, Card()], ids=str)
def test_what_is_no_event_cannot_have_happened(happened: Any) -> None:
    with pytest.raises(ValueError, match=r"is no event of stamps: @event\(topic\) makes a class one$"):
        given(CARD, FIRST, happened)


def test_an_evolve_that_changes_its_state_is_told_and_leaves_the_initial_one() -> None:
    for _ in range(2):
        with pytest.raises(LawBroken, match="evolve of stamps changes the state that it is given") as broken:
            given(IN_PLACE, FIRST)
        assert str(broken.value).endswith("it was   {}\nit is now {'o1': 1}")
    assert IN_PLACE.initial == {}
    assert given(IN_PLACE).state == {}
