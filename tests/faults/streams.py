"""Faults of streams."""

from datetime import timedelta

import msgspec

from faulting import Log, change, fault, find, move
from socialcommerce.domain.shops.shelf import ProductPlaced, ShelfOpened


@fault("an event is gone, and its stream has a gap", "versions")
def _(log: Log) -> str:
    index = find(log, ProductPlaced)
    stream = log.pop(index).stream
    return next(recorded.reference for recorded in log[index:] if recorded.stream == stream)


@fault("two events of the log are exchanged", "positions")
def _(log: Log) -> str:
    index = find(log, ProductPlaced)
    log[index], log[index + 1] = log[index + 1], log[index]
    return log[index + 1].reference


@fault("an event is dated before the one before it", "time")
def _(log: Log) -> str:
    return move(log, find(log, ProductPlaced, lambda recorded: recorded.version > 2), -timedelta(days=3650))


@fault("a fact stands in a stream of another kind", "category")
def _(log: Log) -> str:
    index = find(log, ProductPlaced)
    log[index] = msgspec.structs.replace(log[index], stream=f"shop-{log[index].key}")
    return log[index].reference


@fault("an event answers one that comes later", "cause")
def _(log: Log) -> str:
    index = find(log, ShelfOpened)
    return change(log, index, cause=f"{(log[index].cause or '').partition('@')[0]}@99")


@fault("an event answers one of a stream that is not there", "cause")
def _(log: Log) -> str:
    return change(log, find(log, ShelfOpened), cause="shop-nobody@1")


@fault("an event answers something that is no event", "cause")
def _(log: Log) -> str:
    return change(log, find(log, ShelfOpened), cause="the opening of the shop")


@fault("somebody without a key did something", "actor-is-one")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced), by="nobody in particular")


@fault("an operator of no kind did something", "actor-is-one")
def _(log: Log) -> str:
    return change(log, find(log, ProductPlaced), by="operator:op")


@fault("an event is dated far ahead of the clock", "time-ahead")
def _(log: Log) -> str:
    latest = max(recorded.at for recorded in log)
    return change(log, len(log) - 1, at=latest + timedelta(minutes=5, microseconds=1))
