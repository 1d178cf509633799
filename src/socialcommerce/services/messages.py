"""What merchants send members within their quota, and what members say to that."""

from collections.abc import Callable
from datetime import datetime

from socialcommerce.domain.catalog.merchant import MERCHANT
from socialcommerce.domain.circle import contact as contacts
from socialcommerce.domain.circle.contact import CONTACT, Contact, ContactEvent, contact_key
from socialcommerce.domain.orders.order import ORDER
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.text import PersonalText, Text
from socialcommerce.services.actors import only_member, only_merchant
from socialcommerce.services.command import command
from socialcommerce.services.erasure import is_told_again
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


class Messages(Service):
    """Messages of merchants to members. The host delivers them: see :meth:`InboxReads.deliveries`.

    All commands: ``NotFound`` if the merchant has not joined.
    """

    @command
    def send(
        self,
        merchant: Key,
        member: Key,
        message: Key,
        text: Text,
        images: list[Text] | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> None:
        """Send a *message* (the host's id of it) to *member*, which spends the grant that ends first; for the merchant.

        ``NotFound``; refused: ``member-erased``, ``message-differs``, ``opted-out``, ``no-quota``.
        """
        only_merchant(by, merchant, f"send messages of {merchant}")
        said = PersonalText(member, text)
        own = tuple(PersonalText(member, image) for image in images or ())

        def decide(contact: Contact, transaction: Transaction) -> list[ContactEvent]:
            return contacts.send(contact, message, said, own, at=transaction.at)

        def begun(contact: Contact) -> bool:
            return contacts.is_sent(contact, message, said, own)

        self._change(merchant, member, decide, at, by, begins=True, begun=begun)

    @command
    def fill_in(
        self, member: Key, merchant: Key, form: Key, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Fill in a *form* of the merchant (the host's id of it), which lets it write; for the member.

        ``NotFound``; refused: ``member-erased``.
        """
        only_member(by, member, f"fill in forms for {member}")

        def decide(contact: Contact, transaction: Transaction) -> list[ContactEvent]:
            return contacts.fill_in(contact, form, at=transaction.at, rules=transaction.rules.circle)

        self._change(merchant, member, decide, at, by, begins=True)

    @command
    def opt_out(self, member: Key, merchant: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take no messages of the merchant any more, whatever grants it has; for the member. ``NotFound``."""
        only_member(by, member, f"opt out for {member}")
        self._change(merchant, member, lambda contact, _: contacts.opt_out(contact), at, by)

    @command
    def opt_in(self, member: Key, merchant: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Take messages of the merchant again; for the member. ``NotFound``."""
        only_member(by, member, f"opt in for {member}")
        self._change(merchant, member, lambda contact, _: contacts.opt_in(contact), at, by)

    @command
    def follow(
        self, member: Key, merchant: Key, order: Key, *, at: Instant | None = None, by: ActorKey | None = None
    ) -> None:
        """Follow the merchant, after having paid *order*; for the member.

        ``NotFound`` for the merchant; refused: ``member-erased``, ``not-bought``, also where there is no such order.
        """
        only_member(by, member, f"follow merchants for {member}")

        def decide(contact: Contact, transaction: Transaction) -> list[ContactEvent]:
            return contacts.follow(contact, member, merchant, transaction.load(ORDER, order, may_be_later=True))

        self._change(merchant, member, decide, at, by, begins=True)

    @command
    def unfollow(self, member: Key, merchant: Key, *, at: Instant | None = None, by: ActorKey | None = None) -> None:
        """Follow the merchant no more; for the member. ``NotFound``."""
        only_member(by, member, f"unfollow merchants for {member}")
        self._change(merchant, member, lambda contact, _: contacts.unfollow(contact), at, by)

    def _change(
        self,
        merchant: str,
        member: str,
        decision: Callable[[Contact, Transaction], list[ContactEvent]],
        at: datetime | None,
        by: str | None,
        *,
        begins: bool = False,
        begun: Callable[[Contact], bool] = lambda _: False,
    ) -> None:
        """*begins*: something personal begins, which it does not with an erased member unless it had *begun* before."""

        def decide(transaction: Transaction) -> None:
            key = contact_key(merchant, member)
            if begins and is_told_again(transaction, member, CONTACT, key, begun):
                return
            transaction.existing(MERCHANT, merchant)
            contact = transaction.load(CONTACT, key)
            transaction.append(CONTACT, key, decision(contact, transaction))

        self._run(decide, at=at, by=by)
