"""The numbers under which the site is filed with the authorities, for its footer."""

import re
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from xiaojuren_site import environment

ICP = re.compile(r"[\u4e00-\u9fff]ICP[备证][0-9]{6,10}号(-[0-9]{1,3})?")
PUBLIC_SECURITY = re.compile(r"[\u4e00-\u9fff]公网安备\s?([0-9]{14})号")


@dataclass(frozen=True)
class FilingNumber:
    """A number, and the register that confirms it."""

    text: str
    register: str


def filing_numbers() -> list[FilingNumber]:
    """Return the numbers that are set; raise `ImproperlyConfigured` for one of another shape."""
    found = []
    if icp := environment.text("ICP_NUMBER"):
        if not ICP.fullmatch(icp):
            raise ImproperlyConfigured("ICP_NUMBER must look like 京ICP备12345678号-1.")
        found.append(FilingNumber(icp, "https://beian.miit.gov.cn/"))
    if security := environment.text("PUBLIC_SECURITY_NUMBER"):
        match = PUBLIC_SECURITY.fullmatch(security)
        if not match:
            raise ImproperlyConfigured(
                "PUBLIC_SECURITY_NUMBER must look like 京公网安备11010102001234号."
            )
        register = f"https://beian.mps.gov.cn/#/query/webSearch?code={match[1]}"
        found.append(FilingNumber(security, register))
    return found
