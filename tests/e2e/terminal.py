"""The command line, run in this process, and a small history whose figures can be counted by hand."""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from journals import NOON, line
from socialcommerce.cli import main

LATER: Final = NOON + timedelta(days=1)
END: Final = NOON + timedelta(days=2)


def _line(do: str, at: datetime = NOON, **args: Any) -> str:
    return line(do, at=at, **args)


SMALL: Final = (
    _line("merchants.invite", merchant="cd", name="Dior"),
    _line(
        "products.list",
        product="p1",
        merchant="cd",
        title="口红",
        category="beauty",
        price=10_000,
        exclusive_price=9_050,
    ),
    _line("products.list", product="p2", merchant="cd", title="Scent", category="beauty", price=500),
    _line("members.befriend", member="lin", friend="an"),
    _line("shops.open", owner="lin"),
    _line("shops.edit", owner="lin", nickname="Lin", sign="[bold]只卖用过的"),
    _line("shelves.place", shop="lin", product="p1"),
    _line("shares.create", shop="lin", product="p1", share="s1"),
    _line("shops.open", LATER, owner="lin"),
    _line("journeys.visit", LATER, visitor="an", share="s1"),
    _line("journeys.visit", LATER, visitor="bo", share="s1"),
    _line("orders.place", LATER, order="o1", buyer="an", lines=[{"product": "p1", "quantity": 2}], share="s1"),
    _line("orders.pay", LATER, order="o1", payment="x1"),
    _line("orders.pay", LATER, order="o1", payment="x2"),
    _line("orders.refund", END, order="o1", refund="r1", line=1, quantity=1),
)
"""Lin sells for ¥181.00, of which ¥90.50 go back; one of two visits is a friend's, and on one day she is active."""

SCORE: Final = 92


@attrs.frozen
class Said:
    """What a command said, and the code with which it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed for machines: one line, nothing beside it."""
        assert (self.code, self.err) == (0, "")
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    def is_one_clear_line(self) -> bool:
        """Whether all that it said is one line of what is wrong."""
        return (
            self.code == 2
            and self.out == ""
            and self.err.startswith("socialcommerce: ")
            and self.err.endswith("\n")
            and self.err.removesuffix("\n").isprintable()
            and len(self.err) < 400
        )


_left: Final[dict[Callable[["Terminal"], None], dict[str, bytes]]] = {}


class Terminal:
    """An empty directory, in which commands are given."""

    def __init__(self, directory: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.directory = directory
        self._capture = capture
        self._patch = patch

    def run(self, *words: str) -> Said:
        """Run ``socialcommerce`` with these words."""
        self._patch.setattr(sys, "argv", ["socialcommerce", *words])
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capture.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else int(code is not None), said.out, said.err)

    def furnish(self, furnish: Callable[["Terminal"], None]) -> None:
        """Have in the directory what *furnish* leaves there; who asks for the same again gets a copy of it."""
        if furnish not in _left:
            furnish(self)
            _left[furnish] = self.files()
            return
        for name, content in _left[furnish].items():
            (self.directory / name).write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """What lies in the directory."""
        return {path.name: path.read_bytes() for path in self.directory.iterdir()}
