"""What the explanations draw and tabulate, against the code: the states of a case, aggregates, views, dated rules."""

import pkgutil
import re
import types
from collections.abc import Iterator
from importlib import import_module
from typing import Final, get_args

from doc_pages import DOCS, fences, rows, table_after, words
from socialcommerce import Rules
from socialcommerce.domain.orders.case import ONLY_FOR, TERMINAL, TRANSITIONS, Action
from socialcommerce.domain.orders.case_events import Kind
from socialcommerce.domain.orders.order import Status
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.event import TOPICS
from socialcommerce.projections.models import ReadModels

AFTER_SALE: Final = DOCS / "explanation" / "after-sale.md"
OUTSIDE: Final = "[*]"
"""How a diagram writes where a case comes from and where it ends."""


def edges() -> list[tuple[str, str, str]]:
    """From where, to where and by which action; none: it ends there."""
    (drawn,) = (fence for fence in fences(AFTER_SALE) if fence.info == "mermaid")
    kind, *lines = drawn.text.splitlines()
    assert kind == "stateDiagram-v2"
    found = [re.fullmatch(r"    (\S+) --> (\w+|\[\*\])(?:: (\w+))?", line) for line in lines]
    return [(edge[1], edge[2], edge[3] or "") for edge in found if edge]


def test_every_line_of_the_diagram_is_an_edge() -> None:
    (drawn,) = (fence for fence in fences(AFTER_SALE) if fence.info == "mermaid")
    assert len(edges()) == len(drawn.text.splitlines()) - 1


def test_the_diagram_of_a_case_draws_its_transitions() -> None:
    drawn = {(start.replace(OUTSIDE, "none"), action): end for start, end, action in edges() if action}
    assert drawn == TRANSITIONS


def test_the_diagram_of_a_case_ends_where_the_case_does() -> None:
    ends = [start for start, end, _ in edges() if end == OUTSIDE]
    assert sorted(ends) == sorted(TERMINAL)


def test_the_table_of_actions_says_for_which_kinds_each_is() -> None:
    actions = table_after(AFTER_SALE.read_text("utf-8"), "| action | by | only for | without it |")
    assert [words(row[0])[0] for row in actions] == list(get_args(Action))
    assert {words(row[0])[0]: frozenset(words(row[2])) for row in actions if row[2]} == ONLY_FOR


def test_the_table_of_actions_shows_the_deadlines_that_the_rules_have() -> None:
    settings = Rules().settings()
    told = re.findall(r"(\d+) (?:hours|days).*\(`([\w.]+)`\)", AFTER_SALE.read_text("utf-8"))
    spans = {name for name in settings if re.fullmatch(r"after_sale\.\w+_(hours|days)", name)}
    assert {name for _, name in told} == spans - {"after_sale.window_days"}
    assert all(settings[name] == int(number) for number, name in told)


def test_the_kinds_of_cases_are_explained() -> None:
    kinds = table_after(AFTER_SALE.read_text("utf-8"), "| kind | the buyer wants | the goods |")
    assert [words(row[0])[0] for row in kinds] == list(get_args(Kind))


def test_the_statuses_of_an_order_are_explained() -> None:
    page = (DOCS / "explanation" / "orders.md").read_text("utf-8")
    told = table_after(page, "| status | begins with | by whom | without that |")
    assert ["none", *(words(row[0])[0] for row in told)] == list(get_args(Status))


def test_the_rules_that_are_fixed_at_a_decision_say_how_they_are_recorded() -> None:
    page = (DOCS / "explanation" / "rules-as-facts.md").read_text("utf-8")
    table = table_after(page, "| decided | by the rules in force | recorded as |")
    assert {word for row in table for word in words(row[2])} <= _fields()


def test_the_architecture_names_every_aggregate_and_read_model() -> None:
    page = (DOCS / "explanation" / "architecture.md").read_text("utf-8")
    aggregates = table_after(page, "| category | key | what always holds |")
    found = {each.category for module in _domain() for each in vars(module).values() if isinstance(each, Aggregate)}
    assert {words(row[0])[0] for row in aggregates} == found
    models = rows(page.split("## Projections")[1])
    assert [words(row[0])[0] for row in models] == [model.name for model in ReadModels("Asia/Shanghai").all()]


def _fields() -> set[str]:
    """Every field of every event."""
    return {field for cls in TOPICS.values() for field in cls.__annotations__}


def _domain() -> Iterator[types.ModuleType]:
    domain = import_module("socialcommerce.domain")
    for found in pkgutil.walk_packages(domain.__path__, "socialcommerce.domain."):
        yield import_module(found.name)
