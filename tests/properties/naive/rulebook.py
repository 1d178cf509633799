"""The rules are dated facts: a change is announced seven days ahead or more, and holds from its instant on."""

from datetime import datetime, timedelta
from typing import Any

from naive.facts import Memory, NoError
from socialcommerce import Rules

FIXED = ("currency", "zone", "influence.minor_per_major")


class Rulebook(Memory):
    def rules_announce(self, settings: dict[str, Any], holds_from: datetime) -> None:
        self.only_platform()
        before = self.rules_at(holds_from).settings()
        changed = [name for name, value in settings.items() if before[name] != value]
        if not changed:
            return
        if any(name in FIXED for name in changed):
            raise NoError("rule-fixed")
        told_at = self.now if self.by is None else self.clock  # the host alone tells of what was announced before
        if holds_from < told_at + timedelta(days=7):
            raise NoError("notice-too-short")
        self.announced.append((holds_from, settings))
        self.chapters = [self.chapters[0], *self._changes()]

    def _changes(self) -> list[tuple[datetime, Rules]]:
        """Each instant from which something holds, with all rules from then on; of two the one announced last."""
        settings = self.chapters[0][1].settings()
        found = []
        for holds_from, changed in sorted(self.announced, key=lambda each: each[0]):
            settings |= changed
            found.append((holds_from, Rules.from_settings(settings)))
        return found
