"""What an enterprise may answer with: titles, kinds of application, fields, provinces."""

from policies.vocabulary.base import Vocabulary


class CurrentTitle(Vocabulary):
    """The title an enterprise holds today, as the 诊断表 asks for it."""

    NONE = "none", "还没有"
    TECH_INNOVATIVE = "tech_innovative", "科技和创新型（创新型或科技型）"
    SPECIALIZED = "specialized", "专精特新"
    LITTLE_GIANT = "little_giant", "“小巨人”"
    KEY_LITTLE_GIANT = "key_little_giant", "重点“小巨人”"


class ApplicationType(Vocabulary):
    """Whether an enterprise applies for the first time or has its title reviewed."""

    NEW = "new", "新申请"
    REVIEW = "review", "复核"


class ProductField(Vocabulary):
    """The fields that a main product may belong to (工信部企业〔2026〕2号)."""

    CORE_PARTS = "core_parts", "制造业核心基础零部件"
    CORE_COMPONENTS = "core_components", "核心基础元器件"
    KEY_SOFTWARE = "key_software", "关键软件"
    ADVANCED_PROCESS = "advanced_process", "先进基础工艺"
    KEY_MATERIALS = "key_materials", "关键基础材料"
    TECHNOLOGY_BASE = "technology_base", "产业技术基础"
    TRADITIONAL_UPGRADE = "traditional_upgrade", "改造提升传统产业"
    EMERGING_INDUSTRY = "emerging_industry", "培育壮大新兴产业"
    FUTURE_INDUSTRY = "future_industry", "布局建设未来产业"


class ChainRole(Vocabulary):
    """What a main product does for its industry chain."""

    FILLS_WEAKNESS = "fills_weakness", "补短板"
    FILLS_GAP = "fills_gap", "填空白"
    REMOVES_CHOKEPOINT = "removes_chokepoint", "解决“卡脖子”问题"


class PlanAspect(Vocabulary):
    """The aspects of a 三新一强 plan (财建〔2024〕148号)."""

    NEW_DRIVERS = "new_drivers", "打造新动能"
    NEW_TECHNOLOGY = "new_technology", "攻坚新技术"
    NEW_PRODUCTS = "new_products", "开发新产品"
    CHAIN_SUPPORT = "chain_support", "强化产业链配套能力"


class Province(Vocabulary):
    """Province-level regions by GB/T 2260 code, with the short names that readers use."""

    BEIJING = "110000", "北京"
    TIANJIN = "120000", "天津"
    HEBEI = "130000", "河北"
    SHANXI = "140000", "山西"
    INNER_MONGOLIA = "150000", "内蒙古"
    LIAONING = "210000", "辽宁"
    JILIN = "220000", "吉林"
    HEILONGJIANG = "230000", "黑龙江"
    SHANGHAI = "310000", "上海"
    JIANGSU = "320000", "江苏"
    ZHEJIANG = "330000", "浙江"
    ANHUI = "340000", "安徽"
    FUJIAN = "350000", "福建"
    JIANGXI = "360000", "江西"
    SHANDONG = "370000", "山东"
    HENAN = "410000", "河南"
    HUBEI = "420000", "湖北"
    HUNAN = "430000", "湖南"
    GUANGDONG = "440000", "广东"
    GUANGXI = "450000", "广西"
    HAINAN = "460000", "海南"
    CHONGQING = "500000", "重庆"
    SICHUAN = "510000", "四川"
    GUIZHOU = "520000", "贵州"
    YUNNAN = "530000", "云南"
    TIBET = "540000", "西藏"
    SHAANXI = "610000", "陕西"
    GANSU = "620000", "甘肃"
    QINGHAI = "630000", "青海"
    NINGXIA = "640000", "宁夏"
    XINJIANG = "650000", "新疆"


class Department(Vocabulary):
    """Who in an enterprise knows an answer, in the order of the worksheet."""

    FINANCE = "finance", "财务"
    RESEARCH = "research", "研发"
    PROPERTY = "property", "知识产权"
    GENERAL = "general", "综合"
