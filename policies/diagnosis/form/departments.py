"""Who in an enterprise knows which answer, and where each figure stands in its papers."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Department:
    """A department and the answers it can give, by field name, each with where to find it."""

    name: str
    where_found: dict[str, str]

    def share_of(self, names: Collection[str]) -> tuple[str, ...]:
        """Return those of the named fields that this department answers, in its order."""
        return tuple(name for name in self.where_found if name in names)


DEPARTMENTS = (
    Department(
        "财务",
        {
            "revenue_y1": "审计报告的利润表，“营业收入”本年数",
            "revenue_y2": "同一张利润表的上年数，或前一年的审计报告",
            "revenue_y3": "再前一年的审计报告，利润表“营业收入”",
            "main_business_share": "审计报告附注“营业收入和营业成本”：主营业务收入÷营业收入",
            "main_product_share": "产品收入明细：主导产品收入÷营业收入",
            "debt_ratio": "审计报告的资产负债表，年末数：负债合计÷资产总计",
            "rd_y1": "审计报告列示的“研发费用”；没有列示的另附专项审计",
            "rd_y2": "前一年审计报告列示的“研发费用”",
            "equity_2y": "投资协议和到账凭证，只算合格机构投资者的实缴额",
            "tax_clean": "纳税信用记录、信用中国报告",
            "plan_investment": "推进计划的投资测算，不含土地和厂房",
        },
    ),
    Department(
        "研发",
        {
            "national_award": "获奖证书，以证书落款时间计近三年，单位排名前三",
            "provincial_award": "获奖证书，以证书落款时间计近三年，单位排名前三",
            "maker_contest_top50": "大赛公布的名单或证书",
            "rd_institution": "机构设立文件，或与高校院所的共建协议",
            "provincial_rd_centre": "省部级以上的认定文件",
            "standards_role": "标准文本的起草单位页",
            "product_fields": "主导产品说明，对照文件列出的领域",
            "chain_roles": "产业链位置说明",
            "plan_aspects": "推进计划文本，每个方面要有绩效目标",
        },
    ),
    Department(
        "知识产权",
        {
            "class1_ip": "证书和登记簿；只数与主导产品相关、已产生效益、不是转入的",
        },
    ),
    Department(
        "综合",
        {
            "region": "营业执照的注册地",
            "application_type": "第一次申请选新申请，称号到期选复核",
            "current_title": "认定文件，或培育平台的名单",
            "title_valid": "认定文件或证书上的有效期",
            "is_sme": "上年末从业人员、营业收入、资产总额，对照划型上限",
            "clean_record": "信用中国报告、国家企业信用信息公示系统报告",
            "excluded_by_notice": "股权结构图，集团内企业的称号",
            "product_allowed": "主导产品说明，对照产业目录",
            "segment_years": "产品沿革、合同，按实际从事年限算到上年末",
            "market_share": "市场占有率说明：范围、规模、份额、出处",
            "domestic_rank": "市场占有率说明里的排名和出处",
            "platform_score": "登录培育平台查看",
            "leading_customers": "配套合同、供应商证明",
            "listed": "股权结构和上市情况的自检说明",
            "funded_before": "历次公示名单",
        },
    ),
)
