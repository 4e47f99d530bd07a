#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from xiaojuren_site.environment import exit_on_config_error

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaojuren_site.settings")
    with exit_on_config_error():
        execute_from_command_line(sys.argv)
