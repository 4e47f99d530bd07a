"""The ladder, and how facts about it are grouped, sourced and shown."""

from policies.vocabulary.base import Vocabulary


class TierCode(Vocabulary):
    """The ladder, the support list above it and the neighbouring honour."""

    TECH_INNOVATIVE = "tech_innovative", "科技和创新型中小企业"
    SPECIALIZED = "specialized", "专精特新中小企业"
    LITTLE_GIANT = "little_giant", "专精特新“小巨人”企业"
    KEY_LITTLE_GIANT = "key_little_giant", "重点“小巨人”企业"
    SINGLE_CHAMPION = "single_champion", "制造业单项冠军企业"


class SourceKind(Vocabulary):
    """What a source is."""

    DOCUMENT = "document", "文件"
    PRESS = "press", "报道"
    CALCULATION = "calculation", "推算"
    SECONDARY = "secondary", "公开资料整理"
    OWNER = "owner", "本中心"


class TrustState(Vocabulary):
    """How far a fact has been checked against its source."""

    CHECKED = "checked", "已核原文"
    EXCERPT = "excerpt", "已见官方摘录"
    RETOLD = "retold", "据转述，原文待核"
    CALCULATED = "calculated", "本站推算"
    OWNER = "owner", "本中心口径，出处待补"


class Confidence(Vocabulary):
    """How well a fact is borne out; low is shown as 待核实."""

    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低（待核实）"


class PublicationState(Vocabulary):
    """Whether readers see a piece of content."""

    DRAFT = "draft", "草稿"
    SCHEDULED = "scheduled", "定时发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class LinkState(Vocabulary):
    """What the last check of a document's address found."""

    FINE = "fine", "能打开"
    MOVED = "moved", "转到了别的网址"
    CHANGED = "changed", "内容有变"
    GONE = "gone", "页面不存在"
    FAILED = "failed", "打不开"
    REFUSED = "refused", "不是公开网址，没有打开"


class ReportState(Vocabulary):
    """Whether anyone has dealt with a mistake that a reader reported."""

    OPEN = "open", "待处理"
    CORRECTED = "corrected", "已改"
    UNFOUNDED = "unfounded", "核对无误"


class View(Vocabulary):
    """Whose figure stands first where the owner and the documents differ."""

    DOCUMENTS = "documents", "文件口径在前"
    OWNER = "owner", "本中心口径在前"


class Treatment(Vocabulary):
    """How the site shows that the documents differ from the owner."""

    TWO_FIGURES = "two_figures", "两种口径"
    SUPPLEMENT = "supplement", "补充说明"
    STATUS = "status", "参考"


class Settlement(Vocabulary):
    """What the owner decided about a pair; a supplement is only left or folded away."""

    OPEN = "open", "两边都留着"
    DOCUMENTS = "settled_documents", "采用文件口径"
    OWNER = "settled_owner", "采用本中心口径"
    REWORDED = "settled_reworded", "采用本中心新表述"
    WITHDRAWN = "withdrawn", "撤下本中心数字"
    FOLDED = "folded", "收起"


class StatementTopic(Vocabulary):
    """What a sentence in the centre's name is about."""

    OFFER = "offer", "提供什么"
    FEES = "fees", "收什么费"
    LIMITS = "limits", "不做什么"
    ABOUT = "about", "关于本中心"
    REPLY = "reply", "什么时候联系"


class NoticeState(Vocabulary):
    """Whether the notice of an application round has been issued."""

    EXPECTED = "expected", "预计"
    ISSUED = "issued", "已发通知"


class RoundState(Vocabulary):
    """Where an application round stands on a day, by its notice and its windows."""

    EXPECTED = "expected", "预计，通知未发"
    ANNOUNCED = "announced", "已发通知，未开始"
    OPEN = "open", "正在受理"
    CLOSED = "closed", "已截止"


class SupportGroup(Vocabulary):
    """The groups in which the owner lists support measures."""

    CENTRAL_FINANCE = "central_finance", "中央财政支持"
    FINANCE = "finance", "金融支持"
    INDUSTRY_CHAIN = "industry_chain", "产业链协同"
    TAX = "tax", "税收"


class TopUpKind(Vocabulary):
    """What a region adds; kinds are never added up, and a rule pays nothing."""

    REWARD = "reward", "认定奖励"
    TOP_UP = "top_up", "配套"
    INTEREST_SUBSIDY = "interest_subsidy", "贴息"
    OTHER = "other", "其他措施"
    RULE = "rule", "另有的规定"


class TopUpFrequency(Vocabulary):
    """How often an enterprise gets what a region pays."""

    ONCE = "once", "一次性"
    YEARLY = "yearly", "每年"


class Validity(Vocabulary):
    """Whether what a region pays still applies, as far as its document shows."""

    CURRENT = "current", "现行"
    EXPIRED = "expired", "已到期"
    UNCLEAR = "unclear", "有效期未见"


class RegionLevel(Vocabulary):
    """Whether a region is a province, or a city or district in one."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    DISTRICT = "district", "区县级"


class ContentKind(Vocabulary):
    """How results of a search are told apart; of equally good ones, the earlier comes first."""

    PAGE = "page", "页面"
    TERM = "term", "术语"
    CRITERION = "criterion", "条件"
    SUPPORT = "support", "支持政策"
    SECTION = "section", "章节"
    REGION = "region", "地区"
    TIME = "time", "批次与时间"
    GUIDANCE = "guidance", "申报与管理"
    FIGURE = "figure", "数量与对比"
    DOCUMENT = "document", "依据文件"


class MaterialRequirement(Vocabulary):
    """Whether an application must carry a material."""

    REQUIRED = "required", "必备"
    IF_APPLICABLE = "if_applicable", "如涉及"
    SCORING = "scoring", "评分佐证"
    NOT_NEEDED = "not_needed", "不需要"


class SectionKind(Vocabulary):
    """What a section of a topic page shows below its text."""

    TEXT = "text", "只有文字"
    DEFINITION = "definition", "定义与数量"
    COMPARISON = "comparison", "与另一层级的对比表"
    CRITERIA = "criteria", "认定条件（来自规则）"
    ORIENTATION = "orientation", "本中心遴选要点（来自规则）"
    SUPPORT = "support", "支持政策"
    REGIONS = "regions", "各省市额外配套"
    PROCESS = "process", "流程"
    PREPARATION = "preparation", "怎样准备"
    OBLIGATIONS = "obligations", "有效期与义务"
    CHANGES = "changes", "新旧标准变化"
    ROUNDS = "rounds", "批次与时间"
    MATERIALS = "materials", "材料清单"
    DIAGNOSIS = "diagnosis", "诊断表入口"


class Audience(Vocabulary):
    """Whom a piece of preparation advice addresses."""

    NOT_YET = "not_yet", "还不是“小巨人”"
    HOLDER = "holder", "已经是“小巨人”"
