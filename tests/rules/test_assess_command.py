"""`manage.py assess` keeps its contract to the letter, whatever a file holds."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Condition, RuleSet

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("seeded")]

A_DAY = "--as-of=2026-11-23"
ConditionRow = tuple[str, str, Any, str | None, Any, str, str | None, str | None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "profile.json"


def run(file: Path, *options: str) -> str:
    """Return what the command prints for a file."""
    printed = io.StringIO()
    call_command("assess", str(file), *options, stdout=printed, stderr=printed)
    return printed.getvalue()


def codes(printed: str) -> list[str]:
    """Return the rule sets of one printed assessment, in the order of the alphabet."""
    return sorted(rule_set["code"] for rule_set in json.loads(printed)["rule_sets"])


# The contract


def criterion(
    code: str, outcome: str, *rows: ConditionRow, via: str | None = None, reason: str | None = None
) -> dict[str, Any]:
    names = ("metric", "op", "required", "unit", "actual", "outcome", "gap", "exemption")
    conditions = [dict(zip(names, row, strict=True)) for row in rows]
    return {
        "code": code,
        "outcome": outcome,
        "via": via,
        "reason": reason,
        "conditions": conditions,
    }


def assessment(as_of: str, rule_set: dict[str, Any], *criteria: dict[str, Any]) -> str:
    """Return the only text that the contract allows for an assessment by one rule set."""
    data = {"as_of": as_of, "rule_sets": [rule_set | {"criteria": list(criteria)}]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


REVIEW = {
    "application_type": "review",
    "current_title": "little_giant",
    "segment_years": "2.50",
    "main_business_share": 70,
    "debt_ratio": "70.01",
    "market_share": None,
    "revenue_y1": 10000,
    "revenue_y2": "10000.00",
    "rd_y1": 299.99,
    "rd_y2": "300",
    "class1_ip": 2,
    "rd_institution": True,
    "national_award": False,
    "maker_contest_top50": True,
}


def test_the_assessment_of_a_review_is_printed_to_the_letter(file: Path) -> None:
    file.write_text(json.dumps(REVIEW))
    maker = "“创客中国”全国50强企业组"
    assert run(file, A_DAY) == assessment(
        "2026-11-23",
        {
            "code": "little-giant-2022",
            "tier": "little_giant",
            "source": "miit-2022-63",
            "outcome": "not_met",
            "counts": {"met": 2, "not_met": 2, "unknown": 1, "review": 4},
        },
        criterion(
            "old-years",
            "not_met",
            ("segment_years", ">=", "3", "年", "2.5", "not_met", "0.5", None),
        ),
        criterion(
            "old-main-share",
            "met",
            ("main_business_share", ">=", "70", "%", "70", "met", None, None),
        ),
        criterion("old-growth", "review"),
        criterion(
            "old-debt",
            "not_met",
            ("debt_ratio", "<=", "70", "%", "70.01", "not_met", "0.01", None),
        ),
        criterion("old-refined", "review"),
        criterion(
            "old-market",
            "unknown",
            ("market_share", ">=", "10", "%", None, "unknown", None, None),
        ),
        criterion("old-brand", "review"),
        criterion(
            "old-innovation",
            "met",
            ("revenue_y1", ">=", "10000", "万元", "10000", "met", None, None),
            ("rd_share_y1", ">=", "3", "%", "2.9999", "not_met", "0.0001", None),
            ("rd_share_y2", ">=", "3", "%", "3", "met", None, None),
            ("rd_institution", "is", True, None, True, "met", None, None),
            ("class1_ip", ">=", "2", "项", "2", "met", None, None),
            ("revenue_y1", ">=", "5000", "万元", "10000", "met", None, None),
            ("rd_share_y1", ">=", "6", "%", "2.9999", "not_met", "3.0001", None),
            ("rd_share_y2", ">=", "6", "%", "3", "not_met", "3", None),
            ("revenue_y1", "<", "5000", "万元", "10000", "not_met", "5000", None),
            ("equity_2y", ">=", "8000", "万元", None, "unknown", None, None),
            ("rd_y1", ">=", "3000", "万元", "299.99", "not_met", "2700.01", None),
            ("national_award", "is", True, None, False, "not_met", None, "国家级科技奖励前三"),
            ("maker_contest_top50", "is", True, None, True, "met", None, maker),
            via=maker,
        ),
        criterion("old-chain", "review"),
    )


def test_the_assessment_of_a_new_application_is_printed_to_the_letter(file: Path) -> None:
    answers: dict[str, Any] = {
        "current_title": "little_giant",
        "title_valid": None,
        "plan_aspects": [],
        "plan_investment": "2000",
        "listed": False,
        "clean_record": True,
    }
    file.write_text(json.dumps(answers))
    assert run(file, "--as-of=2025-06-30") == assessment(
        "2025-06-30",
        {
            "code": "key-support-2024",
            "tier": "key_little_giant",
            "source": "mof-2024-148",
            "outcome": "not_met",
            "counts": {"met": 1, "not_met": 2, "unknown": 3, "review": 1},
        },
        criterion(
            "ks-title",
            "unknown",
            ("title_is_little_giant", "is", True, None, None, "unknown", None, None),
        ),
        criterion("ks-field", "review"),
        criterion(
            "ks-plan",
            "not_met",
            ("plan_aspects", "not_empty", None, None, [], "not_met", None, None),
        ),
        criterion(
            "ks-investment",
            "not_met",
            ("plan_investment", ">", "2000", "万元", "2000", "not_met", "0", None),
        ),
        criterion("ks-unlisted", "met", ("listed", "is", False, None, False, "met", None, None)),
        criterion(
            "ks-first",
            "unknown",
            ("funded_before", "is", False, None, None, "unknown", None, None),
        ),
        criterion(
            "ks-clean",
            "unknown",
            ("clean_record", "is", True, None, True, "met", None, None),
            ("tax_clean", "is", True, None, None, "unknown", None, None),
        ),
    )


def test_the_example_of_the_contract_comes_out_as_printed_there(file: Path) -> None:
    file.write_text('{"revenue_y1": 4200}')
    (little_giant,) = (
        rule_set
        for rule_set in json.loads(run(file, A_DAY))["rule_sets"]
        if rule_set["code"] == "little-giant-2026"
    )
    assert [item for item in little_giant["criteria"] if item["code"] == "lg-revenue"] == [
        criterion(
            "lg-revenue",
            "not_met",
            ("revenue_y1", ">=", "5000", "万元", "4200", "not_met", "800", None),
        )
    ]


def test_a_figure_that_cannot_be_worked_out_gives_its_reason(file: Path) -> None:
    file.write_text('{"revenue_y1": 5000, "revenue_y3": 0}')
    criteria = [
        item
        for rule_set in json.loads(run(file, A_DAY))["rule_sets"]
        for item in rule_set["criteria"]
    ]
    assert [item for item in criteria if item["reason"]] == [
        criterion(
            "lg-growth",
            "unknown",
            ("revenue_cagr_2y", ">=", "5", "%", None, "unknown", None, None),
            reason="再前一年营业收入为0，无法计算",
        )
    ]


# Which rules apply


def test_the_rules_of_the_day_apply(file: Path) -> None:
    file.write_text("{}")
    assert codes(run(file, "--as-of=2024-06-18")) == []
    assert codes(run(file, "--as-of=2024-06-19")) == ["key-support-2024"]
    assert codes(run(file, "--as-of=2026-03-31")) == ["key-owner-view", "key-support-2024"]
    assert codes(run(file, "--as-of=2026-04-01")) == [
        "key-owner-view",
        "key-support-2024",
        "little-giant-2026",
        "specialized-2026",
    ]


def test_without_a_day_it_is_today_in_china(file: Path) -> None:
    file.write_text("{}")
    china = ZoneInfo("Asia/Shanghai")
    before = datetime.now(china).date()
    as_of = date.fromisoformat(json.loads(run(file))["as_of"])
    assert before <= as_of <= datetime.now(china).date()
    assert settings.TIME_ZONE == "Asia/Shanghai"


@pytest.mark.parametrize("day", ["2026-13-01", "2026-11-31", "today", ""])
def test_what_is_no_day_is_refused(file: Path, day: str) -> None:
    file.write_text("{}")
    with pytest.raises(CommandError, match=r"--as-of: .* is no day; write it like 2026-11-23"):
        run(file, f"--as-of={day}")


@pytest.mark.parametrize(
    "answers",
    [
        '{"application_type": "review"}',
        '{"application_type": "review", "current_title": "none"}',
        '{"application_type": "review", "current_title": "specialized", "title_valid": true}',
    ],
)
def test_a_review_without_a_rule_on_record_has_no_rule_sets(file: Path, answers: str) -> None:
    file.write_text(answers)
    assert json.loads(run(file, A_DAY)) == {"as_of": "2026-11-23", "rule_sets": []}


def test_the_rules_are_those_that_are_stored_now(file: Path) -> None:
    file.write_text('{"revenue_y1": 5000}')
    revenue = Condition.objects.filter(criterion__code="lg-revenue")
    assert '"required": "5000"' in run(file, A_DAY)
    revenue.update(threshold="5000.5")
    assert '"gap": "0.5"' in run(file, A_DAY)


def test_a_rule_set_that_has_ended_no_longer_applies(file: Path) -> None:
    file.write_text("{}")
    RuleSet.objects.exclude(code="specialized-2026").update(repealed_on="2026-11-23")
    assert codes(run(file, A_DAY)) == ["specialized-2026"]


# What is wrong with one profile


def refused(file: Path, *options: str) -> tuple[str, str]:
    """Return what the command prints and says against a profile, and that it exits with 1."""
    printed, said = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("assess", str(file), *options, stdout=printed, stderr=said)
    assert exit_.value.code == 1
    return printed.getvalue(), said.getvalue()


def test_every_wrong_field_of_a_profile_is_one_line(file: Path) -> None:
    file.write_text('{"revenue_y1": -1, "listed": "yes", "nonsense": 1, "rd_y1": 5, "region": 0}')
    assert refused(file) == (
        "",
        "revenue_y1: 不能小于0\n"
        "listed: 应为 true 或 false\n"
        "nonsense: 没有这个字段\n"
        "region: 不在可选范围内\n",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是有效的JSON\n"),
        ("{", "不是有效的JSON\n"),
        ("[]", "应为一个JSON对象\n"),
        ('{"": 1}', "没有这个字段\n"),
        ('{"收入": 1}', "收入: 没有这个字段\n"),
        (r'{"a\nb": 1}', "a\\nb: 没有这个字段\n"),
        (r'{"\u001b[31m": 1}', "\\x1b[31m: 没有这个字段\n"),
        (r'{"\u2028": 1}', "\\u2028: 没有这个字段\n"),
        (r'{"\ud800": 1}', "\\ud800: 没有这个字段\n"),
    ],
)
def test_whatever_a_profile_holds_is_refused_in_one_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    assert refused(file) == ("", said)


@pytest.mark.parametrize("options", [(), ("--batch",)])
def test_a_missing_file_is_said(tmp_path: Path, options: tuple[str, ...]) -> None:
    missing = tmp_path / "nothing.json"
    with pytest.raises(CommandError, match="No such file") as error:
        run(missing, *options)
    assert str(error.value) == f"{missing}: No such file or directory"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Is a directory"):
        run(tmp_path)


# Batches


def batch(file: Path, *lines: str) -> list[Any]:
    """Return the JSON of each line that the command prints for these lines."""
    file.write_text("".join(f"{line}\n" for line in lines))
    return [json.loads(line) for line in run(file, "--batch", A_DAY).splitlines()]


def test_a_wrong_line_says_what_is_wrong_and_the_batch_goes_on(file: Path) -> None:
    first, wrong, last = batch(
        file, '{"revenue_y1": 5000}', '{"revenue_y1": -1, "x": 1}', '{"application_type": "review"}'
    )
    assert {rule_set["code"] for rule_set in first["rule_sets"]} > {"little-giant-2026"}
    assert wrong == {"errors": {"revenue_y1": "不能小于0", "x": "没有这个字段"}}
    assert last == {"as_of": "2026-11-23", "rule_sets": []}


def test_each_line_is_assessed_as_if_alone(file: Path, tmp_path: Path) -> None:
    texts = ['{"revenue_y1": 5000}', json.dumps(REVIEW), '{"plan_aspects": []}', "{}"]
    together = batch(file, *texts)
    alone = tmp_path / "alone.json"
    for text, assessed in zip(texts, together, strict=True):
        alone.write_text(text)
        assert json.loads(run(alone, A_DAY)) == assessed


@pytest.mark.parametrize("line", ["", "  ", "\t", "{", "[]", "nonsense", '{"a": NaN}'])
def test_a_line_that_holds_no_profile_is_answered_in_its_place(file: Path, line: str) -> None:
    before, answer, after = batch(file, "{}", line, "{}")
    assert list(answer) == ["errors"]
    assert before == after
    assert "rule_sets" in before


def test_an_empty_file_is_an_empty_batch(file: Path) -> None:
    assert batch(file) == []


def test_a_last_line_without_its_end_is_assessed_too(file: Path) -> None:
    file.write_text('{"revenue_y1": 5000}\n{"revenue_y1": -1}')
    assert len(run(file, "--batch").splitlines()) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_what_an_encoding_cannot_hold_is_escaped(file: Path, encoding: str) -> None:
    file.write_text('{"\\ud800": 1}\n{"revenue_y1": 4200}\n')
    raw = io.BytesIO()
    printed = io.TextIOWrapper(raw, encoding=encoding)
    call_command("assess", str(file), "--batch", A_DAY, stdout=printed)
    printed.flush()
    wrong, right = (json.loads(line) for line in raw.getvalue().splitlines())
    assert wrong == {"errors": {"\ud800": "没有这个字段"}}
    assert right == batch(file, '{"revenue_y1": 4200}')[0]


def test_a_batch_asks_the_database_as_often_as_a_single_profile(file: Path) -> None:
    file.write_text("{}\n")
    with CaptureQueriesContext(connection) as one:
        run(file)
    file.write_text("{}\n" * 50)
    with CaptureQueriesContext(connection) as many:
        run(file, "--batch")
    assert len(many) == len(one)


# The process

MANAGE = (sys.executable, "manage.py", "assess", "-")
# Starts the command from a small process, for at its start a process counts the memory of the one
# that it was forked from.
MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def variables() -> dict[str, str]:
    """Return the environment in which a command of its own finds the seeded database."""
    database = connection.settings_dict
    name = database["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        names = (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"])
        user, password, host, port = (quote(str(part), safe="") for part in names)
        url = f"postgres://{user}:{password}@{host}:{port}/{name}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "xiaojuren_site.settings",
    }


def test_standard_input_is_read_and_the_exit_code_says_how_it_went() -> None:
    for text, code, said in (("{}", 0, ""), ('{"listed": 1}', 1, "listed: 应为 true 或 false\n")):
        result = subprocess.run(
            MANAGE,
            input=text,
            env=variables(),
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (result.returncode, result.stderr) == (code, said)
        assert bool(result.stdout) == (code == 0)


def lines(count: int) -> Iterator[bytes]:
    """Yield profiles that together fill the memory of whoever keeps them."""
    padding = " " * 10_000
    for number in range(count):
        answer = -1 if number % 100 == 7 else number
        yield f'{{"revenue_y1": {answer}, "rd_y1": 100}}{padding}\n'.encode()


def peak_memory(count: int) -> int:
    """Return the largest memory of a batch of so many lines, as the system counts it."""
    process = subprocess.Popen(
        (sys.executable, "-c", MEASURED, *MANAGE, "--batch"),
        env=variables(),
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    for line in lines(count):
        process.stdin.write(line)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    return int(said)


def test_a_batch_needs_no_more_memory_the_longer_it_is() -> None:
    short, long = peak_memory(300), peak_memory(3_000)
    assert long < short * 1.1


def test_a_batch_ends_without_a_word_when_nobody_reads_on(file: Path) -> None:
    file.write_bytes(b"".join(lines(300)))
    process = subprocess.Popen(
        (*MANAGE[:-1], str(file), "--batch"),
        env=variables(),
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert (process.stderr.read(), process.wait(60)) == (b"", 0)
    process.stderr.close()
