"""What to read next, from the data: the tiers beside a tier, the provinces beside a province."""

from django.db.models import Q
from django.urls import reverse

from policies.models import Edition, Region, Tier
from policies.previews import addresses_below

Link = tuple[str, str]
"""Label and address."""


def beside_tier(tier: Tier, edition: Edition) -> list[Link]:
    """Return the tiers below and above that have a page, the regions and the 诊断表."""
    beside = Tier.objects.comparable(edition).filter(
        Q(prerequisite=tier) | Q(pk=tier.prerequisite_id)
    )
    tiers = [
        (f"{'上' if row.position > tier.position else '下'}一级：{row}", row.get_absolute_url())
        for row in beside.order_by("-position")
    ]
    return [*tiers, ("各地配套", reverse("regions")), ("诊断表", _diagnosis())]


def beside_region(province: Region) -> list[Link]:
    """Return the provinces before and after in the order of codes, all regions and the 诊断表."""
    provinces = Region.objects.provinces().order_by("code")
    before = provinces.filter(code__lt=province.code).last()
    after = provinces.filter(code__gt=province.code).first()
    beside = [(str(row), row.get_absolute_url()) for row in (before, after) if row is not None]
    return [*beside, ("各地配套", reverse("regions")), ("诊断表", _diagnosis())]


def _diagnosis() -> str:
    with addresses_below("/"):
        return reverse("diagnosis")
