"""Conversations between buyer and merchant, and how fast merchants answer."""

import attrs
import sqlalchemy as sa

from socialcommerce.domain.orders import conversation as conversations
from socialcommerce.domain.orders.conversation import CONVERSATION, Conversation
from socialcommerce.kernel.clock import Instant
from socialcommerce.kernel.keys import ActorKey, Key
from socialcommerce.kernel.text import Text
from socialcommerce.services import order_life
from socialcommerce.services.actors import is_platform, only_merchant
from socialcommerce.services.command import checked, command
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.parties import called_in, may_read, may_write, message_of
from socialcommerce.services.reading import Reading
from socialcommerce.services.service import Service
from socialcommerce.services.transaction import Transaction


@attrs.frozen
class ReplyTimes:
    """How often a merchant answered, and how long buyers waited from their first unanswered message, in seconds.

    Of an even number of answers the median is the mean of the two in the middle, floored; None without answers.
    """

    merchant: str
    answers: int
    median_seconds: int | None
    longest_seconds: int | None


class Conversations(Service):
    """What buyer and merchant write to each other about an order."""

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        super().__init__(decisions)
        self._reading = reading

    @command
    def say(
        self,
        order: Key,
        message: Key,
        author: ActorKey,
        text: Text,
        images: list[Text] | None = None,
        *,
        at: Instant | None = None,
        by: ActorKey | None = None,
    ) -> Conversation:
        """Add a *message* (the host's id of it) of the buyer, the merchant or, once called into a case, the platform.

        ``NotFound``; refused: ``message-differs``.
        """

        def decide(transaction: Transaction) -> Conversation:
            state = order_life.existing(transaction, order)
            may_write(by, author, state, called_in=called_in(transaction, state))
            conversation = transaction.load(CONVERSATION, order)
            said = message_of(state, message, author, text, images)
            transaction.append(CONVERSATION, order, conversations.say(conversation, said, at=transaction.at))
            return transaction.load(CONVERSATION, order)

        return self._run(decide, at=at, by=by)

    @checked
    def of(self, order: Key, *, by: ActorKey | None = None) -> Conversation:
        """The conversation about an order, for its parties. ``NotFound`` if there is no such order."""

        def read(transaction: Transaction) -> Conversation:
            state = order_life.existing(transaction, order)
            may_read(by, state, transaction, what=f"see the conversation of {order}")
            return transaction.load(CONVERSATION, order)

        return self._run(read, at=None, by=by)

    @checked
    def reply_times(self, merchant: Key, *, by: ActorKey | None = None) -> ReplyTimes:
        """How fast *merchant* answers its buyers, for the merchant and the platform."""
        if not is_platform(by):
            only_merchant(by, merchant, f"see the reply times of {merchant}")
        self._decisions.settle()
        replies = self._reading.models.orders.replies.c
        waited = replies.waited_seconds
        figures = sa.select(sa.func.count(), sa.func.max(waited)).where(replies.merchant == merchant)
        with self._reading.connection() as connection:
            answers, longest = connection.execute(figures).one()
            middle = (
                sa.select(waited)
                .where(replies.merchant == merchant)
                .order_by(waited)
                .offset(max(answers - 1, 0) // 2)
                .limit(2 - answers % 2)
            )
            median = list(connection.execute(middle).scalars())
        return ReplyTimes(merchant, answers, sum(median) // len(median) if median else None, longest)
