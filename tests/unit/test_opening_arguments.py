"""What a store is opened with: a wrong argument is named before anything is made."""

from pathlib import Path
from typing import Any

import pytest

from socialcommerce import Rules, SocialCommerce


@pytest.mark.parametrize("follow", ["Read", "", "workers", None, True])
def test_views_follow_by_read_or_by_worker_and_by_nothing_else(tmp_path: Path, follow: Any) -> None:
    with pytest.raises(ValueError, match="it must be read or worker"):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}", follow=follow)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("rules", [{}, {"zone": "UTC"}, Rules, "default", ()])
def test_rules_are_rules_and_nothing_else(tmp_path: Path, rules: Any) -> None:
    with pytest.raises(ValueError, match=r"it must be Rules\(…\)"):
        SocialCommerce.open(f"sqlite:///{tmp_path / 'store.db'}", rules=rules)
    assert list(tmp_path.iterdir()) == []
