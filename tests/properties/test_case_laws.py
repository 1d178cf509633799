"""Cases under any sequence of actions and deadlines: which transitions happen, and which never do."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, get_args

import attrs
from hypothesis import event, given
from hypothesis import strategies as st

from given import NOON, recorded
from ordering import CASE_ID, TERMS, asked, message, shipped
from socialcommerce import NotFound, Refused
from socialcommerce.domain.orders import after_sale
from socialcommerce.domain.orders.case import CASE, OPEN, TERMINAL, TRANSITIONS, Action, Case, possible
from socialcommerce.domain.orders.case_events import CaseEvent, Kind
from socialcommerce.testing.mapping import new_mapper

Act = Callable[[Case, datetime], list[CaseEvent]]

ORDER: Final = shipped()
MAPPER: Final = new_mapper()


def plain(decide: Callable[..., list[CaseEvent]], *args: Any, **kwargs: Any) -> Act:
    """An act for which the instant does not matter."""
    return lambda case, at: decide(case, *args, **kwargs)


def timed(decide: Callable[..., list[CaseEvent]], *args: Any, **kwargs: Any) -> Act:
    """An act from whose instant a deadline counts, or which has one."""
    return lambda case, at: decide(case, *args, at=at, **kwargs)


def request(kind: Kind) -> Act:
    """The request of one unit of the first line."""
    return timed(after_sale.request, CASE_ID, ORDER, 1, asked(kind, quantity=1))


FITTING: Final[dict[Action, Act]] = {
    "approve": timed(after_sale.approve, terms=TERMS),
    "reject": timed(after_sale.reject, "worn", terms=TERMS),
    "withdraw": plain(after_sale.withdraw),
    "send_back": timed(after_sale.send_back, "yto1", "YTO", terms=TERMS),
    "receive": plain(after_sale.receive),
    "refund": plain(after_sale.refunded, "r1"),
    "exchange": plain(after_sale.exchange, "sf2", "SF"),
    "escalate": timed(after_sale.escalate, "I insist"),
    "rule": plain(after_sale.rule, ORDER, 500, delivery_fee=False, reason=None),
}
"""An act for each action but the request, so that plays can go on."""

OTHERS: Final[tuple[Act, ...]] = (
    *(request(kind) for kind in get_args(Kind)),
    timed(after_sale.reject, None, terms=TERMS),
    timed(after_sale.send_back, "yto2", "YTO", terms=TERMS),
    plain(after_sale.exchange, "sf3", "SF"),
    timed(after_sale.escalate, None),
    plain(after_sale.rule, ORDER, 2_000, delivery_fee=True, reason="seen"),
    plain(after_sale.rule, ORDER, 2_001, delivery_fee=False, reason=None),
    *(plain(after_sale.say, message(id, text=text, images=1)) for id in ("n1", "n2") for text in ("Hello", "Bye")),
    plain(after_sale.refunded, "r2"),
    plain(after_sale.nothing_left, "r2"),
)

Move = Act | int
"""An act, or the number of one of those that are possible then."""

Play = list[tuple[timedelta, Move]]

moves: st.SearchStrategy[Move] = st.integers(0, 5) | st.sampled_from((*FITTING.values(), *OTHERS))
pauses = st.sampled_from([timedelta()] * 9 + [timedelta(hours=48), timedelta(days=7), timedelta(days=10)])
rest = st.lists(st.tuples(pauses, moves), min_size=5, max_size=20) | st.lists(st.tuples(pauses, moves), max_size=4)
plays: st.SearchStrategy[Play] = st.builds(
    lambda kind, rest: [(timedelta(), request(kind)), *rest], st.sampled_from(get_args(Kind)), rest
)


@attrs.frozen
class Step:
    """An act that was not refused, or a deadline (``act`` is None), at an instant; and the case around it."""

    act: Act | None
    at: datetime
    before: Case
    facts: list[CaseEvent]
    after: Case


def step(act: Act | None, at: datetime, case: Case) -> Step:
    """What *act*, or the deadline, makes of *case*."""
    facts = act(case, at) if act else after_sale.lapse(case, TERMS)
    after = case
    for fact in facts:
        after = CASE.evolve(after, fact)
    return Step(act, at, case, facts, after)


def played(play: Play) -> Iterator[Step]:
    """Each act of *play* that was not refused, and each deadline at its instant."""
    case, at = Case(), NOON
    for pause, move in play:
        at += pause
        while case.due is not None and case.due <= at:
            yield (lapsed := step(None, case.due, case))
            case = lapsed.after
        try:
            acted = step(chosen(move, case), at, case)
        except (Refused, NotFound):
            continue
        yield acted
        case = acted.after


def chosen(move: Move, case: Case) -> Act:
    """The act that *move* is when it is made in *case*."""
    if not isinstance(move, int):
        return move
    actions = possible(case)
    return FITTING[actions[move % len(actions)]] if actions else FITTING["withdraw"]


@given(plays)
def test_only_the_transitions_of_the_table_happen_each_by_its_action(play: Play) -> None:
    for each in played(play):
        done = each.after.done - each.before.done
        assert len(each.facts) <= 1
        if each.before.status == each.after.status:
            assert not done
        else:
            (action,) = done
            assert TRANSITIONS[each.before.status, action] == each.after.status
            event(f"{each.before.status} → {each.after.status}")


@given(plays)
def test_a_case_that_has_ended_takes_nothing_but_messages(play: Play) -> None:
    for each in played(play):
        if each.before.status in TERMINAL:
            assert attrs.evolve(each.after, messages=()) == attrs.evolve(each.before, messages=())
            assert possible(each.before) == ()


@given(plays)
def test_what_was_done_once_changes_nothing_whenever_it_comes_again(play: Play) -> None:
    made: list[Act] = []
    for each in played(play):
        if each.act and each.facts:
            made.append(each.act)
        for act in made:
            assert act(each.after, each.at + timedelta(days=99)) == []


@given(plays)
def test_a_deadline_always_does_something_and_only_an_open_case_has_one(play: Play) -> None:
    for each in played(play):
        assert each.act is not None or len(each.facts) == 1
        assert each.after.due is None or each.after.status in OPEN
        assert each.after.due is None or each.after.due > each.at


@given(plays)
def test_an_action_is_possible_just_where_the_case_can_go_on(play: Play) -> None:
    for each in played(play):
        assert bool(possible(each.after)) == (each.after.status not in TERMINAL)


@given(plays, st.data())
def test_a_case_that_is_stored_and_read_in_two_parts_is_the_same(play: Play, data: st.DataObject) -> None:
    steps = list(played(play))
    log = recorded(*(fact for each in steps for fact in each.facts), stream=CASE.stream(CASE_ID))
    stored = [MAPPER.to_stored_event(each) for each in log]
    read = [MAPPER.to_domain_event(each) for each in stored]
    assert [MAPPER.to_stored_event(each) for each in read] == stored
    split = data.draw(st.integers(0, len(read)))
    assert CASE.fold(read[split:], CASE.fold(read[:split])).state == steps[-1].after
