"""新地方奖励: a top-up of a region, its document made in place, published at once."""

import secrets
from decimal import Decimal

from django import forms

from policies.admin.wizards.forms import NEW_DOCUMENT, SAVING, DocumentForm, day_field
from policies.models import Region, RegionalTopUp, Tier
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import TopUpFrequency, TopUpKind, Validity
from policies.vocabulary.formats import YUAN_PER_WAN

STORED_AS_TYPED = (
    "region", "tier", "kind", "title", "frequency", "conditions", "validity", "valid_until",
)  # fmt: skip


class TopUpForm(DocumentForm):
    """What a region gives, to whom, and the document that says so."""

    region = forms.ModelChoiceField(Region.objects.order_by("code"), label="地区")
    tier = forms.ModelChoiceField(
        Tier.objects.all(), label="奖励哪个层级", required=False, help_text="文件没有说明就不选"
    )
    kind = forms.ChoiceField(label="种类", choices=TopUpKind.choices())
    title = PlainTextField(
        label="内容", max_length=200, help_text="例如：首次认定奖励", required=True
    )
    amount = forms.DecimalField(
        label="最高金额（万元）",
        min_value=0,
        max_digits=10,
        decimal_places=6,
        required=False,
        help_text="文件没有写明数额就留空",
    )
    amount_is_fixed = forms.BooleanField(label="是定额，不是上限", required=False)
    conditions = PlainTextField(label="条件", max_length=300)
    frequency = forms.ChoiceField(
        label="怎样发", choices=[("", "文件没有说"), *TopUpFrequency.choices()], required=False
    )
    validity = forms.ChoiceField(label="效力", choices=Validity.choices(), initial=Validity.CURRENT)
    valid_until = day_field("有效期止", required=False)
    headings = (
        (
            "奖励",
            (
                "region",
                "tier",
                "kind",
                "title",
                "amount",
                "amount_is_fixed",
                "frequency",
                "conditions",
            ),
        ),
        ("有效期", ("validity", "valid_until")),
        ("已有的依据文件", ("document",)),
        ("或者新建文件", NEW_DOCUMENT),
        ("保存", SAVING),
    )

    def save(self) -> RegionalTopUp:
        """Store the top-up with its document; raise ValidationError."""
        cleaned = self.cleaned_data
        amount: Decimal | None = cleaned["amount"]
        yuan = None if amount is None else amount * YUAN_PER_WAN
        top_up = RegionalTopUp(
            code=f"{cleaned['region'].slug}-{secrets.token_hex(4)}",
            amount_max=yuan,
            amount_min=yuan if cleaned["amount_is_fixed"] else None,
            source=self.save_document(),
            **{name: cleaned[name] for name in STORED_AS_TYPED},
        )
        top_up.full_clean()
        top_up.save()
        return top_up
