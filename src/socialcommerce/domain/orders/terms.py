"""Terms: what the rules in force when an order is placed say about its later life. Fixed at placing."""

from typing import Annotated

import attrs
from msgspec import Meta

from socialcommerce.kernel.keys import Key
from socialcommerce.kernel.money import BasisPoints
from socialcommerce.rule_checks import MOST, MOST_CASES
from socialcommerce.rules import Rules

Span = Annotated[int, Meta(ge=1, le=MOST)]
"""Days or hours, at least one."""


@attrs.frozen(kw_only=True)
class Terms:
    """Spans of an order's later deadlines, and who earns beside the sharer (see :mod:`socialcommerce.rules`).

    ``recruiter`` is the member who recruited the owner of the shop to which the order is attributed, if they earn by
    it: ``recruiter_bp`` hundredths of a percent of the commission.
    """

    delivery_days: Span
    completion_days: Span
    after_sale_days: Span
    cases_per_line: Annotated[int, Meta(ge=1, le=MOST_CASES)]
    answer_hours: Span
    return_days: Span
    receipt_days: Span
    escalation_days: Span
    approval_days: Span
    recruiter: Key | None = None
    recruiter_bp: BasisPoints = 0

    def without_recruiter(self) -> "Terms":
        """The terms as they are told to others than the host."""
        return attrs.evolve(self, recruiter=None, recruiter_bp=0)


def terms_by(rules: Rules, recruiter: str | None = None) -> Terms:
    """The terms of an order that is placed under *rules*; *recruiter* earns only where they have two levels."""
    earning = recruiter if rules.earnings.levels > 1 else None
    return Terms(
        delivery_days=rules.orders.delivery_days,
        completion_days=rules.orders.completion_days,
        after_sale_days=rules.after_sale.window_days,
        cases_per_line=rules.after_sale.cases_per_line,
        answer_hours=rules.after_sale.answer_hours,
        return_days=rules.after_sale.return_days,
        receipt_days=rules.after_sale.receipt_days,
        escalation_days=rules.after_sale.escalation_days,
        approval_days=rules.earnings.approval_days,
        recruiter=earning,
        recruiter_bp=rules.earnings.recruiter_bp if earning else 0,
    )
