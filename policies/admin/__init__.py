"""The editors' desk: importing it registers the admin of every subject of policy."""

from policies.admin import (
    accounts,
    audit_trail,
    comparison,
    corrections,
    criteria,
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
    "accounts",
    "audit_trail",
    "comparison",
    "corrections",
    "criteria",
    "glossary",
    "guidance",
    "regions",
    "rounds",
    "sources",
    "support",
    "tiers",
    "updates",
]
