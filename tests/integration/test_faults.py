"""Whatever breaks a rule in a log is found, under the right name and at the right event; and nothing else is."""

from datetime import datetime
from typing import Any

import pytest

import faults  # noqa: F401 - importing them declares them
from auditing import audited
from faulting import FAULTS, Fault
from faults.story import story
from socialcommerce import Recorded
from socialcommerce.audit.check import CHECKS


def end(log: list[Recorded[Any]]) -> datetime:
    return max(recorded.at for recorded in log)


@pytest.fixture(scope="module")
def untouched() -> list[Recorded[Any]]:
    return story()


def test_of_the_untouched_log_nothing_is_found(untouched: list[Recorded[Any]]) -> None:
    assert audited(untouched, end(untouched)) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_found_at_its_event(untouched: list[Recorded[Any]], fault: Fault) -> None:
    log = list(untouched)

    reference = fault.inject(log)

    assert (fault.check, reference) in {
        (found.check, f"{found.stream}@{found.version}") for found in audited(log, end(untouched))
    }


def test_each_check_finds_a_fault() -> None:
    assert {fault.check for fault in FAULTS} == set(CHECKS)
