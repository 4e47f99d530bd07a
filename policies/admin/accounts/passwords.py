"""How long a password has to be, said in Chinese; Django's own message is not translated."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LengthValidator(MinimumLengthValidator):
    """Refuses a password that is too short."""

    def get_error_message(self) -> str:
        return f"密码太短了，至少要{self.min_length}个字符。"

    def get_help_text(self) -> str:
        return f"至少{self.min_length}个字符，可以是几个不相干的词。"
