"""For orders, their cases, earnings and the rulebook: worlds to start from, and random commands that change them."""

from datetime import timedelta
from functools import partial
from typing import Final, get_args

from aggregate_commands import visit
from aggregate_plays import MARKET, SHOPS, Commands, Stage, binding_rules, ids, members, order_ids, share_ids, texts
from earning_commands import (
    announce,
    approve_commission,
    bring_in,
    close_month,
    earn,
    follow_refunds,
    freeze,
    pay_out,
    record,
    recruit,
    settle,
)
from hypothesis import strategies as st
from trading_commands import (
    answer_refund,
    approve,
    cancel,
    close_case,
    complete,
    deliver,
    escalate,
    exchange,
    leave_nothing,
    message,
    open_case,
    pay,
    place_order,
    receive,
    refund,
    refund_case,
    reject,
    request,
    rule,
    send_back,
    ship,
    track,
    withdraw,
    write,
    write_in_case,
)
from worlds import World, command, end, weighted

from given import NOON
from socialcommerce import Rules, ShelfRules
from socialcommerce.domain.orders.case_events import CaseAsked
from socialcommerce.domain.orders.imported import ImportedLine, ImportRecorded
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.orders.parcels import TrackingStatus
from socialcommerce.domain.orders.pricing import Asked, Discount, Wanted
from socialcommerce.domain.orders.refunding import Grant, RefundAsked
from socialcommerce.kernel.text import PersonalText
from socialcommerce.rules import Setting

PAID: Final = end(
    MARKET,
    [
        (
            timedelta(),
            partial(place_order, asked=Asked("m2", (Wanted("p1", 4), Wanted("p2")), "s1", 2), recruiter="m3"),
        ),
        (timedelta(), partial(pay, payment="pay1")),
    ],
)
"""An order of two lines that m2 paid, attributed to m1, whom m3 recruited."""

references = st.sampled_from(["r1", "r2", "r3", "r4", "r5"])
parcels = st.sampled_from(["sf1", "sf2"])
carriers = st.sampled_from(["SF", "YTO"])
lines = st.integers(1, 3)
case_numbers = st.integers(1, 3)
messages: Final[st.SearchStrategy[Message]] = st.builds(
    message,
    st.sampled_from(["n1", "n2", "n3"]),
    st.sampled_from(["m2", "merchant:dior", "platform:op"]),
    st.sampled_from(["", "hello"]),
)

REFUNDS: Final[st.SearchStrategy[RefundAsked]] = st.one_of(
    st.just(RefundAsked()),
    st.builds(RefundAsked, line=st.integers(1, 4)),
    st.builds(RefundAsked, line=lines, quantity=st.integers(1, 4)),
    st.builds(RefundAsked, line=lines, amount=st.integers(1, 12)),
)
GRANTS: Final[st.SearchStrategy[Grant]] = st.one_of(
    st.builds(Grant, st.just(1), delivery_fee=st.booleans()),
    st.builds(Grant, st.just(1), quantity=st.integers(1, 4)),
    st.builds(Grant, st.just(1), amount=st.integers(0, 12), delivery_fee=st.booleans()),
)
DISCOUNTS: Final[st.SearchStrategy[Discount]] = st.one_of(
    st.builds(Discount, amount=st.integers(1, 9), threshold=st.integers(0, 9)),
    st.builds(Discount, percent_bp=st.sampled_from([1, 5_000, 10_000])),
)
WISHES: Final[st.SearchStrategy[Asked]] = st.builds(
    Asked,
    buyer=members,
    wanted=st.lists(
        st.builds(Wanted, ids, st.integers(1, 4)), min_size=1, max_size=3, unique_by=lambda line: line.product
    ).map(tuple),
    share=st.none() | share_ids,
    delivery_fee=st.integers(0, 2),
    discount=st.none() | st.none() | DISCOUNTS,
)
FULFILMENTS: Final[Commands] = weighted(
    (3, command(ship, parcel=parcels, carrier=carriers)),
    (3, command(track, parcel=parcels, status=st.sampled_from(get_args(TrackingStatus)))),
    (1, command(deliver)),
    (1, command(complete)),
)
REFUNDING: Final[Commands] = weighted(
    (6, command(refund, reference=references, asked=REFUNDS)),
    (1, command(refund_case, reference=references, number=case_numbers, grant=GRANTS)),
)
ORDERS: Final[Commands] = weighted(
    (4, command(place_order, asked=WISHES)),
    (4, command(pay, payment=st.sampled_from(["pay1", "pay2"]))),
    (1, command(cancel, reason=texts)),
    (6, FULFILMENTS),
    (3, command(open_case, line=lines, number=case_numbers)),
    (2, command(close_case, line=lines, number=case_numbers)),
    (6, REFUNDING),
    (1, command(visit, id=share_ids, rules=binding_rules)),
)
ASKED: Final[st.SearchStrategy[CaseAsked]] = st.one_of(
    st.builds(
        CaseAsked,
        st.sampled_from(["refund_only", "return_and_refund", "exchange"]),
        st.just(PersonalText("m2", "broken")),
        quantity=st.none() | st.integers(1, 5),
    ),
    st.builds(CaseAsked, st.just("refund_only"), st.just(PersonalText("m2", "late")), amount=st.integers(1, 12)),
)
ACTIONS: Final[Commands] = st.one_of(
    command(approve),
    command(reject, reason=texts),
    command(withdraw),
    command(send_back, parcel=parcels),
    command(receive),
    command(exchange, parcel=parcels),
    command(escalate, reason=texts),
    command(rule, amount=st.integers(0, 12), delivery_fee=st.booleans()),
    command(answer_refund, reference=references),
    command(leave_nothing, reference=references),
)
CASES: Final[Commands] = weighted(
    (3, command(request, asked=ASKED)),
    (9, ACTIONS),
    (1, command(write_in_case, message=messages)),
    (1, command(ship, parcel=parcels, carrier=carriers)),
    (1, command(refund, reference=references, asked=REFUNDS)),
)
CONVERSATIONS: Final[Commands] = command(write, message=messages)
COMMISSIONS: Final[Commands] = weighted(
    (2, command(earn)),
    (4, FULFILMENTS),
    (3, command(freeze)),
    (3, command(approve_commission)),
    (2, command(open_case, line=lines, number=case_numbers)),
    (2, command(close_case, line=lines, number=case_numbers)),
    (2, REFUNDING),
    (3, command(follow_refunds)),
    (3, command(settle, payout=st.sampled_from(["out1", "out2", "out3"]), member=st.sampled_from(["m1", "m3", "zed"]))),
)
PAYOUTS: Final[Commands] = command(
    pay_out,
    payout=st.sampled_from(["out1", "out2"]),
    member=members,
    payable=st.dictionaries(order_ids, st.integers(-9, 9), max_size=3),
)
STATEMENTS: Final[Commands] = command(
    close_month, month=st.sampled_from(["2020-12", *(f"2021-0{month}" for month in range(1, 10))])
)
INVITATIONS: Final[Commands] = weighted(
    (4, command(recruit, recruiter=members, member=st.sampled_from(["m1", "m2", "m3"]))), (1, SHOPS)
)
IMPORTS: Final[Commands] = command(
    bring_in,
    content=st.builds(
        ImportRecorded,
        merchant=st.just("dior"),
        number=st.sampled_from(["t1", "t2"]),
        buyer=members,
        source=st.just("elsewhere"),
        lines=st.just((ImportedLine("p1", "Lipstick", 1, 5),)),
        bought_at=st.sampled_from([NOON, NOON - timedelta(days=30)]),
    ),
)
SETTINGS: Final[st.SearchStrategy[dict[str, Setting]]] = st.dictionaries(
    st.sampled_from(["shelves.lock_hours", "orders.payment_minutes", "influence.visit_weight"]),
    st.integers(1, 3),
    min_size=1,
) | st.sampled_from([{"currency": "CNY"}, {"currency": "EUR"}])
RULEBOOKS: Final[Commands] = weighted(
    (
        1,
        command(
            record,
            rules=st.sampled_from([Rules(), Rules(currency="EUR"), Rules(shelves=ShelfRules(lock_hours=1))]),
        ),
    ),
    (3, command(announce, settings=SETTINGS, ahead=st.sampled_from([timedelta(days=days) for days in (0, 7, 8, 30)]))),
)

TRADING_STAGES: Final[dict[str, Stage]] = {
    "case": Stage(PAID, CASES),
    "commission": Stage(PAID, COMMISSIONS),
    "conversation": Stage(World(), CONVERSATIONS),
    "import": Stage(World(), IMPORTS),
    "invitation": Stage(MARKET, INVITATIONS),
    "order": Stage(MARKET, ORDERS),
    "payout": Stage(World(), PAYOUTS),
    "rulebook": Stage(World(), RULEBOOKS),
    "statement": Stage(World(), STATEMENTS),
}
