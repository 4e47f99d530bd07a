"""Importing this registers the admin of every subject with the desk."""

from policies.admin.accounts import admin  # noqa: F401
from policies.admin.cases import inbox, records  # noqa: F401
from policies.admin.content import criteria, error_reports, facts, sources  # noqa: F401
