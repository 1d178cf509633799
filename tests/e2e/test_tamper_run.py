"""Faults of every sort, put into a sealed log at random places, are found and named where they are."""

from pathlib import Path

import pytest
from tamper_run import run

from tampering import FAULTS

HISTORY = Path(__file__).parents[1] / "data" / "history.jsonl"


def test_each_fault_in_a_log_of_made_up_events_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, None, events=300, faults=8 * len(FAULTS), every=32, chance=1) == []


def test_each_fault_in_a_real_history_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, HISTORY, events=0, faults=2 * len(FAULTS), every=100, chance=2) == []
