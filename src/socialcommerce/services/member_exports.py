"""Everything that is known of a member, in one document: what an access request is answered with."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, TypeVar

import attrs
import sqlalchemy as sa

from socialcommerce.domain.circle.contact import CONTACT, parties
from socialcommerce.domain.members.account import ACCOUNT
from socialcommerce.domain.members.disclosure import Asker
from socialcommerce.domain.members.preferences import PREFERENCES, Preferences
from socialcommerce.domain.orders.case import CASE, Case
from socialcommerce.domain.orders.conversation import CONVERSATION
from socialcommerce.domain.orders.message import Message
from socialcommerce.domain.referrals.journey import Binding
from socialcommerce.errors import NotFound
from socialcommerce.kernel.event import topic_of
from socialcommerce.kernel.plain import plain
from socialcommerce.services.analytics import Analytics, AnalyticsReads
from socialcommerce.services.cases import Cases
from socialcommerce.services.circle import CircleReads, FavouriteEntry, RecommendationEntry
from socialcommerce.services.conversations import Conversations
from socialcommerce.services.customers import Customer, CustomerReads
from socialcommerce.services.deadlines import Deadlines
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.earnings import Balance, EarningsReads
from socialcommerce.services.inbox import InboxReads, MerchantMessage, Quota
from socialcommerce.services.influence import BoardEntry, BoardReads, Explanation, InfluenceReads
from socialcommerce.services.journeys import Journeys
from socialcommerce.services.order_entries import ImportedEntry, Notice, OrderEntry
from socialcommerce.services.order_list import OrderListReads
from socialcommerce.services.paging import MAX_PAGE, Entry, Page
from socialcommerce.services.reading import Reading
from socialcommerce.services.storefronts import Storefront, StorefrontReads

E = TypeVar("E", bound=Entry)

FORMAT: Final = "socialcommerce.member-export.1"
"""The name of the document's form; another form has another number."""

REPORTED_EVERY: Final = 2_000
"""Events of the log after which it is said how far it has been read."""

Progress = Callable[[int, int], None]
"""Called with the position in the log that was reached, and the last one."""


@attrs.frozen
class ToldFact:
    """A fact as the member is told of it; ``by``: who did it, None for the host and for other members."""

    at: datetime
    topic: str
    stream: str
    by: str | None
    event: Mapping[str, Any]


@attrs.frozen
class AboutOrder:
    """What was written about an order."""

    order: str
    messages: tuple[Message, ...]


@attrs.frozen(kw_only=True)
class ShopExport:
    """A member's shop: as visitors see it, its place on the board, and what its owner alone is told of it."""

    storefront: Storefront
    board: BoardEntry | None
    influence: Explanation
    analytics: Analytics
    customers: tuple[Customer, ...]


@attrs.frozen(kw_only=True)
class MemberExport:
    """All that is known of ``member`` at the instant ``at``; amounts in minor units of ``currency``.

    How things stand is as the reads tell it to the member themselves; ``facts`` is what led to it, from the first on.
    """

    format: str = FORMAT
    member: str
    at: datetime
    currency: str
    zone: str
    erased: bool
    preferences: Preferences
    friends: tuple[str, ...]
    blocked: tuple[str, ...]
    shop: ShopExport | None
    binding: Binding | None
    orders: tuple[OrderEntry, ...]
    imported_orders: tuple[ImportedEntry, ...]
    notices: tuple[Notice, ...]
    cases: tuple[Case, ...]
    conversations: tuple[AboutOrder, ...]
    recommendations: tuple[RecommendationEntry, ...]
    favourites: tuple[FavouriteEntry, ...]
    messages: tuple[MerchantMessage, ...]
    quotas: tuple[Quota, ...]
    earnings: Balance
    facts: tuple[ToldFact, ...]

    def to_json(self) -> str:
        """The document as one line of JSON, its instants in ISO 8601 and UTC.

        A text that is not there, or is erased, is null. In ``facts`` an empty one stands as it was said: it took away
        what was there. Recommendations and favourites of an erased member are left out.
        """
        said = plain(self, self.member)
        document = {name: value if name == "facts" else _null_if_empty(value) for name, value in said.items()}
        return json.dumps(document, ensure_ascii=False)


class MemberExports:
    """Makes exports, out of the log and of what the reads tell members of themselves."""

    def __init__(self, decisions: Decisions, reading: Reading, deadlines: Deadlines) -> None:
        self._log = decisions.log
        self._reading = reading
        self._storefronts = StorefrontReads(reading, deadlines)
        self._board = BoardReads(reading)
        self._influence = InfluenceReads(reading)
        self._analytics = AnalyticsReads(reading)
        self._customers = CustomerReads(reading)
        self._journeys = Journeys(decisions, reading)
        self._orders = OrderListReads(reading, deadlines)
        self._cases = Cases(decisions)
        self._conversations = Conversations(decisions, reading)
        self._circle = CircleReads(reading, deadlines)
        self._inbox = InboxReads(decisions, reading)
        self._earnings = EarningsReads(reading, deadlines)

    def of(self, member: str, progress: Progress | None) -> MemberExport:
        """Everything about *member*. What is overdue is carried out first, so that the facts tell of it too."""
        reading, now = self._reading, self._reading.now()
        friends, blocked = self._friends(member)
        orders = tuple(_all(lambda after: self._orders.of(member, MAX_PAGE, after, by=member)))
        shop, earnings = self._shop(member), self._earnings.of(member, by=member)
        facts = tuple(self._facts(member, progress))
        keys = _keys(facts)
        return MemberExport(
            member=member,
            at=now,
            currency=reading.rules.currency,
            zone=reading.rules.zone,
            erased=reading.state(ACCOUNT, member).is_erased,
            preferences=reading.state(PREFERENCES, member),
            friends=friends,
            blocked=blocked,
            shop=shop,
            binding=self._journeys.binding_of(member, by=member),
            orders=orders,
            imported_orders=tuple(_all(lambda after: self._orders.imported(member, MAX_PAGE, after, by=member))),
            notices=tuple(_all(lambda after: self._orders.notices(member, MAX_PAGE, after, by=member))),
            cases=tuple(self._cases.of(case, by=member) for case in keys.get(CASE.category, ())),
            conversations=tuple(
                AboutOrder(order, self._conversations.of(order, by=member).messages)
                for order in keys.get(CONVERSATION.category, ())
            ),
            recommendations=tuple(_all(lambda after: self._circle.recommended_by(member, MAX_PAGE, after, by=member))),
            favourites=tuple(_all(lambda after: self._circle.favourites(member, MAX_PAGE, after, by=member))),
            messages=tuple(_all(lambda after: self._inbox.of(member, MAX_PAGE, after, by=member))),
            quotas=tuple(
                self._inbox.quota(parties(contact)[0], member, by=member) for contact in keys.get(CONTACT.category, ())
            ),
            earnings=earnings,
            facts=facts,
        )

    def _shop(self, member: str) -> ShopExport | None:
        with suppress(NotFound):
            return ShopExport(
                storefront=self._storefronts.of(member),
                board=next((entry for entry in self._board.top() if entry.shop == member), None),
                influence=self._influence.explain(member, by=member),
                analytics=self._analytics.of(member, by=member),
                customers=self._customers.of(member, by=member),
            )
        return None

    def _friends(self, member: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Whose friend *member* is, and whom they block; the views are caught up by it, for what is read after it."""
        friends, blocks = self._reading.models.people.friends.c, self._reading.models.customers.blocks.c
        theirs = sa.select(friends.friend).where(friends.member == member).order_by(friends.friend)
        blocked = sa.select(blocks.blocked).where(blocks.member == member).order_by(blocks.blocked)
        with self._reading.connection(caught_up=True) as connection:
            return tuple(connection.execute(theirs).scalars()), tuple(connection.execute(blocked).scalars())

    def _facts(self, member: str, progress: Progress | None) -> Iterator[ToldFact]:
        """What *member* is told of the log as it is now."""
        asker, last = Asker(member), self._log.position()
        for number, recorded in enumerate(self._log.read(), 1):
            if recorded.position > last:
                break
            if progress and (number % REPORTED_EVERY == 0 or recorded.position == last):
                progress(recorded.position, last)
            told = asker.told(recorded)
            if told is not None:
                yield ToldFact(recorded.at, topic_of(type(recorded.event)), recorded.stream, asker.by(recorded), told)


def _all(read: Callable[[int | None], Page[E]]) -> Iterator[E]:
    """The entries of all pages of a list, which *read* gives by the cursor of the page before."""
    after: int | None = None
    while True:
        page = read(after)
        yield from page.entries
        if page.next is None:
            return
        after = page.next


def _null_if_empty(value: Any) -> Any:
    """*value* as JSON has it, with null in the place of each empty text."""
    match value:
        case "":
            return None
        case dict():
            return {name: _null_if_empty(each) for name, each in value.items()}
        case list():
            return [_null_if_empty(each) for each in value]
    return value


def _keys(facts: Iterable[ToldFact]) -> dict[str, list[str]]:
    """The keys of the aggregates to which *facts* happened, by category, each in order."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        category, _, key = fact.stream.partition("-")
        found.setdefault(category, set()).add(key)
    return {category: sorted(keys) for category, keys in found.items()}
