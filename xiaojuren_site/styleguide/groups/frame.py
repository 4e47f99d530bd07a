"""What stands around the content of a page."""

from django.http import HttpRequest
from django.urls import resolve, reverse

from policies.models import Edition, Region
from policies.pages import page_metas as heads
from policies.pages.related import beside_region
from xiaojuren_site.environment import FilingNumber
from xiaojuren_site.styleguide.specimens import Group, Specimen


def frame(edition: Edition) -> Group:
    """Return the navigation, the footer and what only machines, previews and paper have."""
    province = Region.objects.provinces()[1]
    numbers = [FilingNumber("示例备案号", "https://beian.miit.gov.cn/")]
    return Group(
        "frame",
        "页面框架",
        [
            Specimen("components/navigation.html", {"主导航": {}}),
            Specimen("components/breadcrumb.html", {"三级": {"head": heads.region(province)}}),
            Specimen("components/related.html", {"相关页面": {"related": beside_region(province)}}),
            Specimen(
                "components/footer.html",
                {"没有备案号": {"filing": []}, "有备案号": {"filing": numbers}},
                css="site-foot",
            ),
            Specimen("components/print_note.html", {"打印时": {"request": _printed_page()}}),
            Specimen(
                "components/honeypot.html", note="读者看不见；填了的是程序。", states={"藏着": {}}
            ),
            Specimen(
                "components/preview_banner.html",
                note="在预览的顶部；地址后加?preview，本页就是预览。",
            ),
            Specimen("components/machine_readers.html", note="在每页的头部，读者看不见。"),
        ],
    )


def _printed_page() -> HttpRequest:
    request = HttpRequest()
    request.path = reverse("home")
    request.resolver_match = resolve(request.path)
    return request
