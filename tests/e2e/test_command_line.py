"""The command line with good input: what machines read, and what people see."""

import json
from pathlib import Path
from typing import Any

import pytest
from terminal import END, LATER, NOON, SCORE, SMALL, Terminal

from journals import written

STORE = "sqlite:///small.db"


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return Terminal(tmp_path, capsys, monkeypatch)


@pytest.fixture
def store(terminal: Terminal) -> Terminal:
    """A terminal beside a store with the small history."""
    terminal.furnish(small_history)
    return terminal


def small_history(terminal: Terminal) -> None:
    written(terminal.directory / "small.jsonl", *SMALL)
    assert terminal.run("ingest", "small.jsonl", "--store", STORE, "--json").code == 0


def test_ingest_prints_how_many_lines_became_what(terminal: Terminal) -> None:
    written(terminal.directory / "small.jsonl", *SMALL)

    first = terminal.run("ingest", "small.jsonl", "--store", STORE, "--json").json
    again = terminal.run("ingest", "small.jsonl", "--store", STORE, "--json").json

    assert first == {"lines": 15, "applied": 13, "unchanged": 1, "refused": 1, "skipped": 0}
    assert list(first) == ["lines", "applied", "unchanged", "refused", "skipped"]
    assert again == {"lines": 15, "applied": 0, "unchanged": 0, "refused": 0, "skipped": 15}


def test_ingest_reports_refusals_if_asked_to(terminal: Terminal) -> None:
    written(terminal.directory / "small.jsonl", *SMALL)

    found = terminal.run("ingest", "small.jsonl", "--store", STORE, "--refused", "report", "--json").json

    assert found["refusals"] == [
        {"line": 14, "code": "already-paid", "message": "order o1 was paid by payment x1"},
    ]


def test_ingest_knows_a_journal_by_the_name_that_it_is_given(store: Terminal) -> None:
    words = ("ingest", "small.jsonl", "--store", STORE, "--json", "--journal")

    assert store.run(*words, "may").json["skipped"] == 0
    assert store.run(*words, "may").json["skipped"] == 15


def test_ingest_tells_people_what_became_of_the_lines_and_why(terminal: Terminal) -> None:
    written(terminal.directory / "small.jsonl", *SMALL)

    said = terminal.run("ingest", "small.jsonl", "--refused", "report")

    assert said.code == 0
    assert "15 lines · 13 applied · 1 unchanged · 1 refused · 0 done before" in said.out
    assert "already-paid" in said.out
    assert "socialcommerce.db" in terminal.files()


def test_board_prints_its_places(store: Terminal) -> None:
    entries = store.run("board", "--store", STORE, "--json").json

    assert entries == [{"rank": 1, "shop": "lin", "score": SCORE, "net_sales": 9_050, "visits": 2}]
    assert list(entries[0]) == ["rank", "shop", "score", "net_sales", "visits"]


@pytest.mark.parametrize(("at", "score"), [(NOON, 1), (LATER, 183), (END, SCORE)])
def test_board_as_of_an_instant(store: Terminal, at: Any, score: int) -> None:
    entries = store.run("board", "--store", STORE, "--json", "--at", at.isoformat()).json

    assert [entry["score"] for entry in entries] == [score]


def test_board_before_all_history_is_empty(store: Terminal) -> None:
    words = ("board", "--store", STORE, "--at", "1970-01-01T00:00:00Z")

    assert store.run(*words, "--json").json == []
    assert "No open shop" in store.run(*words).out


@pytest.mark.parametrize("top", ["1", "300", "301", "1" + "0" * 30])
def test_board_has_the_places_that_one_asks_for_or_all_that_there_are(store: Terminal, top: str) -> None:
    assert len(store.run("board", "--store", STORE, "--top", top, "--json").json) == 1


def test_feed_prints_entries_the_next_page_and_friends(store: Terminal) -> None:
    found = store.run("feed", "an", "--store", STORE, "--json").json

    assert list(found) == ["entries", "next", "friends"]
    assert found["entries"] == [
        {
            "cursor": found["entries"][0]["cursor"],
            "at": NOON.isoformat(),
            "friend": "lin",
            "nickname": "Lin",
            "kind": "placement",
            "product": "p1",
            "title": "口红",
            "price": 10_000,
            "exclusive_price": 9_050,
            "share": None,
            "label": None,
            "text": None,
        }
    ]
    assert found["next"] is None
    assert found["friends"] == [
        {"shop": "lin", "nickname": "Lin", "score": SCORE, "net_sales": 9_050, "visits": 2},
    ]


def test_feed_of_someone_without_friends_is_empty(store: Terminal) -> None:
    assert store.run("feed", "nobody", "--store", STORE, "--json").json == {"entries": [], "next": None, "friends": []}


def test_feed_goes_on_after_the_page_before(store: Terminal) -> None:
    more = [line.replace('"p1"', '"p2"').replace('"s1"', '"s2"') for line in SMALL if "shelves.place" in line]
    written(store.directory / "more.jsonl", *[each.replace(NOON.isoformat(), LATER.isoformat()) for each in more])
    store.run("ingest", "more.jsonl", "--store", STORE, "--json")
    words = ("feed", "an", "--store", STORE, "--limit", "1", "--json")

    first = store.run(*words).json
    second = store.run(*words, "--after", str(first["next"])).json

    assert [entry["product"] for page in (first, second) for entry in page["entries"]] == ["p2", "p1"]
    assert second["next"] is None


def test_storefront_prints_what_a_visitor_sees(store: Terminal) -> None:
    found = store.run("storefront", "lin", "--store", STORE, "--json").json

    assert found == {
        "shop": "lin",
        "nickname": "Lin",
        "avatar": "",
        "sign": "[bold]只卖用过的",
        "open": True,
        "capacity": 4,
        "slots": [
            {
                "slot": 0,
                "product": "p1",
                "title": "口红",
                "price": 10_000,
                "exclusive_price": 9_050,
                "subsidy_ended": False,
                "lowest_price": 10_000,
                "comparison": None,
                "unlocks_at": "2021-05-04T04:00:00+00:00",
            }
        ],
        "score": SCORE,
        "net_sales": 9_050,
        "visits": 2,
        "visitors": 2,
    }


def test_storefront_as_of_an_instant(store: Terminal) -> None:
    words = ("storefront", "lin", "--store", STORE, "--at", NOON.isoformat())

    assert store.run(*words, "--json").json["visits"] == 0
    assert "05-04 12:00" in store.run(*words).out


def test_influence_prints_the_score_and_its_parts(store: Terminal) -> None:
    found = store.run("influence", "lin", "--store", STORE, "--json").json

    assert found == {"shop": "lin", "score": SCORE, "net_sales": 9_050, "counted_visits": 1, "active_days": 1}


def test_explained_influence_adds_up_to_the_score(store: Terminal) -> None:
    found = store.run("influence", "lin", "--store", STORE, "--explain", "--json").json

    assert list(found) == ["score", "contributions"]
    assert found["score"] == store.run("influence", "lin", "--store", STORE, "--json").json
    assert sum(each["points"] for each in found["contributions"]) == SCORE
    assert [(each["kind"], each["amount"], each["points"]) for each in found["contributions"] if each["points"]] == [
        ("activity", 1, 1),
        ("visit", 1, 1),
        ("sale", 18_100, 181),
        ("refund", -9_050, -91),
    ]
    assert set(found["contributions"][0]) == {"position", "at", "day", "kind", "amount", "points", "source"}


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("board",), "¥90.50"),
        (("feed", "an"), "Lin (lin)"),
        (("storefront", "lin"), "[bold]只卖用过的"),
        (
            ("influence", "lin"),
            "92 = 90 × 1 for net sales of ¥90.50 + 1 × 1 for counted visits + 1 × 1 for active days",
        ),
        (("influence", "lin", "--explain"), "order-o1@"),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
def test_people_see_tables(store: Terminal, words: tuple[str, ...], seen: str) -> None:
    said = store.run(*words, "--store", STORE)

    assert (said.code, said.err) == (0, "")
    assert seen in said.out


@pytest.mark.parametrize("command", ["ingest", "board", "feed", "storefront", "influence", "demo"])
def test_every_command_explains_itself(terminal: Terminal, command: str) -> None:
    said = terminal.run(command, "--help")

    assert (said.code, said.err) == (0, "")
    assert "--store" in said.out
    assert command in terminal.run("--help").out


def test_the_demo_runs_in_an_empty_directory_and_shows_the_published_score(terminal: Terminal) -> None:
    said = terminal.run("demo")

    assert said.code == 0
    assert "2,759" in said.out
    assert "¥2,461.99" in said.out
    assert " 0 done before" in said.out
    assert "socialcommerce-demo.db" in terminal.files()


def test_the_demo_shows_an_ended_subsidy_what_the_top_owner_earned_and_what_to_ask_next(terminal: Terminal) -> None:
    said = terminal.run("demo", "--store", "memory://")

    _, earned = said.out.split("What lin has earned")
    found = dict(row.rsplit(maxsplit=1) for row in earned.splitlines() if "¥" in row)
    assert [word for word in found if "¥0.00" in found[word]] == []
    assert [word.strip() for word in found] == ["pending", "frozen", "approved", "paid out", "in all"]
    assert "¥98.00         ended" in said.out
    assert said.out.endswith(
        "Ask on:\n"
        "socialcommerce influence mei --explain --store memory://\n"
        "socialcommerce earnings lin --month 2021-06 --store memory://\n"
    )


def test_the_commands_that_the_demo_names_can_be_given(terminal: Terminal) -> None:
    named = terminal.run("demo").out.split("Ask on:\n")[1].splitlines()

    assert len(named) == 2
    for command in named:
        said = terminal.run(*command.split()[1:])
        assert (said.code, said.err) == (0, "")


def test_the_demo_run_again_says_that_everything_was_done_before(terminal: Terminal) -> None:
    terminal.run("demo")
    before = terminal.run("influence", "lin", "--store", "sqlite:///socialcommerce-demo.db", "--json").json

    again = terminal.run("demo")

    assert " 0 applied · 0 unchanged · 0 refused · " in again.out
    assert "2,759" in again.out
    assert terminal.run("influence", "lin", "--store", "sqlite:///socialcommerce-demo.db", "--json").json == before
    assert before["score"] == 2_759


def test_json_is_written_in_plain_characters(store: Terminal) -> None:
    said = store.run("storefront", "lin", "--store", STORE, "--json")

    assert "只卖用过的" in said.out
    assert "\x1b" not in said.out
    assert json.loads(said.out)
