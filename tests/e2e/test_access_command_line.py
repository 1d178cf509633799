"""The command line about what is known of a member and what others see of them, and the search for products."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest
from market import STORE, market_terminal
from terminal import Terminal

from journals import line, written
from socialcommerce.cli.console import write_new

MORE = (
    line("members.befriend", member="an", friend="lin"),
    line("shops.open", owner="an"),
    line("shops.edit", owner="an", nickname="[bold]安", sign="Hello"),
    line("members.show_purchases", member="an"),
    line("recommendations.make", member="an", product="lipstick", text="so red", order="o1"),
    line("journeys.visit", visitor="an", share="s1"),
)
"""An becomes Lin's friend and comes again, opens a shop, and says what she thinks of the lipstick."""


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    found = market_terminal(tmp_path, capsys, monkeypatch)
    written(tmp_path / "more.jsonl", *MORE)
    counts = found.run("ingest", "more.jsonl", "--store", STORE, "--json").json
    assert counts["applied"] == len(MORE)
    return found


def shown(terminal: Terminal, *words: str) -> str:
    """What a command shows to people."""
    said = terminal.run(*words, "--store", STORE)
    assert (said.code, said.err) == (0, "")
    return said.out


def told(terminal: Terminal, *words: str) -> Any:
    """What a command tells machines."""
    form = () if words[0] == "export" else ("--json",)
    return terminal.run(*words, *form, "--store", STORE).json


def test_export_prints_one_document(terminal: Terminal) -> None:
    document = told(terminal, "export", "an")
    assert (document["member"], document["currency"]) == ("an", "CNY")
    assert document["shop"]["storefront"]["nickname"] == "[bold]安"
    assert document["messages"][0]["text"] == "[bold]口红"
    assert document["facts"][0]["at"] == "2021-05-01T04:00:00+00:00"
    assert document["imported_orders"][0]["total"] == 700
    assert told(terminal, "export", "nobody")["facts"] == []


def test_export_writes_a_new_file_which_only_its_owner_can_read(terminal: Terminal) -> None:
    document = told(terminal, "export", "an")
    said = shown(terminal, "export", "an", "--out", "an.json")
    file = terminal.directory / "an.json"
    found = json.loads(file.read_text("utf-8"))
    assert said == f"{len(document['facts'])} facts that concern an are in an.json\n\n"
    assert found | {"at": ""} == document | {"at": ""}
    assert file.stat().st_mode & 0o777 == 0o600


def test_export_never_writes_over_a_file(terminal: Terminal) -> None:
    (terminal.directory / "an.json").write_text("mine")
    said = terminal.run("export", "an", "--out", "an.json", "--store", STORE)
    assert said.is_one_clear_line()
    assert said.err == "socialcommerce: an.json: File exists\n"
    assert (terminal.directory / "an.json").read_text() == "mine"


def test_no_part_of_a_file_is_left_behind_when_the_disk_is_full(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_new(tmp_path / "an.json", "x" * 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / "an.json").exists()


def test_preview_shows_what_anyone_friends_and_owners_see(terminal: Terminal) -> None:
    out = shown(terminal, "preview", "an")
    assert "[bold]安 (an)" in out
    assert "What friends see of an" in out
    assert "bought and recommends   [bold]口红" in out
    assert "On the panels of friends, where it is among the three: influence 1" in out
    assert "Owners of shops to whom an is named" in out
    assert "lin    2021-05-01 12:00                1" in out


def test_preview_tells_machines_the_same(terminal: Terminal) -> None:
    found = told(terminal, "preview", "an")
    assert found["anyone"]["storefront"]["sign"] == "Hello"
    assert [entry["kind"] for entry in found["friends"]["feed"]["entries"]] == ["recommendation"]
    assert found["owners"] == [{"shop": "lin", "customer_since": "2021-05-01T04:00:00+00:00", "visits": 1}]


def test_preview_of_one_of_whom_nothing_is_seen_says_so(terminal: Terminal) -> None:
    assert shown(terminal, "preview", "nobody") == (
        "Strangers see nothing of nobody, who has no shop.\n\n"
        "Friends see nothing that nobody did.\n\n"
        "nobody is named to no owner of a shop.\n\n"
    )


def test_search_finds_by_words_and_category(terminal: Terminal) -> None:
    assert [each["product"] for each in told(terminal, "search")["entries"]] == ["lipstick", "tea"]
    assert [each["product"] for each in told(terminal, "search", "bold", "口红")["entries"]] == ["lipstick"]
    assert [each["product"] for each in told(terminal, "search", "--category", "tea")["entries"]] == ["tea"]
    assert told(terminal, "search", "bread") == {"entries": [], "next": None}


def test_search_puts_first_what_friends_of_the_member_recommend_unless_told_otherwise(terminal: Terminal) -> None:
    for_lin = told(terminal, "search", "--member", "lin")["entries"]
    assert [(each["product"], each["friends"]) for each in for_lin] == [("lipstick", 1), ("tea", 0)]
    for_all = told(terminal, "search", "--member", "lin", "--unpersonalised")["entries"]
    assert for_all == told(terminal, "search")["entries"]
    assert [each["friends"] for each in for_all] == [0, 0]


def test_search_shows_titles_as_they_were_written_and_the_cursor_to_the_next_page(terminal: Terminal) -> None:
    out = shown(terminal, "search", "--limit", "1")
    assert "lipstick   [bold]口红   dior       ¥100.00     ¥90.50         0         1" in out
    cursor = out.rpartition("--after ")[2].strip()
    assert "=Tea" in shown(terminal, "search", "--limit", "1", "--after", cursor)
    assert shown(terminal, "search", "bread") == "No product was found.\n\n"
