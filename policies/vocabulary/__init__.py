"""The closed vocabularies of the domain, each defined once.

Plain Python on purpose: `policies.rules` builds on it and must run without Django. Codes are stable
names that pages, e-mails, exports and `manage.py assess` share; labels are what readers see.
"""

from policies.vocabulary.answers import (
    ApplicationType,
    ChainRole,
    CurrentTitle,
    PlanAspect,
    ProductField,
    Province,
)
from policies.vocabulary.base import Vocabulary
from policies.vocabulary.policy import (
    Audience,
    Confidence,
    LinkState,
    MaterialRequirement,
    NoticeState,
    PublicationState,
    RegionLevel,
    ReportState,
    RoundState,
    SectionKind,
    SourceKind,
    SupportGroup,
    TierCode,
    TopUpFrequency,
    TopUpKind,
    Treatment,
    TrustState,
    Validity,
    View,
)
from policies.vocabulary.rules import (
    GroupMode,
    Metric,
    MetricKind,
    Operator,
    Outcome,
    RuleSetOutcome,
    Unit,
)

__all__ = [
    "ApplicationType",
    "Audience",
    "ChainRole",
    "Confidence",
    "CurrentTitle",
    "GroupMode",
    "LinkState",
    "MaterialRequirement",
    "Metric",
    "MetricKind",
    "NoticeState",
    "Operator",
    "Outcome",
    "PlanAspect",
    "ProductField",
    "Province",
    "PublicationState",
    "RegionLevel",
    "ReportState",
    "RoundState",
    "RuleSetOutcome",
    "SectionKind",
    "SourceKind",
    "SupportGroup",
    "TierCode",
    "TopUpFrequency",
    "TopUpKind",
    "Treatment",
    "TrustState",
    "Unit",
    "Validity",
    "View",
    "Vocabulary",
]
