"""新地方奖励: a top-up of a region, its document made in place, published at once."""

import secrets
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from policies.admin.wizards.forms import DocumentForm, day_field, show_wizard, store
from policies.models import Region, RegionalTopUp, Tier
from policies.models.history import change
from policies.models.updates import announce
from policies.presentation.form_fields import PlainTextField
from policies.vocabulary import TopUpKind

YUAN_IN_WAN = 10_000


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
    effective_from = day_field("有效期起", required=False)
    effective_to = day_field("有效期止", required=False)
    headings = (
        ("奖励", ("region", "tier", "kind", "title", "amount", "amount_is_fixed", "conditions")),
        ("有效期", ("effective_from", "effective_to")),
        ("已有的依据文件", ("document",)),
        ("或者新建文件", ("new_title", "new_number", "new_issuers", "new_issued_on", "new_url")),
        ("保存", ("reason", "note_for_readers", "note_is_minor")),
    )

    def save(self, *, author: User) -> RegionalTopUp:
        """Store the top-up with its document and note; raise ValidationError."""
        cleaned = self.cleaned_data
        with change(author=author, reason=cleaned["reason"]):
            amount: Decimal | None = cleaned["amount"]
            top_up = RegionalTopUp(
                code=f"{cleaned['region'].slug}-{secrets.token_hex(4)}",
                amount_max=None if amount is None else amount * YUAN_IN_WAN,
                source=self.save_document(),
                **{
                    name: cleaned[name]
                    for name in (
                        "region", "tier", "kind", "title", "amount_is_fixed", "conditions",
                        "effective_from", "effective_to",
                    )
                },
            )  # fmt: skip
            top_up.full_clean()
            top_up.save()
            if cleaned["note_for_readers"]:
                announce(
                    top_up, title=cleaned["note_for_readers"], is_minor=cleaned["note_is_minor"]
                )
        return top_up


@permission_required("policies.add_regionaltopup", raise_exception=True)
def add_top_up(request: HttpRequest) -> HttpResponse:
    """Ask for a top-up; store it and lead to where readers see it."""
    form = TopUpForm(request.POST or None)
    if stored := store(request, form):
        return stored
    return show_wizard(request, form, title="新地方奖励", button="发布")
