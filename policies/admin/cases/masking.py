"""Company names as lists show them: enough to recognise a case, too little to pass on."""

HIDDEN = "**"
# Longest first, so that 股份有限公司 is not taken for 有限公司.
ENDINGS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "（有限合伙）", "（普通合伙）",
    "有限公司", "集团公司", "合作社", "研究院", "研究所", "事务所", "公司", "中心", "厂", "店",
)  # fmt: skip


def mask_company(name: str) -> str:
    """Return a name with its middle hidden: 襄阳某某精密机械有限公司 → 襄阳**机械有限公司.

    Of a short name less is shown; at least half of what precedes the legal form stays hidden.
    """
    ending = next((ending for ending in ENDINGS if name.endswith(ending)), "")
    stem = name.removesuffix(ending)
    head = min(2, len(stem) // 2)
    tail = 2 if len(stem) >= 8 else 0
    return f"{stem[:head]}{HIDDEN}{stem[len(stem) - tail :]}{ending}"
