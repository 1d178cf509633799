"""The command line that says why: scores, attributions, commissions and feeds."""

from pathlib import Path
from typing import Any, Final

import pytest
from market import STORE, market_terminal
from terminal import Terminal

from journals import NOON, line, written

EXPLANATIONS: Final = (
    ("explain", "score", "lin"),
    ("explain", "attribution", "o1"),
    ("explain", "commission", "o1"),
    ("explain", "feed", "bo", "lin", "lipstick"),
)
LATER: Final = (
    line("members.befriend", member="lin", friend="bo"),
    line("shops.open", owner="an"),
    line("shelves.place", shop="an", product="tea"),
    line("shares.revoke", share="s1"),
)
"""Lin has a friend who sees what she placed, and An a shop of her own."""


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    found = market_terminal(tmp_path, capsys, monkeypatch)
    written(tmp_path / "later.jsonl", *LATER)
    assert found.run("ingest", "later.jsonl", "--store", STORE, "--json").json["applied"] == len(LATER)
    return found


def told(terminal: Terminal, *words: str) -> Any:
    """What an explanation prints for machines."""
    return terminal.run("explain", *words, "--store", STORE, "--json").json


def shown(terminal: Terminal, *words: str) -> str:
    """What it shows to people, with the widths of columns left out."""
    said = terminal.run("explain", *words, "--store", STORE)
    assert (said.code, said.err) == (0, "")
    return "\n".join(" ".join(row.split()) for row in said.out.splitlines())


def test_a_score_is_printed_with_what_makes_it_and_its_place(terminal: Terminal) -> None:
    found = told(terminal, "score", "lin")

    assert sum(each["points"] for each in found["contributions"]) == found["score"]["score"] == 91
    assert found["standing"] == {
        "shop": "lin",
        "score": 91,
        "rank": 1,
        "place": 1,
        "off_board": None,
        "above": None,
        "below": {"shop": "an", "rank": 2, "score": 1, "points": 90},
    }


def test_a_score_is_explained_as_of_an_instant(terminal: Terminal) -> None:
    found = told(terminal, "score", "lin", "--at", NOON.isoformat())

    assert found == told(terminal, "score", "lin")


def test_a_place_is_shown_with_what_parts_it_from_the_next(terminal: Terminal) -> None:
    of_lin, of_an = shown(terminal, "score", "lin"), shown(terminal, "score", "an")

    assert "lin has rank 1 and stands in place 1" in of_lin
    assert "below an 2 1 90 points" in of_lin
    assert "above lin 1 91 90 points" in of_an


def test_a_shop_that_is_on_no_board_is_told_why(terminal: Terminal) -> None:
    written(terminal.directory / "closed.jsonl", line("shops.close", owner="an"), line("shops.open", owner="bo"))
    terminal.run("ingest", "closed.jsonl", "--store", STORE)

    assert "an is not on the board: the shop is closed" in shown(terminal, "score", "an")
    assert "bo is not on the board: a score of 1 is needed" in shown(terminal, "score", "bo")


def test_an_attribution_is_printed_with_the_reasons_that_were_tried(terminal: Terminal) -> None:
    found = told(terminal, "attribution", "o1")

    assert (found["order"], found["reason"], found["shop"], found["share"]) == ("o1", "share", "lin", "s1")
    (tried,) = found["tried"]
    assert tried["holds"] is True
    assert [(each["word"], each["source"]) for each in tried["findings"]] == [("live", "share-s1@1")]


def test_an_attribution_is_shown_reason_by_reason(terminal: Terminal) -> None:
    by_binding = shown(terminal, "attribution", "o2")

    assert "o2 of an is attributed to lin (binding)" in by_binding
    assert "share not-named no" in by_binding
    assert "binding bound lin 2021-05-31 12:00 journey-an@2 yes" in by_binding


def test_a_commission_is_printed_line_by_line_and_earner_by_earner(terminal: Terminal) -> None:
    found = told(terminal, "commission", "o1")

    assert [(each["left"], each["rate_bp"], each["commission"]) for each in found["lines"]] == [(9_050, 1_000, 905)]
    assert [(each["member"], each["part"]) for each in found["earners"]] == [("lin", 905)]
    assert [each["amount"] for each in found["earners"][0]["changes"]] == [1_810, -905]


def test_a_commission_is_shown_with_its_sums(terminal: Terminal) -> None:
    found = shown(terminal, "commission", "o1")

    assert "The commission of o1: pending" in found
    assert "1 lipstick ¥181.00 ¥90.50 ¥90.50 10 % ¥9.05" in found
    assert "The part of lin, level 1: ¥9.05" in found
    assert "2021-05-01 12:00 reduced r1 commission-o1@2 -¥9.05" in found
    assert "not paid out ¥9.05" in found


def test_an_order_by_which_nobody_earns_is_told_why(terminal: Terminal) -> None:
    assert "Nobody earns by it: the order was never paid." in shown(terminal, "commission", "o2")


def test_a_feed_is_printed_condition_by_condition(terminal: Terminal) -> None:
    found = told(terminal, "feed", "bo", "lin", "lipstick")

    assert [(each["kind"], each["seen"]) for each in found["activities"]] == [("share", False), ("placement", True)]
    failed = {each["name"]: each["source"] for each in found["activities"][0]["conditions"] if not each["holds"]}
    assert failed["not-revoked"] == "share-s1@2"


def test_a_feed_is_shown_with_what_is_seen_and_what_is_not(terminal: Terminal) -> None:
    found = shown(terminal, "feed", "bo", "lin", "lipstick")

    assert "bo does not see the share of lipstick by lin (s1)" in found
    assert "not-revoked no 2021-05-01 12:00 share-s1@2" in found
    assert "bo sees the placement of lipstick by lin (shelf-lin@2)" in found


def test_where_nothing_was_done_that_is_said(terminal: Terminal) -> None:
    assert "lin did nothing with tea that a friend could see." in shown(terminal, "feed", "bo", "lin", "tea")


@pytest.mark.parametrize("words", EXPLANATIONS, ids=" ".join)
def test_a_store_that_is_not_there_is_not_made(terminal: Terminal, words: tuple[str, ...]) -> None:
    before = terminal.files()

    said = terminal.run(*words, "--store", "sqlite:///none.db")

    assert said.is_one_clear_line()
    assert "there is none there" in said.err
    assert terminal.files() == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "Missing command"),
        (("everything",), "everything"),
        (("score",), "shop"),
        (("score", "nobody"), "there is no shop nobody"),
        (("score", "a b"), "shop is 'a b'"),
        (("score", "lin", "--at", "yesterday"), "--at is 'yesterday'"),
        (("score", "lin", "--at", "2021-06-01T12:00:00"), "time zone"),
        (("score", "lin", "--at", "2001-06-01T12:00:00Z"), "there is no shop lin"),
        (("attribution", "nothing"), "there is no order nothing"),
        (("attribution", "a b"), "order is 'a b'"),
        (("commission", "nothing"), "there is no order nothing"),
        (("commission", "o1", "--at", "2021-06-01T12:00:00Z"), "--at"),
        (("feed", "bo", "lin"), "product"),
        (("feed", "bo", "lin", "nothing"), "there is no product nothing"),
        (("feed", "merchant:dior", "lin", "tea"), "viewer is 'merchant:dior'"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_is_wrong_is_said_in_one_line(terminal: Terminal, words: tuple[str, ...], why: str) -> None:
    store = ("--store", STORE) if words else ()
    said = terminal.run("explain", *words, *store)

    assert said.is_one_clear_line(), said
    assert why.lower() in said.err.lower()
