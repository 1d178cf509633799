"""Short histories, told to a store and the naive model, with all reads compared after each step."""

from reading import assert_reads_agree
from small_world import PRELUDE
from steps import Step
from twin import Twin

from socialcommerce import Rules


def tell(*steps: Step, rules: Rules | None = None) -> Twin:
    """A store that was told the prelude and *steps*, all reads compared after each."""
    twin = Twin(rules or Rules())
    for step in PRELUDE:
        twin.tell(step)
    for step in steps:
        twin.tell(step)
        assert_reads_agree(twin)
    return twin
