"""The closed vocabularies of the diagnosis, each defined once."""

from typing import Self

from policies.vocabulary import Vocabulary


class Goal(Vocabulary):
    """What an enterprise wants of the 诊断表."""

    NEXT = "next", "准备下一级"
    KEY = "key", "争取重点“小巨人”支持"
    REVIEW = "review", "准备到期复核"
    LOOK = "look", "先看看全部条件"


class TierStatus(Vocabulary):
    """Where a rule set stands for an enterprise, in the order in which results are shown."""

    TARGET = "target", "下一级"
    ENDED = "ended", "旧标准，仅供参考"
    LATER = "later", "以后施行的规则"
    FURTHER = "further", "其他层级"
    CLOSED = "closed", "已结束，仅供参考"
    HELD = "held", "已有称号"
    ORIENTATION = "orientation", "本中心遴选要点，仅供参考"


class FiguresBasis(Vocabulary):
    """Where the figures of an enterprise come from."""

    AUDITED = "audited", "审计报告数"
    ESTIMATED = "estimated", "凭记忆或估计"


class ContactPreference(Vocabulary):
    """How an enterprise wants to be contacted."""

    PHONE = "phone", "打电话"
    EMAIL = "email", "发邮件"
    EITHER = "either", "都可以"


class CaseStatus(Vocabulary):
    """How far the advisers are with a submission."""

    NEW = "new", "新"
    TAKEN = "taken", "已接手"
    CONTACTED = "contacted", "已联系"
    CLOSED = "closed", "已关闭"
    SUSPECTED = "suspected", "疑似垃圾"
    SPAM = "spam", "垃圾信息"

    @classmethod
    def uncontacted(cls) -> tuple[Self, ...]:
        return cls.NEW, cls.TAKEN

    @classmethod
    def open(cls) -> tuple[Self, ...]:
        return cls.NEW, cls.TAKEN, cls.CONTACTED


class CaseOutcome(Vocabulary):
    """What a case came to."""

    APPLIED = "applied", "已申报"
    RECOGNISED = "recognised", "已认定"
    REFUSED = "refused", "未通过"
    ABANDONED = "abandoned", "放弃"


class Channel(Vocabulary):
    """How an enterprise turned to the advisers, where it did not fill in the form itself."""

    PHONE = "phone", "电话"
    VISIT = "visit", "来访"
    WECHAT = "wechat", "微信"


class SpamSignal(Vocabulary):
    """Why a submission looks like a program's."""

    HONEYPOT = "honeypot", "填了页面上看不见的一栏"
    HASTE = "haste", "打开表格后没过几秒就提交"


class CaseStep(Vocabulary):
    """What advisers do with a submission, in the order of its buttons."""

    CONTACTED = "contacted", "已联系"
    HAND_OVER = "hand-over", "转同事"
    CLOSE = "close", "关闭"
    TAKE = "take", "接手"
    ACCEPT = "accept", "不是垃圾"
    SPAM = "spam", "垃圾信息"
    REOPEN = "reopen", "重新打开"


class DeliveryKind(Vocabulary):
    """What a message is for, in the order in which messages leave."""

    ADVISERS = "advisers", "给顾问"
    ACKNOWLEDGEMENT = "acknowledgement", "给企业的回执"
    SUSPECTED = "suspected", "疑似垃圾，给顾问"
    ERROR = "error", "网站出错"
    REMINDER = "reminder", "通知提醒"
    DIGEST = "digest", "每日汇总"
    ERROR_REPORT = "error_report", "读者指错"

    @classmethod
    def of_submissions(cls) -> tuple[Self, ...]:
        """Return the kinds that tell the advisers of a submission."""
        return cls.ADVISERS, cls.SUSPECTED

    @classmethod
    def to_readers(cls) -> tuple[Self, ...]:
        return cls.ACKNOWLEDGEMENT, cls.REMINDER


class AccessKind(Vocabulary):
    """What was done with personal data."""

    VIEWED = "viewed", "查看"
    EXPORTED = "exported", "导出"
    DELETED = "deleted", "删除"


class OperationKind(Vocabulary):
    """What runs beside the site."""

    BACKUP = "backup", "备份"
    PURGE = "purge", "到期删除"


class DeliveryState(Vocabulary):
    """Where a message to one recipient stands."""

    QUEUED = "queued", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    RETRY = "retry", "待重试"
    UNKNOWN = "unknown", "结果不明"
    FAILED = "failed", "发送失败"

    @classmethod
    def waiting(cls) -> tuple[Self, ...]:
        return cls.QUEUED, cls.RETRY, cls.UNKNOWN


class DeliveryStage(Vocabulary):
    """How far an attempt to send a message came."""

    COMPOSE = "compose", "生成邮件"
    CONNECT = "connect", "连接邮件服务器"
    LOGIN = "login", "登录"
    SENDER = "sender", "报发件人"
    RECIPIENT = "recipient", "报收件人"
    DATA = "data", "传正文"
    ANSWER = "answer", "正文已传完，等答复"
    DONE = "done", "对方已接收"


class AttemptOutcome(Vocabulary):
    """What an attempt to send a message led to."""

    SENT = "sent", "已发出"
    RETRY = "retry", "稍后重试"
    UNKNOWN = "unknown", "结果不明，稍后重试"
    FAILED = "failed", "不再重试"
