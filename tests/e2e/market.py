"""A terminal beside a store in which An bought two lipsticks, and the commands that tell of it."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from terminal import Terminal

from journals import NOON, line, written

STORE: Final = "sqlite:///market.db"
CHANGE: Final = NOON + timedelta(days=30)

MARKET: Final = (
    line("merchants.invite", merchant="dior", name="Dior"),
    line(
        "products.list",
        product="lipstick",
        merchant="dior",
        title="[bold]口红",
        category="beauty",
        price=10_000,
        exclusive_price=9_050,
        commission_bp=1_000,
    ),
    line("products.list", product="tea", merchant="dior", title="=Tea", category="tea", price=500),
    line("shops.open", owner="lin"),
    line("shelves.place", shop="lin", product="lipstick"),
    line("shares.create", shop="lin", product="lipstick", share="s1"),
    line("journeys.visit", visitor="an", share="s1"),
    line("orders.place", order="o1", buyer="an", lines=[{"product": "lipstick", "quantity": 2}], share="s1"),
    line("orders.pay", order="o1", payment="x1"),
    line("orders.place", order="o2", buyer="an", lines=[{"product": "tea"}]),
    line("orders.refund", order="o1", refund="r1", line=1, quantity=1),
    line("cases.request", order="o1", line=1, kind="refund_only", reason="too red"),
    line(
        "imports.record",
        merchant="dior",
        number="t1",
        buyer="an",
        source="Taobao",
        lines=[{"product": "soap", "title": "Soap", "amount": 700}],
        bought_at=NOON.isoformat(),
    ),
    line("messages.send", merchant="dior", member="an", message="n1", text="[bold]口红", images=["red.png"]),
    line("messages.fill_in", member="bo", merchant="dior", form="f1"),
    line("messages.send", merchant="dior", member="bo", message="n1", text="Hello"),
    line("rules.announce", settings={"shelves.lock_hours": 48}, holds_from=CHANGE.isoformat()),
)
"""An buys two lipsticks by Lin's share, for ¥181.00, and gives one back; she never pays for the tea.

Dior writes to her, and to Bo, who filled in a form.
"""

COMMANDS: Final = (
    ("tick",),
    ("orders", "an"),
    ("cases",),
    ("customers", "lin"),
    ("earnings", "lin"),
    ("payable",),
    ("statement", "dior", "2021-05"),
    ("rules",),
    ("inbox", "an"),
    ("deliveries",),
    ("search", "口红"),
    ("export", "an"),
    ("preview", "an"),
)
"""A command each that tells of the market, with all the words that it needs."""


def market_terminal(directory: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in *directory*, beside a store with the market."""
    patch.chdir(directory)
    patch.setenv("COLUMNS", "160")
    found = Terminal(directory, capture, patch)
    found.furnish(_market)
    return found


def _market(terminal: Terminal) -> None:
    written(terminal.directory / "market.jsonl", *MARKET)
    counts = terminal.run("ingest", "market.jsonl", "--store", STORE, "--json").json
    assert counts == {"lines": 17, "applied": 17, "unchanged": 0, "refused": 0, "skipped": 0}
