"""The audit of a log, in one call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from socialcommerce import Recorded, SocialCommerce
from socialcommerce.audit.auditing import Auditor
from socialcommerce.audit.check import Finding


def audited(log: Iterable[Recorded[Any]], now: datetime | None = None) -> list[Finding]:
    """What all checks find in a log from its beginning; *now* is the instant of the audit."""
    auditor = Auditor(now=now)
    auditor.read(log)
    return auditor.close()


def findings_in(commerce: SocialCommerce) -> list[Finding]:
    """What they find in the log of a store as it stands, whatever its clock says."""
    return audited(commerce.log.read())
