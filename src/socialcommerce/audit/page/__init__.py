"""An audit as one page of HTML that needs nothing beside it."""

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from socialcommerce.audit.page.charts import Line, influence_chart, sales_chart
from socialcommerce.commerce import SocialCommerce
from socialcommerce.errors import CorruptLog
from socialcommerce.kernel.clock import local_day
from socialcommerce.rules import Rules

if TYPE_CHECKING:
    from socialcommerce.audit.report import Report

SHOPS: Final = 5
"""Shops whose influence is drawn: the first of the board."""

SHOWN: Final = 500
"""Findings that the page lists."""


def page_of(report: "Report", audited: SocialCommerce) -> str:
    """The page of a *report* about the store *audited*."""
    from jinja2 import Environment, PackageLoader

    rules = audited.rules.at()
    environment = Environment(loader=PackageLoader("socialcommerce.audit.page", ""), autoescape=True)
    return environment.get_template("report.html.j2").render(
        report=report,
        shown=SHOWN,
        influence=_drawn_influence(audited, local_day(report.last_at, rules.zone)) if report.last_at else None,
        sales=_drawn_sales(report, rules),
    )


def _drawn_influence(audited: SocialCommerce, until: date) -> str | None:
    from markupsafe import Markup

    try:
        lines = {entry.shop: scores_by_day(audited, entry.shop, until) for entry in audited.board.top(SHOPS)}
    except CorruptLog:  # which the findings tell of
        return None
    return Markup(influence_chart(lines)) if lines else None  # noqa: S704 - drawn here


def scores_by_day(audited: SocialCommerce, shop: str, until: date) -> Line:
    """The score of *shop* at the end of each day that changed it, and of the day *until* which it holds."""
    score, by_day = 0, {}
    for each in sorted(audited.influence.explain(shop).contributions, key=lambda each: each.day):
        score += each.points
        by_day[each.day] = score
    by_day[max(until, *by_day)] = score
    return list(by_day.items())


def _drawn_sales(report: "Report", rules: Rules) -> str | None:
    from markupsafe import Markup

    paid: dict[date, int] = defaultdict(int)
    refunded: dict[date, int] = defaultdict(int)
    for at, amount in report.sales:
        (paid if amount > 0 else refunded)[local_day(at, rules.zone)] += abs(amount)
    if not paid:
        return None
    major = rules.influence.minor_per_major
    bought, back = ([(day, amount / major) for day, amount in sorted(sums.items())] for sums in (paid, refunded))
    return Markup(sales_chart(bought, back, rules.currency))  # noqa: S704 - drawn here
