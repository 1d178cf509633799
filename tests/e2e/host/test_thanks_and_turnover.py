from thanks import Thanks
from turnover import Turnover

from socialcommerce.testing import laws, strategies

LOGS = strategies.logs()


def test_turnover_is_the_same_in_any_batches() -> None:
    laws.batching(Turnover, Turnover.apply, Turnover.by_order, LOGS)


def test_nobody_is_thanked_twice() -> None:
    laws.delivery(Thanks, Thanks.notify, Thanks.sent, LOGS)
