"""The desk in a real browser: its policy holds, the preview lives, nothing is trapped."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from policies.models import Criterion, Term, TopicPage

pytestmark = [pytest.mark.once, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """
(editor, kinds) => {
  const data = new DataTransfer();
  if (kinds.includes("text")) data.setData("text/plain", "粘贴的字");
  if (kinds.includes("rtf")) data.setData("text/rtf", "{\\\\rtf1 x}");
  if (kinds.includes("html"))
    data.setData("text/html", "<style>p{}</style><p>第一段<img src=x></p><p>第二段");
  if (kinds.includes("image")) data.items.add(new File(["x"], "x.png", { type: "image/png" }));
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  const event = new ClipboardEvent("paste", how);
  editor.focus();
  editor.dispatchEvent(event);
  return event.defaultPrevented;
}
"""


def address(name: str, *args: object) -> str:
    return reverse(f"admin:policies_{name}", args=args)


def test_no_page_breaks_the_content_security_policy(desk: Page, complaints: list[str]) -> None:
    criterion = Criterion.objects.get(code="lg-revenue")
    for url in (
        reverse("admin:index"),
        address("criterion_changelist"),
        address("criterion_change", criterion.pk),
        address("topicpage_change", TopicPage.objects.get(slug="xiaojuren").pk),
        address("regionaltopup_add"),
    ):
        desk.goto(url)
        desk.wait_for_load_state("networkidle")
        assert complaints == [], url


def test_the_preview_follows_the_text(desk: Page, complaints: list[str]) -> None:
    desk.goto(address("term_add"))
    desk.locator("#id_meaning").fill("**粗体**和<b onclick='x()'>别的</b>")
    expect(desk.locator(".field-meaning .markdownx-preview strong")).to_have_text("粗体")
    assert complaints == []


def test_an_added_section_has_a_preview_too(desk: Page, complaints: list[str]) -> None:
    desk.goto(address("topicpage_add"))
    desk.get_by_role("button", name=re.compile("添加另一个")).click()
    desk.locator("#id_sections-0-body").fill("**新章节**")
    expect(desk.locator("#sections-0 .field-body .markdownx-preview strong")).to_have_text("新章节")
    assert complaints == []


def test_tab_leaves_the_editor(desk: Page) -> None:
    desk.goto(address("term_change", Term.objects.all()[0].pk))
    editor = desk.locator("#id_meaning")
    before = editor.input_value()
    editor.focus()
    desk.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    assert editor.input_value() == before


@pytest.mark.parametrize(
    ("kinds", "is_refused"),
    [
        (["text"], False),
        (["text", "image"], False),
        (["text", "html", "rtf", "image"], False),
        (["image"], True),
    ],
)
def test_a_paste_keeps_its_text_and_uploads_no_image(
    desk: Page, kinds: list[str], is_refused: bool
) -> None:
    posts: list[str] = []
    desk.goto(address("term_add"))
    desk.wait_for_load_state("networkidle")
    desk.on("request", lambda request: posts.append(request.url))
    assert desk.locator("#id_meaning").evaluate(PASTE, kinds) is is_refused
    assert posts == []


def test_a_paste_from_word_keeps_its_text_where_it_brings_html_only(desk: Page) -> None:
    desk.goto(address("term_add"))
    editor = desk.locator("#id_meaning")
    assert editor.evaluate(PASTE, ["html", "rtf", "image"])
    assert editor.input_value() == "第一段\n\n第二段"


def test_the_preview_is_as_wide_as_a_phone_or_a_desktop_page(
    desk: Page, complaints: list[str]
) -> None:
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(address("term_add"))
    field = desk.locator(".field-meaning")
    text, preview = field.locator(".markdownx-editor"), field.locator(".markdownx-preview")

    assert width_of(preview) == pytest.approx(376, abs=2)
    assert stand_side_by_side(text, preview)
    field.get_by_role("button", name="电脑").click()
    expect(field.get_by_role("button", name="电脑")).to_have_attribute("aria-pressed", "true")
    assert width_of(preview) > 600
    desk.set_viewport_size({"width": 1920, "height": 900})
    assert stand_side_by_side(text, preview)
    field.get_by_role("button", name="手机").click()
    assert width_of(preview) == pytest.approx(376, abs=2)
    assert complaints == []


def width_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["width"]


def stand_side_by_side(left: Locator, right: Locator) -> bool:
    first, second = left.bounding_box(), right.bounding_box()
    assert first is not None
    assert second is not None
    return first["x"] + first["width"] < second["x"]


def test_only_the_threshold_that_fits_the_metric_shows(desk: Page) -> None:
    desk.goto(address("criterion_add"))
    desk.get_by_role("button", name=re.compile("添加另一个 比较条件")).click()
    row = desk.locator("#conditions-0")
    for metric, shown in (("revenue_y1", "threshold"), ("listed", "flag")):
        row.locator("select[name$=metric]").select_option(metric)
        for field in ("threshold", "flag"):
            expect(row.locator(f"[name=conditions-0-{field}]")).to_be_visible(
                visible=field == shown
            )
    row.locator("select[name$=metric]").select_option("chain_roles")
    expect(row.get_by_label("填空白")).to_be_visible()
    expect(row.get_by_label("关键软件")).not_to_be_visible()


def test_the_date_picker_is_in_chinese(desk: Page, complaints: list[str]) -> None:
    desk.goto(address("term_add"))
    desk.locator(".field-checked_on .datetimeshortcuts a").last.click()
    expect(desk.locator("#calendarbox0 th").first).to_have_text(re.compile("[日一]"))
    assert not re.search("[A-Za-z]", desk.locator("#calendarbox0").inner_text())
    assert complaints == []


def test_a_dispute_added_in_its_own_window_is_chosen_at_once(
    desk: Page, complaints: list[str]
) -> None:
    desk.goto(address("term_add"))
    with desk.expect_popup() as opened:
        desk.locator(".field-disputes .add-related").click()
    window = opened.value
    for field in ("about", "documents_view", "public_wording"):
        window.locator(f"#id_{field}").fill("新差异")
    window.locator("#id_code").fill("x-99")
    window.locator("#id_treatment").select_option("status")
    window.locator(".field-source .select2-selection").click()
    window.locator(".select2-dropdown .select2-search__field").fill("148")
    window.locator(".select2-results__option", has_text="148号").first.click()
    window.locator("[name=_save]").first.click()
    expect(desk.locator(".field-disputes")).to_contain_text("x-99 新差异")
    assert complaints == []
