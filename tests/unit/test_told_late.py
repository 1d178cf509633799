"""What is told after later things have happened: payments with an earlier instant, and days that a zone repeats."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from given import NOON
from socialcommerce import ManualClock, Recorded, Refused, Rules, SocialCommerce
from socialcommerce.domain.referrals.journey import BindingRenewed, Visited
from trading import open_market, open_shop

MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)


def furnish(commerce: SocialCommerce) -> None:
    """Two shops that share the same product."""
    open_market(commerce)
    open_shop(commerce, "bo", "s2")


def order(commerce: SocialCommerce, number: str, share: str | None = None) -> None:
    commerce.orders.place(number, "an", [{"product": "lipstick"}], share=share)


def renewals(commerce: SocialCommerce) -> list[Recorded[BindingRenewed]]:
    return [fact for fact in commerce.log.stream("journey-an") if isinstance(fact.event, BindingRenewed)]


@pytest.fixture
def furnished(commerce: SocialCommerce) -> SocialCommerce:
    furnish(commerce)
    return commerce


def test_a_late_payment_of_an_order_owed_to_nobody_is_taken_though_its_buyer_went_on(
    furnished: SocialCommerce, clock: ManualClock
) -> None:
    order(furnished, "o1")
    clock.advance(10 * MINUTE)
    furnished.journeys.visit("an", "s1")

    paid = furnished.orders.pay("o1", "x1", at=NOON + 5 * MINUTE)

    assert (paid.status, paid.attribution.reason) == ("paid", "none")
    assert furnished.log.stream("order-o1")[-1].at == NOON + 5 * MINUTE
    assert renewals(furnished) == []


def test_a_late_payment_by_a_bound_buyer_who_went_on_renews_from_its_instant_and_is_dated_at_the_last_visit(
    furnished: SocialCommerce, clock: ManualClock
) -> None:
    furnished.journeys.visit("an", "s1")
    order(furnished, "o1", "s1")
    clock.advance(10 * MINUTE)
    furnished.journeys.visit("an", "s2")
    clock.advance(10 * MINUTE)

    assert furnished.orders.pay("o1", "x1", at=NOON + 5 * MINUTE).status == "paid"

    (renewal,) = renewals(furnished)
    assert renewal.event == BindingRenewed(shop="lin", until=NOON + 5 * MINUTE + MONTH)
    assert renewal.at == NOON + 10 * MINUTE
    assert renewal.cause == "order-o1@2"
    bound = furnished.journeys.binding_of("an")
    assert bound
    assert bound.until == NOON + 5 * MINUTE + MONTH


def test_a_late_payment_by_a_buyer_who_is_bound_to_another_shop_renews_nothing(
    furnished: SocialCommerce, clock: ManualClock
) -> None:
    furnished.journeys.visit("an", "s2")
    order(furnished, "o1", "s1")
    clock.advance(10 * MINUTE)
    furnished.journeys.visit("an", "s1")

    assert furnished.orders.pay("o1", "x1", at=NOON + 5 * MINUTE).status == "paid"
    assert renewals(furnished) == []


def test_a_late_payment_does_not_shorten_what_an_earlier_told_one_gave(
    furnished: SocialCommerce, clock: ManualClock
) -> None:
    furnished.journeys.visit("an", "s1")
    for number in ("o1", "o2"):
        order(furnished, number, "s1")
    clock.advance(10 * MINUTE)
    furnished.orders.pay("o2", "x2", at=NOON + 8 * MINUTE)
    furnished.orders.pay("o1", "x1", at=NOON + 5 * MINUTE)

    bound = furnished.journeys.binding_of("an")
    assert bound
    assert bound.until == NOON + 8 * MINUTE + MONTH
    assert len(renewals(furnished)) == 1


def test_a_late_payment_before_the_order_is_refused_still(furnished: SocialCommerce) -> None:
    order(furnished, "o1")
    with pytest.raises(Refused) as refused:
        furnished.orders.pay("o1", "x1", at=NOON - MINUTE)
    assert refused.value.code == "time-goes-back"


@pytest.mark.parametrize(("hours", "code"), [(12, None), (13, "time-goes-back")])
def test_a_late_visit_of_a_day_before_the_last_one_is_refused_and_one_of_its_day_is_the_same(
    furnished: SocialCommerce, clock: ManualClock, hours: int, code: str | None
) -> None:
    """It is noon in the store's zone, on the day after the share was made."""
    clock.advance(timedelta(days=1))
    furnished.journeys.visit("an", "s1")
    before = furnished.log.position()
    told = NOON + timedelta(days=1) - timedelta(hours=hours)

    if code is None:
        assert furnished.journeys.visit("an", "s1", at=told) == "other"
    else:
        with pytest.raises(Refused) as refused:
            furnished.journeys.visit("an", "s1", at=told)
        assert refused.value.code == code
    assert furnished.log.position() == before


MIDNIGHT_PASSED = datetime(2006, 10, 29, 2, 30, 30, tzinfo=UTC)
"""Half a minute into the 29th in St. John's, where the clocks go back a minute after midnight, to the 28th."""

IN_ST_JOHNS = Rules(zone="America/St_Johns")


@pytest.fixture
def repeated_day() -> Iterator[tuple[SocialCommerce, ManualClock]]:
    clock = ManualClock(MIDNIGHT_PASSED)
    with SocialCommerce.open(clock=clock, rules=IN_ST_JOHNS) as commerce:
        furnish(commerce)
        commerce.members.befriend("lin", "an")
        yield commerce, clock


def visit_days(commerce: SocialCommerce) -> list[tuple[str, date]]:
    facts = (fact.event for fact in commerce.log.stream("journey-an"))
    return [(fact.share, fact.day) for fact in facts if isinstance(fact, Visited)]


def test_where_a_zone_repeats_a_day_a_visitors_day_does_not_go_back(
    repeated_day: tuple[SocialCommerce, ManualClock],
) -> None:
    commerce, clock = repeated_day
    commerce.journeys.visit("an", "s1")
    clock.advance(MINUTE)
    commerce.journeys.visit("an", "s1")
    commerce.journeys.visit("an", "s2")

    assert visit_days(commerce) == [("s1", date(2006, 10, 29)), ("s2", date(2006, 10, 29))]
    assert commerce.influence.of("lin").counted_visits == 1
    assert commerce.storefronts.of("lin").visits == 1


def test_after_a_repeated_day_the_next_one_counts_anew(repeated_day: tuple[SocialCommerce, ManualClock]) -> None:
    commerce, clock = repeated_day
    for step in (timedelta(), MINUTE, timedelta(hours=1), timedelta(days=1)):
        clock.advance(step)
        commerce.journeys.visit("an", "s1")

    assert [day.day for _, day in visit_days(commerce)] == [29, 30]
    assert commerce.influence.of("lin").counted_visits == 2
