"""The list of checks is that of the code: names, rules, events and refusals."""

import re

from doc_pages import reference, words
from socialcommerce.audit.check import CHECKS
from socialcommerce.kernel.event import topic_of

MANY = 6
"""Events of a check that its row names; of more it says how many."""


def rows() -> dict[str, list[str]]:
    """The cells of each row behind the first, which is the name of a check."""
    found = re.findall(r"^\| `([a-z-]+)` \|(.*)\|$", reference("checks"), re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in found}


def test_every_check_is_listed_once_with_its_rule() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", reference("checks"), re.MULTILINE)

    assert sorted(listed) == sorted(CHECKS)
    assert {name: cells[0] for name, cells in rows().items()} == {name: each.rule for name, each in CHECKS.items()}


def test_a_check_is_listed_with_what_it_looks_at() -> None:
    for name, (_, looks_at, _) in rows().items():
        check = CHECKS[name]
        topics = [topic_of(kind) for kind in check.events]
        if not topics:
            assert looks_at.startswith("any event"), name
        elif len(topics) > MANY:
            assert looks_at.startswith(f"{len(topics)} kinds"), name
        else:
            assert words(looks_at) == topics, name
        assert looks_at.endswith(", at the end") == (check.closing is not None), name


def test_a_check_is_listed_with_the_refusals_that_keep_its_rule() -> None:
    assert {name: words(cells[2]) for name, cells in rows().items()} == {
        name: list(each.refusals) for name, each in CHECKS.items()
    }
