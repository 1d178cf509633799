"""An audit as one page of HTML that needs nothing beside it."""

from collections import defaultdict
from datetime import date
from typing import Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from socialcommerce.audit.page.charts import influence_chart, sales_chart
from socialcommerce.audit.report import Report
from socialcommerce.kernel.clock import local_day

SHOWN: Final = 500
"""Findings, and rows that differ, that the page lists."""


def page_of(report: Report) -> str:
    """The page of a *report*."""
    environment = Environment(loader=PackageLoader("socialcommerce.audit.page", ""), autoescape=True)
    return environment.get_template("report.html.j2").render(
        report=report,
        shown=SHOWN,
        influence=Markup(influence_chart(dict(report.influence))) if report.influence else None,  # noqa: S704 - drawn here
        sales=_drawn_sales(report),
    )


def _drawn_sales(report: Report) -> Markup | None:
    paid: dict[date, int] = defaultdict(int)
    refunded: dict[date, int] = defaultdict(int)
    for at, amount in report.sales:
        (paid if amount > 0 else refunded)[local_day(at, report.rules.zone)] += abs(amount)
    if not paid:
        return None
    major = report.rules.influence.minor_per_major
    bought, back = ([(day, amount / major) for day, amount in sorted(sums.items())] for sums in (paid, refunded))
    return Markup(sales_chart(bought, back, report.rules.currency))  # noqa: S704 - drawn here
