"""What policy says, as stored data; every row that states a fact carries its basis."""

from policies.models.comparison import ComparisonCell, ComparisonDimension
from policies.models.conditions import Condition, LocalCondition, Path
from policies.models.corrections import ErrorReport
from policies.models.criteria import Criterion, CriterionGroup, RuleSet
from policies.models.glossary import SmeSizeLimit, Term
from policies.models.guidance import (
    Material,
    MaterialChecklist,
    Obligation,
    PreparationAdvice,
    ProcessStep,
    StandardChange,
)
from policies.models.publishing import Edition, Publishable
from policies.models.regions import Region, RegionalTopUp
from policies.models.revision import ContentRevision
from policies.models.rounds import ApplicationRound, RoundWindow, YearlyEvent
from policies.models.seeding import SeededContent
from policies.models.sources import CitedFact, Dispute, LinkCheck, SourceDocument, SourceLink
from policies.models.statements import CentreStatement
from policies.models.support import SupportMeasure
from policies.models.tiers import EnterpriseCount, Tier, TopicPage, TopicSection
from policies.models.updates import UpdateNote

__all__ = [
    "ApplicationRound",
    "CentreStatement",
    "CitedFact",
    "ComparisonCell",
    "ComparisonDimension",
    "Condition",
    "ContentRevision",
    "Criterion",
    "CriterionGroup",
    "Dispute",
    "Edition",
    "EnterpriseCount",
    "ErrorReport",
    "LinkCheck",
    "LocalCondition",
    "Material",
    "MaterialChecklist",
    "Obligation",
    "Path",
    "PreparationAdvice",
    "ProcessStep",
    "Publishable",
    "Region",
    "RegionalTopUp",
    "RoundWindow",
    "RuleSet",
    "SeededContent",
    "SmeSizeLimit",
    "SourceDocument",
    "SourceLink",
    "StandardChange",
    "SupportMeasure",
    "Term",
    "Tier",
    "TopicPage",
    "TopicSection",
    "UpdateNote",
    "YearlyEvent",
]
