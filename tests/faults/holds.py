"""Faults of how cases hold orders up, and of what is said in them and about orders."""

from datetime import timedelta
from typing import Any

import attrs

from faulting import Log, change, fault, find, insert, remove
from faults.order_life import again
from socialcommerce import Recorded
from socialcommerce.domain.orders.case_events import CaseMessageSent, CaseRefunded, CaseWithdrawn
from socialcommerce.domain.orders.conversation import MessageSent
from socialcommerce.domain.orders.events import CaseClosed, CaseOpened, OrderCompleted, OrderRefunded
from socialcommerce.kernel.text import PersonalText

SECOND = timedelta(seconds=1)


def change_message(log: Log, index: int, **fields: Any) -> str:
    return change(log, index, message=attrs.evolve(log[index].event.message, **fields))


def is_merchants(recorded: Recorded[Any]) -> bool:
    return bool(recorded.event.message.author.startswith("merchant:"))


def is_platforms(recorded: Recorded[Any]) -> bool:
    return bool(recorded.event.message.author.startswith("platform:"))


@fault("a line has two open cases", "one-open-case")
def _(log: Log) -> str:
    return again(log, find(log, CaseOpened))


@fault("an order is held up by a case that has ended", "one-open-case")
def _(log: Log) -> str:
    index = find(log, CaseClosed)
    opened = log[find(log, CaseOpened, lambda recorded: recorded.event.case == log[index].event.case)].event
    return insert(log, index + 1, log[index].stream, opened, at=log[index].at)


@fault("an order is held up by a case of another line", "one-open-case")
def _(log: Log) -> str:
    index = find(log, CaseOpened, lambda recorded: recorded.event.line == 1)
    return change(log, index, line=2)


@fault("an order is free of a case while that is open", "case-closed")
def _(log: Log) -> str:
    index = find(log, CaseOpened)
    fact = CaseClosed(case=log[index].event.case, free_since=log[index].at)
    return insert(log, index + 1, log[index].stream, fact, at=log[index].at)


@fault("an order is free of a case twice", "case-closed")
def _(log: Log) -> str:
    return again(log, find(log, CaseClosed))


@fault("an order is free of a case a second before that lets it go", "case-closed")
def _(log: Log) -> str:
    index = find(log, CaseClosed)
    return change(log, index, free_since=log[index].at - SECOND)


@fault("an order is complete while a case is open", "not-held")
def _(log: Log) -> str:
    index = find(log, OrderCompleted)
    before = (number for number in range(index, 0, -1) if isinstance(log[number].event, CaseClosed | CaseOpened))
    of_order = [number for number in before if log[number].stream == log[index].stream]
    if of_order and isinstance(log[of_order[0]].event, CaseClosed):
        remove(log, of_order[0])
        return log[index - 1].reference
    insert(log, index, log[index].stream, CaseOpened(case=f"{log[index].key}~1~1", line=1))
    return log[index + 1].reference


@fault("a case that has ended holds its order up", "holds")
def _(log: Log) -> str:
    index = find(log, CaseWithdrawn)
    closed = find(log, CaseClosed, lambda recorded: recorded.event.case == log[index].key)
    remove(log, closed)
    return log[index].reference


@fault("a case that is open holds nothing up", "holds")
def _(log: Log) -> str:
    closed = {recorded.event.case for recorded in log if isinstance(recorded.event, CaseClosed)}
    index = find(log, CaseOpened, lambda recorded: recorded.event.case not in closed)
    case = remove(log, index).event.case
    of_case = [recorded for recorded in log if recorded.stream == f"case-{case}"]
    return [recorded for recorded in of_case if not isinstance(recorded.event, CaseMessageSent)][-1].reference


@fault("a case goes on although its refund was made", "nothing-left-to-ask")
def _(log: Log) -> str:
    case = remove(log, find(log, CaseRefunded)).key
    refunds = [recorded for recorded in log if isinstance(recorded.event, OrderRefunded)]
    return [each for each in refunds if each.key == case.partition("~")[0]][-1].reference


@fault("a case goes on although nothing is left of its line", "nothing-left-to-ask")
def _(log: Log) -> str:
    answered = {recorded.event.asked.case for recorded in log if isinstance(recorded.event, OrderRefunded)}
    case = remove(log, find(log, CaseRefunded, lambda recorded: recorded.key not in answered)).key
    refunds = [recorded for recorded in log if isinstance(recorded.event, OrderRefunded)]
    return [each for each in refunds if each.key == case.partition("~")[0]][-1].reference


@fault("a message about an order is sent twice", "message-once")
def _(log: Log) -> str:
    return again(log, find(log, MessageSent))


@fault("a message in a case is sent twice", "message-once")
def _(log: Log) -> str:
    return again(log, find(log, CaseMessageSent))


@fault("a stranger writes about an order", "message-author")
def _(log: Log) -> str:
    return change_message(log, find(log, MessageSent), author="stranger")


@fault("another merchant writes in a case", "message-author")
def _(log: Log) -> str:
    return change_message(log, find(log, CaseMessageSent), author="merchant:another")


@fault("the platform writes in a case that was not escalated", "message-author")
def _(log: Log) -> str:
    return change_message(log, find(log, CaseMessageSent), author="platform:op")


@fault("the platform writes about an order of which no case was escalated", "message-author")
def _(log: Log) -> str:
    return change_message(log, find(log, MessageSent), author="platform:op")


@fault("what a merchant writes belongs to another than the buyer", "message-author")
def _(log: Log) -> str:
    return change_message(log, find(log, MessageSent, is_merchants), text=PersonalText("another", "?"))


@fault("a message is said a second before it is sent", "said-at")
def _(log: Log) -> str:
    index = find(log, MessageSent)
    return change(log, index, said_at=log[index].at - SECOND)


@fault("a merchant answered faster than they did", "said-at")
def _(log: Log) -> str:
    index = find(log, MessageSent, lambda recorded: recorded.event.waited_seconds is not None)
    return change(log, index, waited_seconds=log[index].event.waited_seconds - 1)


@fault("the second of two answers has waited too", "said-at")
def _(log: Log) -> str:
    index = find(log, MessageSent, lambda recorded: is_merchants(recorded) and recorded.event.waited_seconds is None)
    return change(log, index, waited_seconds=0)
