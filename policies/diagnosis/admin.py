"""Registers the advisers' desk with Django's admin."""

from policies.diagnosis.desk import inbox

__all__ = ["inbox"]
