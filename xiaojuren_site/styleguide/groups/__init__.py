"""The groups of the style guide in the order of the page, each from an edition of the content."""

from collections.abc import Callable

from policies.models import Edition
from xiaojuren_site.styleguide.groups.charts import charts
from xiaojuren_site.styleguide.groups.comparison import comparison
from xiaojuren_site.styleguide.groups.criteria import criteria
from xiaojuren_site.styleguide.groups.finding import finding
from xiaojuren_site.styleguide.groups.foundations import foundations
from xiaojuren_site.styleguide.groups.frame import frame
from xiaojuren_site.styleguide.groups.questions import questions
from xiaojuren_site.styleguide.groups.regions import regions
from xiaojuren_site.styleguide.groups.results import results
from xiaojuren_site.styleguide.groups.tiers import tiers
from xiaojuren_site.styleguide.groups.trust import trust
from xiaojuren_site.styleguide.specimens import Group

GROUPS: tuple[Callable[[Edition], Group], ...] = (
    foundations, trust, tiers, criteria, comparison, regions, finding, charts, questions, results,
    frame,
)  # fmt: skip
