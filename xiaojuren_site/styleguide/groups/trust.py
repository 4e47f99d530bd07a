"""Facts with their basis, and where the documents differ from the owner."""

from collections.abc import Callable

from policies.models import CitedFact, Dispute, Edition, RegionalTopUp
from policies.presentation.templatetags.addresses import correction_address
from policies.presentation.templatetags.basis import Basis
from policies.vocabulary import Treatment, View
from xiaojuren_site.styleguide import examples
from xiaojuren_site.styleguide.specimens import Context, Group, Specimen, chosen

VIEWS: dict[str, Callable[[Dispute], object]] = {
    "文件口径在前": lambda dispute: dispute.owner_view and not dispute.is_unsure,
    "文件口径待核实": lambda dispute: dispute.owner_view and dispute.is_unsure,
    "没有本中心口径": lambda dispute: not dispute.owner_view,
}


def trust(edition: Edition) -> Group:
    linked = RegionalTopUp.objects.in_edition(edition).filter(source__links__isnull=False)
    facts: dict[str, CitedFact] = {**examples.facts(edition)}
    if fact := linked.first():
        facts["有原文链接"] = fact
    states: dict[str, Context] = {
        name: {"basis": Basis.of(fact, edition), "correction": correction_address(fact)}
        for name, fact in facts.items()
    }
    return Group(
        "trust",
        "依据与口径",
        [
            Specimen("components/basis.html", states, is_small=True),
            Specimen("components/disputes.html", _treatments()),
            Specimen("components/conflicting_figures.html", _views()),
            Specimen(
                "components/source_document.html", _documents(edition), element="ul", css="facts"
            ),
        ],
    )


def _treatments() -> dict[str, Context]:
    disputes = Dispute.objects.select_related("source")
    return {
        treatment.label: {"disputes": disputes.filter(treatment=treatment)[:1]}
        for treatment in Treatment
    }


def _views() -> dict[str, Context]:
    disputes = chosen(list(Dispute.objects.all()), VIEWS)
    owner_first = Dispute(
        about="示例", owner_view="示例甲", documents_view="示例乙", shown_first=View.OWNER
    )
    return {
        name: {"dispute": dispute, "owner_view": dispute.owner_view}
        for name, dispute in (disputes | {"本中心口径在前": owner_first}).items()
    }


def _documents(edition: Edition) -> dict[str, Context]:
    top_ups = RegionalTopUp.objects.in_edition(edition).with_places(edition)
    cited = top_ups[0]
    checked = examples.document()
    checked.url_checked_on = edition.day
    return {
        "有内容据此": {"document": cited.source, "facts": top_ups.filter(source=cited.source)},
        "原文核对过，没有内容据此": {"document": checked, "facts": []},
    }
