"""Sealing while others append, and while others seal: each event comes under one seal, in the order of the log."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

from socialcommerce import SocialCommerce
from socialcommerce.audit import seals
from socialcommerce.audit.seals.chain import line_of, new_seal
from socialcommerce.audit.seals.store import ledger_of

APPENDS = 40
EVENTS = 1 + 2 * 2 * APPENDS
"""The rules, and two events for each of the shops that two hosts open."""


def together(*works: Callable[[], object]) -> None:
    """Do all of this at once, each in a thread of its own; raises what any of them raises."""
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_each_event_comes_under_one_seal_whoever_seals_and_appends_meanwhile(store_url: str) -> None:
    with ExitStack() as opened:
        hosts = [opened.enter_context(SocialCommerce.open(store_url))]
        if hosts[0].log.engine.is_shared:
            hosts.append(opened.enter_context(SocialCommerce.open(store_url)))
        ours, theirs = hosts[0], hosts[-1]

        def append(commerce: SocialCommerce, name: str) -> None:
            for number in range(APPENDS):
                commerce.shops.open(f"{name}{number}")

        def seal(commerce: SocialCommerce) -> None:
            while commerce.log.position() < EVENTS:
                seals.seal(commerce, every=7, only_full=True)

        together(
            lambda: append(ours, "a"),
            lambda: append(theirs, "b"),
            lambda: seal(ours),
            lambda: seal(theirs),
        )
        seals.seal(ours)
        events = sum(1 for _ in ours.log.read())
        assert events == EVENTS
        assert seals.verify(theirs) == seals.Verdict(
            seals=len(list(ledger_of(ours).lines())), sealed=events, unsealed=0, signed=None, differences=()
        )


def test_who_is_overtaken_while_sealing_goes_on_from_the_seal_of_the_other(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        commerce.shops.open("m1")
        commerce.shops.open("m2")
        overtakes = iter([lambda: seals.seal(commerce, every=4, only_full=True)])

        class Slow(seals.Ledger):
            def add(self, number: int, line: str) -> bool:
                next(overtakes, lambda: None)()
                return super().add(number, line)

        slow = Slow(commerce.log.engine, commerce.log.recorder, commerce.views.database)
        (made,) = seals.seal(slow, every=2)
        assert (made.number, made.first, made.events) == (2, 5, 1)
        assert seals.verify(commerce).sealed == 5


def test_a_number_is_taken_once(store_url: str) -> None:
    with SocialCommerce.open(store_url) as commerce:
        ledger = ledger_of(commerce)
        line = line_of(new_seal(None, [bytes(32)], [1], commerce.clock.now()))
        assert ledger.add(1, line)
        assert not ledger.add(1, "other")
        assert list(ledger.lines()) == [(1, line)]
        assert ledger.last_line() == line
