"""Two processes that pay out, tick and refund the same orders at once: a short run of ``rival_processes.py``."""

import pytest
from rival_processes import RIVALS, contest
from rivalry import Sums, compete, judge, prepare

ORDERS = 40


@pytest.fixture(scope="module")
def one_after_the_other(tmp_path_factory: pytest.TempPathFactory) -> Sums:
    """What the store comes to when each rival begins once the other is done."""
    url = f"sqlite:///{tmp_path_factory.mktemp('quiet') / 'store.db'}"
    prepare(url, ORDERS)
    for rival in RIVALS:
        assert compete(url, rival, ORDERS).conflicts == 0
    return judge(url, ORDERS)


@pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
def test_rivals_leave_what_they_would_one_after_the_other(store_url: str, one_after_the_other: Sums) -> None:
    ended = contest(store_url, ORDERS)
    assert ended.sums == one_after_the_other
    assert all(report.done and report.refused for report in ended.reports)
