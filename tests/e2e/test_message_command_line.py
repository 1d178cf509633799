"""The command line about messages of merchants to members."""

from pathlib import Path

import pytest
from market import STORE, market_terminal
from terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return market_terminal(tmp_path, capsys, monkeypatch)


def shown(terminal: Terminal, *words: str) -> str:
    """What a command shows to people."""
    said = terminal.run(*words, "--store", STORE)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_inbox_prints_what_a_member_received(terminal: Terminal) -> None:
    found = terminal.run("inbox", "an", "--store", STORE, "--json").json

    (entry,) = found["entries"]
    del entry["cursor"]
    assert found["next"] is None
    assert entry == {
        "merchant": "dior",
        "member": "an",
        "message": "n1",
        "text": "[bold]口红",
        "images": ["red.png"],
        "sent_at": "2021-05-01T04:00:00+00:00",
    }


def test_inbox_shows_texts_as_they_were_written(terminal: Terminal) -> None:
    out = shown(terminal, "inbox", "an")
    assert "Messages to an" in out
    assert "2021-05-01 12:00   dior       [bold]口红" in out
    assert shown(terminal, "inbox", "nobody") == "No merchant has written to nobody.\n\n"


def test_deliveries_prints_what_comes_behind_a_cursor(terminal: Terminal) -> None:
    first = terminal.run("deliveries", "--limit", "1", "--store", STORE, "--json").json
    cursor = str(first["entries"][0]["cursor"])
    second = terminal.run("deliveries", "--after", cursor, "--store", STORE, "--json").json

    assert [entry["member"] for entry in first["entries"]] == ["an"]
    assert str(first["next"]) == cursor
    assert [entry["member"] for entry in second["entries"]] == ["bo"]
    assert second["next"] is None


def test_deliveries_shows_a_page_and_the_cursor_to_the_next(terminal: Terminal) -> None:
    out = shown(terminal, "deliveries", "--limit", "1")
    assert "To be delivered, the oldest first" in out
    assert "more: --after " in out
    assert "Hello" not in out
    assert "Hello" in shown(terminal, "deliveries")
    assert shown(terminal, "deliveries", "--after", "999") == "Nothing is to be delivered.\n\n"
