"""A small real history with all that ends what friends see: every feed and panel is as recounted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from real_graph import friendships

import recount_circle
import recount_sharing
from circle_life import circle_life, with_friendships, written
from friends_seen import compared
from journals import HISTORY
from journals import written as journal_of
from reckoning import lived
from recount_circle import CircleRecount
from socialcommerce import SocialCommerce
from socialcommerce.journal_report import Report

ONLOOKERS: Final = [("m7237", "looks-on"), ("m3240", "looks-on")]
"""Friendships with one who does nothing."""


def recounted(path: Path, refused: dict[int, str]) -> CircleRecount:
    recount = CircleRecount()
    with path.open("rb") as lines:
        recount.read(lines, refused)
    return recount


class Lived:
    """The longer history in a store, and what was refused of it."""

    def __init__(self, path: Path, commerce: SocialCommerce, report: Report) -> None:
        self.path: Final = path
        self.commerce: Final = commerce
        self.refused: Final = {refusal.line: refusal.code for refusal in report.refusals}
        self.seen: Final = compared(commerce, recounted(path, self.refused))


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    directory = tmp_path_factory.mktemp("graph")
    path = journal_of(directory / "longer.jsonl", *circle_life(HISTORY.read_bytes().splitlines(), ONLOOKERS))
    with lived(f"sqlite:///{directory / 'store.db'}", path) as (commerce, report):
        yield Lived(path, commerce, report)


def test_every_feed_and_panel_is_as_recounted(graph: Lived) -> None:
    assert graph.seen.differences == []
    assert recounted(graph.path, graph.refused).wrongly_refused == []
    assert graph.seen.feeds == 156
    assert set(graph.seen.entries) == {"placement", "share", "recommendation", "purchase"}


def test_everything_bites_that_can_keep_something_from_friends(graph: Lived) -> None:
    assert set(graph.seen.unseen) == {
        "blocked",
        "delisted",
        "erased",
        "order hidden",
        "purchases private",
        "purchases shown no more",
        "refunded",
        "sensitive",
        "share ended",
        "shop closed",
        "taken out",
        "unfriended",
    }


def test_the_bare_history_is_seen_as_recounted_too(tmp_path: Path) -> None:
    lines = written(with_friendships(HISTORY.read_bytes().splitlines(), []))
    path = journal_of(tmp_path / "bare.jsonl", *lines)

    with lived("memory://", path) as (commerce, report):
        seen = compared(commerce, recounted(path, {refusal.line: refusal.code for refusal in report.refusals}))

    assert [json.loads(line) for line in lines] == [json.loads(line) for line in HISTORY.read_bytes().splitlines()]
    assert seen.differences == []


def test_a_recount_by_other_rules_differs(graph: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount_sharing, "SHARE_LIFE", 2 * recount_sharing.SHARE_LIFE)
    monkeypatch.setattr(recount_circle, "PANEL", 2)

    found = compared(graph.commerce, recounted(graph.path, graph.refused)).differences

    assert {difference.partition(" ")[0] for difference in found} == {"feed", "panel"}


def test_the_rule_gives_the_same_journal_again_in_order_of_time() -> None:
    history = HISTORY.read_bytes().splitlines()
    lines = circle_life(history, ONLOOKERS)
    instants = [json.loads(line)["at"] for line in lines]

    assert lines == circle_life(history, ONLOOKERS)
    assert instants == sorted(instants)
    assert len(lines) > len(history)


def test_friendships_are_read_as_pairs_of_numbers(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("node_1,node_2\n0,747\n5,5\n1,4257\n", encoding="utf-8")

    assert list(friendships(path)) == [("m0", "m747"), ("m1", "m4257")]
