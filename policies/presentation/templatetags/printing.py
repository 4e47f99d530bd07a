"""What a page prints about itself."""

from django import template
from django.template.context import Context

from policies.presentation.print_note import PrintNote, print_note_of

register = template.Library()


@register.simple_tag(takes_context=True)
def print_note(context: Context) -> PrintNote | None:
    """Return the print note of the page; None where it has none, as on an error page."""
    request = context.get("request")
    if request is None or "exception" in context:
        return None
    return print_note_of(request, context.get("page_query") or "")
