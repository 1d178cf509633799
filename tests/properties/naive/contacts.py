"""What merchants may send members: payments and forms give them messages for some days, members can opt out."""

from datetime import timedelta
from typing import Any

from naive.facts import Contact, Grant, NoError
from naive.messages import Messages
from naive.trade_facts import Order


class Contacts(Messages):
    def messages_send(self, merchant: str, member: str, message: str, text: str) -> None:
        before = [each for each in self.letters if (each["merchant"], each["member"]) == (merchant, member)]
        before = [each for each in before if each["message"] == message]
        contact = self._contact(f"merchant:{merchant}", merchant, member, begins=not before)
        if any(each["text"] != text for each in before) and member not in self.erased:
            raise NoError("message-differs")
        if before:
            return
        if contact.opted_out:
            raise NoError("opted-out")
        usable = self._usable(contact)
        if not usable:
            raise NoError("no-quota")
        usable[0].left -= 1
        self.letters.append(
            {
                "merchant": merchant,
                "member": member,
                "message": message,
                "text": text,
                "images": (),
                "sent_at": self.now,
            }
        )

    def messages_fill_in(self, member: str, merchant: str, form: str) -> None:
        self._give(
            self._contact(member, merchant, member, begins=True), "form", form, self.rules.circle.messages_per_form
        )

    def messages_opt_out(self, member: str, merchant: str) -> None:
        self._contact(member, merchant, member).opted_out = True

    def messages_opt_in(self, member: str, merchant: str) -> None:
        self._contact(member, merchant, member).opted_out = False

    def messages_follow(self, member: str, merchant: str, order: str) -> None:
        contact = self._contact(member, merchant, member, begins=True)
        known = self.orders.get(order)
        paid = known is not None and known.payment is not None
        bought = known is not None and paid and (known.buyer, known.merchant) == (member, merchant)
        if not contact.following and not bought:
            raise NoError("not-bought")
        contact.following = True

    def messages_unfollow(self, member: str, merchant: str) -> None:
        self._contact(member, merchant, member).following = False

    def let_write(self, order: Order) -> None:
        """The payment of *order* gives its merchant messages to its buyer."""
        contact = self.contacts.setdefault((order.merchant, order.buyer), Contact())
        self._give(contact, "payment", order.number, self.rules.circle.messages_per_payment)

    def quota(self, merchant: str, member: str) -> dict[str, Any]:
        contact = self._contact(None, merchant, member)
        is_erased = member in self.erased
        usable = [] if is_erased else self._usable(contact)
        return {
            "merchant": merchant,
            "member": member,
            "left": sum(grant.left for grant in usable),
            "grants": [(grant.kind, grant.reference, grant.left, grant.until) for grant in usable],
            "opted_out": contact.opted_out,
            "following": contact.following and not is_erased,
        }

    def inbox(self, member: str) -> list[dict[str, Any]]:
        return [letter for letter in reversed(self.letters) if letter["member"] == member]

    def deliveries(self) -> list[dict[str, Any]]:
        return [
            each
            for each in self.letters
            if each["member"] not in self.erased and not self.contacts[each["merchant"], each["member"]].opted_out
        ]

    def audience(self, merchant: str) -> list[str]:
        return sorted(
            member
            for (who, member), contact in self.contacts.items()
            if who == merchant and not contact.opted_out and self._usable(contact) and member not in self.erased
        )

    def followers(self, merchant: str) -> list[str]:
        return sorted(
            member
            for (who, member), contact in self.contacts.items()
            if who == merchant and contact.following and member not in self.erased
        )

    def _contact(self, actor: str | None, merchant: str, member: str, *, begins: bool = False) -> Contact:
        """For *actor* and the host alone; *begins*: what members who are erased have no part in."""
        if actor is not None:
            self.only(actor)
        if begins:
            self.not_erased(member)
        self.known(self.merchants, merchant)
        return self.contacts.setdefault((merchant, member), Contact())

    def _give(self, contact: Contact, kind: str, reference: str, messages: int) -> None:
        if messages and not any((each.kind, each.reference) == (kind, reference) for each in contact.grants):
            until = self.now + timedelta(days=self.rules.circle.grant_days)
            contact.grants.append(Grant(kind, reference, messages, until))

    def _usable(self, contact: Contact) -> list[Grant]:
        """Those that end first come first."""
        return sorted((each for each in contact.grants if each.left and each.until > self.now), key=lambda g: g.until)
