"""The command line that audits a store."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from market import STORE, market_terminal
from terminal import Terminal

from socialcommerce.audit import CHECKS
from socialcommerce.projections.models import read_models
from socialcommerce.rules import DEFAULT_RULES


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return market_terminal(tmp_path, capsys, monkeypatch)


def tamper(statement: str) -> None:
    """Change the store behind the library's back."""
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        assert connection.execute(statement).rowcount == 1
    connection.close()


def raise_a_capacity() -> None:
    """Let the first shelf begin with nine slots, where the rules give four."""
    tamper(
        "UPDATE stored_events SET state ="
        " CAST(replace(CAST(state AS TEXT), '\"capacity\":4', '\"capacity\":9') AS BLOB)"
        " WHERE rowid = (SELECT min(rowid) FROM stored_events WHERE topic = 'shelf.opened')"
    )


def test_a_sound_store_passes(terminal: Terminal) -> None:
    said = terminal.run("audit", "--store", STORE)

    assert (said.code, said.err) == (0, "")
    assert "Nothing was found: every rule holds, and every read model is what its log says." in said.out
    assert summary(said.out) == {"rules": len(CHECKS) + 1, "tables of read models": len(list(all_tables()))}


def summary(shown: str) -> dict[str, int]:
    """How much was looked at, of what is all sound."""
    rows = re.findall(r"^ (rules|tables of read models) +(\d+) +0 *$", shown, re.MULTILINE)
    return {what: int(much) for what, much in rows}


def all_tables() -> Iterator[sa.Table]:
    for model in read_models(DEFAULT_RULES.zone).all():
        yield from model.metadata.sorted_tables


def test_machines_are_told_every_check_and_how_many_events_it_is_about(terminal: Terminal) -> None:
    told = terminal.run("audit", "--store", STORE, "--json").json

    assert told["clean"] is True
    assert (told["findings"], told["differences"], told["sealed"]) == ([], [], None)
    assert {"slot-unlocked", "attribution", "versions"} < {each["name"] for each in told["checked"]}
    assert told["events"] == told["position"] == next(e["events"] for e in told["checked"] if e["name"] == "versions")
    assert "sales" not in told


def test_a_rule_that_was_broken_is_named_with_the_event_and_the_exit_code_is_1(terminal: Terminal) -> None:
    raise_a_capacity()

    said = terminal.run("audit", "--store", STORE)
    told = terminal.run("audit", "--store", STORE, "--json")

    assert (said.code, told.code) == (1, 1)
    assert "capacity" in said.out
    (finding,) = [each for each in json.loads(told.out)["findings"] if each["check"] == "capacity"]
    assert finding["stream"].startswith("shelf-")
    assert (finding["version"], finding["expected"], finding["found"]) == (1, "4", "9")


def test_an_event_that_cannot_be_read_is_found_and_the_others_are_audited(terminal: Terminal) -> None:
    tamper(
        "UPDATE stored_events SET state = CAST(' ' || CAST(state AS TEXT) AS BLOB)"
        " WHERE rowid = (SELECT min(rowid) FROM stored_events WHERE topic = 'shelf.opened')"
    )

    told = terminal.run("audit", "--store", STORE, "--json")

    assert told.code == 1
    assert [each["check"] for each in json.loads(told.out)["findings"]].count("readable") == 1


def test_a_read_model_that_differs_is_named_with_its_row(terminal: Terminal) -> None:
    assert terminal.run("audit", "--store", STORE).code == 0
    table = live_table("influence_v%_totals")
    tamper(f"UPDATE {table} SET visits = visits + 1 WHERE rowid = (SELECT min(rowid) FROM {table})")

    told = terminal.run("audit", "--store", STORE, "--json")

    assert told.code == 1
    (difference,) = json.loads(told.out)["differences"]
    assert (difference["table"], difference["column"]) == (table, "visits")
    assert int(difference["found"]) == int(difference["expected"]) + 1


def test_a_page_tells_all_that_was_found_wherever_it_was(terminal: Terminal) -> None:
    assert terminal.run("audit", "--store", STORE).code == 0
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    table = live_table("influence_v%_totals")
    tamper(f"UPDATE {table} SET visits = visits + 1 WHERE rowid = (SELECT min(rowid) FROM {table})")
    terminal.run("audit", "--store", STORE, "--html", "differs.html")
    raise_a_capacity()
    terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl", "--html", "both.html")
    differs, both = (Path(name).read_text(encoding="utf-8") for name in ("differs.html", "both.html"))

    assert "0 findings in the log,\n1 difference in the read models</p>" in differs
    assert f"<td>{table}</td>" in differs
    assert "Nothing was found" not in differs
    assert "1 difference from what was sealed</p>" in both
    assert all(f"<h2>{title}</h2>" in both for title in ("Findings", "Read models that differ from the log", "Seals"))
    assert "<td>changed</td>" in both


def live_table(like: str) -> str:
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        (found,) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ?", (like,))
    connection.close()
    return str(found[0])


def test_what_a_tampered_log_says_cannot_command_the_terminal(terminal: Terminal) -> None:
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        changed = "UPDATE stored_events SET originator_id = ? WHERE rowid = (SELECT max(rowid) FROM stored_events)"
        connection.execute(changed, ("shop-\x1b[2J\x1b[HNothing was found\u202e",))
    connection.close()

    said = terminal.run("audit", "--store", STORE)

    assert said.code == 1
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in said.out + said.err
    assert r"\x1b[2J" in said.out


def test_a_past_position_or_instant_is_audited_as_it_stood(terminal: Terminal) -> None:
    early = terminal.run("audit", "--store", STORE, "--until", "6", "--json").json
    instant = terminal.run("audit", "--store", STORE, "--until", "1990-01-01T00:00:00+08:00", "--json").json

    assert (early["clean"], early["events"]) == (True, 6)
    assert (instant["clean"], instant["events"]) == (True, 1)


def test_an_event_that_cannot_be_read_is_a_finding_of_the_past_too(terminal: Terminal) -> None:
    last = "(SELECT max(rowid) FROM stored_events WHERE topic LIKE 'order.%')"
    tamper(f"UPDATE stored_events SET state = CAST(' ' || CAST(state AS TEXT) AS BLOB) WHERE rowid = {last}")

    early = terminal.run("audit", "--store", STORE, "--until", "6", "--json").json
    whole = terminal.run("audit", "--store", STORE, "--until", "1000000", "--json")
    instant = terminal.run("audit", "--store", STORE, "--until", "1990-01-01T00:00:00+08:00", "--json")

    assert early["clean"]
    for told in (whole, instant):
        assert told.code == 1
        assert json.loads(told.out)["findings"][0]["check"] == "readable"
        assert [each["model"] for each in json.loads(told.out)["differences"]] == ["log"]


def test_a_log_that_was_cut_off_at_its_end_is_found(terminal: Terminal) -> None:
    assert terminal.run("audit", "--store", STORE).code == 0
    tamper("DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)")

    told = terminal.run("audit", "--store", STORE, "--json")

    assert told.code == 1
    first, *_ = json.loads(told.out)["differences"]
    assert (first["model"], first["table"]) == ("log", "")
    assert first["found"] == f"it ends at {json.loads(told.out)['position']}"


def test_a_log_that_no_read_model_can_follow_is_audited_and_drawn_all_the_same(
    terminal: Terminal, tmp_path: Path
) -> None:
    tamper(
        "DELETE FROM stored_events WHERE rowid = (SELECT min(rowid) FROM stored_events WHERE topic LIKE 'shop.opened%')"
    )
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE view_positions SET position = 0")
    connection.close()

    told = terminal.run("audit", "--store", STORE, "--json", "--html", str(tmp_path / "page.html"))

    assert told.code == 1
    (difference,) = json.loads(told.out)["differences"]
    assert (difference["model"], difference["expected"]) == ("log", "a log that can be followed to its end")
    assert len(json.loads(told.out)["findings"]) > 1
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "<h2>Findings</h2>" in page
    assert "No open shop has a score." in page


def test_a_page_in_no_directory_is_refused_before_the_audit(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal.run("audit", "--store", STORE, "--html", str(tmp_path / "none" / "page.html"))

    assert (said.code, said.out) == (2, "")
    assert "there is no directory" in said.err


def test_of_a_store_whose_rules_cannot_be_read_the_seals_are_told_of(terminal: Terminal) -> None:
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    tamper("UPDATE stored_events SET state = CAST(' ' || CAST(state AS TEXT) AS BLOB) WHERE rowid = 1")

    bare = terminal.run("audit", "--store", STORE)
    sealed = terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl")
    told = terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl", "--json")

    assert (bare.code, sealed.code, told.code) == (2, 2, 2)
    assert bare.err == sealed.err == told.err
    assert "rulebook-store@1" in bare.err
    assert (bare.out, "Not as it was sealed" in sealed.out) == ("", True)
    assert [each["kind"] for each in json.loads(told.out)["sealed"]["differences"]] == ["changed"]


@pytest.mark.parametrize("gone", ["rowid = 1", "1"])
def test_a_log_without_rules_is_not_given_any(terminal: Terminal, gone: str) -> None:
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        connection.execute(f"DELETE FROM stored_events WHERE {gone}")
        left = connection.execute("SELECT count(*) FROM stored_events").fetchone()
    connection.close()

    said = terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl")

    assert said.code == 2
    assert "rulebook-store" in said.err
    assert "Not as it was sealed" in said.out
    with sqlite3.connect(STORE.removeprefix("sqlite:///")) as connection:
        assert connection.execute("SELECT count(*) FROM stored_events").fetchone() == left
    connection.close()


def test_seals_that_were_kept_are_verified_too(terminal: Terminal) -> None:
    terminal.run("seal", "--store", STORE, "--out", "kept.jsonl")
    sound = terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl")
    raise_a_capacity()
    told = terminal.run("audit", "--store", STORE, "--seals", "kept.jsonl", "--json")

    assert sound.code == 0
    assert "Intact: " in sound.out
    assert told.code == 1
    assert [each["kind"] for each in json.loads(told.out)["sealed"]["differences"]] == ["changed"]


def test_the_page_holds_all_that_it_needs(terminal: Terminal) -> None:
    said = terminal.run("audit", "--store", STORE, "--html", "audit.html")
    page = Path("audit.html").read_text(encoding="utf-8")

    assert said.code == 0
    assert page.count("<svg") == 2
    assert "Nothing was found" in page
    assert "slot-unlocked" in page
    assert "<script" not in page
    assert 'src="' not in page
    assert "<link" not in page


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--until", "yesterday"), "--until is 'yesterday': write an instant such as 2021-06-01T12:00:00+08:00"),
        (("--until", "2021-06-01"), "--until is '2021-06-01': write an instant such as 2021-06-01T12:00:00+08:00"),
        (("--public-key", "none.pem"), "none.pem"),
        (("--seals", "none.jsonl"), "none.jsonl"),
        (("--seals", "none.jsonl", "--until", "5"), "--seals was given with --until"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(terminal: Terminal, words: tuple[str, ...], wrong: str) -> None:
    said = terminal.run("audit", "--store", STORE, *words)

    assert said.code == 2
    assert said.err.startswith("socialcommerce: ")
    assert wrong in said.err
    assert said.err.count("\n") == 1


def test_a_page_that_is_there_is_not_written_over(terminal: Terminal) -> None:
    Path("audit.html").write_text("mine", encoding="utf-8")

    said = terminal.run("audit", "--store", STORE, "--html", "audit.html")

    assert (said.code, said.out) == (2, "")
    assert "--html is audit.html: it is there already" in said.err
    assert Path("audit.html").read_text(encoding="utf-8") == "mine"
