"""A story in which every command of trading and earnings does all that it can: it records what the reference says."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from doc_pages import bullet, plain, reference, sections, words
from socialcommerce import ManualClock, SocialCommerce
from socialcommerce.journal import COMMANDS
from socialcommerce.kernel.event import topic_of

COMMANDS_PAGE: Final = sections(reference("commands"))
TRADING: Final = ("rules", "orders", "imports", "cases", "conversations", "budgets", "payouts", "statements")
CASE: Final = "o-5~1"
Told = tuple[str, dict[str, Any]]

SHOPS: Final[list[Told]] = [
    ("merchants.invite", {"merchant": "chashan", "name": "Tea Hill"}),
    (
        "products.list",
        {
            "product": "tea",
            "merchant": "chashan",
            "title": "Tea",
            "category": "tea",
            "price": 1_000,
            "exclusive_price": 900,
            "commission_bp": 1_000,
        },
    ),
    ("budgets.fund", {"product": "tea", "funding": "f-1", "amount": 100_000}),
    ("rules.announce", {"settings": {"orders.payment_minutes": 20}, "holds_from": datetime(2021, 6, 1, tzinfo=UTC)}),
    ("shops.open", {"owner": "mei"}),
    ("shops.invite", {"owner": "mei", "member": "lin"}),
    ("shops.open", {"owner": "lin", "invited_by": "mei"}),
    ("shelves.place", {"shop": "lin", "product": "tea"}),
    ("shares.create", {"shop": "lin", "product": "tea", "share": "s-1"}),
    ("journeys.visit", {"visitor": "an", "share": "s-1"}),
]


def bought(order: str) -> list[Told]:
    """Five units through the share, paid."""
    lines = [{"product": "tea", "quantity": 5}]
    return [
        ("orders.place", {"order": order, "buyer": "an", "lines": lines, "share": "s-1"}),
        ("orders.pay", {"order": order, "payment": f"pay-{order}"}),
    ]


def shipped(order: str) -> Told:
    return "orders.ship", {"order": order, "parcel": f"sf-{order}", "carrier": "SF Express"}


def arrived(order: str) -> Told:
    return "orders.track", {"order": order, "parcel": f"sf-{order}", "status": "delivered"}


def asked(order: str, kind: str = "refund_only") -> Told:
    return "cases.request", {"order": order, "line": 1, "kind": kind, "reason": "broken", "quantity": 1}


ORDERS: Final[list[Told]] = [
    *bought("o-1"),
    arrived("o-1"),
    shipped("o-1"),
    ("orders.complete", {"order": "o-1"}),
    *bought("o-2")[:1],
    ("orders.cancel", {"order": "o-2"}),
    *bought("o-2")[1:],
    *bought("o-3"),
    shipped("o-3"),
    arrived("o-3"),
    asked("o-3"),
    ("orders.refund", {"order": "o-3", "refund": "r-1"}),
    *bought("o-4"),
    shipped("o-4"),
    ("orders.deliver", {"order": "o-4"}),
    (
        "imports.record",
        {
            "merchant": "chashan",
            "number": "7",
            "buyer": "an",
            "source": "market",
            "lines": [{"product": "tea", "title": "Tea", "amount": 900}],
            "bought_at": datetime(2021, 4, 1, tzinfo=UTC),
        },
    ),
]
CASES: Final[list[Told]] = [
    *bought("o-5"),
    shipped("o-5"),
    asked("o-5", "exchange"),
    ("cases.say", {"case": f"{CASE}~1", "message": "m-1", "author": "an", "text": "Hello"}),
    ("cases.approve", {"case": f"{CASE}~1"}),
    ("cases.send_back", {"case": f"{CASE}~1", "parcel": "sf-6", "carrier": "SF Express"}),
    ("cases.receive", {"case": f"{CASE}~1"}),
    ("cases.exchange", {"case": f"{CASE}~1", "parcel": "sf-7", "carrier": "SF Express"}),
    asked("o-5"),
    ("cases.withdraw", {"case": f"{CASE}~2"}),
    asked("o-5"),
    ("cases.reject", {"case": f"{CASE}~3"}),
    ("cases.escalate", {"case": f"{CASE}~3"}),
    ("cases.rule", {"case": f"{CASE}~3"}),
    ("conversations.say", {"order": "o-5", "message": "m-2", "author": "an", "text": "Hello"}),
]
A_WEEK_LATER: Final[list[Told]] = [
    ("payouts.make", {"payout": "p-1", "member": "lin"}),
    ("orders.refund", {"order": "o-1", "refund": "r-2"}),
    ("statements.close", {"merchant": "chashan", "month": "2021-04"}),
]


@pytest.fixture(scope="module")
def recorded() -> dict[str, set[str]]:
    """What each command of the story recorded of its own, without what deadlines did that had passed before it."""
    clock = ManualClock(datetime(2021, 5, 1, 4, tzinfo=UTC))
    found: dict[str, set[str]] = {}
    with SocialCommerce.open(clock=clock) as commerce:
        for told in (SHOPS, ORDERS, CASES, A_WEEK_LATER):
            for do, arguments in told:
                service, command = do.split(".")
                now, before = clock.advance(timedelta(seconds=1)), commerce.log.position()
                getattr(getattr(commerce, service), command)(**arguments)
                own = [each for each in commerce.log.read(before) if each.at == now]
                found.setdefault(do, set()).update(topic_of(type(each.event)) for each in own)
            if told is CASES:
                clock.advance(timedelta(days=8))
    return found


def documented(do: str) -> set[str]:
    return set(words(plain(bullet(COMMANDS_PAGE[do], "Records"))))


def test_the_story_tells_every_command_of_trading_and_earnings(recorded: dict[str, set[str]]) -> None:
    assert {do for do in COMMANDS if do.split(".")[0] in TRADING} <= set(recorded)


@pytest.mark.parametrize("do", [do for do in COMMANDS if do.split(".")[0] in TRADING])
def test_a_command_of_trading_records_all_that_is_documented_and_nothing_else(
    do: str, recorded: dict[str, set[str]]
) -> None:
    assert recorded[do] == documented(do)


def test_the_other_commands_of_the_story_record_nothing_that_is_not_documented(recorded: dict[str, set[str]]) -> None:
    assert all(topics <= documented(do) for do, topics in recorded.items())
