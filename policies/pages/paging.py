"""Lists that go over several pages, of which every row can still be linked to by its id."""

from typing import TypeVar

from django.core.paginator import Page

T = TypeVar("T")


def rows_on_other_pages(page: "Page[T]") -> list[tuple[int, T]]:
    """Return what stands on the other pages, each row with the number of its page."""
    size = page.paginator.per_page
    numbered = ((place // size + 1, row) for place, row in enumerate(page.paginator.object_list))
    return [(number, row) for number, row in numbered if number != page.number]
