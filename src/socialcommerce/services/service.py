"""What every service has: the decisions it runs, and the rules they are made by."""

from socialcommerce.rules import Rules
from socialcommerce.services.transaction import Decisions


class Service:
    """The commands of one context. Every command takes ``at`` (when; default: the clock) and ``by`` (who)."""

    def __init__(self, decisions: Decisions, rules: Rules) -> None:
        self._decisions = decisions
        self._run = decisions.run
        self._rules = rules
