"""What buyer, merchant and, once it is called in, the platform write to each other, of an order or of a case."""

from typing import Any

from naive.after_sale import AfterSale
from naive.facts import NoError
from naive.trade_facts import Case, Message, Order


class Messages(AfterSale):
    def cases_say(self, case: str, message: str, author: str, text: str) -> Case:
        known = self._case(case)
        self._may_write(known.order, author, called_in="escalate" in known.did)
        self._write(known.messages, (message, author, self.as_kept(text, known.order)))
        return known

    def conversations_say(self, order: str, message: str, author: str, text: str) -> dict[str, Any]:
        known: Order = self.known(self.orders, order)
        self._may_write(known, author, called_in=any("escalate" in case.did for case in known.cases))
        if self._write(known.messages, (message, author, self.as_kept(text, known))):
            if author == known.buyer:
                known.waiting_since = known.waiting_since or self.now
            elif author.startswith("merchant:"):
                known.waiting_since = None
        return self.conversation(order)

    def conversation(self, order: str) -> dict[str, Any]:
        known: Order = self.known(self.orders, order)
        return {"messages": self.shown_messages(known.messages), "waiting_since": known.waiting_since}

    def _may_write(self, order: Order, author: str, *, called_in: bool) -> None:
        self.only(author)
        parties = (order.buyer, f"merchant:{order.merchant}")
        if author not in parties and not (called_in and author.startswith("platform:")):
            raise NoError("not-allowed")

    def _write(self, messages: list[Message], message: Message) -> bool:
        before = next((each for each in messages if each[0] == message[0]), None)
        if before not in (None, message):
            raise NoError("message-differs")
        if before is None:
            messages.append(message)
        return before is None
