"""The command line about trade with wrong input: one clear line, exit code 2, and nothing written."""

from pathlib import Path

import pytest
from market import COMMANDS, STORE, market_terminal
from terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return market_terminal(tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_store_that_is_not_there_is_not_made(terminal: Terminal, words: tuple[str, ...]) -> None:
    before = terminal.files()

    said = terminal.run(*words, "--store", "sqlite:///none.db")

    assert said.is_one_clear_line()
    assert "there is none there" in said.err
    assert terminal.files() == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("inbox", "an", "--limit", "0"), "limit is 0"),
        (("inbox", "a b"), "member is 'a b'"),
        (("deliveries", "--after", "-1"), "after is -1"),
        (("tick", "--now", "tomorrow"), "--now is 'tomorrow'"),
        (("tick", "--now", "2021-05-01T12:00:00"), "time zone"),
        (("tick", "--now", "8999-01-01T00:00:00Z"), "ahead of the clock"),
        (("orders",), "member"),
        (("orders", "a b"), "member is 'a b'"),
        (("orders", "a b", "--csv"), "member is 'a b'"),
        (("orders", "an", "--csv", "--json"), "--csv and --json"),
        (("orders", "an", "--limit", "0"), "limit is 0"),
        (("orders", "an", "--limit", "101", "--imported"), "limit is 101"),
        (("orders", "an", "--after", "next"), "--after"),
        (("cases", "--merchant", "a b"), "merchant is 'a b'"),
        (("cases", "--for", "host"), "--for"),
        (("cases", "--limit", "0"), "limit is 0"),
        (("cases", "--limit", "101", "--merchant", "dior"), "limit is 101"),
        (("cases", "--after", "next"), "--after"),
        (("cases", "dior"), "dior"),
        (("customers",), "shop"),
        (("customers", "nobody"), "there is no shop nobody"),
        (("customers", "nobody", "--csv"), "there is no shop nobody"),
        (("customers", "lin", "--csv", "--json"), "--csv and --json"),
        (("earnings", "merchant:dior"), "member is 'merchant:dior'"),
        (("payable", "lin"), "lin"),
        (("statement", "dior"), "month"),
        (("rules", "--at", "2021"), "--at is '2021'"),
        (("rules", "extra"), "extra"),
        (("search", "--member", "a b"), "searcher is 'a b'"),
        (("search", "--category", ""), "category is ''"),
        (("search", "--limit", "0"), "limit is 0"),
        (("search", "--limit", "101"), "limit is 101"),
        (("search", "--after", "next"), "after is 'next'"),
        (
            ("search", *(f"{first}{second}" for first in "abcdefghijklmno" for second in "abcdefghijklmn")),
            "words are 210",
        ),
        (("search", "x" * 2_001), "words is 'xxx"),
        (("search", "red", "--plain"), "--plain"),
        (("export",), "member"),
        (("export", "a b"), "member is 'a b'"),
        (("export", "merchant:dior"), "member is 'merchant:dior'"),
        (("export", "an", "--json"), "--json"),
        (("export", "an", "--out", "market.jsonl"), "market.jsonl: File exists"),
        (("export", "an", "--out", "."), ".: File exists"),
        (("export", "an", "--out", "nowhere/an.json"), "nowhere/an.json: No such file"),
        (("export", "a b", "--out", "an.json"), "member is 'a b'"),
        (("preview",), "member"),
        (("preview", "a b"), "member is 'a b'"),
        (("preview", "an", "--limit", "0"), "limit is 0"),
        (("preview", "an", "--after", "next"), "--after"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_a_bad_word_is_named_and_changes_nothing(terminal: Terminal, words: tuple[str, ...], why: str) -> None:
    terminal.run("tick", "--store", STORE)
    terminal.run("customers", "lin", "--store", STORE)  # the views have caught up: later reads write nothing
    before = terminal.files()

    said = terminal.run(*words, "--store", STORE)

    assert said.is_one_clear_line(), said
    assert why in said.err
    assert terminal.files() == before


@pytest.mark.parametrize("words", [("earnings", "lin", "--month", "2021-13"), ("statement", "dior", "05")])
def test_a_bad_month_is_named_with_what_a_month_looks_like(terminal: Terminal, words: tuple[str, ...]) -> None:
    said = terminal.run(*words, "--store", STORE)

    assert said.is_one_clear_line(), said
    assert f"month is '{words[-1]}': " in said.err
    assert "2021-05" in said.err
