"""What every service has: the decisions it runs."""

from socialcommerce.services.decisions import Decisions


class Service:
    """The commands of one context. Every command takes ``at`` (when; default: the clock) and ``by`` (who)."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._run = decisions.run
