"""The checks of the audit cover every rule that refuses and every fact, and share nothing with what decides."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Final

import attrs

import socialcommerce.audit
from socialcommerce.audit.auditing import FOLLOWS
from socialcommerce.audit.check import CHECKS, Check
from socialcommerce.audit.checks import answers, orders, streams
from socialcommerce.domain.orders.terms import Terms
from socialcommerce.errors import REFUSALS
from socialcommerce.kernel.aggregate import Aggregate
from socialcommerce.kernel.event import TOPICS, current_topics, topic_of

AUDIT: Final = Path(socialcommerce.audit.__file__).parent


def test_every_refusal_is_the_first_opinion_on_what_a_check_sees() -> None:
    seen = {code for check in CHECKS.values() for code in check.refusals}

    assert seen == set(REFUSALS)


def test_every_fact_is_looked_at_by_a_check_of_its_own() -> None:
    looked_at = {topic_of(kind) for check in CHECKS.values() for kind in check.events}

    assert looked_at == {topic for topic in current_topics() if TOPICS[topic].__module__.startswith("socialcommerce.")}


def test_a_check_is_named_in_words_and_says_its_rule_in_a_sentence() -> None:
    for check in (*CHECKS.values(), FOLLOWS):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.name), check.name
        assert re.fullmatch(r"[A-Z][^.]*\.", check.rule), check.rule


def test_a_check_judges_some_events_or_the_whole_log_or_looks_at_them_with_others() -> None:
    together = {check for module in (answers, streams) for check in vars(module).values() if isinstance(check, Check)}

    for check in CHECKS.values():
        assert (check.judge is not None) + (check.closing is not None) + (check in together) == 1, check.name


def test_every_term_of_an_order_is_looked_at() -> None:
    assert {*orders._TERMS} == {each.name for each in attrs.fields(Terms)}


def test_the_checks_know_facts_and_values_and_nothing_that_decides() -> None:
    for module, name in imported_by_the_checks("socialcommerce.domain"):
        taken = getattr(import_module(module), name)
        aggregate = next((each for each in vars(import_module(module)).values() if isinstance(each, Aggregate)), None)

        assert isinstance(taken, type), f"{name} of {module} is no class"
        assert aggregate is None or not isinstance(aggregate.initial, taken), f"{name} of {module} is a state"


def imported_by_the_checks(package: str) -> set[tuple[str, str]]:
    """What its modules import from *package*: modules and names in them."""
    return {
        (node.module, each.name)
        for path in (*(AUDIT / "checks").glob("*.py"), *(AUDIT / "picture").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(package)
        for each in node.names
    }
