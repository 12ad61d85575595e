"""What somebody fills in about themselves is named for their browser, which then fills it in (WCAG 1.3.5)."""

import pytest

from accounts.forms.person import ProfileForm
from frontend.award.forms import ObjectionForm


@pytest.mark.parametrize(
    ("form", "named"),
    [
        (ProfileForm, {"name": "name", "phone": "tel"}),
        (ObjectionForm, {"phone": "tel"}),
    ],
)
def test_fields_about_oneself_say_so(form, named):
    assert {name: form.base_fields[name].widget.attrs.get("autocomplete") for name in named} == named
