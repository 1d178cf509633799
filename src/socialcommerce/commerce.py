"""The one object that a host holds: a store, with its commands and reads."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Final, Self

from socialcommerce.domain import rulebook
from socialcommerce.domain.rulebook import RULEBOOK, RULEBOOK_KEY, Rulebook
from socialcommerce.errors import CorruptLog, RulesDiffer
from socialcommerce.kernel.clock import EPOCH, Clock, SystemClock, utc
from socialcommerce.rules import DEFAULT_RULES, Rules
from socialcommerce.services.access import AccessReads
from socialcommerce.services.analytics import AnalyticsReads
from socialcommerce.services.case_list import CaseListReads
from socialcommerce.services.cases import Cases
from socialcommerce.services.catalog import Budgets, Merchants, Products
from socialcommerce.services.circle import CircleReads
from socialcommerce.services.conversations import Conversations
from socialcommerce.services.customers import CustomerReads
from socialcommerce.services.deadlines import Deadlines, Tick
from socialcommerce.services.decisions import Decisions
from socialcommerce.services.earnings import EarningsReads, unsettled
from socialcommerce.services.erasure import complete_erasures
from socialcommerce.services.feeds import FeedReads
from socialcommerce.services.imports import Imports
from socialcommerce.services.inbox import InboxReads
from socialcommerce.services.influence import BoardReads, InfluenceReads, score_at
from socialcommerce.services.journeys import Journeys
from socialcommerce.services.links import LinkReads
from socialcommerce.services.members import Members
from socialcommerce.services.messages import Messages
from socialcommerce.services.order_list import OrderListReads
from socialcommerce.services.orders import Orders
from socialcommerce.services.payouts import Payouts
from socialcommerce.services.reading import Follow, Reading
from socialcommerce.services.recommendations import Favourites, Recommendations
from socialcommerce.services.rulebook import Rulebooks
from socialcommerce.services.search import SearchReads
from socialcommerce.services.shares import Shares
from socialcommerce.services.shops import Shelves, Shops
from socialcommerce.services.statements import Statements
from socialcommerce.services.storefronts import StorefrontReads
from socialcommerce.services.transaction import Transaction
from socialcommerce.services.unit_of_work import UnitOfWork
from socialcommerce.storage.engines import engine_of
from socialcommerce.storage.keyring import Keyring
from socialcommerce.storage.log import EventLog
from socialcommerce.storage.views import ViewDatabase


class Services:
    """The commands, one attribute a context, all run by the same decisions."""

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        self._deadlines = Deadlines(decisions, reading)
        self.rules: Final = Rulebooks(decisions)
        self.members: Final = Members(decisions)
        self.merchants: Final = Merchants(decisions)
        self.products: Final = Products(decisions)
        self.shops: Final = Shops(decisions)
        self.shelves: Final = Shelves(decisions, partial(score_at, reading))
        self.shares: Final = Shares(decisions, self._deadlines)
        self.journeys: Final = Journeys(decisions, reading)
        self.orders: Final = Orders(decisions, self._deadlines)
        self.imports: Final = Imports(decisions)
        self.cases: Final = Cases(decisions)
        self.conversations: Final = Conversations(decisions, reading)
        self.messages: Final = Messages(decisions)
        self.budgets: Final = Budgets(decisions)
        self.payouts: Final = Payouts(decisions, partial(unsettled, reading))
        self.statements: Final = Statements(decisions, reading)
        self.recommendations: Final = Recommendations(decisions)
        self.favourites: Final = Favourites(decisions)


class Batch(Services):
    """The commands, run by a unit of work: decided at once, appended together. See :meth:`SocialCommerce.batch`."""

    def __init__(self, unit: UnitOfWork, reading: Reading) -> None:
        super().__init__(unit, reading)
        self.unit: Final = unit


class SocialCommerce(Services):
    """A store of social commerce: commands, reads, and the log. A context manager; thread-safe.

    Commands take ``at`` (when; default: the clock) and ``by`` (who; default: the host, who may do everything). Reads
    of something personal take ``by`` too. Both raise :class:`~socialcommerce.errors.NotAllowed` for others.
    """

    def __init__(self, decisions: Decisions, reading: Reading) -> None:
        super().__init__(decisions, reading)
        self.log: Final = decisions.log
        self.clock: Final = decisions.clock
        self.views: Final = reading.views
        self.influence: Final = InfluenceReads(reading)
        self.board: Final = BoardReads(reading)
        self.feeds: Final = FeedReads(reading, self._deadlines)
        self.storefronts: Final = StorefrontReads(reading, self._deadlines)
        self.links: Final = LinkReads(reading, self._deadlines)
        self.analytics: Final = AnalyticsReads(reading)
        self.customers: Final = CustomerReads(reading)
        self.case_list: Final = CaseListReads(reading, self._deadlines)
        self.order_list: Final = OrderListReads(reading, self._deadlines)
        self.inbox: Final = InboxReads(decisions, reading)
        self.earnings: Final = EarningsReads(reading, self._deadlines)
        self.circle: Final = CircleReads(reading, self._deadlines)
        self.search: Final = SearchReads(reading, self._deadlines)
        self.access: Final = AccessReads(decisions, reading, self._deadlines)
        self._reading = reading

    @classmethod
    def open(
        cls,
        url: str = "memory://",
        *,
        rules: Rules | None = None,
        clock: Clock | None = None,
        follow: Follow = "read",
        create: bool = True,
    ) -> Self:
        """Open the store at *url*: ``memory://``, ``sqlite:///file.db`` or ``postgresql://…``.

        A new store is created, unless *create* is False, and records its *rules* (default: the published ones);
        an existing one has the rules that it records, and *rules*, if given, must be those in force now. With
        ``follow="worker"`` reads do not catch the views up: another process calls ``views.catch_up()``, and
        ``views.behind()`` says how far they are behind.

        Raises ``ValueError`` for a malformed URL, :class:`~socialcommerce.errors.StoreUnavailable`,
        :class:`~socialcommerce.errors.RulesDiffer`, and :class:`~socialcommerce.errors.CorruptLog` if there are no
        rules in the log of an existing store.
        """
        if follow not in ("read", "worker"):
            raise ValueError(f"follow is {follow!r}: it must be read or worker")
        if rules is not None and not isinstance(rules, Rules):
            raise ValueError(f"rules is a {type(rules).__name__}: it must be Rules(…)")
        clock = clock or SystemClock()
        engine = engine_of(url)
        with ExitStack() as undo, engine.use:
            database = ViewDatabase(engine)
            undo.callback(database.close)
            database.check(create=create)
            with engine.opening():
                database.mark()
                keyring = Keyring(database)
                log = EventLog(engine, keyring)
                undo.callback(log.close)
                decisions = Decisions(log, clock)
                complete_erasures(decisions, keyring)
                in_force = _rules_in_force(decisions, rules, create=create)
                opened = cls(decisions, Reading(decisions, database, clock, in_force.zone, follow))
            undo.pop_all()
        return opened

    def tick(self, now: datetime | None = None, progress: Callable[[int], None] | None = None) -> Tick:
        """Carry out every deadline that has passed by *now* (default: the clock), each dated at its own instant.

        Unpaid orders are cancelled, shipped ones delivered, delivered ones completed, commissions approved, cases
        answered. Late, twice or in two processes at once gives the same as once in time; only what comes back to a
        budget is dated at its last fact, if that is later. *progress* is called with the orders done so far.
        Refused: ``time-ahead``.
        """
        return self._deadlines.tick(now, progress)

    def batch(self, name: str) -> Batch:
        """The commands in a unit of work called *name*, for bringing in much at once. For one thread.

        Facts are decided at once and appended together by ``batch.unit.append()``, with ``batch.unit.done``, a
        number that says how far the work called *name* has come.
        """
        return Batch(UnitOfWork(self.log, self.clock, name), self._reading)

    def close(self) -> None:
        """Give up all connections. A store in memory is gone.

        Waits for nobody: a thread that is reading or writing meanwhile keeps its connection until it is done, and the
        last gives all up. Whatever asks for one from now on is told :class:`~socialcommerce.errors.StoreUnavailable`.
        """
        self.log.close()
        self.views.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _rules_in_force(decisions: Decisions, rules: Rules | None, *, create: bool) -> Rules:
    """The rules in force now; those of a new store are recorded first, dated before any history."""

    def record(transaction: Transaction) -> Rulebook:
        book = transaction.load(RULEBOOK, RULEBOOK_KEY, may_be_later=True)
        if not book.chapters:
            if not create or decisions.log.position():
                raise CorruptLog(f"{RULEBOOK.stream(RULEBOOK_KEY)}: the log does not begin with the rules of its store")
            transaction.append(RULEBOOK, RULEBOOK_KEY, rulebook.record(book, rules or DEFAULT_RULES))
        return transaction.load(RULEBOOK, RULEBOOK_KEY, may_be_later=True)

    in_force = decisions.run(record, at=EPOCH, by=None).at(utc(decisions.clock.now()))
    if rules is not None and rules != in_force:
        was, given = in_force.settings(), rules.settings()
        name = next(name for name in was if was[name] != given[name])
        raise RulesDiffer(
            f"rule {name} is {was[name]!r} in this store, but it was opened with {given[name]!r}: announce a change"
        )
    return in_force
