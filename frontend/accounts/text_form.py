"""The form of a text that binds: a field for each part in each language, so that what lacks is told beside it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules.text_parts import PARTS, TextKind
from frontend.kit.verb_fields import moment_field

AREA = {"rows": 6}


class TextForm(forms.Form):
    """Both titles, the moment from which it is to hold, and the words of every part; a draft may lack anything."""

    title_zh = forms.CharField(label=gettext_lazy("标题"), required=False)
    title_en = forms.CharField(label=gettext_lazy("英文标题"), required=False)
    effective_from = moment_field(
        gettext_lazy("生效时间"), required=False, help_text=gettext_lazy("北京时间，不早于复核时。")
    )

    def __init__(self, kind, *args, **more):
        super().__init__(*args, **more)
        self.kind = TextKind(kind)
        for code, label in PARTS[self.kind].items():
            for key, said in (("zh", _("%(part)s（中文）")), ("en", _("%(part)s（英文）"))):
                area = forms.Textarea(attrs=AREA)
                field = forms.CharField(label=said % {"part": label}, required=False, widget=area)
                self.fields[f"{code}_{key}"] = field

    def words(self) -> dict:
        """Return what was typed, as the action takes it."""
        typed = self.cleaned_data
        parts = {code: {key: typed[f"{code}_{key}"] for key in ("zh", "en")} for code in PARTS[self.kind]}
        return {**{name: typed[name] for name in ("title_zh", "title_en", "effective_from")}, "parts": parts}


def initial(row) -> dict:
    """Return the words of a text as the form begins with them; the moment only from a draft."""
    found = {"title_zh": row.title_zh, "title_en": row.title_en}
    if not row.approved:
        found["effective_from"] = row.effective_from
    for part in row.parts:
        found |= {f"{part['part']}_{key}": part["text"][key] for key in ("zh", "en")}
    return found
