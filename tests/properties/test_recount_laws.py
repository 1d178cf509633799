"""What the recount reckons by itself, it reckons as the library does: days, months, instants and words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from given import NOON, recorded
from socialcommerce import Rules
from socialcommerce.audit.recount import Recount
from socialcommerce.audit.recount.calendar import Calendar, microseconds
from socialcommerce.audit.recount.search import Search
from socialcommerce.audit.recount.statements import month_after
from socialcommerce.domain.catalog.product import ProductListed
from socialcommerce.domain.rulebook import RulesRecorded
from socialcommerce.kernel import clock
from socialcommerce.kernel.clock import END, EPOCH, local_day, local_month
from socialcommerce.projections.tables import Instant
from socialcommerce.projections.words import placed

ZONES = (
    *("Asia/Shanghai", "UTC", "America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *(
        "Africa/Monrovia",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "America/St_Johns",
        "Asia/Pyongyang",
        "America/Sao_Paulo",
    ),
)
FIRST, LAST = EPOCH.replace(tzinfo=None), END.replace(tzinfo=None) - timedelta(days=1)
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
years_of_changes = st.datetimes(FIRST, FIRST + timedelta(days=20_000), timezones=st.just(UTC))
near = st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(minutes=15), timedelta(minutes=59)])


def calendar_of(zone: str) -> Calendar:
    calendar = Calendar()
    (begun,) = recorded(RulesRecorded(settings=Rules(zone=zone).settings()))
    calendar.begun("store", begun.event, begun)
    return calendar


@given(st.sampled_from(ZONES), st.lists(instants | years_of_changes, min_size=1), near)
@example("Africa/Monrovia", [datetime(1972, 1, 7, 0, 44, 29, tzinfo=UTC)], timedelta(seconds=1))
@example("Pacific/Apia", [datetime(2011, 12, 30, 9, 59, 59, tzinfo=UTC)], timedelta(seconds=1))
@example("Asia/Kathmandu", [datetime(2021, 5, 1, 18, 14, 59, tzinfo=UTC)], timedelta(seconds=1))
def test_days_and_months_are_those_of_the_zone(zone: str, at: list[datetime], later: timedelta) -> None:
    calendar = calendar_of(zone)
    for instant in (*at, *(each + later for each in at), *at):
        assert calendar.day(instant) == local_day(instant, zone).isoformat()
        assert calendar.month(instant) == local_month(instant, zone)


@given(st.lists(instants))
def test_instants_are_those_of_the_tables(at: list[datetime]) -> None:
    calendar, column = Calendar(), Instant()
    dialect: Any = None
    for instant in (*at, *reversed(at)):
        assert calendar.instant(instant) == microseconds(instant)
        assert calendar.instant(instant) == column.process_bind_param(instant, dialect)


@given(instants)
def test_the_next_month_is_that_of_the_calendar(at: datetime) -> None:
    assert month_after(local_month(at, "UTC")) == clock.month_after(local_month(at, "UTC"))


@given(st.text() | st.text(alphabet="ａbC 口红'’.-2,①é́ﬁßかカﾊﾟ한\u200d👍🏽"))
@example("Can't stop: 3.5×口红 ＡＢＣ")
def test_words_are_those_of_search(title: str) -> None:
    counted = Recount()
    search = next(part for part in counted.parts if isinstance(part, Search))
    listed: Any = ProductListed(
        product="p",
        merchant="cd",
        title=title,
        category="food",
        price=1,
        exclusive_price=None,
        commission_bp=0,
        sensitive=False,
    )
    counted.read(recorded(listed, stream="product-p", at=NOON))
    assert sorted(search.words) == sorted((word, "p", place) for place, word in placed(title))
