"""The editors' desk: importing it registers the admin of every subject of policy."""

from policies.admin import (
    accounts,
    comparison,
    criteria,
    glossary,
    guidance,
    regions,
    rounds,
    sources,
    support,
    tiers,
)

__all__ = [
    "accounts",
    "comparison",
    "criteria",
    "glossary",
    "guidance",
    "regions",
    "rounds",
    "sources",
    "support",
    "tiers",
]
