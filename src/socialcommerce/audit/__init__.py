"""Auditing: replay, prove, explain."""

from socialcommerce.audit.auditing import Auditor
from socialcommerce.audit.check import CHECKS, Check, Finding
from socialcommerce.audit.replay import replay
from socialcommerce.audit.report import Report, audit

__all__ = ["CHECKS", "Auditor", "Check", "Finding", "Report", "audit", "replay"]
