"""The head of each public page."""

from django.urls import reverse

from policies.models import Region, TopicPage
from policies.pages.changes import dates_of_region, dates_of_topic
from policies.pages.selection import Selection
from policies.presentation.page_meta import PageHead, Thing

# By the name of the address; what machines show of a page that has no words of its own stored.
TEXTS = {
    "home": (
        "您现在是什么企业？重点“小巨人”政策专题",
        "从科技和创新型、专精特新、“小巨人”到重点“小巨人”：现在能报吗、主要门槛、中央资金、谁认定。",
    ),
    "compare": (
        "四级对比",
        "科技和创新型、专精特新、“小巨人”、重点“小巨人”的条件、资金和时间，一张表看完。",
    ),
    "regions": (
        "各地奖励",
        "各省市对专精特新和“小巨人”的认定奖励：金额、文件和现在还有效吗。",
    ),
    "sources": (
        "依据文件与两种口径",
        "本站依据的全部文件、有没有人核过原文，以及文件与本中心说法不一致之处。",
    ),
    "glossary": ("术语", "Ⅰ类知识产权、六基、主导产品、近两年等说法在申报里指什么，依据哪份文件。"),
    "updates": ("最近更新", "本站内容改了什么、依据哪份文件，新的在前。"),
    "about": ("关于本站", "谁办的、每个数字的依据怎么看、诊断表怎么判断、怎样指出错误。"),
    "accessibility": (
        "无障碍说明",
        "本站怎样方便所有人使用，测过什么、怎么测的，遇到障碍怎样告诉我们。",
    ),
    "privacy": (
        "个人信息说明",
        "看页面不收集个人信息；提交诊断表时收集什么、为了什么、发到哪里、保存多久，怎样撤回和删除。",
    ),
    "data": ("开放数据", "本站的政策、认定条件和各地配套，可以下载和再用：JSON、CSV 和日历文件。"),
}


def home() -> PageHead:
    """Return the head of the home page, which stands for the site."""
    return of_page("home")


def of_page(name: str, about: Thing | None = None) -> PageHead:
    """Return the head of a page that has no dates of its own, by the name of its address."""
    title, description = TEXTS[name]
    return PageHead(title, description, reverse(name), about=about)


def compare(selection: Selection) -> PageHead:
    """Return the head of the comparison; what it compares unasked has the shortest address."""
    title, description = TEXTS["compare"]
    query = f"?{selection.query}" if selection.query else ""
    return PageHead(title, description, f"{reverse('compare')}{query}")


def topic(page: TopicPage) -> PageHead:
    """Return the head of a topic page; a support list is a grant, a title a public service."""
    dates = dates_of_topic(page.tier)
    return PageHead(
        page.title,
        page.description,
        page.get_absolute_url(),
        published_at=dates.published_at,
        changed_at=dates.changed_at,
        about={
            "@type": "Grant" if page.tier.is_support_list else "GovernmentService",
            "name": page.tier.official_name,
            "description": page.tier.meaning,
        },
    )


def region(province: Region) -> PageHead:
    dates = dates_of_region(province)
    return PageHead(
        f"{province.short_name}的奖励",
        f"{province.name}的主管部门、已查到的奖励和文件、国家资金与邻省。",
        province.get_absolute_url(),
        above=((TEXTS["regions"][0], reverse("regions")),),
        published_at=dates.published_at,
        changed_at=dates.changed_at,
    )
