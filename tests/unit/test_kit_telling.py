"""Telling steps to a store: what they come to, and that each promise of a command that is broken is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from given import NOON
from socialcommerce import REFUSALS, ManualClock, Recorded, Refused, SocialCommerce
from socialcommerce.domain.shops.shop import SHOP, ShopClosed
from socialcommerce.services.deadlines import Tick as Ticked
from socialcommerce.testing import Command, Late, LawBroken, Teller, Tick, Told, Wait
from socialcommerce.testing.small_world.people import PRELUDE
from socialcommerce.testing.steps import (
    BEFORE_CHANGE,
    BEFORE_MIDNIGHT,
    DAY,
    MIDNIGHT,
    Ahead,
    InMonths,
    Last,
    Of,
    Step,
    later,
    month,
    told_late,
)


@pytest.fixture
def teller(commerce: SocialCommerce, clock: ManualClock) -> Teller:
    """One that has told the prelude: an order o0 of m2 at cd through a share of m1 was placed."""
    told = Teller(commerce, clock)
    for step in PRELUDE:
        told.tell(step)
    return told


def answer(teller: Teller, step: Step) -> Any:
    """What came of a step."""
    teller.tell(step)
    return teller.told[-1].answer


def test_a_command_is_told_with_what_its_words_stand_for(teller: Teller) -> None:
    teller.tell(Command("orders.pay", {"order": Last("order placed", 0), "payment": "x1"}))
    told = teller.told[-1]
    assert (told.name, told.arguments, told.by, told.at) == ("orders.pay", {"order": "o0", "payment": "x1"}, None, NOON)
    assert told.answer.status == "paid"
    assert {each.category for each in told.facts} >= {"order", "commission"}
    assert str(told) == "orders.pay(order='o0', payment='x1', by=None)"


def test_what_is_late_is_told_as_of_when_it_happened_and_only_if_it_is_a_command(
    teller: Teller, clock: ManualClock
) -> None:
    clock.advance(timedelta(minutes=20))
    teller.tell(Late(Command("orders.pay", {"order": "o0", "payment": "x1"}), 60))
    assert teller.told[-1].at == NOON + timedelta(minutes=19)
    assert {fact.at for fact in teller.told[-1].facts} == {teller.told[-1].at}
    teller.tell(Late(Command("orders.pay", {"order": "o0", "payment": "x1"}), 0))
    assert teller.told[-1].at == clock.now()
    asked = {"buyer": "m1", "lines": [{"product": "p1"}]}
    teller.tell(Late(Command("orders.quote", asked), 60))
    assert teller.told[-1].at == clock.now()
    assert teller.told[-1].answer.total == 333


def test_only_commands_are_told_late() -> None:
    steps: list[Step] = [Command("shops.open", {"owner": "an"}), Wait(1), Tick()]
    assert [told_late(step, 5) for step in steps] == [Late(Command("shops.open", {"owner": "an"}), 5), Wait(1), Tick()]


@pytest.mark.parametrize(
    ("zone", "now", "step", "to"),
    [
        ("Asia/Shanghai", "2021-05-01T04:00", MIDNIGHT, "2021-05-01T16:00"),
        ("UTC", "2021-05-01T04:00", MIDNIGHT, "2021-05-02T00:00"),
        ("Pacific/Apia", "2011-12-30T09:00", MIDNIGHT, "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30T10:00", MIDNIGHT, "2011-12-31T10:00"),
        ("America/St_Johns", "2006-10-29T02:00", MIDNIGHT, "2006-10-29T02:30"),
        ("America/St_Johns", "2006-10-29T02:30", MIDNIGHT, "2006-10-30T03:30"),
        ("America/St_Johns", "2006-10-29T02:31", MIDNIGHT, "2006-10-29T03:30"),
        ("UTC", "2021-05-01T04:00", BEFORE_MIDNIGHT, "2021-05-01T23:59:59"),
        ("UTC", "2021-05-01T23:59:59", BEFORE_MIDNIGHT, "2021-05-02T23:59:59"),
        ("America/St_Johns", "2006-09-15T04:00", BEFORE_CHANGE, "2006-10-29T01:31"),
        ("Pacific/Apia", "2011-11-15T04:00", BEFORE_CHANGE, "2011-12-30T09:00"),
        ("Europe/London", "2021-05-01T04:00", BEFORE_CHANGE, "2021-10-31T00:00"),
        ("Europe/London", "2021-10-31T00:00", BEFORE_CHANGE, "2022-03-27T00:00"),
        ("UTC", "2021-05-01T04:00", BEFORE_CHANGE, "2021-05-02T04:00"),
    ],
)
def test_a_wait_leads_to_the_instant_of_its_name_in_the_zone(zone: str, now: str, step: str, to: str) -> None:
    instant = datetime.fromisoformat(f"{now}+00:00")
    assert later(instant, step, zone) == datetime.fromisoformat(f"{to}+00:00")


@pytest.mark.parametrize(
    ("zone", "ahead", "found"),
    [("UTC", 0, "2021-12"), ("Asia/Shanghai", 0, "2022-01"), ("UTC", 1, "2022-01"), ("UTC", -12, "2020-12")],
)
def test_months_are_counted_from_the_one_of_the_zone(zone: str, ahead: int, found: str) -> None:
    assert month(datetime(2021, 12, 31, 16, tzinfo=UTC), ahead, zone) == found


def test_parties_of_an_order_are_its_buyer_and_its_merchant(teller: Teller) -> None:
    teller.tell(Command("orders.pay", {"order": "o0", "payment": "x1"}))
    ship = Command("orders.ship", {"order": Last("order paid", 0), "parcel": "a", "carrier": "SF"}, Of("merchant"))
    assert answer(teller, ship).status == "shipped"
    assert teller.told[-1].by == "merchant:cd"
    assert answer(teller, Command("orders.deliver", {"order": Last("order shipped", 0)}, Of("buyer"))).status
    assert teller.told[-1].by == "m2"


def test_ids_are_counted_back_from_the_last_of_their_kind(teller: Teller) -> None:
    teller.tell(Command("journeys.visit", {"visitor": "m3", "share": Last("share", 1)}))
    first = teller.told[-1].arguments["share"]
    teller.tell(Command("journeys.visit", {"visitor": "m3", "share": Last("share", 3)}))
    assert teller.told[-1].arguments["share"] == first
    teller.tell(Command("shares.create", {"shop": "m1", "product": Last("placed", 0)}, "m1"))
    assert teller.told[-1].arguments["product"] == "p1"
    teller.tell(Command("cases.approve", {"case": Last("case", 0)}))
    assert teller.told[-1].arguments["case"] == "nothing"


def test_what_was_taken_from_a_shelf_stands_there_no_more(teller: Teller) -> None:
    teller.tell(Wait(3 * DAY))
    teller.tell(Command("shelves.swap", {"shop": "m1", "remove": Last("placed", 0), "place": "p2"}))
    assert teller.known("placed", {"shop": "m1"}) == ["p2"]
    teller.tell(Wait(3 * DAY))
    teller.tell(Command("shelves.remove", {"shop": "m1", "product": "p2"}))
    assert teller.known("placed", {"shop": "m1"}) == []


def test_a_case_and_an_earner_are_known_by_what_the_log_says(teller: Teller) -> None:
    assert teller.known("earner", {}) == ["m1", "m2", "M4"]
    for step in (
        Command("orders.pay", {"order": "o0", "payment": "x1"}),
        Command("orders.ship", {"order": "o0", "parcel": "a", "carrier": "SF"}),
        Command("orders.ship", {"order": "o0", "parcel": "b", "carrier": "SF"}),
        Command("cases.request", {"order": "o0", "line": 1, "kind": "refund_only", "reason": "late"}),
        Command("cases.reject", {"case": Last("case requested", 0)}, Of("merchant")),
    ):
        teller.tell(step)
    assert teller.known("case rejected", {}) == ["o0~1~1"]
    assert teller.known("order shipped", {}) == ["o0"]
    for step in (Wait(30 * DAY), Tick(), Wait(30 * DAY), Tick()):
        teller.tell(step)
    assert teller.known("earner", {}) == ["m1"]


def test_instants_and_months_are_counted_from_the_clock(teller: Teller) -> None:
    teller.tell(Command("rules.announce", {"settings": {"shelves.lock_hours": 1}, "holds_from": Ahead(7)}))
    assert teller.told[-1].arguments["holds_from"] == NOON + timedelta(days=7)
    teller.tell(Command("statements.close", {"merchant": "cd", "month": InMonths(-5)}))
    assert teller.told[-1].arguments["month"] == "2020-12"


@pytest.mark.parametrize(
    ("wait", "local"),
    [
        (60, "2021-05-01 12:01:00"),
        (MIDNIGHT, "2021-05-02 00:00:00"),
        (BEFORE_MIDNIGHT, "2021-05-01 23:59:59"),
    ],
)
def test_time_goes_by_as_it_is_told(teller: Teller, wait: int | str, local: str) -> None:
    teller.tell(Wait(wait))
    assert f"{teller.clock.now() + timedelta(hours=8):%Y-%m-%d %H:%M:%S}" == local


def test_the_last_second_of_a_day_is_followed_by_that_of_the_next(teller: Teller) -> None:
    teller.tell(Wait(BEFORE_MIDNIGHT))
    before = teller.clock.now()
    teller.tell(Wait(BEFORE_MIDNIGHT))
    assert teller.clock.now() - before == timedelta(days=1)


def test_a_refusal_is_an_answer(teller: Teller) -> None:
    refused = answer(teller, Command("shelves.remove", {"shop": "m1", "product": "p1"}, "m1"))
    assert refused.code == "slot-locked"
    assert teller.told[-1].facts == ()


def test_a_malformed_command_is_a_value_error_and_writes_nothing(teller: Teller) -> None:
    before = teller.commerce.log.position()
    for argument in range(3):
        teller.mistell(Command("shops.edit", {"owner": "m1", "nickname": "Ann"}), argument)
    assert teller.commerce.log.position() == before


class Recording(Teller):
    """Keeps what it heard."""

    def heard(self, told: Told) -> None:
        self.last = told


def test_each_command_is_heard(commerce: SocialCommerce, clock: ManualClock) -> None:
    teller = Recording(commerce, clock)
    teller.tell(Command("shops.open", {"owner": "lin"}))
    assert teller.last is teller.told[-1]


OPEN = Command("shops.open", {"owner": "lin"})


def closing_too(commerce: SocialCommerce, *, refuse: str | None = None) -> Callable[..., Any]:
    """``shops.open`` that changes something each time, and says no if it is to."""

    def open_shop(owner: str, by: str | None = None) -> None:
        commerce.log.append(_next_of(commerce, owner))
        if refuse:
            raise Refused("shop-closed", refuse)

    return open_shop


def _next_of(commerce: SocialCommerce, owner: str) -> list[Recorded[ShopClosed]]:
    stream = SHOP.stream(owner)
    return [Recorded(stream, len(commerce.log.stream(stream)) + 1, NOON, ShopClosed())]


def test_a_command_that_writes_again_when_it_is_repeated_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commerce.shops, "open", closing_too(commerce))
    with pytest.raises(LawBroken, match=r"repetition: shops.open\(owner='lin', by=None\) wrote again .*ShopClosed"):
        Teller(commerce, clock).tell(OPEN)


def test_without_repeats_nothing_is_told_again(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commerce.shops, "open", closing_too(commerce))
    teller = Teller(commerce, clock, repeats=False)
    teller.tell(OPEN)
    assert len(teller.told[-1].facts) == 1


def test_a_command_that_is_refused_and_writes_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commerce.shops, "open", closing_too(commerce, refuse="no"))
    with pytest.raises(LawBroken, match=r"refusal: shops.open.* was refused \(no\), and wrote .*ShopClosed"):
        Teller(commerce, clock).tell(OPEN)


def test_a_refusal_that_is_not_declared_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(owner: str, by: str | None = None) -> None:
        no = Refused("shop-closed", "no")
        no.code = "because"
        raise no

    assert "because" not in REFUSALS
    monkeypatch.setattr(commerce.shops, "open", refuse)
    with pytest.raises(LawBroken, match="was refused by 'because', which REFUSALS does not declare"):
        Teller(commerce, clock).tell(OPEN)


def test_another_answer_to_the_same_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter((1, 2))
    monkeypatch.setattr(commerce.shops, "open", lambda owner, by: next(answers))
    with pytest.raises(LawBroken, match="was answered by 1, and told again by 2"):
        Teller(commerce, clock).tell(OPEN)


def test_a_tick_that_leaves_something_overdue_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    overdue = attrs.evolve(commerce.tick(), orders=1)
    assert isinstance(overdue, Ticked)
    monkeypatch.setattr(commerce, "tick", lambda: overdue)
    with pytest.raises(LawBroken, match="still overdue"):
        Teller(commerce, clock).tell(Tick())


def test_a_malformed_command_that_is_taken_or_writes_is_found(
    commerce: SocialCommerce, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    teller = Teller(commerce, clock)
    monkeypatch.setattr(commerce.shops, "open", lambda owner: None)
    with pytest.raises(LawBroken, match=r"shops.open took owner=1.5"):
        teller.mistell(OPEN, 0)

    def write(owner: Any) -> None:
        commerce.merchants.invite("cd", "Dior")
        raise ValueError(owner)

    monkeypatch.setattr(commerce.shops, "open", write)
    with pytest.raises(LawBroken, match=r"shops.open with owner=1.5 was refused, and wrote"):
        teller.mistell(OPEN, 0)
