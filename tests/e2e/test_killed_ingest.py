"""A journal whose bringing in is killed at any moment and begun anew: every line is applied exactly once."""

from pathlib import Path

import pytest
from kill_ingest import Report, bring_in, log_at

from journals import HISTORY, Fact, facts
from socialcommerce import SocialCommerce
from socialcommerce.journal import ingest

LINES = 50
TOTAL = 2_363


@pytest.fixture(scope="module")
def undisturbed() -> list[Fact]:
    with SocialCommerce.open() as commerce:
        ingest(commerce, HISTORY)
        return facts(commerce.log)


def killed_at(url: str, undisturbed: list[Fact], moments: tuple[int, ...], word: str, *, ask: bool) -> Report:
    """Bring the history in, killed after so many words, one time for each of *moments*, and then in peace."""
    for said in moments:
        died = bring_in(url, HISTORY, killed_after=said, word=word, lines_at_once=LINES, ask=ask) is None
        assert died, f"it was done before it had said {word!r} {said} times"
        if word == "done":
            left = log_at(url)
            assert left == undisturbed[: len(left)]
    report = bring_in(url, HISTORY, lines_at_once=LINES)
    assert report is not None
    return report


def adds_up(report: Report) -> bool:
    parts = ("applied", "unchanged", "refused", "skipped")
    return sum(report[part] for part in parts) == report["lines"] == TOTAL


@pytest.mark.parametrize("moments", [(1, 2, 3, 4, 5, 6), (10, 9, 8, 12)])
def test_killed_before_a_commit_nothing_of_the_transaction_is_left(
    tmp_path: Path, undisturbed: list[Fact], moments: tuple[int, ...]
) -> None:
    """The first commits create the store."""
    url = f"sqlite:///{tmp_path / 'store.db'}"

    report = killed_at(url, undisturbed, moments, "committing", ask=True)

    assert adds_up(report)
    assert log_at(url) == undisturbed


def test_killed_after_a_commit_its_lines_are_done(tmp_path: Path, undisturbed: list[Fact]) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"

    report = killed_at(url, undisturbed, (1, 1, 2, 3, 5), "done", ask=True)

    assert report["skipped"] == 12 * LINES
    assert adds_up(report)
    assert log_at(url) == undisturbed


def test_killed_after_the_last_commit_nothing_is_left_to_do(tmp_path: Path, undisturbed: list[Fact]) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"

    report = killed_at(url, undisturbed, (TOTAL // LINES + 1,), "done", ask=True)

    assert report["skipped"] == TOTAL
    assert log_at(url) == undisturbed


def test_killed_while_it_runs_the_log_is_that_of_a_quiet_run(tmp_path: Path, undisturbed: list[Fact]) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"

    report = killed_at(url, undisturbed, (1, 7, 2, 4), "done", ask=False)

    assert report["skipped"] >= 14 * LINES
    assert adds_up(report)
    assert log_at(url) == undisturbed
