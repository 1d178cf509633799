"""The host's suite is run by a test, and is no part of this one."""

collect_ignore = ["host"]
