"""The way through the topic pages that readers have, highest tier first."""

import logging

from django.db import DatabaseError
from django.urls import reverse

from policies.models import Edition, TopicPage
from policies.presentation.rungs import LABELS

Link = tuple[str, str]
"""Label and address."""

logger = logging.getLogger(__name__)


def navigation_of(edition: Edition) -> list[Link]:
    """Return label and address of each topic page of an edition, in one query.

    The page that says that the database does not answer has to do without them.
    """
    pages = TopicPage.objects.in_edition(edition).order_by("-tier__position")
    try:
        return [
            (LABELS.get(code, name), reverse("topic", args=[slug]))
            for code, name, slug in pages.values_list("tier__code", "tier__short_name", "slug")
        ]
    except DatabaseError as error:
        logger.error("The database could not serve the navigation: %s", type(error).__name__)
        return []
