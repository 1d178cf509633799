"""Reads: all that is known of a member, and what others see of them."""

from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.services.actors import only_member
from socialcommerce.services.command import checked
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.member_exports import MemberExport, MemberExports, Progress
from socialcommerce.services.paging import Cursor, PageSize
from socialcommerce.services.previews import Preview, Previews
from socialcommerce.services.reading import Reading


class AccessReads:
    """What a member has a right to know: what is kept of them, and who is shown what of it."""

    def __init__(self, decisions: Decisions, reading: Reading, deadlines: Deadlines) -> None:
        self._exports = MemberExports(decisions, reading, deadlines)
        self._previews = Previews(reading, deadlines)

    @checked
    def export(self, member: Key, progress: Progress | None = None, *, by: ActorKey | None = None) -> MemberExport:
        """Everything that is known of *member*, for that member alone, or for the host, who answers requests.

        It is what the member may know, whoever asks: not who blocks them, who ended a friendship, nor who bought
        through their shares; of the personal texts their own alone, of others only their ids. An erased member's texts
        are not in it, and of one who never did anything it is empty. Costs a reading of the whole log, which no index
        leads to by member; *progress* is called meanwhile with the position that was reached, and the last one.
        """
        only_member(by, member, f"see all that is known of {member}")
        return self._exports.of(member, progress)

    @checked
    def preview(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Preview:
        """What strangers, friends and owners of shops see of *member* now, for that member alone.

        Of the feed the newest *limit* (1 to 100), *after* is the ``next`` of the page before; the rest is all there
        is. An owner who blocks the member sees less than is said here: who does so is not told.
        """
        only_member(by, member, f"preview what others see of {member}")
        return self._previews.of(member, limit, after)
