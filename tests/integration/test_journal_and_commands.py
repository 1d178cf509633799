"""A journal gives the same log as its commands, one call after the other, whatever the engine."""

import json
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from journals import HISTORY, NOON, Fact, entries, facts, line, obey, written
from socialcommerce import InfluenceRules, ManualClock, Rules, ShelfRules, SocialCommerce
from socialcommerce.journal import LINES_AT_ONCE, ingest

NARROW = Rules(shelves=ShelfRules(capacity_by_influence=((0, 1), (2, 2), (20, 3), (60, 4))))
"""So few slots that a history has to claim more of them all the time."""


@pytest.fixture
def greedy(tmp_path: Path) -> Path:
    """The real history, but with every fourth visit its shop places one product more, and claims a slot for it.

    Longer than a transaction.
    """
    lines: list[str] = []
    every_fourth = cycle((True, False, False, False))
    told = HISTORY.read_text(encoding="utf-8").splitlines()
    products = cycle(args["product"] for args in (json.loads(each)["args"] for each in told) if "price" in args)
    for each in told:
        lines.append(each)
        found = json.loads(each)
        if found["do"] == "journeys.visit" and next(every_fourth):
            shop = found["args"]["share"].split("-")[1]
            lines.append(line("shelves.place", at=found["at"], shop=shop, product=next(products)))
    assert len(lines) > LINES_AT_ONCE
    return written(tmp_path / "greedy", *lines)


def one_by_one(path: Path, rules: Rules | None) -> tuple[list[Fact], list[tuple[int, str]]]:
    """The log that the journal's commands make in calls of their own, and the refusals by line."""
    with SocialCommerce.open(rules=rules, clock=ManualClock(NOON)) as commerce:
        outcomes = [obey(commerce, entry) for entry in entries(path)]
        found = facts(commerce.log)
    refused = [(n, code) for n, code in enumerate(outcomes, 1) if code not in ("applied", "unchanged")]
    return found, refused


def at_once(path: Path, rules: Rules | None, url: str = "memory://") -> tuple[list[Fact], list[tuple[int, str]]]:
    """The log that the journal makes, and the refusals by line."""
    with SocialCommerce.open(url, rules=rules, clock=ManualClock(NOON)) as commerce:
        report = ingest(commerce, path)
        return facts(commerce.log), [(each.line, each.code) for each in report.refusals]


def test_a_real_history_gives_the_log_of_its_commands() -> None:
    assert at_once(HISTORY, None) == one_by_one(HISTORY, None)


def test_a_history_full_of_claims_gives_the_log_of_its_commands(greedy: Path) -> None:
    found, refused = at_once(greedy, NARROW)

    assert (found, refused) == one_by_one(greedy, NARROW)
    assert sum(code == "shelf-full" for _, code in refused) > 10
    assert sum(topic == "shelf.capacity-raised" for _, _, topic, _ in found) > 10


def test_a_claim_counts_the_window_back_from_its_own_instant() -> None:
    rules = Rules(shelves=NARROW.shelves, influence=InfluenceRules(window_days=3))
    at = NOON - timedelta(days=30)
    for days_later, slots in ((0, 2), (2, 2), (3, 1)):
        with SocialCommerce.open(rules=rules, clock=ManualClock(NOON)) as store:
            store.merchants.invite("cd", "Dior", at=at)
            store.products.list("p1", "cd", "Lipstick", "beauty", 1_000, at=at)
            store.shops.open("lin", at=at)
            store.shelves.place("lin", "p1", at=at)
            store.shares.create("lin", "p1", share="s1", at=at)
            store.members.befriend("lin", "an", at=at)
            store.journeys.visit("an", "s1", at=at)

            assert store.shelves.claim("lin", at=at + timedelta(days=days_later)) == slots


def test_a_real_history_gives_the_same_log_on_every_engine(store_url: str) -> None:
    assert at_once(HISTORY, None, store_url) == at_once(HISTORY, None)


def test_claims_see_what_the_same_journal_did_before_them(store_url: str, tmp_path: Path) -> None:
    rules = Rules(shelves=ShelfRules(capacity_by_influence=((0, 1), (1, 2), (10, 3), (11, 5))))
    offer = {"merchant": "cd", "title": "Lipstick", "category": "beauty", "price": 450}
    wanted = [{"product": "p1", "quantity": 2}]
    path = written(
        tmp_path / "j",
        line("merchants.invite", merchant="cd", name="Dior"),
        *(line("products.list", product=f"p{n}", **offer) for n in range(1, 6)),
        line("shops.open", owner="lin"),
        line("shelves.claim", shop="lin"),
        line("shelves.place", shop="lin", product="p1"),
        line("shelves.place", shop="lin", product="p2"),
        line("shelves.place", shop="lin", product="p3"),
        line("shares.create", shop="lin", product="p1", share="s1"),
        line("orders.place", order="o1", buyer="an", lines=wanted, share="s1"),
        line("shelves.place", shop="lin", product="p3"),
        line("orders.pay", order="o1", payment="x1"),
        line("shelves.place", shop="lin", product="p3"),
        line("members.befriend", member="lin", friend="an"),
        line("shelves.claim", shop="lin"),
        line("journeys.visit", visitor="an", share="s1"),
        line("shelves.claim", shop="lin"),
        line("orders.refund", order="o1", refund="r1"),
        line("shelves.place", shop="lin", product="p4"),
        line("shelves.place", shop="lin", product="p5"),
    )

    found, refused = at_once(path, rules, store_url)

    assert (found, refused) == one_by_one(path, rules)
    assert [code for _, code in refused] == ["shelf-full", "shelf-full"]
    assert [topic for _, _, topic, _ in found if topic.startswith("shelf.")] == [
        "shelf.opened",
        "shelf.product-placed",
        "shelf.capacity-raised",
        "shelf.product-placed",
        "shelf.capacity-raised",
        "shelf.product-placed",
        "shelf.capacity-raised",
        "shelf.product-placed",
        "shelf.product-placed",
    ]
