"""Seeding creates what is missing, keeps every edit, and says what it did and what differs."""

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings as site_settings
from django.core.management import call_command
from django.db.models import Max, Model
from pytest_django import Settings

from policies.models import (
    CitedFact,
    Condition,
    Criterion,
    Dispute,
    Edition,
    Region,
    RegionalTopUp,
    RuleSet,
    SourceDocument,
    SupportMeasure,
    Term,
    Tier,
)
from policies.operations.fixtures import SUBJECTS, FixtureError, edition
from policies.operations.seeding import seed_missing
from policies.vocabulary import SourceKind, TrustState
from tests.stored_content import stored_rows

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

FIXTURES: Path = site_settings.FIXTURE_DIR
NO_ROWS = "[]\n"
ROWS: dict[str, int] = {
    subject: len(yaml.safe_load((FIXTURES / f"{subject}.yaml").read_text())) for subject in SUBJECTS
}


def seed(*arguments: str) -> list[str]:
    """Run `manage.py seed` and return the lines that it prints."""
    out = io.StringIO()
    call_command("seed", *arguments, stdout=out)
    return out.getvalue().splitlines()


def check() -> tuple[list[str], str | int | None]:
    """Run `manage.py seed --check`; return the lines that it prints and its exit code."""
    out = io.StringIO()
    code: str | int | None = 0
    try:
        call_command("seed", "--check", stdout=out)
    except SystemExit as leaving:
        code = leaving.code
    lines = [line for line in out.getvalue().splitlines() if not line.startswith("gone: ")]
    return lines, code


def edited_fields(lines: list[str]) -> list[str]:
    """Return the fields that lines like `term class-1-ip note: …` speak of."""
    return [line.split(": ")[0].rpartition(" ")[2] for line in lines]


@pytest.fixture
def only(settings: Settings, tmp_path: Path) -> Callable[..., Path]:
    """Let seeding read the fixtures of some subjects only, from copies that a test may change."""

    def copy(*subjects: str) -> Path:
        for subject in SUBJECTS:
            (tmp_path / f"{subject}.yaml").write_text(NO_ROWS)
        for name in ("EDITION", *(f"{subject}.yaml" for subject in subjects)):
            shutil.copy(FIXTURES / name, tmp_path)
        settings.FIXTURE_DIR = tmp_path
        return tmp_path

    return copy


def class_one_ip() -> Term:
    return Term.objects.get(key="class-1-ip")


# Creating what is missing


def test_seeding_a_seeded_database_changes_nothing() -> None:
    before = stored_rows()
    seed()
    assert stored_rows() == before


def test_seeding_says_of_each_subject_what_it_did() -> None:
    class_one_ip().delete()
    Region.objects.filter(code__in=["620000", "630000"]).delete()
    created = {"glossary": 1, "regions": 2}
    assert seed() == [
        f"{subject}: {created.get(subject, 0)} created, "
        f"{rows - created.get(subject, 0)} already there"
        for subject, rows in ROWS.items()
    ]


def test_a_deleted_row_is_created_again(only: Callable[..., Path]) -> None:
    only("glossary")
    class_one_ip().delete()
    seed()
    assert class_one_ip().note == "115号办法的Ⅰ类同样六种（未注国防专利）"


def test_a_deleted_rule_set_comes_back_with_all_its_rules(only: Callable[..., Path]) -> None:
    only("criteria")
    rules = RuleSet.objects.with_rules(Edition.now()).get(code="little-giant-2022").to_rules()
    RuleSet.objects.get(code="little-giant-2022").delete()
    seed()
    assert (
        RuleSet.objects.with_rules(Edition.now()).get(code="little-giant-2022").to_rules() == rules
    )


def test_rows_that_an_editor_added_stay(only: Callable[..., Path]) -> None:
    only("glossary")
    source = SourceDocument.objects.get(key="owner")
    Term.objects.create(key="new-term", name="新术语", meaning="解释", source=source)
    seed()
    assert Term.objects.filter(key="new-term").exists()


# What an editor changed, and what `--check` prints of it, in the order of the fixtures


EDITS: list[tuple[type[Model], dict[str, str], str, Any, str]] = [
    (
        Criterion, {"code": "lg-score"}, "platform_only", False,
        "criterion little-giant-2026/score/lg-score platform_only: False (fixture: True)",
    ),
    (
        RuleSet, {"code": "little-giant-2022"}, "repealed_on", date(2027, 12, 31),
        "ruleset little-giant-2022 repealed_on: 2027-12-31 (fixture: 2027-01-01)",
    ),
    (
        Condition, {"criterion__code": "lg-revenue"}, "threshold", Decimal("5432.1"),
        "condition little-giant-2026/operation/lg-revenue/1 threshold: 5432.1000"
        " (fixture: 5000)",
    ),
    (
        Condition, {"criterion__code": "ov-chain", "position": "2"}, "choices", ["fills_gap"],
        "condition key-owner-view/chain/ov-chain/2 choices: fills_gap"
        " (fixture: fills_weakness、fills_gap)",
    ),
    (
        Term, {"key": "class-1-ip"}, "note", "编辑改过",
        "term class-1-ip note: 编辑改过"
        " (fixture: 115号办法的Ⅰ类同样六种（未注国防专利）)",
    ),
    (
        Term, {"key": "six-bases-148"}, "note", "",
        "term six-bases-148 note:  (fixture: 同一概念两种措辞，站内应做同义映射)",
    ),
    (
        SupportMeasure, {"code": "owner-central-fund"}, "amount", None,
        "supportmeasure owner-central-fund amount: None (fixture: 30000000)",
    ),
    (
        SupportMeasure, {"code": "s-4"}, "amount", Decimal("6500000.50"),
        "supportmeasure s-4 amount: 6500000.50 (fixture: 6000000)",
    ),
    (
        Region, {"code": "610000"}, "searched_on", date(2026, 11, 2),
        "region 610000 searched_on: 2026-11-02 (fixture: 2026-11-29)",
    ),
]  # fmt: skip


@pytest.fixture
def edited(seeded: None) -> None:
    """The seeded content with every edit of the table."""
    for model, key, field, value, _ in EDITS:
        row = model._default_manager.get(**key)
        setattr(row, field, value)
        row.save()


def test_edits_survive_seeding(edited: None) -> None:
    seed()
    for model, key, field, value, _ in EDITS:
        assert getattr(model._default_manager.get(**key), field) == value


def test_check_lists_each_edit_with_both_values_and_finds_it_right(edited: None) -> None:
    assert check() == ([line for *_, line in EDITS], 0)


def test_check_lists_a_fact_that_rests_on_another_source_now(only: Callable[..., Path]) -> None:
    only("glossary")
    Term.objects.filter(key="class-1-ip").update(source=SourceDocument.objects.get(key="owner"))
    lines, code = check()
    assert edited_fields(lines) == ["source"]
    assert code == 0


@pytest.mark.parametrize(
    ("subject", "find", "field"),
    [
        (
            "regional_top_ups",
            lambda: RegionalTopUp.objects.get(code="owner-beijing"),
            "disputes",
        ),
        ("criteria", lambda: RuleSet.objects.get(code="little-giant-2022"), "holders"),
    ],
    ids=["dispute", "holders"],
)
def test_check_lists_relations_that_an_editor_removed(
    only: Callable[..., Path], subject: str, find: Callable[[], Model], field: str
) -> None:
    only(subject)
    getattr(find(), field).clear()
    lines, code = check()
    assert edited_fields(lines) == [field]
    assert code == 0


@pytest.mark.parametrize(
    ("subject", "find", "field", "added"),
    [
        ("glossary", class_one_ip, "disputes", lambda: Dispute.objects.get(code="x-1")),
        (
            "criteria",
            lambda: RuleSet.objects.get(code="specialized-2026"),
            "holders",
            lambda: Tier.objects.get(code="tech_innovative"),
        ),
    ],
    ids=["dispute", "holder"],
)
def test_check_lists_relations_that_an_editor_added_where_the_fixture_names_none(
    only: Callable[..., Path],
    subject: str,
    find: Callable[[], Model],
    field: str,
    added: Callable[[], Model],
) -> None:
    only(subject)
    getattr(find(), field).add(added())
    lines, code = check()
    assert edited_fields(lines) == [field]
    assert code == 0


# Checking


def test_check_has_nothing_to_say_of_what_was_just_seeded() -> None:
    assert check() == ([], 0)


def test_check_lists_a_missing_row_and_fails(only: Callable[..., Path]) -> None:
    only("glossary")
    class_one_ip().delete()
    assert check() == (["term class-1-ip is missing"], 1)


def test_check_lists_what_went_missing_with_a_row(only: Callable[..., Path]) -> None:
    only("criteria")
    Criterion.objects.get(code="lg-revenue").delete()
    place = "little-giant-2026/operation/lg-revenue"
    assert check() == (
        [
            f"criterion {place} is missing",
            f"condition {place}/1 is missing",
            f"path {place}/1 is missing",
        ],
        1,
    )


def test_check_fails_for_a_missing_row_beside_an_edit(only: Callable[..., Path]) -> None:
    only("regions", "glossary")
    Region.objects.filter(code="610000").update(authority_phone="029-12345678")
    class_one_ip().delete()
    assert check() == (
        [
            "term class-1-ip is missing",
            "region 610000 authority_phone: 029-12345678 (fixture: )",
        ],
        1,
    )


def test_check_changes_nothing(edited: None) -> None:
    Criterion.objects.get(code="lg-growth").delete()
    before = stored_rows()
    check()
    assert stored_rows() == before


# Only an empty database


def test_if_empty_does_nothing_where_there_is_content() -> None:
    class_one_ip().delete()
    before = stored_rows()
    assert seed("--if-empty") == ["seed: the database has content already; nothing done"]
    assert stored_rows() == before


@pytest.mark.django_db(transaction=True)
def test_if_empty_fills_an_empty_database() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert seed("--if-empty") == [
        f"{subject}: {rows} created, 0 already there" for subject, rows in ROWS.items()
    ]


# Fixtures that cannot be loaded


def append(file: Path, text: str) -> None:
    rows = file.read_text().removesuffix(NO_ROWS)
    file.write_text(f"{rows}{text}\n")


BROKEN_RULES = [
    (
        "glossary",
        "{model: policies.term, fields: {key: bad, name: 坏行, meaning: 解释, source: [owner],"
        " trust_state: checked}}",
        "term bad: .*“已核原文”要填核对日期",
    ),
    (
        "criteria",
        "{model: policies.condition, fields: {criterion: [little-giant-2026, operation,"
        " lg-revenue], position: 9, metric: no_such_metric, operator: is, flag: true}}",
        "condition little-giant-2026/operation/lg-revenue/9: .*metric",
    ),
    (
        "criteria",
        "{model: policies.condition, fields: {criterion: [little-giant-2026, operation,"
        " lg-revenue], position: 9, metric: listed, operator: is}}",
        "condition little-giant-2026/operation/lg-revenue/9: .*要选“是”或“否”",
    ),
    (
        "criteria",
        "{model: policies.ruleset, fields: {code: bad, tier: [little_giant], title: 坏行,"
        " source: [owner], effective_from: 2026-04-01}}",
        "ruleset bad: .*同一天只能有一套规则开始施行",
    ),
    (
        "regions",
        "{model: policies.region, fields: {code: '449900', level: city, name: 某市,"
        " short_name: 某, slug: mou}}",
        "region 449900: .*市、区要选所属省份",
    ),
    (
        "regional_top_ups",
        "{model: policies.regionaltopup, fields: {code: bad, region: ['440000'], kind: reward,"
        " title: 坏行, source: [owner], amount_max: '-1'}}",
        "regionaltopup bad: .*amount_max",
    ),
]


@pytest.mark.parametrize(("subject", "row", "reason"), BROKEN_RULES)
def test_a_row_that_breaks_a_rule_is_named_with_its_file(
    only: Callable[..., Path], subject: str, row: str, reason: str
) -> None:
    append(only() / f"{subject}.yaml", f"- {row}")
    with pytest.raises(FixtureError, match=rf"^{subject}\.yaml: {reason}"):
        seed()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {model: policies.term, fields: {key: bad, source: [nowhere]}}", "nowhere"),
        ("- {model: policies.term, fields: {key: bad, colour: red}}", "colour"),
        ("- {model: policies.term, fields: {key: bad, position: first}}", "first"),
        ("- {model: policies.nothing, fields: {key: bad}}", "policies.nothing"),
        ("- {model: policies.material, fields: {position: 1}}", "checklist"),
        ("- {model: policies.term", "line"),
    ],
    ids=["unknown source", "unknown field", "no number", "unknown model", "no parent", "no YAML"],
)
def test_a_row_that_cannot_be_read_is_reported_with_its_file_and_the_reason(
    only: Callable[..., Path], text: str, reason: str
) -> None:
    append(only() / "glossary.yaml", text)
    with pytest.raises(FixtureError, match=re.compile(rf"^glossary\.yaml: .*{reason}", re.DOTALL)):
        seed()


NEW_SOURCE = "- {model: policies.sourcedocument, fields: {key: new, kind: document, title: 新文件}}"


def test_a_new_row_of_a_fixture_is_stored(only: Callable[..., Path]) -> None:
    append(only() / "sources.yaml", NEW_SOURCE)
    seed()
    assert SourceDocument.objects.get(key="new").title == "新文件"


def test_nothing_is_stored_of_fixtures_with_one_bad_row(only: Callable[..., Path]) -> None:
    folder = only(*SUBJECTS)
    append(folder / "sources.yaml", NEW_SOURCE)
    subject, row, _ = BROKEN_RULES[0]
    append(folder / f"{subject}.yaml", f"- {row}")
    before = stored_rows()
    with pytest.raises(FixtureError):
        seed_missing()
    assert stored_rows() == before


TRUST_BY_KIND = {
    SourceKind.DOCUMENT: TrustState.RETOLD,
    SourceKind.PRESS: TrustState.RETOLD,
    SourceKind.SECONDARY: TrustState.RETOLD,
    SourceKind.CALCULATION: TrustState.CALCULATED,
    SourceKind.OWNER: TrustState.OWNER,
}


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if issubclass(model, CitedFact)]
)
def test_a_new_site_trusts_each_fact_as_far_as_its_source_reaches(model: type[CitedFact]) -> None:
    for row in model._default_manager.select_related("source"):
        expected = TRUST_BY_KIND[SourceKind(row.source.kind)]
        if row.source.first_hand:
            expected = TrustState.EXCERPT
        assert row.trust_state == expected, row


def test_the_edition_is_no_older_than_what_it_says_was_looked_up() -> None:
    newest = Region.objects.aggregate(newest=Max("searched_on"))["newest"]
    assert newest <= edition() <= date.today()


def test_a_new_site_says_of_no_source_that_somebody_has_opened_it() -> None:
    assert not SourceDocument.objects.filter(url_checked_on__isnull=False).exists()
