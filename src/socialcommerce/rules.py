"""Every number of the domain, with its unit and where it comes from.

``S0``, ``S1``, … name the published articles that the domain is drawn from; "our choice" marks a default that no
article gives. A host changes any of them: ``Rules(shelves=ShelfRules(lock_hours=24))``. A store records its rules
when it is created, and every decision uses those that hold at its instant.
"""

from datetime import datetime
from typing import Any, Final, Literal

import attrs

from socialcommerce import rule_checks as checks
from socialcommerce.kernel.clock import hours, minutes

CapacitySteps = tuple[tuple[int, int], ...]
AttributionReason = Literal["share", "binding", "visit"]
Setting = int | bool | str | None | tuple[tuple[int, int] | str, ...]


@attrs.frozen(kw_only=True)
class ShelfRules:
    """The slots of a shop."""

    lock_hours: int = attrs.field(default=72, validator=checks.at_least(0))
    """Hours for which a placed product stays in its slot: three days (S0, S1)."""

    capacity_by_influence: CapacitySteps = attrs.field(
        default=((0, 4), (3_000, 5), (6_000, 6), (12_000, 8), (30_000, 10), (100_000, 12)),
        converter=checks.tuples,
        validator=checks.steps,
    )
    """Slots by influence, as (score from which, slots). Four at the start (S0, S1), still four at 2,759 (S1); the
    rest is our choice."""

    refuse_dearer: bool = attrs.field(default=False, validator=checks.switch)
    """Whether a product that other platforms sell for less can be placed (S1 complains of it; our choice)."""

    def unlocks_at(self, placed_at: datetime) -> datetime:
        """When a product that was placed at *placed_at* can leave its slot."""
        return placed_at + hours(self.lock_hours)

    def capacity_at(self, score: int) -> int:
        """How many slots a shop with *score* points of influence may have."""
        return max(slots for least, slots in self.capacity_by_influence if score >= least)


@attrs.frozen(kw_only=True)
class CatalogRules:
    """Products and their prices."""

    reference_window_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days for which a price seen on another platform counts (our choice)."""

    lowest_price_window_days: int = attrs.field(default=30, validator=checks.at_least(1))
    """Days back over which the lowest platform price is shown, so that a claimed discount is honest (our choice)."""


@attrs.frozen(kw_only=True)
class ReferralRules:
    """Shares, visits, bindings and attribution."""

    share_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days for which a share lives (our choice)."""

    binding: Literal["first", "last", "none"] = attrs.field(
        default="first", validator=checks.one_of("first", "last", "none")
    )
    """Whether the first shop visited keeps a visitor, the last one takes them, or none does (S1; our choice)."""

    binding_days: int = attrs.field(default=30, validator=checks.at_least(1))
    """Days for which a visitor stays bound to a shop (our choice)."""

    binding_renews: bool = attrs.field(default=True, validator=checks.switch)
    """Whether a paid order that is attributed to the shop prolongs the buyer's binding to it (our choice)."""

    attribution: tuple[AttributionReason, ...] = attrs.field(
        default=("share", "binding", "visit"), converter=checks.words, validator=checks.reasons
    )
    """The reasons for which an order is attributed, in the order in which they are tried (our choice)."""

    attribution_days: int = attrs.field(default=15, validator=checks.at_least(1))
    """Days after a visit within which an order can be attributed to it (our choice)."""


@attrs.frozen(kw_only=True)
class OrderRules:
    """The life of an order."""

    payment_minutes: int = attrs.field(default=30, validator=checks.at_least(1))
    """Minutes within which an order must be paid (our choice)."""

    delivery_days: int = attrs.field(default=14, validator=checks.at_least(1))
    """Days after its last parcel was sent at which an order counts as delivered if no one says so (our choice)."""

    completion_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days after delivery at which an order is complete if nothing holds it up (our choice)."""


@attrs.frozen(kw_only=True)
class AfterSaleRules:
    """Cases: what a buyer can ask for after paying, and who has how long to answer."""

    window_days: int = attrs.field(default=15, validator=checks.at_least(1))
    """Days after completion up to which a case can be opened (our choice)."""

    cases_per_line: int = attrs.field(default=5, validator=checks.at_least(1, checks.MOST_CASES))
    """Cases of one line at most (our choice)."""

    answer_hours: int = attrs.field(default=48, validator=checks.at_least(1))
    """Hours after which a case that the merchant has not answered is approved (our choice)."""

    return_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days after approval at which a return that was not sent off counts as withdrawn (our choice)."""

    receipt_days: int = attrs.field(default=10, validator=checks.at_least(1))
    """Days after it was sent off at which a returned parcel counts as received (our choice)."""

    escalation_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days after a rejection within which the buyer can call the platform in (our choice)."""


@attrs.frozen(kw_only=True)
class EarningsRules:
    """Commission and payouts."""

    levels: int = attrs.field(default=1, validator=checks.at_least(1, 2))
    """Who earns by an order: 1, the sharer; 2, the member who recruited the sharer too (our choice)."""

    recruiter_bp: int = attrs.field(default=1_000, validator=checks.at_least(0, 10_000))
    """The recruiter's part of a commission in basis points, with two levels: 10 % (our choice)."""

    approval_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days after completion at which a commission is approved if no case is open (our choice)."""

    payout_minimum: int = attrs.field(default=100, validator=checks.at_least(1, checks.MOST_PAYOUT_MINIMUM))
    """Minor units that a payout comes to at least: ¥1 (our choice)."""


@attrs.frozen(kw_only=True)
class InfluenceRules:
    """The published score: ``floor(net sales in yuan) x a + counted visits x b + active days x c`` (S1 guesses it)."""

    sales_weight: int = attrs.field(default=1, validator=checks.at_least(0, checks.MOST_WEIGHT))
    """Points for each whole yuan of net sales (our choice)."""

    visit_weight: int = attrs.field(default=1, validator=checks.at_least(0, checks.MOST_WEIGHT))
    """Points for each counted visit (our choice)."""

    active_day_weight: int = attrs.field(default=1, validator=checks.at_least(0, checks.MOST_WEIGHT))
    """Points for each active day (our choice)."""

    visits_per_day: int = attrs.field(default=50, validator=checks.at_least(0))
    """Counted visits of a shop and day that score at most (our choice)."""

    minor_per_major: int = attrs.field(default=100, validator=checks.at_least(1))
    """Minor units in a major one: 100 fen are a yuan."""

    window_days: int | None = attrs.field(default=None, validator=checks.optional_days)
    """Score the last so many days only, today included; None: all time (our choice)."""

    board_size: int = attrs.field(default=300, validator=checks.at_least(1))
    """Places on the board (S1: TOP 300)."""


@attrs.frozen(kw_only=True)
class CircleRules:
    """What merchants may send the members who had to do with them."""

    messages_per_payment: int = attrs.field(default=3, validator=checks.at_least(0))
    """Messages that a payment lets the merchant send its buyer (S3)."""

    messages_per_form: int = attrs.field(default=1, validator=checks.at_least(0))
    """Messages that a form lets the merchant send the member who filled it in (S3)."""

    grant_days: int = attrs.field(default=7, validator=checks.at_least(1))
    """Days within which they have to be sent (our choice)."""


@attrs.frozen(kw_only=True)
class Rules:
    """The rules of a store. ``currency``, ``zone`` and ``influence.minor_per_major`` are fixed when it is created."""

    currency: str = attrs.field(default="CNY", validator=checks.currency)
    """ISO 4217 code of the one currency (our choice)."""

    zone: str = attrs.field(default="Asia/Shanghai", validator=checks.known_zone)
    """IANA name of the time zone in which calendar days are counted (our choice)."""

    shelves: ShelfRules = attrs.field(default=ShelfRules(), validator=checks.group)
    catalog: CatalogRules = attrs.field(default=CatalogRules(), validator=checks.group)
    referrals: ReferralRules = attrs.field(default=ReferralRules(), validator=checks.group)
    orders: OrderRules = attrs.field(default=OrderRules(), validator=checks.group)
    after_sale: AfterSaleRules = attrs.field(default=AfterSaleRules(), validator=checks.group)
    earnings: EarningsRules = attrs.field(default=EarningsRules(), validator=checks.group)
    influence: InfluenceRules = attrs.field(default=InfluenceRules(), validator=checks.group)
    circle: CircleRules = attrs.field(default=CircleRules(), validator=checks.group)

    def settings(self) -> dict[str, Setting]:
        """All rules as flat names and values (``shelves.lock_hours``: 72), as the log records them."""
        found: dict[str, Setting] = {}
        for group in attrs.fields(Rules):
            value = getattr(self, group.name)
            if attrs.has(type(value)):
                found |= {f"{group.name}.{f.name}": getattr(value, f.name) for f in attrs.fields(type(value))}
            else:
                found[group.name] = value
        return found

    @classmethod
    def from_settings(cls, settings: dict[str, Setting]) -> "Rules":
        """The rules that :meth:`settings` gave; a name that is missing has its default.

        Raises ``ValueError`` for a name that is not known.
        """
        groups: dict[str, dict[str, Any]] = {}
        for name, value in settings.items():
            group, _, rule = name.rpartition(".")
            groups.setdefault(group, {})[rule] = value
        plain = groups.pop("", {})
        fields = {field.name: field for field in attrs.fields(cls)}
        try:
            nested = {name: type(fields[name].default)(**values) for name, values in groups.items()}
            return cls(**plain, **nested)
        except (KeyError, TypeError) as error:
            raise ValueError(f"rules hold a name that is not known here: {error}") from error


DEFAULT_RULES: Final = Rules()
"""The rules of a store that is created without any."""

NOTICE_DAYS: Final = 7
"""Days ahead of which a change of the rules is announced, at least."""

FIXED_SETTINGS: Final = ("currency", "zone", "influence.minor_per_major")
"""Settings that never change once the store is created: amounts and days that are recorded mean what they meant."""

CLOCK_TOLERANCE_MINUTES: Final = 5
"""Minutes by which an instant that a caller gives may lie ahead of the store's clock (our choice)."""

CLOCK_TOLERANCE: Final = minutes(CLOCK_TOLERANCE_MINUTES)
"""The same as a span."""
