"""A new edition of the fixtures: compared three ways, taken where nobody edited, undone whole."""

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as site_settings
from django.core.management import call_command
from pytest_django import Settings

from policies.models import Condition, SeededContent, SupportMeasure, Term
from policies.models import Path as RulePath
from policies.operations.content_updates import Outdated, compare, leave, take, waiting
from policies.operations.fixtures import FixtureError
from policies.vocabulary import PublicationState
from tests.stored_content import stored_rows

pytestmark = pytest.mark.usefixtures("seeded")

NEXT = date(2027, 3, 1)
EDITED, WITHDRAWN = 20, 5
NEW_TEXT = {Term: {"meaning__endswith": "（新版）"}, SupportMeasure: {"text__endswith": "（新版）"}}


def changed(rows: list[dict[str, Any]]) -> None:
    """Change a text of every row that has one."""
    for row in rows:
        for name in ("meaning", "note", "text", "title"):
            if name in row["fields"]:
                row["fields"][name] += "（新版）"
                break


@pytest.fixture
def edition(settings: Settings, tmp_path: Path) -> Path:
    """A next edition: other texts, one row more, one less, one condition of rules otherwise."""
    folder = tmp_path / "fixtures"
    shutil.copytree(site_settings.FIXTURE_DIR, folder)
    (folder / "EDITION").write_text(f"{NEXT}\n")
    for subject in ("glossary", "support", "guidance"):
        path = folder / f"{subject}.yaml"
        rows = yaml.safe_load(path.read_text())
        changed(rows)
        if subject == "glossary":
            gone = next(row for row in rows if row["fields"].get("key") == "class-2-ip")
            rows.remove(gone)
            new = {"key": "new-term", "name": "新术语", "meaning": "解释", "source": ["owner"]}
            rows.append({"model": "policies.term", "fields": new})
        path.write_text(yaml.safe_dump(rows, allow_unicode=True))
    path = folder / "criteria.yaml"
    rows = yaml.safe_load(path.read_text())
    for row in rows:
        key = row["fields"].get("criterion")
        if row["model"] == "policies.condition" and key and key[-1] == "lg-revenue":
            row["fields"]["threshold"] = "6000"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True))
    settings.FIXTURE_DIR = folder
    return folder


def seed(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("seed", *arguments, stdout=out)
    return out.getvalue().splitlines()


def states() -> dict[str, int]:
    found = [update.state for update in compare()]
    return {state: found.count(state) for state in set(found)}


def edit_and_withdraw() -> None:
    terms = list(Term.objects.exclude(key="class-2-ip").order_by("pk"))
    measures = list(SupportMeasure.objects.order_by("pk"))
    for row in (*terms[WITHDRAWN:], *measures)[:EDITED]:
        row.editors_note = "编辑写的"
        row.save()
    for term in terms[:WITHDRAWN]:
        term.publication = PublicationState.WITHDRAWN
        term.save()


def test_rules_are_taken_whole_or_not_at_all(edition: Path) -> None:
    criterion = Condition.objects.get(criterion__code="lg-revenue").criterion
    own = Condition.objects.create(
        criterion=criterion, position=9, metric="listed", operator="is", flag=True
    )
    seed("--update")
    assert criterion.conditions.get(position=1).threshold == 5000
    update = next(each for each in compare() if each.name.endswith("/lg-revenue"))
    assert update.state == "edited"
    take({update.token})
    assert criterion.conditions.get().threshold == 6000
    assert not Condition.objects.filter(pk=own.pk).exists()


def test_a_part_that_staff_removed_does_not_come_back_by_itself(edition: Path) -> None:
    RulePath.objects.filter(criterion__code="lg-revenue").delete()
    seed("--update")
    assert not RulePath.objects.filter(criterion__code="lg-revenue").exists()


def test_what_is_left_is_not_asked_again(edition: Path) -> None:
    edit_and_withdraw()
    seed("--update")
    before = stored_rows()
    leave({update.token for update in compare() if update.state})
    after = stored_rows()
    after["policies.SeededContent"] = before["policies.SeededContent"]
    assert after == before
    assert waiting() == 0
    assert SeededContent.objects.get().edition == NEXT
    assert set(states()) == {""}


def test_a_fact_that_is_gone_is_withdrawn_only_when_it_is_ticked(edition: Path) -> None:
    gone = next(update for update in compare() if update.state == "gone")
    take({gone.token})
    assert Term.objects.get(key="class-2-ip").publication == PublicationState.WITHDRAWN
    assert "gone" not in states()


def test_what_was_edited_since_the_page_was_shown_is_not_taken(edition: Path) -> None:
    update = next(each for each in compare() if each.name == "term class-1-ip")
    Term.objects.filter(key="class-1-ip").update(meaning="别人刚改的")
    before = stored_rows()
    with pytest.raises(Outdated):
        take({update.token})
    assert stored_rows() == before


def test_a_bad_row_keeps_all_others_out(edition: Path) -> None:
    path = edition / "guidance.yaml"
    rows = yaml.safe_load(path.read_text())
    rows[-1]["fields"]["trust_state"] = "checked"  # without its day
    path.write_text(yaml.safe_dump(rows, allow_unicode=True))
    before = stored_rows()
    with pytest.raises(FixtureError):
        take()
    assert stored_rows() == before


def test_checking_changes_nothing(edition: Path) -> None:
    before = stored_rows()
    assert any(line.startswith("new: term new-term") for line in seed("--check"))
    assert stored_rows() == before
