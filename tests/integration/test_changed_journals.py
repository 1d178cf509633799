"""Journals that another rewrites between their check and their bringing in."""

from pathlib import Path

import pytest

from journals import facts, line, written
from socialcommerce import MalformedJournal, SocialCommerce
from socialcommerce.journal import check, ingest

LINES = [line("shops.open", owner=f"m{number}") for number in range(4)]


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_a_journal_that_got_shorter_or_longer_since_its_check_is_refused(
    commerce: SocialCommerce, tmp_path: Path, count: int
) -> None:
    checked = check(written(tmp_path / "j", *LINES[:3]))
    before = facts(commerce.log)
    written(tmp_path / "j", *LINES[:count])
    with pytest.raises(MalformedJournal, match=f"line {count}: .*changed"):
        ingest(commerce, checked)
    assert facts(commerce.log) == before

    written(tmp_path / "j", *LINES[:3])
    assert ingest(commerce, checked).applied == 3


def test_a_journal_that_was_brought_in_and_got_shorter_is_refused_when_it_is_begun_anew(
    commerce: SocialCommerce, tmp_path: Path
) -> None:
    checked = check(written(tmp_path / "j", *LINES[:3]))
    ingest(commerce, checked)
    written(tmp_path / "j", *LINES[:2])
    with pytest.raises(MalformedJournal, match="changed"):
        ingest(commerce, checked)
