"""The closed vocabularies of the diagnosis, each defined once."""

from policies.vocabulary import Vocabulary


class Standing(Vocabulary):
    """Where a rule set stands for an enterprise, in the order in which results are shown."""

    TARGET = "target", "下一级"
    FURTHER = "further", "再往上"
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


class DeliveryState(Vocabulary):
    """Where a message to one recipient stands."""

    QUEUED = "queued", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发出"
    RETRY = "retry", "待重试"
    UNKNOWN = "unknown", "结果不明"
    FAILED = "failed", "发送失败"


class DeliveryStage(Vocabulary):
    """How far an attempt to send a message came."""

    COMPOSE = "compose", "生成邮件"
    CONNECT = "connect", "连接邮件服务器"
    LOGIN = "login", "登录"
    SENDER = "sender", "报发件人"
    RECIPIENT = "recipient", "报收件人"
    DATA = "data", "传正文"
    DONE = "done", "对方已接收"


class AttemptOutcome(Vocabulary):
    """What an attempt to send a message led to."""

    SENT = "sent", "已发出"
    RETRY = "retry", "稍后重试"
    FAILED = "failed", "不再重试"
