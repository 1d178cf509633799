"""Instants that an event may leave out are in UTC like all others, or nothing is recorded."""

from datetime import timedelta, timezone

import pytest

from given import NOON, recorded
from socialcommerce.domain.orders.case_events import CaseApproved
from socialcommerce.errors import CorruptLog
from socialcommerce.testing.mapping import new_mapper

IN_SHANGHAI = NOON.astimezone(timezone(timedelta(hours=8)))
APPROVED = CaseApproved(kind="merchant", return_by=NOON)


@pytest.mark.parametrize("approved", [APPROVED, CaseApproved(kind="merchant", return_by=None)], ids=["utc", "none"])
def test_an_optional_instant_that_is_in_utc_or_left_out_is_stored_and_read(approved: CaseApproved) -> None:
    mapper = new_mapper()
    stored = mapper.to_stored_event(recorded(approved, stream="case-o1~1~1")[0])
    assert mapper.to_domain_event(stored).event == approved


def test_an_optional_instant_in_another_zone_is_not_recorded() -> None:
    approved = CaseApproved(kind="merchant", return_by=IN_SHANGHAI)
    with pytest.raises(ValueError, match="an instant is not in UTC"):
        new_mapper().to_stored_event(recorded(approved, stream="case-o1~1~1")[0])


def test_an_optional_instant_in_another_zone_is_not_read() -> None:
    mapper = new_mapper()
    stored = mapper.to_stored_event(recorded(APPROVED, stream="case-o1~1~1")[0])
    changed = stored.state.replace(b'2021-05-01T04:00:00Z"}}', b'2021-05-01T12:00:00+08:00"}}')
    assert changed != stored.state
    with pytest.raises(CorruptLog):
        mapper.decode((1, stored.originator_id, 1, stored.topic, changed))
