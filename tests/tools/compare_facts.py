"""Compares a folder of facts with the database: `python tests/tools/compare_facts.py FOLDER`.

Values, not wording: amounts, dates, counts, figures, sources, kinds, states; and whether each
public entry stands on its page. Exits with 1 and a line for each difference.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import django
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client  # noqa: E402

from policies import models as policy  # noqa: E402
from policies.vocabulary import CurrentTitle, TrustState  # noqa: E402
from policies.vocabulary.formats import count_text  # noqa: E402
from tests.pages.test_owner_facts import leaves, visible_text  # noqa: E402

Entry = Mapping[str, Any]

KINDS = {
    "recognition": "reward",
    "matching": "top_up",
    "interest": "interest_subsidy",
    "other": "other",
}
UNCHECKED = {True: TrustState.EXCERPT, False: TrustState.RETOLD}
TIERS = {
    "t1": "tech_innovative",
    "t2": "specialized",
    "t3": "little_giant",
    "t4": "key_little_giant",
    "t5": "single_champion",
}
REQUIREMENTS = {
    True: "required",
    "如涉及": "if_applicable",
    "评分佐证": "scoring",
    "评分/指标佐证": "scoring",
    False: "not_needed",
}
CHECKLISTS = {
    "little_giant_2026": "little-giant-2026",
    "key_little_giant_2026": "key-little-giant-2026",
    "provincial": "specialized-2025",
}
# Which entries of the reference a criterion says, the one that it rests on first; an entry that is
# not here stands in the text of a page.
REFERENCES = {
    "sp-sme": "c0-1", "sp-clean": "c0-2 c0-4", "sp-product": "c0-3", "sp-main-product": "c0-5",
    "sp-title": "t2-1a", "sp-years": "t2-1b", "sp-revenue": "t2-2a", "sp-main-share": "t2-2b",
    "sp-debt": "t2-2c", "sp-rd-each": "t2-3a", "sp-rd-share": "t2-3b", "sp-ip": "t2-4",
    "sp-market": "t2-5", "sp-score": "t2-6",
    "lg-sme": "c0-1", "lg-clean": "c0-2 c0-4", "lg-product": "c0-3", "lg-main-product": "c0-5",
    "lg-excluded": "t3-x1 t3-x2 t3-x3", "lg-title": "t3-1a", "lg-years": "t3-1b",
    "lg-revenue": "t3-2a", "lg-main-share": "t3-2b", "lg-growth": "t3-2c", "lg-debt": "t3-2d",
    "lg-rd-total": "t3-3a", "lg-rd-share": "t3-3b", "lg-ip": "t3-4", "lg-market": "t3-5",
    "lg-chain": "t3-6", "lg-score": "t3-7",
    "ks-title": "t4-1 t4-9", "ks-field": "t4-2", "ks-plan": "t4-3", "ks-investment": "t4-4",
    "ks-unlisted": "t4-5", "ks-first": "t4-6", "ks-clean": "t4-7",
    "old-years": "o-1", "old-main-share": "o-2", "old-growth": "o-3", "old-debt": "o-4",
    "old-refined": "o-5", "old-market": "o-6", "old-brand": "o-7",
    "old-innovation": "o-8 o-9 o-10 o-11", "old-chain": "o-12",
}  # fmt: skip
PAGES = {
    "t1": "/kejichuangxin/",
    "t2": "/zhuanjingtexin/",
    "t3": "/xiaojuren/",
    "c0": "/xiaojuren/",
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Comparison:
    """The folder against the database; every difference is kept as a line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.differences: list[str] = []
        self.compared = Counter[str]()
        self.documents = {entry["key"]: entry for entry in self.read("sources")["sources"]}

    def read(self, name: str) -> Any:
        return yaml.safe_load((self.folder / f"{name}.yaml").read_text(encoding="utf-8"))

    def differ(self, name: str, what: str, stated: object, stored: object) -> None:
        if stated != stored:
            self.differences.append(f"{name} {what}: {stored!r} (facts: {stated!r})")

    def row(self, subject: str, rows: Any, **lookup: Any) -> Any:
        """Return the row of an entry, None with a difference where it is missing."""
        self.compared[subject] += 1
        found = rows.filter(**lookup).first()
        if found is None:
            self.differences.append(f"{subject} {lookup} is missing")
        return found

    def basis(self, name: str, entry: Entry, row: Any) -> None:
        """Compare what a fact rests on; what an editor has checked by now is no difference."""
        self.differ(name, "source", entry["source"], row.source.key)
        self.differ(name, "confidence", entry["confidence"], row.confidence)
        self.further(name, entry.get("also", ()), row)
        document = self.documents[entry["source"]]
        if document["kind"] in ("document", "press", "secondary") and not row.checked_on:
            first_hand = entry.get("first_hand", document.get("first_hand", False))
            self.differ(name, "state", UNCHECKED[first_hand], row.trust_state)

    def further(self, name: str, also: Iterable[str], row: Any) -> None:
        stored = set(row.further_sources.values_list("key", flat=True))
        self.differ(name, "further sources", set(also), stored)

    def shown(self, name: str, place: str, text: str = "") -> None:
        """Tell whether a page answers and has the place, and the text, of a public entry."""
        address, _, anchor = place.partition("#")
        page = page_at(address)
        if (anchor and f'id="{anchor}"' not in page) or text not in page:
            self.differences.append(f"{name} is not on {place}: {text}")


@cache
def page_at(address: str) -> str:
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "127.0.0.1"
    response = Client(headers={"host": host}, raise_request_exception=False).get(
        address, secure=settings.SECURE_SSL_REDIRECT
    )
    return response.content.decode() if response.status_code == 200 else ""


def whole_date(value: object) -> date | None:
    """Return a date that is written in full; None for a year, a month or nothing."""
    text = str(value or "")
    return date.fromisoformat(text) if FULL_DATE.fullmatch(text) else None


def yuan(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def compare_documents(facts: Comparison) -> None:
    for key, entry in facts.documents.items():
        document = facts.row("documents", policy.SourceDocument.objects, key=key)
        if document is None:
            continue
        is_listed = entry.get("publish", True)
        for what, stated, stored in (
            ("kind", entry["kind"], document.kind),
            ("number", entry.get("doc_no", ""), document.document_number),
            ("issued", whole_date(entry.get("issued")), document.issued_on),
            ("published", whole_date(entry.get("published")), document.published_on),
            ("effective", whole_date(entry.get("effective")), document.effective_on),
            ("period", entry.get("period", ""), document.period),
            ("first hand", entry.get("first_hand", False), document.first_hand),
            ("listed", is_listed, document.is_listed),
            ("seen at", entry.get("seen_at", []), document.seen_at.split()),
        ):
            facts.differ(key, what, stated, stored)
        links = {*entry.get("official_urls", ()), entry.get("interpretation_url")} - {None}
        facts.differ(key, "links", links, set(document.links.values_list("url", flat=True)))
        if is_listed:
            facts.shown(key, f"/sources/#{key}")


def compare_disputes(facts: Comparison) -> None:
    for entry in facts.read("disputed")["disputed"]:
        code = entry["id"]
        dispute = facts.row("pairs", policy.Dispute.objects, code=code)
        if dispute is None:
            continue
        facts.differ(code, "treatment", entry["treatment"], dispute.treatment)
        facts.differ(code, "source", entry["source"], dispute.source.key)
        facts.differ(code, "confidence", entry["confidence"], dispute.confidence)
        facts.further(code, entry.get("also", ()), dispute)
        for side, stored in (
            ("owner", dispute.owner_view),
            ("documents", dispute.documents_view),
            ("public", dispute.public_wording),
        ):
            figures = NUMBER.findall(entry.get(side, ""))
            facts.differ(code, f"figures of {side}", figures, NUMBER.findall(stored))
        facts.shown(code, f"/sources/#{code}", dispute.public_wording)


def compare_rewards(facts: Comparison) -> Counter[tuple[str, str, str]]:
    """Compare the rewards; return how many there are by province, tier and being public."""
    counts = Counter[tuple[str, str, str]]()
    for entry in facts.read("regions")["rewards"]:
        key, place = entry["key"], entry.get("city", entry["region"])
        top_up = facts.row("rewards", policy.RegionalTopUp.objects, code=key)
        shown = "public" if entry["publish"] else "draft"
        counts[entry["region"]["name"], entry["tier"] or "no tier", shown] += 1
        if top_up is None:
            continue
        province = top_up.region.parent or top_up.region
        for what, stated, stored in (
            ("place", place["code"], top_up.region.code),
            ("level", place.get("level", "province"), top_up.region.level),
            ("province", entry["region"]["code"], province.code),
            ("tier", entry["tier"], top_up.tier and top_up.tier.code),
            ("kind", KINDS[entry["kind"]], top_up.kind),
            ("minimum", yuan(entry["amount_min_yuan"]), top_up.amount_min),
            ("maximum", yuan(entry["amount_max_yuan"]), top_up.amount_max),
            ("frequency", entry["frequency"] or "", top_up.frequency),
            ("end", whole_date(entry["valid_until"]), top_up.valid_until),
            ("status", entry["status"], top_up.validity),
            ("quote", entry.get("quote", ""), top_up.quote),
            ("publication", entry["publish"], top_up.publication == "published"),
        ):
            facts.differ(key, what, stated, stored)
        facts.basis(key, entry, top_up)
        if entry["publish"]:
            amount = top_up.amount_text if top_up.amount_max else ""
            facts.shown(key, top_up.get_absolute_url(), amount)
    return counts


def compare_regions(facts: Comparison) -> None:
    regions = facts.read("regions")
    for entry in regions["coverage"]:
        region = facts.row("coverage", policy.Region.objects, code=entry["code"])
        if region is not None:
            searched_on = whole_date(entry["searched_on"])
            facts.differ(region.name, "searched on", searched_on, region.searched_on)
            facts.differ(region.name, "result", entry["says"], region.search_result)
            if not region.top_ups.exclude(publication="draft").exists():
                facts.shown(region.name, region.get_absolute_url(), entry["says"])
    for entry in regions["authorities"]:
        code = entry.get("city", entry["region"])["code"]
        region = facts.row("authorities", policy.Region.objects, code=code)
        if region is not None:
            facts.differ(region.name, "authority", entry["name"], region.authority_name)
            facts.differ(region.name, "website", entry.get("website", ""), region.authority_url)
            facts.differ(region.name, "phone", entry.get("phone", ""), region.authority_phone)
            facts.differ(region.name, "note", entry.get("note", ""), region.authority_note)
            source = region.authority_source and region.authority_source.key
            facts.differ(region.name, "authority's source", entry.get("source"), source)
            confidence = region.authority_confidence
            facts.differ(region.name, "authority's confidence", entry["confidence"], confidence)
            facts.differ(region.name, "seen at", entry.get("seen_at", ""), region.seen_at)
            if region.parent is None:
                facts.shown(region.name, region.get_absolute_url(), entry["name"])
    searched = regions["cities_searched_without_result"]
    for name in searched["names"]:
        lookup = {"short_name": name.removesuffix("市本级")}
        region = facts.row("searched cities", policy.Region.objects, **lookup)
        if region is not None:
            searched_on = whole_date(searched["searched_on"])
            facts.differ(name, "searched on", searched_on, region.searched_on)


def compare_support(facts: Comparison) -> None:
    support = facts.read("support")
    for entry in (*support["central_finance"], *support["related_measures"]):
        measure = facts.row("support", policy.SupportMeasure.objects, code=entry["id"])
        if measure is None:
            continue
        facts.basis(entry["id"], entry, measure)
        if measure.tier.code != "single_champion":  # it has no page
            facts.shown(entry["id"], measure.tier.get_absolute_url(), measure.text)
        if isinstance(entry.get("amount"), int):
            facts.differ(entry["id"], "amount", Decimal(entry["amount"] * 10_000), measure.amount)
        begins, ends = (whole_date(entry.get(f"effective_{end}")) for end in ("from", "to"))
        facts.differ(entry["id"], "from", begins, measure.effective_from)
        facts.differ(entry["id"], "to", ends, measure.effective_to)
        for said in (*entry.get("examples", ()), entry.get("use_limits"), entry.get("clawback")):
            text = said["text"] if isinstance(said, dict) else said or ""
            said_there = Q(detail__contains=text) | Q(text__contains=text)  # an example has its row
            is_said = policy.SupportMeasure.objects.filter(said_there).exists()
            facts.differ(entry["id"], f"saying {text}", True, is_said)
    for entry in support["numbers"]:
        compare_count(facts, entry)


def compare_count(facts: Comparison, entry: Entry) -> None:
    """Compare a count, or the counts of several batches and their sum."""
    code, value = entry["id"], entry["value"]
    parts = list(value.values()) if isinstance(value, dict) else []
    codes = [f"{code}-{number}" for number in range(1, len(parts) + 1)]
    stated = dict(zip(codes, parts, strict=True))
    if not parts or "total" in entry:
        stated[code] = entry.get("total", value)
    for each, figure in stated.items():
        count = facts.row("counts", policy.EnterpriseCount.objects, code=each)
        if count is None:
            continue
        facts.differ(each, "value", figure_of(figure), count.value)
        facts.basis(each, entry, count)
        if each == code and (as_of := whole_date(entry.get("as_of"))):
            facts.differ(each, "as of", as_of, count.as_of)
        if count.value is not None:
            text = count_text(count.value, count.unit).removesuffix("家")  # in a table's cell
            facts.shown(each, count.tier.get_absolute_url(), text)


def figure_of(value: object) -> Decimal | None:
    """Return a figure as it is written: 1.76万家, 约24%（4264/17590）, 248; None for none."""
    if value is None:
        return None
    found = re.search(r"(\d+(?:\.\d+)?)(万?)", str(value))
    return found and Decimal(found[1]) * (10_000 if found[2] else 1)


def compare_rules(facts: Comparison) -> None:
    """Compare the rule sets by their dates and criteria; the suite compares every condition."""
    for entry in facts.read("criteria")["rule_sets"]:
        rules = facts.row("rule sets", policy.RuleSet.objects, code=entry["code"])
        if rules is None:
            continue
        begins = whole_date(entry["effective_from"])
        facts.differ(entry["code"], "from", begins, rules.effective_from)
        facts.differ(entry["code"], "source", entry["source"], rules.source.key)
        stored = policy.Criterion.objects.filter(group__rule_set=rules)
        stated = {criterion["code"] for criterion in entry["criteria"]}
        facts.differ(entry["code"], "criteria", stated, {c.code for c in stored})


def compare_ladder(facts: Comparison) -> None:
    ladder = facts.read("tiers")
    for entry in ladder["tiers"]:
        code = TIERS[entry["id"]]
        if tier := facts.row("tiers", policy.Tier.objects, code=code):
            facts.basis(code, entry, tier)
            facts.differ(code, "name", entry["official_name"], tier.official_name)
            if hasattr(tier, "topic_page"):
                facts.shown(code, tier.get_absolute_url(), tier.topic_page.title)
    for entry in ladder["dynamic_rules"]:
        if rule := facts.row("obligations", policy.Obligation.objects, code=entry["id"]):
            facts.basis(entry["id"], entry, rule)
            facts.differ(entry["id"], "rule", entry["rule"], rule.rule)
            facts.differ(entry["id"], "note", entry.get("note", ""), rule.note)
            for tier in rule.tiers.filter(topic_page__isnull=False):
                facts.shown(entry["id"], tier.get_absolute_url())


def compare_guidance(facts: Comparison) -> None:
    reference = facts.read("criteria_reference")
    for name, tier in (
        ("little_giant", CurrentTitle.LITTLE_GIANT),
        ("provincial", CurrentTitle.SPECIALIZED),
    ):
        entries = reference[f"what_changed_{name}"]
        changes = policy.StandardChange.objects.filter(tier__code=tier)
        facts.differ(f"what changed for {tier}", "rows", len(entries), changes.count())
        for entry in entries:
            if change := facts.row("changes", changes, item=entry["item"]):
                facts.basis(entry["item"], entry, change)
                facts.differ(entry["item"], "old", entry["old"], change.old)
                facts.differ(entry["item"], "new", entry["new"], change.new)
    for entry in reference["sme_size"]["upper_limits"]:
        industry = entry["industry"]
        if limit := facts.row("sizes", policy.SmeSizeLimit.objects, industry=industry):
            for name in ("employees", "revenue", "assets"):
                facts.differ(industry, name, entry.get(name), getattr(limit, name))
            facts.shown(industry, "/glossary/", industry)
    for entry in facts.read("definitions")["definitions"]:
        if term := facts.row("terms", policy.Term.objects, name=entry["term"]):
            facts.basis(entry["term"], entry, term)
            facts.shown(entry["term"], "/glossary/", term.name)


def compare_reference(facts: Comparison) -> None:
    """Compare the entries of the reference with the stored criteria, or with a page's text."""
    entries = {entry["id"]: entry for entry in entries_in(facts.read("criteria_reference"))}
    for code, keys in REFERENCES.items():
        criterion = facts.row("criteria", policy.Criterion.objects, code=code)
        if criterion is None:
            continue
        first, *others = stated = [entries[key] for key in keys.split()]
        also = {key for entry in stated for key in entry.get("also", ())}
        also |= {entry["source"] for entry in others} - {first["source"]}
        facts.basis(code, {**first, "also": also}, criterion)
        said = " ".join(
            (criterion.wording, criterion.caveat, criterion.requirement, criterion.exemptions)
        )
        facts.differ(code, "figures", set(), numbers_of(*stated) - {*NUMBER.findall(said)})
        facts.shown(code, criterion.group.rule_set.tier.get_absolute_url(), criterion.title)
    in_criteria = set(" ".join(REFERENCES.values()).split())
    for key in entries.keys() - in_criteria:
        if page := PAGES.get(key[:2]):
            facts.compared["reference, in the text of a page"] += 1
            told = NUMBER.findall(visible_text(page_at(page)))
            facts.differ(key, f"figures on {page}", set(), numbers_of(entries[key]) - {*told})


def entries_in(node: Any) -> Iterator[Entry]:
    if isinstance(node, dict) and "id" in node:
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from entries_in(inner)


def numbers_of(*entries: Entry) -> set[str]:
    said = [e.get(n) for e in entries for n in ("threshold", "any_of", "bands", "exemption_any_of")]
    return {*NUMBER.findall(str(said))}


def compare_owner(facts: Comparison) -> None:
    page = visible_text(page_at("/zhongdian-xiaojuren/"))
    for text in sorted(set(leaves(facts.read("owner_page")))):
        facts.compared["owner's page"] += 1
        facts.differ("owner's page", text, True, re.sub(r"\s+", "", text) in page)


def compare_materials(facts: Comparison) -> None:
    for name, entry in facts.read("timeline_and_materials")["materials"].items():
        lists = policy.MaterialChecklist.objects
        checklist = facts.row("checklists", lists, code=CHECKLISTS[name])
        if checklist is None:
            continue
        facts.basis(name, entry, checklist)
        items = [item if isinstance(item, dict) else {"name": item} for item in entry["items"]]
        facts.differ(name, "items", len(items), checklist.materials.count())
        for position, item in enumerate(items, 1):
            if row := facts.row("materials", checklist.materials, position=position):
                unsaid = "如涉及" if "（如适用）" in row.name else True
                required = REQUIREMENTS[item.get("required", unsaid)]
                facts.differ(f"{name}/{position}", "required", required, row.requirement)
                figures = NUMBER.findall(row.name)
                facts.differ(f"{name}/{position}", "figures", NUMBER.findall(item["name"]), figures)
                facts.shown(f"{name}/{position}", checklist.get_absolute_url(), row.name)


def compare_rounds(facts: Comparison) -> None:
    timeline = facts.read("timeline_and_materials")["timeline"]
    for entry in timeline["past_batches"]:
        code = f"little-giant-{entry['year']}"
        if row := facts.row("rounds", policy.ApplicationRound.objects, code=code):
            facts.basis(code, entry, row)
            facts.differ(code, "batch", entry["batch"], row.batch_name)
            facts.shown(code, "/xiaojuren/", row.batch_name)
    for name, code in (
        ("eighth_batch_2026", "little-giant-2026"),
        ("key_little_giant", "key-little-giant-2026"),
    ):
        for position, entry in enumerate(timeline[name], 1):
            windows = policy.RoundWindow.objects.filter(round__code=code)
            if window := facts.row("windows", windows, position=position):
                place = f"{code}/{position}"
                facts.basis(place, entry, window)
                facts.differ(place, "opens", whole_date(entry["date"]), window.opens_on)
                facts.differ(place, "closes", whole_date(entry.get("end")), window.closes_on)
    for position, entry in enumerate(timeline["yearly_rhythm"], 1):
        if event := facts.row("calendar", policy.YearlyEvent.objects, position=position):
            facts.basis(entry["month"], entry, event)
            facts.differ(entry["month"], "period", entry["month"], event.period)
            facts.shown(entry["month"], "/", event.what)


def main(folder: Path) -> int:
    call_command("collectstatic", interactive=False, verbosity=0)
    facts = Comparison(folder)
    compare_documents(facts)
    compare_disputes(facts)
    compare_ladder(facts)
    compare_rules(facts)
    compare_guidance(facts)
    compare_reference(facts)
    compare_owner(facts)
    compare_materials(facts)
    compare_rounds(facts)
    compare_support(facts)
    compare_regions(facts)
    rewards = compare_rewards(facts)
    for subject, count in facts.compared.items():
        print(f"{subject}: {count}")
    for (province, tier, shown), count in sorted(rewards.items()):
        print(f"rewards, {province}, {tier}, {shown}: {count}")
    for line in facts.differences:
        print(f"DIFFERS: {line}")
    return 1 if facts.differences else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
