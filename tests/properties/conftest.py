"""Lets the assertions of the shared modules here say what differs, like those of tests."""

import pytest

pytest.register_assert_rewrite("twin", "chronicle", "reading", "telling")
