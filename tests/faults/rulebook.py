"""Faults of the rules of the store."""

from datetime import timedelta

from faulting import Log, again, change, fault, find
from socialcommerce.domain.catalog.merchant import MerchantInvited
from socialcommerce.domain.rulebook import ChangeAnnounced, RulesRecorded


@fault("the rules of the store are told twice", "rules-once")
def _(log: Log) -> str:
    return again(log, find(log, RulesRecorded))


@fault("the rules of the store are told after something else", "rules-once")
def _(log: Log) -> str:
    merchant = log.pop(find(log, MerchantInvited))
    log.insert(0, merchant)
    return log[1].reference


@fault("a log begins with something else than rules", "rules-first")
def _(log: Log) -> str:
    log.pop(find(log, RulesRecorded))
    return log[0].reference


@fault("the currency changes", "rule-fixed")
def _(log: Log) -> str:
    index = find(log, ChangeAnnounced)
    return change(log, index, settings=log[index].event.settings | {"currency": "EUR"})


@fault("the time zone changes", "rule-fixed")
def _(log: Log) -> str:
    index = find(log, ChangeAnnounced)
    return change(log, index, settings=log[index].event.settings | {"zone": "Europe/Paris"})


@fault("a change of the rules is announced too late", "notice")
def _(log: Log) -> str:
    index = find(log, ChangeAnnounced)
    return change(log, index, holds_from=log[index].at + timedelta(days=7) - timedelta(microseconds=1))


@fault("a change of the rules holds before it is announced", "notice")
def _(log: Log) -> str:
    index = find(log, ChangeAnnounced)
    return change(log, index, holds_from=log[index].at - timedelta(days=1))


@fault("a change of the rules changes nothing", "rule-changes")
def _(log: Log) -> str:
    return again(log, find(log, ChangeAnnounced))
