"""Members who asked to be erased: their texts, shops, friends and bindings end; what they bought and earned stays."""

from naive.circle import Circle, what_is_left
from naive.facts import GONE, Placement, Recommendation, Share
from naive.trade_facts import Case, Message


class Erasure(Circle):
    def members_erase(self, member: str) -> None:
        self.only(member)
        if member in self.erased:
            return
        self.erased.add(member)
        if member in self.shops:
            self.shops_close(member)
        self.friendships = {two for two in self.friendships if member not in two}
        self.bindings.pop(member, None)
        self.kept = [(keeper, product) for keeper, product in self.kept if keeper != member]
        for done in self.activities:
            if isinstance(done, Recommendation) and done.member == member:
                self.said_by_erased[member, done.product] = what_is_left(done.said)
        self.activities = [
            done for done in self.activities if isinstance(done, Placement | Share) or done.member != member
        ]
        self.forget_texts(member)

    def forget_texts(self, member: str) -> None:
        """Also what others wrote to *member*."""
        if member in self.shops:
            self.shops[member].looks = {"nickname": "", "avatar": "", "sign": ""}
        for letter in self.letters:
            if letter["member"] == member:
                letter["text"] = ""
        for order in self.orders.values():
            if order.buyer == member:
                order.messages = self._without_words(order.messages)
                for case in order.cases:
                    self._forget_words_of(case)

    def _forget_words_of(self, case: Case) -> None:
        case.messages = self._without_words(case.messages)
        kind, _, quantity, amount = case.asked
        case.asked = (kind, GONE, quantity, amount)
        case.did = {action: reason and GONE for action, reason in case.did.items()}
        if case.ruling is not None:
            amount, delivery_fee, reason = case.ruling
            case.ruling = (amount, delivery_fee, reason and GONE)

    def _without_words(self, messages: list[Message]) -> list[Message]:
        return [(message, author, GONE) for message, author, _ in messages]
