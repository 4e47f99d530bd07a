"""Importing this registers the admin of every subject with the desk."""

from policies.admin.accounts import admin
from policies.admin.cases import inbox, records
from policies.admin.content import (
    comparison,
    criteria,
    error_reports,
    glossary,
    guidance,
    regions,
    rounds,
    sources,
    support,
    tiers,
    updates,
)

__all__ = [
    "admin",
    "comparison",
    "criteria",
    "error_reports",
    "glossary",
    "guidance",
    "inbox",
    "records",
    "regions",
    "rounds",
    "sources",
    "support",
    "tiers",
    "updates",
]
