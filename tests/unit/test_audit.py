"""An audit: what it finds in no log that came about rightly, however late or by halves others told of it."""

import gc
from datetime import timedelta
from typing import Any, Final

import attrs
import msgspec
import pytest

from auditing import audited
from given import INSTANT, SECOND
from socialcommerce import ManualClock, Recorded, Rules, SocialCommerce
from socialcommerce.audit import audit
from socialcommerce.audit.picture import Picture
from socialcommerce.domain.circle.contact import MessagesGranted
from socialcommerce.domain.referrals.journey import BindingRenewed
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.domain.shops.shelf import CapacityRaised
from socialcommerce.domain.shops.shop import ShopEdited
from socialcommerce.kernel.event import event
from socialcommerce.kernel.keys import Key

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
LINES: Final[Any] = [{"product": "p1"}]


@event("stampcard.stamped")
class Stamped:
    """What a host records of its own."""

    order: Key


@pytest.fixture
def sold(commerce: SocialCommerce) -> SocialCommerce:
    """A store in which bo, a friend of an, came through a share of an's and placed an order."""
    sell(commerce)
    return commerce


def sell(commerce: SocialCommerce) -> None:
    commerce.merchants.invite("m1", "Merchant")
    commerce.products.list("p1", "m1", "Title", "Category", 600_000)
    commerce.shops.open("an")
    commerce.shelves.place("an", "p1")
    commerce.members.befriend("an", "bo")
    commerce.shares.create("an", "p1", share="s1")
    commerce.journeys.visit("bo", "s1")
    commerce.orders.place("o1", "bo", LINES)


def test_nothing_is_found_in_an_empty_log() -> None:
    assert audited([]) == []


def test_what_an_erased_member_takes_back_was_gone_before(sold: SocialCommerce) -> None:
    sold.recommendations.make("bo", "p1", "good")
    sold.favourites.keep("bo", "p1")
    sold.members.erase("bo")
    sold.recommendations.withdraw("bo", "p1")
    sold.favourites.drop("bo", "p1")

    assert audit(sold).is_clean


def test_events_of_a_host_are_audited_as_events_of_any_kind(sold: SocialCommerce, clock: ManualClock) -> None:
    right, wrong = (
        Recorded(f"{category}-bo", 1, clock.now(), Stamped(order="o1"), position=10_000 + number)
        for number, category in enumerate(("stampcard", "order"))
    )
    found = audited([*sold.log.read(), right, wrong])

    assert [(each.check, each.stream) for each in found] == [("category", "order-bo")]


def test_what_an_event_of_a_host_answers_only_the_host_knows(sold: SocialCommerce, clock: ManualClock) -> None:
    log = list(sold.log.read())
    stamped = Recorded("stampcard-bo", 1, clock.now(), Stamped(order="o1"), cause="order-o1@1", position=10_000)

    assert audited([*log, stamped]) == []


def test_whether_words_that_are_erased_were_changed_nobody_knows(sold: SocialCommerce) -> None:
    sold.shops.edit("an", "An", sign="Soap")
    sold.shops.edit("an", "Ann")
    sold.recommendations.make("an", "p1", "good", ["1.png"])
    sold.recommendations.change("an", "p1", "better", ["2.png"])
    sold.members.erase("an")

    assert all(each.event.nickname.is_erased for each in sold.log.read() if isinstance(each.event, ShopEdited))
    assert audit(sold).is_clean


def test_words_that_are_taken_back_and_said_again_are_changes(sold: SocialCommerce) -> None:
    for sign in ("Soap", "", "Soap"):
        sold.shops.edit("an", sign=sign)
    sold.recommendations.make("an", "p1", "good")
    for text in ("", "good"):
        sold.recommendations.change("an", "p1", text)

    assert audit(sold).is_clean


def test_what_two_cases_of_an_order_end_by_one_refund_answers_it(sold: SocialCommerce) -> None:
    sold.products.list("p2", "m1", "Title", "Category", 1_000)
    sold.orders.place("o2", "bo", [*LINES, {"product": "p2"}])
    sold.orders.pay("o2", "pay-2")
    cases = [sold.cases.request("o2", line, "refund_only", "broken") for line in (1, 2)]
    sold.orders.refund("o2", "r-1")

    assert [sold.cases.of(case).status for case in cases] == ["refunded", "refunded"]
    assert audit(sold).is_clean


@pytest.mark.parametrize("collects", [True, False])
def test_garbage_is_collected_after_an_audit_as_before(commerce: SocialCommerce, collects: bool) -> None:
    during: list[bool] = []
    commerce.shops.open("an")
    gc.enable() if collects else gc.disable()
    try:
        audit(commerce, progress=lambda done, total: during.append(gc.isenabled()))
        after = gc.isenabled()
    finally:
        gc.enable()

    assert (during, after) == ([False], collects)


def test_a_binding_is_renewed_from_a_payment_that_is_told_after_a_later_visit(
    sold: SocialCommerce, clock: ManualClock
) -> None:
    paid_at = clock.now() + MINUTE
    clock.advance(DAY)
    sold.journeys.visit("bo", "s1")
    sold.orders.pay("o1", "pay-1", at=paid_at)
    events = list(sold.log.read())
    renewed = next(each for each in events if isinstance(each.event, BindingRenewed))

    assert (renewed.at, renewed.event.until) == (clock.now(), paid_at + 30 * DAY)
    assert audited(events, clock.now()) == []


def test_messages_are_granted_from_a_payment_that_is_told_after_a_later_form(
    sold: SocialCommerce, clock: ManualClock
) -> None:
    paid_at = clock.now() + MINUTE
    clock.advance(DAY)
    sold.messages.fill_in("bo", "m1", "form-1")
    sold.orders.pay("o1", "pay-1", at=paid_at)
    sold.messages.send("m1", "bo", "msg-1", "Hello")
    events = list(sold.log.read())
    granted = [each for each in events if isinstance(each.event, MessagesGranted)]

    assert [(each.at, each.event.until) for each in granted] == [
        (clock.now(), clock.now() + 7 * DAY),
        (clock.now(), paid_at + 7 * DAY),
    ]
    assert audited(events, clock.now()) == []


def test_payments_of_a_time_that_knew_no_messages_need_grant_none(sold: SocialCommerce, clock: ManualClock) -> None:
    sold.orders.pay("o1", "pay-1")
    silent = [each for each in sold.log.read() if not isinstance(each.event, MessagesGranted)]
    settings = {name: value for name, value in silent[0].event.settings.items() if not name.startswith("circle.")}
    before = msgspec.structs.replace(silent[0], event=RulesRecorded(settings=settings))

    assert audited([before, *silent[1:]], clock.now()) == []
    assert [each.check for each in audited(silent, clock.now())] == ["payments-grant"]


@pytest.mark.parametrize(
    ("name", "before", "now"), [("referrals.binding", "none", "first"), ("circle.messages_per_payment", 0, 2)]
)
def test_a_change_that_is_told_late_asks_nothing_of_what_was_decided_before(
    clock: ManualClock, name: str, before: Any, now: Any
) -> None:
    began = clock.now()
    with SocialCommerce.open(rules=Rules.from_settings({name: before}), clock=clock) as commerce:
        clock.advance(20 * DAY)
        sell(commerce)
        commerce.orders.pay("o1", "pay-1")
        commerce.rules.announce({name: now}, holds_from=began + 10 * DAY, at=began + MINUTE)

        assert audited(commerce.log.read(), clock.now()) == []


def test_all_that_was_looked_at_is_gone_before_garbage_is_collected_again(
    sold: SocialCommerce, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures: list[int] = []
    enable = gc.enable

    def enabled() -> None:
        pictures.append(sum(isinstance(each, Picture) for each in gc.get_objects()))
        enable()

    gc.collect()
    monkeypatch.setattr(gc, "enable", enabled)
    for until in (None, 3, sold.clock.now()):
        audit(sold, until=until, scores=True)

    assert pictures == [0, 0, 0]


@pytest.mark.parametrize(
    "cause", ["order-o1@", "order-o1@one", "order-o1@0", "order-o1@4", f"order-o1@{'9' * 5_000}", "@"]
)
def test_a_cause_that_is_none_is_found_however_it_is_written(sold: SocialCommerce, cause: str) -> None:
    sold.orders.pay("o1", "pay-1")
    log = [
        msgspec.structs.replace(each, cause=cause) if isinstance(each.event, MessagesGranted) else each
        for each in sold.log.read()
    ]

    assert {each.check for each in audited(log)} >= {"cause", "answers"}


@pytest.mark.parametrize("order", ["o@1", "o-1", "order-o@1"])
def test_an_order_may_have_any_number_that_is_a_key(sold: SocialCommerce, clock: ManualClock, order: str) -> None:
    clock.advance(DAY)
    sold.orders.place(order, "bo", LINES)
    sold.orders.pay(order, "pay-1")
    log = list(sold.log.read())

    renewal = next(each for each in log if isinstance(each.event, BindingRenewed))
    assert renewal.cause == f"order-{order}@2"
    assert audited(log) == []


def test_what_ends_two_cases_of_an_order_that_was_never_placed_is_found(sold: SocialCommerce) -> None:
    sold.products.list("p2", "m1", "Title", "Category", 1_000)
    sold.orders.place("o2", "bo", [*LINES, {"product": "p2"}])
    sold.orders.pay("o2", "pay-2")
    for line in (1, 2):
        sold.cases.request("o2", line, "refund_only", "broken")
    sold.orders.refund("o2", "back")
    log = list(sold.log.read())

    assert audited(log) == []
    without = [each for each in log if each.stream != "order-o2" or each.version > 1]
    assert {(each.check, each.stream) for each in audited(without)} >= {
        ("follows", "order-o2"),
        ("answers", "case-o2~2~1"),
    }


def test_without_its_rules_a_store_is_supposed_to_know_of_messages(sold: SocialCommerce, clock: ManualClock) -> None:
    sold.orders.pay("o1", "pay-1")
    sold.rules.announce({"referrals.share_days": 8}, clock.now() + 8 * DAY)
    without = [each for each in sold.log.read() if not isinstance(each.event, RulesRecorded | MessagesGranted)]

    assert {each.check for each in audited(without)} >= {"rules-first", "payments-grant"}


def claimed(sold: SocialCommerce, clock: ManualClock, after: timedelta) -> list[Recorded[Any]]:
    """A log in which an, whose shop sold enough, claims slots so long *after* another friend visited it."""
    sold.orders.pay("o1", "pay-1")
    clock.advance(DAY)
    sold.members.befriend("an", "cy")
    sold.journeys.visit("cy", "s1")
    clock.advance(after)
    sold.shelves.claim("an")
    return list(sold.log.read())


def scored(log: list[Recorded[Any]], fewer: int) -> list[Recorded[Any]]:
    """The same log with a claim from so many points *fewer*."""
    raised = next(each for each in log if isinstance(each.event, CapacityRaised))
    less = attrs.evolve(raised.event, score=raised.event.score - fewer)
    return [msgspec.structs.replace(each, event=less) if each is raised else each for each in log]


@pytest.mark.parametrize(
    ("after", "found"), [(timedelta(0), []), (5 * MINUTE, []), (5 * MINUTE + SECOND, ["claimed-score"])]
)
def test_a_claim_may_be_from_a_score_to_which_others_have_just_added(
    sold: SocialCommerce, clock: ManualClock, after: timedelta, found: list[str]
) -> None:
    log = claimed(sold, clock, after)

    assert audited(log) == []
    assert [each.check for each in audited(scored(log, fewer=1))] == found


def test_a_claim_may_be_made_by_a_clock_that_jumped_back(sold: SocialCommerce, clock: ManualClock) -> None:
    sold.products.list("p2", "m1", "Title", "Category", 1_000)
    sold.orders.pay("o1", "pay-1")
    paid_at = clock.now()
    clock.advance(DAY)
    sold.journeys.visit("bo", "s1")
    clock.advance(10 * MINUTE)
    sold.shelves.place("an", "p2")
    placed_at = clock.now()
    clock.set(paid_at + MINUTE)
    sold.shelves.claim("an")
    events = list(sold.log.read())

    assert (events[-1].at, events[-1].event.score) == (placed_at, sold.influence.of("an").score - 2)
    assert audited(events, placed_at) == []


@pytest.mark.parametrize("fewer", [2, -1])
def test_a_claim_is_from_no_score_that_the_shop_never_had(sold: SocialCommerce, clock: ManualClock, fewer: int) -> None:
    log = claimed(sold, clock, after=MINUTE)

    assert [each.check for each in audited(scored(log, fewer))] == ["claimed-score"]


@pytest.mark.parametrize(("ahead", "found"), [(timedelta(0), []), (INSTANT, ["time-ahead"])])
def test_an_event_may_be_five_minutes_ahead_of_the_audit(
    sold: SocialCommerce, clock: ManualClock, ahead: timedelta, found: list[str]
) -> None:
    log = list(sold.log.read())
    log[-1] = msgspec.structs.replace(log[-1], at=clock.now() + 5 * MINUTE + ahead)

    assert "time-ahead" not in {each.check for each in audited(log)}
    assert [each.check for each in audited(log, clock.now()) if each.check == "time-ahead"] == found
