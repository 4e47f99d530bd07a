"""Words around documents and states that an editor may replace: of a basis line, of a note."""

import re

from django.core.exceptions import ValidationError
from django.db import models

PLACE_OF_BASIS = "{依据}"
NOT_TO_BE_TYPED = re.compile("〔|已核|摘录|转述|推算|待核|待补")


def validate_basis_wording(text: str) -> None:
    """Refuse a wording that leaves out, or tells itself, what is printed from the facts."""
    if text.count(PLACE_OF_BASIS) != 1:
        raise ValidationError("要有一处“{依据}”：文件、核对状态和号码印在那里。")
    if NOT_TO_BE_TYPED.search(text):
        raise ValidationError("文号、核对状态和号码由本站填写，这里不要写。")


class Worded(models.Model):
    """What rests on documents in words of its own."""

    basis_wording = models.CharField(
        "依据的写法",
        max_length=200,
        blank=True,
        validators=[validate_basis_wording],
        help_text="留空就按通常的写法；填写时用“{依据}”代表文件、核对状态和号码",
    )
    basis_seen = models.TextField("写这句时的依据", blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def around_basis(self) -> tuple[str, str]:
        """Return what stands before and after documents and states."""
        before, _, after = self.basis_wording.partition(PLACE_OF_BASIS)
        return before, after
