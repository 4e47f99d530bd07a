"""The stored content equals the facts, of which `tests/facts/` is a copy."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.utils.html import strip_tags

from policies import rules
from policies.models import (
    ApplicationRound,
    CitedFact,
    Criterion,
    Dispute,
    Edition,
    EnterpriseCount,
    MaterialChecklist,
    Obligation,
    RegionalTopUp,
    RoundWindow,
    RuleSet,
    SmeSizeLimit,
    SourceDocument,
    StandardChange,
    SupportMeasure,
    Term,
    Tier,
    YearlyEvent,
)
from policies.presentation.references import References
from policies.vocabulary import ApplicationType, CurrentTitle, Metric, Operator, TierCode

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

Node = dict[str, Any]

FACTS = Path(__file__).parent / "facts"
SHARED = settings.BASE_DIR.parent / "shared" / "facts"
FILES = (
    "criteria", "criteria_reference", "definitions", "disputed", "owner_page", "regions", "sources",
    "support", "tiers", "timeline_and_materials",
)  # fmt: skip


def facts(name: str) -> Any:
    return yaml.safe_load((FACTS / f"{name}.yaml").read_text())


def ids_of(nodes: Iterable[Node], name: str) -> list[str]:
    return [str(node[name]) for node in nodes]


def basis(row: CitedFact) -> tuple[str, str]:
    """Return the source and the confidence of a stored fact."""
    return row.source.key, row.confidence


def stated_basis(node: Node) -> tuple[str, str]:
    """Return the source and the confidence of a fact of the files."""
    return node["source"], node["confidence"]


def texts(node: Node, *names: str) -> list[str]:
    """Return those of the named texts that a fact has."""
    return [str(node[name]) for name in names if node.get(name)]


def as_date(text: Any) -> date | None:
    """Return a date that is written out in full; None for all other ways to tell a time."""
    if isinstance(text, date):
        return text
    whole = re.fullmatch(r"\d{4}-\d\d-\d\d", str(text))
    return date.fromisoformat(whole.group()) if whole else None


# The copies


@pytest.mark.parametrize("name", FILES)
def test_the_copy_of_the_facts_is_current(name: str) -> None:
    copy = FACTS / f"{name}.yaml"
    assert yaml.safe_load(copy.read_text())
    if SHARED.is_dir():
        assert copy.read_bytes() == (SHARED / copy.name).read_bytes()


def test_every_file_of_facts_is_copied() -> None:
    assert {path.stem for path in FACTS.glob("*.yaml")} == set(FILES)
    if SHARED.is_dir():
        assert {path.stem for path in SHARED.glob("*.yaml")} == set(FILES)


# Rules: the nested any/all form against the stored paths

RULE_SETS: list[Node] = facts("criteria")["rule_sets"]
CRITERIA = [(rule_set, node) for rule_set in RULE_SETS for node in rule_set["criteria"]]
EACH_RULE_SET = pytest.mark.parametrize("rule_set", RULE_SETS, ids=ids_of(RULE_SETS, "code"))
EACH_CRITERION = pytest.mark.parametrize(
    ("rule_set", "node"), CRITERIA, ids=ids_of((node for _, node in CRITERIA), "code")
)

ExpectedPath = tuple[frozenset[rules.Condition], str]


def condition_of(leaf: Node) -> rules.Condition:
    value = leaf.get("value")
    if isinstance(value, list):
        value = frozenset(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = Decimal(str(value))
    return rules.Condition(Metric(leaf["metric"]), Operator(leaf["op"]), value)


def paths_of(node: Node) -> list[ExpectedPath]:
    """Return the ways to satisfy a tree of any and all, each with its exemption label."""
    if "any" in node:
        found = [path for branch in node["any"] for path in paths_of(branch)]
    elif "all" in node:
        found = [joined(choice) for choice in product(*map(paths_of, node["all"]))]
    elif "metric" in node:
        found = [(frozenset({condition_of(node)}), "")]
    else:
        found = []
    return [(conditions, label or node.get("exemption", "")) for conditions, label in found]


def joined(choice: tuple[ExpectedPath, ...]) -> ExpectedPath:
    """Return the one path that takes one way through each branch."""
    label = next((label for _, label in choice if label), "")
    return frozenset[rules.Condition]().union(*(conditions for conditions, _ in choice)), label


def leaves_of(node: Node) -> Iterator[Node]:
    if "metric" in node:
        yield node
    for branch in [*node.get("any", []), *node.get("all", [])]:
        yield from leaves_of(branch)


def stored_rule_set(rule_set: Node) -> rules.RuleSet:
    return RuleSet.objects.with_rules(Edition.now()).get(code=rule_set["code"]).to_rules()


def stored_criterion(rule_set: Node, node: Node) -> rules.Criterion:
    (criterion,) = (c for c in stored_rule_set(rule_set).criteria if c.code == node["code"])
    return criterion


def test_a_tree_of_any_and_all_expands_to_its_paths() -> None:
    a, b, c, d = ({"metric": metric, "op": "is", "value": True} for metric in list(Metric)[:4])
    tree = {"any": [{"all": [{"any": [a, b]}, c]}, {"all": [d, a], "exemption": "豁免"}]}
    assert paths_of(tree) == [
        (frozenset({condition_of(a), condition_of(c)}), ""),
        (frozenset({condition_of(b), condition_of(c)}), ""),
        (frozenset({condition_of(d), condition_of(a)}), "豁免"),
    ]


def test_exactly_the_rule_sets_of_the_facts_are_stored() -> None:
    stored = RuleSet.objects.values_list("code", flat=True)
    assert sorted(stored) == sorted(ids_of(RULE_SETS, "code"))


@EACH_RULE_SET
def test_a_rule_set_applies_to_whom_and_when_the_facts_say(rule_set: Node) -> None:
    assert replace(stored_rule_set(rule_set), criteria=()) == rules.RuleSet(
        code=rule_set["code"],
        tier=TierCode(rule_set["tier"]),
        source=rule_set["source"],
        criteria=(),
        effective_from=rule_set["effective_from"],
        effective_to=rule_set["effective_to"],
        applies_to=frozenset(map(ApplicationType, rule_set["applies_to"])),
        holders_only=frozenset(map(CurrentTitle, rule_set.get("holders_only", []))),
        orientation=rule_set.get("orientation", False),
    )


@EACH_RULE_SET
def test_a_rule_set_has_the_criteria_of_the_facts_in_order(rule_set: Node) -> None:
    stored = [criterion.code for criterion in stored_rule_set(rule_set).criteria]
    assert stored == ids_of(rule_set["criteria"], "code")


@EACH_CRITERION
def test_a_criterion_has_the_paths_of_the_facts(rule_set: Node, node: Node) -> None:
    paths = stored_criterion(rule_set, node).paths
    stored = [(frozenset(path.conditions), path.exemption) for path in paths]
    expected = paths_of(node)
    assert set(stored) == set(expected)
    assert len(stored) == len(expected)


@EACH_CRITERION
def test_the_exemptions_of_a_criterion_stand_in_the_order_of_the_facts(
    rule_set: Node, node: Node
) -> None:
    paths = stored_criterion(rule_set, node).paths
    expected = [label for _, label in paths_of(node) if label]
    assert [path.exemption for path in paths if path.exemption] == expected


@EACH_CRITERION
def test_experts_judge_where_the_facts_say(rule_set: Node, node: Node) -> None:
    assert stored_criterion(rule_set, node).review == node.get("review", False)


@EACH_CRITERION
def test_a_criterion_says_what_the_facts_say(rule_set: Node, node: Node) -> None:
    row = Criterion.objects.get(group__rule_set__code=rule_set["code"], code=node["code"])
    assert (row.title, row.caveat, row.indicator, row.platform_only) == (
        node["title"],
        node.get("caveat", ""),
        node.get("indicator"),
        node.get("platform", False),
    )
    assert row.source.key == node.get("source", rule_set["source"])
    assert node.get("evidence", "") in row.evidence


@EACH_CRITERION
def test_a_threshold_of_the_facts_has_the_unit_of_its_metric(rule_set: Node, node: Node) -> None:
    for leaf in leaves_of(node):
        assert leaf.get("unit") == Metric(leaf["metric"]).unit


# Sources and disputes

SOURCES: list[Node] = facts("sources")["sources"]
EACH_SOURCE = pytest.mark.parametrize("node", SOURCES, ids=ids_of(SOURCES, "key"))
DATES = {
    "issued": "issued_on",
    "published": "published_on",
    "effective": "effective_on",
}


@EACH_SOURCE
def test_a_source_is_stored_as_the_facts_name_it(node: Node) -> None:
    row = SourceDocument.objects.get(key=node["key"])
    assert (row.kind, row.title, row.document_number, row.issuers) == (
        node["kind"],
        node["title"],
        node.get("doc_no", ""),
        "、".join(node.get("issuers", [])),
    )
    assert (row.status, row.governs, row.structure, row.confidence) == (
        node.get("status", ""),
        node.get("governs", ""),
        node.get("structure", ""),
        node.get("confidence", "medium"),
    )


@EACH_SOURCE
def test_whole_dates_of_a_source_are_stored_and_others_told(node: Node) -> None:
    row = SourceDocument.objects.get(key=node["key"])
    for name, field in DATES.items():
        assert getattr(row, field) == as_date(node.get(name))
        if as_date(node.get(name)) is None:
            assert node.get(name, "") in row.date_note
    assert node.get("date_note", "") in row.date_note


@EACH_SOURCE
def test_a_source_links_the_addresses_of_the_facts(node: Node) -> None:
    row = SourceDocument.objects.get(key=node["key"])
    addresses = [*node.get("official_urls", []), *texts(node, "interpretation_url")]
    assert sorted(link.url for link in row.links.all()) == sorted(addresses)


def test_no_source_is_stored_beyond_the_facts() -> None:
    stored = SourceDocument.objects.values_list("key", flat=True)
    assert sorted(stored) == sorted(ids_of(SOURCES, "key"))


def test_nobody_has_opened_a_source_yet() -> None:
    assert not SourceDocument.objects.filter(url_checked_on__isnull=False).exists()


TRUST_BY_KIND = {
    "document": "retold",
    "press": "retold",
    "secondary": "retold",
    "calculation": "calculated",
    "owner": "owner",
}


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_app_config("policies").get_models() if issubclass(m, CitedFact)],
)
def test_each_fact_is_trusted_as_far_as_its_source_reaches(model: type[CitedFact]) -> None:
    for row in model._default_manager.select_related("source"):
        assert row.trust_state == TRUST_BY_KIND[row.source.kind], row


DISPUTES: list[Node] = facts("disputed")["disputed"]


@pytest.mark.parametrize("node", DISPUTES, ids=ids_of(DISPUTES, "id"))
def test_a_dispute_is_stored_as_the_facts_put_it(node: Node) -> None:
    row = Dispute.objects.get(code=node["id"])
    stored = (row.about, row.treatment, row.owner_view, row.documents_view, row.public_wording)
    assert stored == (
        node["about"],
        node["treatment"],
        node.get("owner", ""),
        node["documents"],
        node["public"],
    )
    assert row.editors_note == node.get("editors_note", "")
    assert (row.source.key, row.confidence) == stated_basis(node)


def test_no_dispute_is_stored_beyond_the_facts() -> None:
    stored = Dispute.objects.values_list("code", flat=True)
    assert sorted(stored) == sorted(ids_of(DISPUTES, "id"))


# Tiers and what their holders must keep

TIERS: list[Node] = facts("tiers")["tiers"]
TIER_CODES = dict(zip(ids_of(TIERS, "id"), TierCode.codes(), strict=True))


@pytest.mark.parametrize("node", TIERS, ids=ids_of(TIERS, "id"))
def test_a_tier_is_stored_as_the_facts_describe_it(node: Node) -> None:
    row = Tier.objects.get(code=TIER_CODES[node["id"]])
    assert (row.official_name, row.short_name, row.former_name, row.kind) == (
        node["official_name"],
        node["short_name"],
        node.get("former_name", ""),
        node["kind"],
    )
    years = node["validity_years"]
    assert (row.recognised_by, row.validity, row.meaning, row.open_point) == (
        node["recognised_by"],
        f"{years}年" if isinstance(years, int) else years,
        node["meaning"],
        node.get("open_point", ""),
    )
    assert basis(row) == stated_basis(node)


@pytest.mark.parametrize("node", TIERS, ids=ids_of(TIERS, "id"))
def test_a_tier_follows_the_one_that_the_facts_require(node: Node) -> None:
    row = Tier.objects.get(code=TIER_CODES[node["id"]])
    below, _, note = (node["prerequisite"] or "").partition("（")
    assert (row.prerequisite.code if row.prerequisite else None) == TIER_CODES.get(below)
    assert row.prerequisite_note == (note.rstrip("）") if below in TIER_CODES else below)


OBLIGATIONS: list[Node] = facts("tiers")["dynamic_rules"]


@pytest.mark.parametrize("node", OBLIGATIONS, ids=ids_of(OBLIGATIONS, "id"))
def test_an_obligation_is_stored_as_the_facts_state_it(node: Node) -> None:
    row = Obligation.objects.get(code=node["id"])
    assert (row.topic, row.rule, row.old_rule, row.note) == (
        node["topic"],
        node["rule"],
        node.get("old", ""),
        node.get("note", ""),
    )
    assert basis(row) == stated_basis(node)


# Support and counts

SUPPORT = facts("support")
CENTRAL: list[Node] = SUPPORT["central_finance"]
OWNER_PAGE = facts("owner_page")
OWNER_SUPPORT = [
    (group["group"], item) for group in OWNER_PAGE["support"] for item in group["items"]
]


@pytest.mark.parametrize("node", CENTRAL, ids=ids_of(CENTRAL, "id"))
def test_a_central_measure_is_stored_with_its_amount_or_its_words(node: Node) -> None:
    row = SupportMeasure.objects.get(code=node["id"])
    if isinstance(node["amount"], int):
        assert node["unit"].startswith("万元/家")
        assert row.amount == node["amount"] * 10_000
    else:
        assert (row.text, row.amount) == (node["amount"], None)
    assert (row.tier.code, row.group) == (TIER_CODES[node["tier"]], "central_finance")
    assert basis(row) == stated_basis(node)


@pytest.mark.parametrize("node", CENTRAL, ids=ids_of(CENTRAL, "id"))
def test_a_central_measure_tells_the_details_of_the_facts(node: Node) -> None:
    row = SupportMeasure.objects.get(code=node["id"])
    for detail in texts(node, "note", "check", "disbursement", "pass_through", "clawback"):
        assert detail in row.detail


@pytest.mark.parametrize(("group", "node"), OWNER_SUPPORT)
def test_a_measure_of_the_owner_is_stored_with_its_amount(group: str, node: Node) -> None:
    row = SupportMeasure.objects.get(tier__code="key_little_giant", text=node["text"])
    assert row.get_group_display() == group
    assert row.amount == node.get("amount_max_yuan")
    assert row.amount_prefix == ("最高" if row.amount else "")
    assert row.source.key == "owner"
    assert [d.code for d in row.disputes.all()] == texts(node, "disputed")


def test_the_amounts_that_the_owner_compares_are_stored() -> None:
    (row,) = (row for row in OWNER_PAGE["comparison"]["rows"] if "amounts_yuan" in row)
    measures = SupportMeasure.objects.filter(source__key="owner", amount__isnull=False)
    stored = [(m.amount, m.amount_text) for m in measures.order_by("tier__position")]
    assert stored == list(zip(map(Decimal, row["amounts_yuan"]), row["cells"], strict=True))


@pytest.mark.parametrize(
    "words",
    [
        "政府采购合同融资试点", "国家重大科技项目", "绿色通道", "国家级产业投资基金（大基金",
        "专项融资担保和低息贷款", "揭榜", "国家级产业集群", "白名单",
    ],
)  # fmt: skip
def test_what_the_owner_claims_without_a_document_is_stored_as_unsure(words: str) -> None:
    (claim,) = (c for c in SUPPORT["owner_claims_without_document"] if words in c["claim"])
    assert basis(SupportMeasure.objects.get(text__contains=words)) == stated_basis(claim)


def test_nothing_else_that_supports_is_unsure() -> None:
    unsure = SupportMeasure.objects.filter(confidence="low")
    assert unsure.count() == len(SUPPORT["owner_claims_without_document"])


def counts() -> Iterator[tuple[str, str, Any, Node]]:
    """Yield code, batch or day, value and fact of every number, those of each batch apart."""
    for node in SUPPORT["numbers"]:
        if isinstance(node["value"], dict):
            for place, (name, value) in enumerate(node["value"].items(), start=1):
                yield f"{node['id']}-{place}", name, value, node
        else:
            yield node["id"], "", node["value"], node
        if "total" in node:
            yield node["id"], "", node["total"], node


COUNTS = list(counts())
EACH_COUNT = pytest.mark.parametrize(
    ("code", "name", "value", "node"), COUNTS, ids=[code for code, *_ in COUNTS]
)


@EACH_COUNT
def test_a_count_is_stored_with_its_value_and_basis(
    code: str, name: str, value: Any, node: Node
) -> None:
    row = EnterpriseCount.objects.get(code=code)
    if isinstance(value, int):
        assert (row.value, row.qualifier, row.unit) == (Decimal(value), "", "家")
    else:
        assert row.text == (value or "未查到").partition("（")[0]
    assert basis(row) == stated_basis(node)


@EACH_COUNT
def test_a_count_is_stored_with_its_batch_or_its_day(
    code: str, name: str, value: Any, node: Node
) -> None:
    row = EnterpriseCount.objects.get(code=code)
    day = as_date(name) or (as_date(node.get("as_of")) if not name else None)
    assert row.as_of == day
    assert row.batch_name == ("" if as_date(name) else re.sub(r"(\d{4})$", r"，\1年", name))
    if not name and day is None:
        assert row.as_of_note == node.get("as_of", "")


@pytest.mark.parametrize("node", SUPPORT["numbers"], ids=ids_of(SUPPORT["numbers"], "id"))
def test_a_count_tells_how_it_was_reckoned_and_what_it_is_not(node: Node) -> None:
    stored = EnterpriseCount.objects.filter(code__regex=rf"^{node['id']}(-\d+)?$")
    notes = "".join(stored.values_list("note", flat=True))
    in_brackets = re.findall("（(.+)）", node["value"]) if isinstance(node["value"], str) else []
    for text in [*texts(node, "note", "formula", "warning"), *in_brackets]:
        assert text in notes


def test_the_counts_that_the_owner_compares_are_stored_beside_the_other_figures() -> None:
    (row,) = (row for row in OWNER_PAGE["comparison"]["rows"] if "counts" in row)
    stated = zip(row["counts"], row["cells"], row["disputed"], strict=True)
    counts_of_the_owner = EnterpriseCount.objects.filter(source__key="owner", unit="家")
    assert [
        (count.value, count.text, *(dispute.code for dispute in count.disputes.all()))
        for count in counts_of_the_owner.order_by("tier__position")
    ] == [(Decimal(value), text, dispute) for value, text, dispute in stated]


def test_the_count_of_key_little_giants_says_whose_it_is_and_of_when() -> None:
    stated = OWNER_PAGE["page"]["definition"]["count"]
    row = EnterpriseCount.objects.get(source__key="owner", unit="家", tier__code="key_little_giant")
    assert (row.value, row.qualifier) == (Decimal(stated["value"]), "约")
    assert (row.as_of, row.attributed_to) == (stated["as_of"], stated["attributed_to"])


def test_the_share_of_the_owner_is_stored_beside_the_other_figure() -> None:
    stated = OWNER_PAGE["page"]["definition"]["share_of_little_giants"]
    row = EnterpriseCount.objects.get(source__key="owner", unit=stated["unit"])
    assert (row.value, row.qualifier) == (Decimal(stated["value"]), "约")
    assert [dispute.code for dispute in row.disputes.all()] == [stated["disputed"]]


# Regional top-ups

DOCUMENTS: list[Node] = facts("regions")["with_document"]
EACH_DOCUMENT = pytest.mark.parametrize("node", DOCUMENTS, ids=ids_of(DOCUMENTS, "doc"))
# Amounts that are paid; those after ≥ and > are conditions.
PAID = re.compile(r"(≤|最高)?(?<![≥>\d])(\d+)万元")


def top_ups_of(node: Node) -> list[RegionalTopUp]:
    """Return the stored rows of a document of a region, in order."""
    region = node["region"].partition("（")[0]
    found = RegionalTopUp.objects.filter(source__key=node["source"], region__short_name=region)
    return list(found.order_by("position"))


@EACH_DOCUMENT
def test_the_amounts_of_a_regional_document_are_stored(node: Node) -> None:
    paid = [match for text in node["facts"] for match in PAID.finditer(text)]
    rows = [row for row in top_ups_of(node) if row.amount_max is not None]
    assert [(row.amount_max, row.amount_is_fixed) for row in rows] == [
        (Decimal(figure) * 10_000, not limit) for limit, figure in (m.groups() for m in paid)
    ]
    assert all(row.title in "".join(node["facts"]) for row in rows)


@EACH_DOCUMENT
def test_a_regional_document_is_stored_with_its_basis_and_date(node: Node) -> None:
    rows = top_ups_of(node)
    assert rows
    for row in rows:
        assert basis(row) == stated_basis(node)
        assert row.document_date == as_date(node["date"])
        if row.document_date is None:
            assert node["date"] in row.date_note


@pytest.mark.parametrize(
    "node", OWNER_PAGE["regional_topups"], ids=ids_of(OWNER_PAGE["regional_topups"], "region")
)
def test_a_top_up_of_the_owner_is_stored_as_unsure(node: Node) -> None:
    row = RegionalTopUp.objects.get(region__code=node["gb2260"], source__key="owner")
    assert row.region.short_name == node["region"]
    assert (row.amount_max, row.amount_is_fixed) == (node["amount_max_yuan"], False)
    assert (row.other_benefits, row.tier) == ("、".join(node["other"]), None)
    assert [d.code for d in row.disputes.all()] == [node["disputed"]]
    assert row.is_unsure


def test_no_top_up_is_stored_beyond_the_facts() -> None:
    stored = RegionalTopUp.objects.values_list("source__key", "region__short_name")
    documents = {(node["source"], node["region"].partition("（")[0]) for node in DOCUMENTS}
    owners = {("owner", node["region"]) for node in OWNER_PAGE["regional_topups"]}
    assert set(stored) == documents | owners


# Terms

TERMS: list[Node] = facts("definitions")["definitions"]
PARTS_OF_A_MEANING = (
    "meaning", "rule_2026", "rule_2022", "use", "pitfalls", "evidence_note", "tech_sme", "doubtful",
    "date_rule",
)  # fmt: skip


@pytest.mark.parametrize("node", TERMS, ids=ids_of(TERMS, "term"))
def test_a_term_is_stored_with_all_that_the_facts_say_of_it(node: Node) -> None:
    row = Term.objects.get(name=node["term"])
    printed = References(Edition.now()).render(row.meaning)  # with the figures that it names
    for text in texts(node, *PARTS_OF_A_MEANING):
        assert text in strip_tags(printed)
    listed = [line[2:] for line in row.meaning.splitlines() if line.startswith("- ")]
    assert listed == node.get("list", [])
    assert row.note == node.get("note", "")
    assert basis(row) == stated_basis(node)


def test_no_part_of_a_term_is_overlooked() -> None:
    known = {"term", "list", "note", "source", "confidence", *PARTS_OF_A_MEANING}
    assert {name for node in TERMS for name in node} == known


# Time and materials

TIMELINE = facts("timeline_and_materials")["timeline"]
WINDOWS = [
    (code, node)
    for code, name in [
        ("little-giant-2026", "eighth_batch_2026"),
        ("key-little-giant-2026", "key_little_giant"),
    ]
    for node in TIMELINE[name]
]


@pytest.mark.parametrize(("code", "node"), WINDOWS)
def test_a_window_is_stored_with_its_days(code: str, node: Node) -> None:
    row = RoundWindow.objects.get(round__code=code, title=node["event"])
    assert (row.opens_on, row.closes_on) == (as_date(node["date"]), as_date(node.get("end")))
    if row.opens_on is None:
        assert row.date_note == (node["date"] or "")
    assert basis(row) == stated_basis(node)


@pytest.mark.parametrize(
    "node", TIMELINE["past_batches"], ids=ids_of(TIMELINE["past_batches"], "year")
)
def test_a_past_batch_is_stored_as_closed(node: Node) -> None:
    row = ApplicationRound.objects.get(tier__code="little_giant", application_year=node["year"])
    assert (row.batch_name, row.state) == (node["batch"], "closed")
    assert row.state_text == f"{node['notice']}；{node['seen']}"
    assert basis(row) == stated_basis(node)


def test_the_rhythm_of_the_year_is_stored_in_order() -> None:
    stored = [(row.period, row.what, basis(row)) for row in YearlyEvent.objects.all()]
    assert stored == [
        (node["month"], node["what"], stated_basis(node)) for node in TIMELINE["yearly_rhythm"]
    ]


CHECKLISTS: list[Node] = list(facts("timeline_and_materials")["materials"].values())
EACH_CHECKLIST = pytest.mark.parametrize("node", CHECKLISTS, ids=ids_of(CHECKLISTS, "basis"))
REQUIREMENTS: dict[Any, str] = {
    True: "required",
    False: "not_needed",
    "如涉及": "if_applicable",
    "评分佐证": "scoring",
    "评分/指标佐证": "scoring",
}


def stated_material(item: Node | str) -> tuple[str, str, str]:
    """Return name, requirement and note of a material; one given as mere text is required."""
    if isinstance(item, str):
        return item, "if_applicable" if "如适用" in item else "required", ""
    return item["name"], REQUIREMENTS[item["required"]], item.get("note", "")


@EACH_CHECKLIST
def test_the_materials_of_a_checklist_are_stored_in_order(node: Node) -> None:
    checklist = MaterialChecklist.objects.get(basis=node["basis"])
    stored = [(row.name, row.requirement, row.note) for row in checklist.materials.all()]
    assert stored == [stated_material(item) for item in node["items"]]


@EACH_CHECKLIST
def test_a_checklist_and_its_materials_have_the_basis_of_the_facts(node: Node) -> None:
    checklist = MaterialChecklist.objects.get(basis=node["basis"])
    assert checklist.caution == node.get("caution", "")
    assert {basis(row) for row in (checklist, *checklist.materials.all())} == {stated_basis(node)}


# What changed, and who is small or medium

REFERENCE = facts("criteria_reference")


@pytest.mark.parametrize(
    ("tier", "name"),
    [("little_giant", "what_changed_little_giant"), ("specialized", "what_changed_provincial")],
)
def test_what_changed_is_stored_in_order(tier: str, name: str) -> None:
    changes = StandardChange.objects.filter(tier__code=tier)
    assert [
        (row.item, row.old, row.new, row.direction, row.note, basis(row)) for row in changes
    ] == [
        (
            node["item"],
            node["old"],
            node["new"],
            node.get("direction", ""),
            node.get("correction", ""),
            stated_basis(node),
        )
        for node in REFERENCE[name]
    ]


def test_the_size_limits_of_each_industry_are_stored_in_order() -> None:
    stated = REFERENCE["sme_size"]
    limits = SmeSizeLimit.objects.all()
    assert [(row.industry, row.employees, row.revenue, row.assets) for row in limits] == [
        (node["industry"], node.get("employees"), node.get("revenue"), node.get("assets"))
        for node in stated["upper_limits"]
    ]
    assert {basis(row) for row in limits} == {stated_basis(stated)}
