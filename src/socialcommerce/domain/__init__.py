"""The rules of social commerce as pure functions: no I/O, no clock, no randomness; one file an aggregate.

Events as former versions wrote them are known wherever the domain is: any log may hold them.
"""

from socialcommerce.domain.orders import v1 as orders_v1
from socialcommerce.domain.shops import v1 as shops_v1

__all__ = ["orders_v1", "shops_v1"]
