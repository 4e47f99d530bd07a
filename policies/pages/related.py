"""What to read next, from the data: the tiers beside a tier, the provinces beside a province."""

from collections.abc import Sequence

from django.urls import reverse

from policies.models import Region, Tier
from policies.presentation.navigation import Link
from policies.presentation.previews import addresses_below


def beside_tier(tier: Tier, tiers: Sequence[Tier]) -> list[Link]:
    """Return the pages of the tiers of a ladder above and below, the regions and the 诊断表."""
    links = [
        (f"{'上' if row.position > tier.position else '下'}一级：{row}", row.get_absolute_url())
        for row in reversed(tiers)
        if row.is_comparable and (row.prerequisite == tier or row == tier.prerequisite)
    ]
    return [*links, ("各地配套", reverse("regions")), ("诊断表", _diagnosis())]


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
