"""The law of a whole store: its log passes every check, and its read models are what the log makes of them."""

from typing import Final

from socialcommerce import SocialCommerce
from socialcommerce.audit import Finding, audit
from socialcommerce.audit.recount import Difference
from socialcommerce.testing.broken import LawBroken

SHOWN: Final = 10
"""Findings that a message shows at most."""


def soundness(store: SocialCommerce) -> None:
    """An audit of *store* finds nothing in its log, and a recount nothing in its read models.

    Costs a reading of both.
    """
    report = audit(store)
    if report.is_clean:
        return
    told = [*map(_finding, report.findings), *map(_difference, report.differences)]
    more = [f"and {len(told) - SHOWN} more"] if len(told) > SHOWN else []
    raise LawBroken("soundness", "an audit finds\n" + "\n".join([*told[:SHOWN], *more]))


def _finding(found: Finding) -> str:
    return f"{found.check}: {found.stream}@{found.version}: expected {found.expected}, found {found.found}"


def _difference(found: Difference) -> str:
    where = ".".join(part for part in (found.table or found.model, found.column) if part)
    return f"{where} of {found.key}: expected {found.expected}, found {found.found}"
