"""Templates of the site, without the indentation that only their authors need."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Loads what lies in `templates/`; the lines stay, so that errors name the right one."""

    def get_contents(self, origin: Origin) -> str:
        """Return a template as it is sent; nothing in it stands where spaces are kept."""
        return INDENTATION.sub("\n", super().get_contents(origin))
