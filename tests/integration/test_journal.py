"""Journals that are brought in: what becomes of each line, once and never twice."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from journals import HISTORY, NOON, facts, line, written
from socialcommerce import REFUSALS, ManualClock, SocialCommerce
from socialcommerce.journal import LINES_AT_ONCE, check, ingest, parse
from socialcommerce.journal_report import RefusedLine, Report

SOME = (
    line("merchants.invite", merchant="cd", name="Dior", by="platform:op"),
    line("products.list", product="p1", merchant="cd", title="Lipstick", category="beauty", price=1_000),
    line("shops.open", owner="lin", by="lin"),
    line("shops.open", owner="lin"),
    line("shelves.place", shop="lin", product="p9"),
    line("shelves.place", shop="lin", product="p1", by="an"),
    line("shelves.place", shop="lin", product="p1"),
    line("shelves.remove", shop="lin", product="p1"),
    line("orders.place", order="o1", buyer="an", lines=[]),
)
"""Four lines that change something, one that has no need to, and four that are refused."""


def total(report: Report) -> int:
    return report.applied + report.unchanged + report.refused + report.skipped


def test_a_line_is_a_command_with_its_time_and_its_actor() -> None:
    entry = parse(1, line("shops.edit", owner="lin", sign="好", by="lin").encode())

    assert (entry.do, entry.at, entry.by) == ("shops.edit", NOON, "lin")
    assert (entry.arguments.owner, entry.arguments.sign) == ("lin", "好")  # type: ignore[attr-defined]


def test_a_checked_journal_tells_its_lines_its_digest_and_its_last_instant(tmp_path: Path) -> None:
    later = NOON + timedelta(microseconds=1)
    path = written(tmp_path / "j", SOME[0], line("shops.open", owner="lin", at=later))

    journal = check(path)

    assert (journal.lines, journal.last_at) == (2, later)
    assert journal.digest == hashlib.sha256(SOME[0].encode()).hexdigest()


def test_line_ends_of_windows_and_a_missing_last_one_are_no_part_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_bytes("\r\n".join(SOME).encode())

    assert check(path) == check(written(tmp_path / "k", *SOME)).__class__(
        path, hashlib.sha256(SOME[0].encode()).hexdigest(), len(SOME), NOON
    )


def test_lines_that_apply_that_change_nothing_and_that_are_refused_add_up(
    commerce: SocialCommerce, tmp_path: Path
) -> None:
    report = ingest(commerce, written(tmp_path / "j", *SOME))

    assert (report.lines, report.applied, report.unchanged, report.refused, report.skipped) == (9, 4, 1, 4, 0)


def test_every_refusal_is_reported_with_its_line_code_and_message(commerce: SocialCommerce, tmp_path: Path) -> None:
    report = ingest(commerce, written(tmp_path / "j", *SOME))

    assert report.refusals == (
        RefusedLine(5, "not-found", "there is no product p9"),
        RefusedLine(6, "not-allowed", "an may not run the shop of lin: only lin may"),
        RefusedLine(8, "slot-locked", "product p1 is locked in slot 0 until 2021-05-04T04:00:00+00:00"),
        RefusedLine(9, "bad-value", "the order has no line: name at least one product"),
    )


def test_the_refusals_of_a_real_history_are_those_of_the_rules(commerce: SocialCommerce) -> None:
    report = ingest(commerce, HISTORY)

    assert total(report) == report.lines == 2_363
    assert len(report.refusals) == report.refused > 0
    assert {each.code for each in report.refusals} == {"slot-locked", "refund-too-high", "share-ended"} <= set(REFUSALS)
    assert [each.line for each in report.refusals] == sorted(each.line for each in report.refusals)


def test_a_refused_line_changes_nothing(commerce: SocialCommerce, tmp_path: Path) -> None:
    ingest(commerce, written(tmp_path / "j", *SOME[:4]))
    before = facts(commerce.log)

    ingest(commerce, written(tmp_path / "k", *SOME[4:6], SOME[8]))

    assert facts(commerce.log) == before


def test_a_second_ingest_applies_nothing(store_url: str, clock: ManualClock) -> None:
    with SocialCommerce.open(store_url, clock=clock) as commerce:
        ingest(commerce, HISTORY)
        before = facts(commerce.log)

        again = ingest(commerce, HISTORY)

        assert (again.skipped, again.applied, again.refusals) == (again.lines, 0, ())
        assert facts(commerce.log) == before


def test_a_store_that_is_opened_again_knows_what_it_was_given(tmp_path: Path, clock: ManualClock) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with SocialCommerce.open(url, clock=clock) as commerce:
        ingest(commerce, written(tmp_path / "j", *SOME))

    with SocialCommerce.open(url, clock=clock) as commerce:
        assert ingest(commerce, tmp_path / "j").skipped == 9


def test_a_journal_that_grew_is_taken_up_where_it_ended(commerce: SocialCommerce, tmp_path: Path) -> None:
    ingest(commerce, written(tmp_path / "j", *SOME[:5]))

    report = ingest(commerce, written(tmp_path / "j", *SOME))

    assert (report.lines, report.skipped, report.applied, report.refused) == (9, 5, 1, 3)


def test_without_a_name_a_journal_is_known_by_its_first_line(commerce: SocialCommerce, tmp_path: Path) -> None:
    ingest(commerce, written(tmp_path / "j", *SOME[:3]))

    moved = ingest(commerce, written(tmp_path / "elsewhere", *SOME[:3]))
    other = ingest(commerce, written(tmp_path / "other", *SOME[1:3]))

    assert (moved.skipped, moved.unchanged) == (3, 0)
    assert (other.skipped, other.unchanged) == (0, 2)


def test_a_name_stands_for_the_journal_whatever_its_first_line(commerce: SocialCommerce, tmp_path: Path) -> None:
    ingest(commerce, written(tmp_path / "j", *SOME[:3]), name="may")

    named = ingest(commerce, written(tmp_path / "k", SOME[2], *SOME[1:4]), name="may")
    unnamed = ingest(commerce, tmp_path / "j")
    other = ingest(commerce, tmp_path / "j", name="june")

    assert (named.skipped, named.unchanged) == (3, 1)
    assert unnamed.skipped == other.skipped == 0


def test_progress_is_told_for_each_transaction_and_ends_with_the_last_line(
    commerce: SocialCommerce, tmp_path: Path
) -> None:
    path = written(tmp_path / "j", *[SOME[2]] * (2 * LINES_AT_ONCE + 3))
    told: list[tuple[int, int]] = []

    ingest(commerce, path, progress=lambda done, of: told.append((done, of)))

    assert told == [(n, 2 * LINES_AT_ONCE + 3) for n in (LINES_AT_ONCE, 2 * LINES_AT_ONCE, 2 * LINES_AT_ONCE + 3)]


@pytest.mark.parametrize("lines", [1, 9])
def test_progress_of_a_journal_that_was_done_before_is_at_its_end(
    commerce: SocialCommerce, tmp_path: Path, lines: int
) -> None:
    ingest(commerce, written(tmp_path / "j", *SOME))
    told: list[tuple[int, int]] = []

    report = ingest(commerce, written(tmp_path / "j", *SOME[:lines]), progress=lambda done, of: told.append((done, of)))

    assert (report.lines, report.skipped) == (lines, lines)
    assert told[-1] == (lines, lines)


def test_what_lies_ahead_of_the_clock_is_refused_line_by_line(commerce: SocialCommerce, tmp_path: Path) -> None:
    ahead = NOON + timedelta(minutes=5)
    report = ingest(
        commerce,
        written(
            tmp_path / "j",
            line("shops.open", owner="lin", at=ahead),
            line("shops.open", owner="an", at=ahead + timedelta(microseconds=1)),
        ),
    )

    assert (report.applied, [each.code for each in report.refusals]) == (1, ["time-ahead"])


def test_a_line_before_the_last_fact_of_its_stream_is_refused(commerce: SocialCommerce, tmp_path: Path) -> None:
    commerce.shops.open("lin")

    report = ingest(
        commerce,
        written(
            tmp_path / "j",
            line("shops.close", owner="lin", at=NOON - timedelta(microseconds=1)),
            line("shops.close", owner="lin"),
        ),
    )

    assert [(each.line, each.code) for each in report.refusals] == [(1, "time-goes-back")]
    assert report.applied == 1
