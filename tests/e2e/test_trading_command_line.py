"""The command line about orders, cases, customers, earnings, deadlines and rules."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from market import CHANGE, COMMANDS, STORE, market_terminal
from terminal import Terminal

from journals import NOON, line, written

DEADLINE: Final = NOON + timedelta(minutes=30)
ANNOUNCED: Final = {"holds_from": CHANGE.isoformat(), "settings": {"shelves.lock_hours": 48}}

SENT: Final = (
    line("cases.withdraw", case="o1~1~1"),
    line("orders.ship", order="o1", parcel="sf1", carrier="SF Express"),
    line("orders.deliver", order="o1"),
    line("orders.complete", order="o1"),
)
"""An lets her case go, and all is well."""


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return market_terminal(tmp_path, capsys, monkeypatch)


def told(terminal: Terminal, *words: str) -> Any:
    """What a command prints for machines."""
    return terminal.run(*words, "--store", STORE, "--json").json


def shown(terminal: Terminal, *words: str) -> str:
    """What a command shows to people."""
    said = terminal.run(*words, "--store", STORE)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_tick_carries_out_what_is_due_at_the_instant_and_not_before(terminal: Terminal) -> None:
    early = (DEADLINE - timedelta(seconds=1)).isoformat()

    assert told(terminal, "tick", "--now", early) == {"orders": 0, "facts": 0}
    assert told(terminal, "tick", "--now", DEADLINE.isoformat()) == {"orders": 1, "facts": 1}
    assert told(terminal, "tick", "--now", DEADLINE.isoformat()) == {"orders": 0, "facts": 0}


def test_tick_without_an_instant_carries_out_all_that_is_overdue_by_now(terminal: Terminal) -> None:
    assert "overdue orders: 2 · facts recorded: " in shown(terminal, "tick")
    assert told(terminal, "tick") == {"orders": 0, "facts": 0}


def test_orders_prints_a_page_of_what_a_member_bought(terminal: Terminal) -> None:
    first = told(terminal, "orders", "an", "--limit", "1")
    second = told(terminal, "orders", "an", "--limit", "1", "--after", str(first["next"]))

    assert (first["entries"][0]["order"], first["entries"][0]["status"]) == ("o2", "cancelled")
    (entry,) = second["entries"]
    del entry["cursor"]
    assert second == {"entries": [entry], "next": None}
    assert [case["status"] for case in entry.pop("cases")] == ["approved"]
    assert entry == {
        "order": "o1",
        "merchant": "dior",
        "status": "paid",
        "placed_at": "2021-05-01T04:00:00+00:00",
        "total": 18_100,
        "paid": 18_100,
        "refunded": 9_050,
        "delivery_fee": 0,
        "lines": [
            {
                "number": 1,
                "product": "lipstick",
                "title": "[bold]口红",
                "quantity": 2,
                "unit_price": 9_050,
                "price_reason": "exclusive",
                "discount": 0,
                "amount": 18_100,
                "refunded": 9_050,
            }
        ],
    }


def test_orders_prints_what_was_imported_if_asked_to(terminal: Terminal) -> None:
    found = told(terminal, "orders", "an", "--imported")

    assert [(entry["number"], entry["source"], entry["total"]) for entry in found["entries"]] == [("t1", "Taobao", 700)]
    assert "Taobao" in shown(terminal, "orders", "an", "--imported")
    assert "Nothing was imported" in shown(terminal, "orders", "bo", "--imported")


def test_orders_prints_everything_as_csv(terminal: Terminal) -> None:
    header, *rows = shown(terminal, "orders", "an", "--csv").split("\r\n")

    assert header.startswith("origin,merchant,order,placed_at,status,")
    assert [row.split(",")[:3] for row in rows[:3]] == [
        ["here", "dior", "o2"],
        ["here", "dior", "o1"],
        ["Taobao", "dior", "t1"],
    ]
    assert ",'=Tea," in rows[0]
    assert rows[3:] == [""]


def test_cases_prints_those_that_wait_for_someone(terminal: Terminal) -> None:
    found = told(terminal, "cases")
    (entry,) = found["entries"]
    del entry["cursor"]

    assert found == {"entries": [entry], "next": None}
    assert entry == {
        "case": "o1~1~1",
        "order": "o1",
        "line": 1,
        "merchant": "dior",
        "kind": "refund_only",
        "status": "approved",
        "awaited": "refund",
        "requested_at": NOON.isoformat(),
        "due_at": None,
    }


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("--for", "refund"), 1),
        (("--for", "merchant"), 0),
        (("--for", "buyer"), 0),
        (("--for", "platform"), 0),
        (("--merchant", "dior"), 1),
        (("--merchant", "nobody"), 0),
        (("--merchant", "dior", "--for", "refund"), 1),
        (("--merchant", "nobody", "--for", "refund"), 0),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_cases_are_those_of_a_merchant_and_for_whom_one_asks(
    terminal: Terminal, words: tuple[str, ...], number: int
) -> None:
    assert len(told(terminal, "cases", *words)["entries"]) == number


def test_cases_go_on_after_the_page_before(terminal: Terminal) -> None:
    more = (
        line("orders.place", order="o3", buyer="an", lines=[{"product": "tea"}]),
        line("orders.pay", order="o3", payment="x3"),
        line("cases.request", order="o3", line=1, kind="refund_only", reason="stale"),
    )
    terminal.run("ingest", str(written(terminal.directory / "more.jsonl", *more)), "--store", STORE)

    first = told(terminal, "cases", "--limit", "1")
    second = told(terminal, "cases", "--limit", "1", "--after", str(first["next"]))
    assert f"more: --after {first['next']}" in shown(terminal, "cases", "--limit", "1")
    assert [entry["case"] for page in (first, second) for entry in page["entries"]] == ["o1~1~1", "o3~1~1"]
    assert second["next"] is None


def test_payable_prints_to_whom_a_payout_can_be_made(terminal: Terminal) -> None:
    terminal.run("ingest", str(written(terminal.directory / "sent.jsonl", *SENT)), "--store", STORE)
    assert told(terminal, "payable") == [{"member": "lin", "amount": 905}]
    assert [text for text in ("lin", "in all", "¥9.05") if text not in shown(terminal, "payable")] == []


def test_payable_prints_nothing_while_every_order_is_held_up_or_too_young(terminal: Terminal) -> None:
    assert told(terminal, "payable") == []


def test_customers_prints_who_is_bound_to_a_shop(terminal: Terminal) -> None:
    since = NOON.isoformat()

    assert told(terminal, "customers", "lin") == [{"member": "an", "since": since}]
    assert shown(terminal, "customers", "lin", "--csv") == "member,since\r\nan,2021-05-01T12:00:00+08:00\r\n"


def test_earnings_prints_a_balance_and_its_sums(terminal: Terminal) -> None:
    assert told(terminal, "earnings", "lin") == {
        "member": "lin",
        "pending": 905,
        "frozen": 0,
        "approved": 0,
        "paid_out": 0,
        "owed": 905,
        "total": 905,
    }


def test_earnings_prints_what_changed_in_a_month(terminal: Terminal) -> None:
    found = told(terminal, "earnings", "lin", "--month", "2021-05")

    assert (found["opening"], found["closing"]) == (0, 905)
    assert [(entry["kind"], entry["amount"], entry["balance"]) for entry in found["entries"]] == [
        ("earned", 1_810, 1_810),
        ("reduced", -905, 905),
    ]
    assert told(terminal, "earnings", "lin", "--month", "2021-06")["opening"] == 905


def test_statement_prints_what_a_month_comes_to(terminal: Terminal) -> None:
    assert told(terminal, "statement", "dior", "2021-05") == {
        "merchant": "dior",
        "month": "2021-05",
        "payments": 18_100,
        "refunds": 9_050,
        "commission": 905,
        "subsidy": 0,
        "excess": 950,
        "closed": False,
        "net": 8_145,
    }


@pytest.mark.parametrize(
    ("at", "hours", "announced"),
    [
        (
            CHANGE - timedelta(seconds=1),
            72,
            [{"holds_from": CHANGE.isoformat(), "settings": {"shelves.lock_hours": 48}}],
        ),
        (CHANGE, 48, []),
    ],
)
def test_rules_prints_what_is_in_force_and_what_is_announced(
    terminal: Terminal, at: Any, hours: int, announced: list[Any]
) -> None:
    found = told(terminal, "rules", "--at", at.isoformat())

    assert list(found) == ["settings", "announced"]
    assert found["settings"]["shelves.lock_hours"] == hours
    assert found["announced"] == announced


def test_rules_are_those_of_now_unless_asked_otherwise(terminal: Terminal) -> None:
    assert told(terminal, "rules")["settings"]["shelves.lock_hours"] == 48


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("orders", "an"), ("[bold]口红", "¥181.00", "¥90.50", "refund approved", "cancelled")),
        (("orders", "an", "--limit", "1"), ("more: --after ",)),
        (("orders", "nobody"), ("nobody has ordered nothing",)),
        (("cases",), ("o1~1~1", "dior", "refund", "approved")),
        (("cases", "--for", "platform"), ("No case waits",)),
        (("customers", "lin"), ("an", "2021-05-01 12:00")),
        (("earnings", "lin"), ("pending", "¥9.05")),
        (("earnings", "lin", "--month", "2021-05"), ("opening", "-¥9.05", "closing")),
        (("payable",), ("Nothing can be paid out",)),
        (("statement", "dior", "2021-05"), ("(open)", "-¥90.50", "¥81.45", "¥9.50")),
        (("rules",), ("share, binding, visit", "100,000: 12", "No change is announced")),
        (("rules", "--at", NOON.isoformat()), ("Announced", "2021-05-31 12:00")),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_people_see_tables(terminal: Terminal, words: tuple[str, ...], seen: tuple[str, ...]) -> None:
    said = shown(terminal, *words)

    assert [text for text in seen if text not in said] == []


@pytest.mark.parametrize("columns", [80, 130])
def test_orders_are_a_line_each_in_a_terminal_of_80_columns_too(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = [row.split() for row in shown(terminal, "orders", "an").splitlines()]

    assert ["2021-05-01", "o1", "paid", "2", "×", "[bold]口红", "¥181.00", "¥90.50"] in said
    assert ["refund", "approved"] in said
    assert ["2021-05-01", "o2", "cancelled", "1", "×", "=Tea", "¥5.00"] in said


def test_a_shop_without_customers_says_so(terminal: Terminal) -> None:
    written(terminal.directory / "more.jsonl", line("shops.open", owner="mei"))
    terminal.run("ingest", "more.jsonl", "--store", STORE)

    assert "mei has no customers" in shown(terminal, "customers", "mei")
    assert told(terminal, "customers", "mei") == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(terminal: Terminal, words: tuple[str, ...]) -> None:
    said = terminal.run(words[0], "--help")

    assert (said.code, said.err) == (0, "")
    assert "--store" in said.out
    assert words[0] in terminal.run("--help").out
