"""A real history with the whole life of its orders: what the store says is, to the fen, what a recount comes to."""

import json
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Final, get_args

import pytest

import recount_orders
import recount_sharing
from auditing import findings_in
from journals import HISTORY, written
from reckoning import Figures, differences, lived, recount_of, recounted, stored
from socialcommerce import SocialCommerce
from socialcommerce.domain.catalog.budget import BudgetEvent
from socialcommerce.domain.earnings.commission_events import CommissionEvent
from socialcommerce.domain.orders.case_events import CaseEvent
from socialcommerce.domain.orders.events import OrderEvent
from socialcommerce.journal_report import Report
from whole_life import whole_life

DAYS: Final = ("1997-01-10", "1997-02-01")
"""Days by the end of which orders stand in all kinds of places."""


def journal_at(path: Path, until: str = "9999") -> Path:
    """The lines up to the end of a day."""
    lines = takewhile(lambda line: json.loads(line)["at"][:10] <= until, whole_life(HISTORY.read_bytes().splitlines()))
    return written(path, *lines)


class Lived:
    """The whole journal in a store, and what the store says of it."""

    def __init__(self, path: Path, report: Report, commerce: SocialCommerce) -> None:
        self.path: Final = path
        self.report: Final = report
        self.figures: Final = stored(commerce, self.recounted())
        self.happened: Final = {type(recorded.event) for recorded in commerce.log.read()}
        self.found_by_audit: Final = findings_in(commerce)

    def recounted(self) -> Figures:
        return recounted(recount_of(self.path, self.report))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    directory = tmp_path_factory.mktemp("whole-life")
    path = journal_at(directory / "whole.jsonl")
    with lived(f"sqlite:///{directory / 'store.db'}", path) as (commerce, report):
        yield Lived(path, report, commerce)


def test_at_the_end_every_figure_is_as_recounted(whole: Lived) -> None:
    figures = whole.recounted()

    assert differences(whole.figures, figures) == []
    assert {kind: len(figures[kind]) for kind in ("order", "balance", "board", "month")} == {
        "order": 209,
        "balance": 109,
        "board": 109,
        "month": 4,
    }
    assert min(len(found) for found in figures.values()) > 0


def test_at_the_end_an_audit_finds_nothing(whole: Lived) -> None:
    assert whole.found_by_audit == []


@pytest.mark.parametrize("day", DAYS)
def test_on_a_day_between_every_figure_is_as_recounted(tmp_path: Path, day: str) -> None:
    path = journal_at(tmp_path / "begun.jsonl", day)

    with lived("memory://", path) as (commerce, report):
        figures = recounted(recount_of(path, report))

        assert differences(stored(commerce, figures), figures) == []


def test_every_refusal_has_the_reason_that_it_gives(whole: Lived) -> None:
    reasons = {refusal.code for refusal in whole.report.refusals}

    assert recount_of(whole.path, whole.report).wrongly_refused == []
    assert {"payout-too-low", "refund-too-high", "escalation-over", "after-sale-over", "slot-locked"} < reasons


def test_everything_happens_that_can_happen_to_orders_cases_budgets_and_commissions(whole: Lived) -> None:
    possible = {fact for facts in (OrderEvent, CaseEvent, BudgetEvent, CommissionEvent) for fact in get_args(facts)}

    assert possible - whole.happened == set()


def test_the_rule_gives_the_same_journal_again() -> None:
    history = HISTORY.read_bytes().splitlines()

    assert whole_life(history) == whole_life(history)


def test_the_lines_of_the_history_stay_but_for_the_listings_of_products() -> None:
    history = [json.loads(line) for line in HISTORY.read_bytes().splitlines()]
    longer = [json.loads(line) for line in whole_life(HISTORY.read_bytes().splitlines())]
    kept = {json.dumps(line) for line in longer}

    assert [line for line in history if json.dumps(line) not in kept and line["do"] != "products.list"] == []
    assert sum(line["do"] == "products.list" for line in longer) == 112


@pytest.mark.parametrize(
    ("module", "number"),
    [
        (recount_orders, "PAYMENT"),
        (recount_orders, "DELIVERY"),
        (recount_orders, "COMPLETION"),
        (recount_orders, "APPROVAL"),
        (recount_orders, "ANSWER"),
        (recount_orders, "RETURN"),
        (recount_orders, "RECEIPT"),
        (recount_orders, "RECRUITER_BP"),
        (recount_sharing, "SHARE_LIFE"),
        (recount_sharing, "BINDING"),
        (recount_sharing, "ATTRIBUTION"),
    ],
)
def test_a_recount_by_twice_a_number_differs(
    monkeypatch: pytest.MonkeyPatch, whole: Lived, module: ModuleType, number: str
) -> None:
    """So the figures depend on every number, and the comparison sees it."""
    monkeypatch.setattr(module, number, 2 * getattr(module, number))

    try:
        found = differences(whole.figures, whole.recounted())
    except LookupError as unknown:
        found = [f"the journal names {unknown}, which is not in the recount"]

    assert found != []
