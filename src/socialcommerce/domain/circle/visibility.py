"""Who sees what of what members did: the rules of section "friends, privacy, feeds", as one pure function.

Reads ask it of a database, in SQL; that both say the same of every combination is tested.
"""

from typing import Literal

import attrs

ActivityKind = Literal["placement", "share", "recommendation", "purchase"]


@attrs.frozen(kw_only=True)
class Activity:
    """What ``member`` did, and how it stands at the instant of reading.

    ``stands``: a placement is in its slot, a share lives, a recommendation is not withdrawn, of a purchase something
    is kept. ``same_listing``: the product has been listed since. ``shown``: the member showed purchases when it was
    paid, and has not stopped since.
    """

    kind: ActivityKind
    member: str
    stands: bool
    product_listed: bool
    same_listing: bool
    sensitive: bool
    shop_open: bool
    shown: bool
    hidden: bool


def visible(activity: Activity, viewer: str, *, friends: bool, erased: bool = False) -> bool:
    """Whether *viewer* sees *activity* in their feed, in which nobody stands themselves.

    *friends*: the two are friends now, which a block ends; *erased*: the member was erased.
    """
    if viewer == activity.member or not friends or erased:
        return False
    if activity.sensitive or not activity.product_listed or not activity.stands:
        return False
    match activity.kind:
        case "placement" | "share":
            return activity.shop_open and activity.same_listing
        case "recommendation":
            return True
        case "purchase":
            return activity.shown and not activity.hidden
