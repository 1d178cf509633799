"""Reads: what merchants sent members and may still send them, and what the host has to deliver."""

from datetime import datetime
from typing import Any

import attrs
import sqlalchemy as sa

from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.circle.contact import CONTACT, Grant, contact_key
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.errors import NotAllowed
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.services.actors import only_host, only_member, only_merchant
from socialcommerce.services.command import checked
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.paging import Cursor, Entry, Page, PageSize, page_of
from socialcommerce.services.reading import Reading
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


@attrs.frozen
class Quota:
    """What ``merchant`` may send ``member``: messages ``left``, by ``grants`` in the order in which they are spent.

    While the member is ``opted_out`` they are of no use. ``following``: the member follows the merchant.
    """

    merchant: str
    member: str
    left: int
    grants: tuple[Grant, ...]
    opted_out: bool
    following: bool


@attrs.frozen
class MerchantMessage(Entry):
    """What ``merchant`` sent ``member`` under the host's id ``message``; ``images`` are addresses of the host's."""

    merchant: str
    member: str
    message: str
    text: str
    images: tuple[str, ...]
    sent_at: datetime


@attrs.frozen
class MemberPage:
    """Members by id; ``next`` is the ``after`` of the next page, None on the last one."""

    members: tuple[str, ...]
    next: str | None


class InboxReads(Service):
    """Messages of merchants. Lists have *limit* (1 to 100) entries a page; *after* is the ``next`` of the one before.

    A grant, an opt-out and a follower count as they stand when the list is read. The audience and the deliveries, by
    which members are written to, are caught up with the log, whoever keeps the views.
    """

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        super().__init__(decisions)
        self._reading = reading

    @checked
    def quota(self, merchant: Key, member: Key, *, by: ActorKey | None = None) -> Quota:
        """What *merchant* may send *member* now, for both: nothing to one who is erased, and who follows nobody.

        ``NotFound`` if the merchant has not joined.
        """
        if by not in (None, member, f"merchant:{merchant}"):
            raise NotAllowed(f"{by} may not see what {merchant} may send {member}: only the two may")

        def read(transaction: Transaction) -> Quota:
            transaction.existing(MERCHANT, merchant)
            contact = transaction.load(CONTACT, contact_key(merchant, member))
            if transaction.load(ACCOUNT, member, may_be_later=True).is_erased:
                return Quota(merchant, member, 0, (), contact.opted_out, following=False)
            grants = contact.live(transaction.at)
            left = sum(grant.left for grant in grants)
            return Quota(merchant, member, left, grants, contact.opted_out, contact.following)

        return self._run(read, at=None, by=by)

    @checked
    def of(
        self, member: Key, limit: PageSize = 20, after: Cursor | None = None, *, by: ActorKey | None = None
    ) -> Page[MerchantMessage]:
        """The messages that *member* received, the newest first; for the member."""
        only_member(by, member, f"see the messages to {member}")
        messages = self._reading.models.messages.messages
        query = sa.select(messages).where(messages.c.member == member).order_by(messages.c.position.desc())
        if after is not None:
            query = query.where(messages.c.position < after)
        return self._page(query, limit)

    @checked
    def audience(
        self, merchant: Key, limit: PageSize = 20, after: Key | None = None, *, by: ActorKey | None = None
    ) -> MemberPage:
        """The members to whom *merchant* can write now; for the merchant."""
        only_merchant(by, merchant, f"see whom {merchant} can reach")
        models = self._reading.models.messages
        grants = models.grants.c
        query = (
            sa.select(grants.member)
            .distinct()
            .where(
                grants.merchant == merchant,
                grants.messages_left > 0,
                grants.until > self._reading.now(),
                sa.not_(models.has_opted_out(grants.merchant, grants.member)),
                sa.not_(self._reading.models.people.is_erased(grants.member)),
            )
        )
        return self._members(query, grants.member, limit, after, caught_up=True)

    @checked
    def followers(
        self, merchant: Key, limit: PageSize = 20, after: Key | None = None, *, by: ActorKey | None = None
    ) -> MemberPage:
        """The members who follow *merchant*; for the merchant."""
        only_merchant(by, merchant, f"see the followers of {merchant}")
        contacts = self._reading.models.messages.contacts.c
        query = sa.select(contacts.member).where(
            contacts.merchant == merchant,
            contacts.following,
            sa.not_(self._reading.models.people.is_erased(contacts.member)),
        )
        return self._members(query, contacts.member, limit, after)

    @checked
    def deliveries(
        self, after: Cursor = 0, limit: PageSize = 100, *, by: ActorKey | None = None
    ) -> Page[MerchantMessage]:
        """The messages to be delivered behind the cursor *after*, the oldest first; for the host.

        None to members who have opted out or were erased since. Whoever delivers them keeps the cursor of the last one.
        """
        only_host(by, "deliver messages")
        models = self._reading.models.messages
        messages = models.messages
        query = (
            sa.select(messages)
            .where(
                messages.c.position > after,
                sa.not_(models.has_opted_out(messages.c.merchant, messages.c.member)),
                sa.not_(self._reading.models.people.is_erased(messages.c.member)),
            )
            .order_by(messages.c.position)
        )
        return self._page(query, limit, caught_up=True)

    def _page(
        self, query: "sa.Select[*tuple[Any, ...]]", limit: int, *, caught_up: bool = False
    ) -> Page[MerchantMessage]:
        with self._reading.connection(caught_up=caught_up) as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        texts = self._reading.texts_of(row.text for row in rows[:limit])
        return page_of((self._message(row, texts.get(row.text, "")) for row in rows[:limit]), more=len(rows) > limit)

    def _message(self, row: "sa.Row[*tuple[Any, ...]]", text: str) -> MerchantMessage:
        images = self._reading.texts(row.images)
        return MerchantMessage(row.position, row.merchant, row.member, row.message, text, images, row.sent_at)

    def _members(
        self,
        query: "sa.Select[str]",
        member: "sa.ColumnElement[str]",
        limit: int,
        after: str | None,
        *,
        caught_up: bool = False,
    ) -> MemberPage:
        if after is not None:
            query = query.where(member > after)
        with self._reading.connection(caught_up=caught_up) as connection:
            found = list(connection.execute(query.order_by(member).limit(limit + 1)).scalars())
        members = tuple(found[:limit])
        return MemberPage(members, members[-1] if len(found) > limit else None)
