"""The site's settings, with static files of the bench's own."""

import os
from pathlib import Path

from xiaojuren_site.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
FORM_SHORTEST_SECONDS = 0  # its forms are filled in by a program
ACKNOWLEDGE_SUBMISSIONS = False
