"""Registers the advisers' desk with Django's admin."""

from policies.diagnosis.desk import inbox, records

__all__ = ["inbox", "records"]
