"""Forms of an organisation: registering it, keeping its data, a new representative, an operator's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ActionDecides, Day, Words, ask_to_choose
from accounts.models import Industry, Organisation, Region, TechField
from accounts.queries import dictionary
from accounts.typed.fields import Code, Line

FIGURES = ("employees", "revenue_wan", "assets_wan", "figures_year", "declared_size_class")
DATA = (
    "name",
    "name_en",
    "short_name",
    "region_code",
    "park",
    "address",
    "industry_code",
    "tech_field_code",
    "established",
    "website",
    "contact_name",
    "contact_phone",
    "intro",
    "capability",
)
MORE_FIGURES = ("tech_staff", "rd_expense_wan", "controlled_by")


class OrganisationForm(ActionDecides):
    """What the members of an organisation keep up to date. The action checks again, and decides."""

    keywords: Any = Words(label=_("关键词"), required=False, help_text=_("用顿号或逗号分开，至多 20 个。"))

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = (*DATA, "keywords", *FIGURES, *MORE_FIGURES)
        widgets = {
            "established": Day,
            "intro": forms.Textarea(attrs={"rows": 4}),
            "capability": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "industry_code": _("国民经济行业分类 GB/T 4754-2017，尽量选到四位小类。"),
            "park": _("高新区、开发区等，不在行政区划表中的写在这里。"),
            "controlled_by": _("由其他单位控股时填写其名称；没有则留空。"),
            "declared_size_class": _("与按统计标准计算的结果不一致时会提示，不影响保存。"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_to_choose(self)
        blank = _("请选择")
        for name, model in (("region_code", Region), ("industry_code", Industry), ("tech_field_code", TechField)):
            old = self.fields[name]
            offered = dictionary.grouped_choices(model, blank=blank, keep=self.initial.get(name, ""))
            self.fields[name] = forms.ChoiceField(
                label=old.label, help_text=old.help_text, required=False, choices=offered
            )


class RegistrationForm(OrganisationForm):
    """A new organisation, with its credit code."""

    uscc = Code(
        label=_("统一社会信用代码"),
        max_length=60,
        help_text=_("18 位；全角、小写与空格会自动更正。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "in mono"}),
    )
    legal_representative = Line(label=_("法定代表人"), max_length=60)
    document = forms.FileField(
        label=_("设立或批准文件"),
        required=False,
        help_text=_("组织方和金融机构须提交；PDF、PNG 或 JPEG，不超过 10 MB。"),
    )

    class Meta(OrganisationForm.Meta):
        fields = ("kind", "name", "name_en", "region_code", "park", "industry_code", "tech_field_code", *FIGURES)

    keywords = None
    field_order = ("kind", "name", "uscc", "legal_representative", "name_en", "region_code")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["region_code"].required = True


class DocumentForm(forms.Form):
    """The document by which an organiser or a financial house is verified."""

    document = forms.FileField(label=_("设立或批准文件"), help_text=_("PDF、PNG 或 JPEG，不超过 10 MB。"))


class RepresentativeForm(forms.Form):
    """A new legal representative."""

    name = Line(label=_("新任法定代表人"), max_length=60)
