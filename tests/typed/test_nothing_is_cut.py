"""Nothing that people type is cut in silence: what is too long is refused by the name of its field."""

import ast
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from accounts.actions.checking import fitting, reason_given
from accounts.errors import Invalid
from accounts.forms.fields import Words
from frontend.kit.renderer import HouseField

ROOT = Path(settings.BASE_DIR)
FEWEST = 20
# Cuts of what no person typed, or of what is only quoted back to them, each with its reason.
SOUND = {
    "accounts/actions/certificate.py: file.name[:255]": "Django has cut the name of an upload already",
    "accounts/actions/delegation.py: document.name[:255]": "Django has cut the name of an upload already",
    "accounts/actions/organisation.py: document.name[:255]": "Django has cut the name of an upload already",
    "accounts/actions/signing_in.py: "
    "salted_hmac(SALT, mail.folded(email), algorithm='sha256').hexdigest()[:24]": "a hash",
    "accounts/models/expert.py: f'{found.joined} {found.initials}'[:200]": "made from the name, for lists",
    "accounts/models/organisation.py: spelled.initials[:120]": "made from the name, for lists",
    "accounts/models/organisation.py: spelled.joined[:500]": "made from the name, for lists",
    "accounts/models/organisation.py: spelled.syllables[:500]": "made from the name, for lists",
    "accounts/models/organisation.py: text.folded(self.name)[:500]": "made from the name, for lists",
    "accounts/forms/fields.py: long[:20]": "quoted in a refusal",
    "accounts/typed/number.py: found.unit[:20]": "quoted in a refusal",
    "accounts/typed/phone.py: part[:40]": "quoted in a refusal",
    "challenges/review/actions/pack_reading.py: raw[:40]": "quoted in a refusal",
    "challenges/core/api/filters.py: value[:40]": "quoted in a refusal",
    "challenges/core/actions/holiday.py: line.strip()[:60]": "quoted in a refusal",
    "accounts/content/incoming.py: path.name[:60]": "a file's name, in our own log",
    "accounts/content/runner.py: errors.strip().splitlines()[-1][:200]": "the reader's words",
    "accounts/content/clamd.py: answer[:120]": "the scanner's words",
    "frontend/kit/places.py: typed[:40]": "quoted in a refusal",
    "notifications/plain.py: f'{path}.{word}'[:200]": "quoted in a refusal",
    "notifications/plain.py: str(name)[:40]": "quoted in a refusal",
    "notifications/sweeps.py: (type(problem).__name__ + said + place)[:200]": "an alarm's words",
    "accounts/content/incoming.py: piece[:8192]": "the head of a file, to know its kind",
    "challenges/core/actions/job.py: ''.join((str(problem.message) for problem in wrong.problems))[:400]": "ours",
    "challenges/core/actions/job.py: str(refused)[:400]": "our own words",
    "challenges/bulletin/actions/notice.py: title[:160]": "a title made from the challenge's, edited by people after",
    "challenges/review/actions/panel.py: (_('“%(title)s”评审组') % {'title': challenge.title})[:60]": "proposed",
    "challenges/review/actions/panel_picks.py: '、'.join(dict.fromkeys(posts))[:120]": "made from posts, for a list",
    "challenges/assignment/solver/runner.py: text.strip().splitlines()[-1][:200]": "the solver's words",
    "challenges/collusion/comparison/paper.py: "
    "hashlib.sha256('\\x1f'.join((str(part) for part in parts)).encode()).hexdigest()[:32]": "a hash",
    "notifications/delivering.py: masked(f'{type(problem).__name__}: {problem}')[:200]": "the mail server's words",
    "accounts/typed/text.py: str(typed or '').replace('\\x00', '').strip()[:120]": "a filter, shown",
    "challenges/listing/models/challenge_talk.py: self.text[:40]": "a row's name in the admin",
    "challenges/listing/models/challenge_talk.py: self.reason[:20]": "a row's name in the admin",
    "challenges/review/models/review.py: self.question[:20]": "a row's name in the admin",
    "challenges/review/models/statement.py: self.text[:20]": "a row's name in the admin",
    "frontend/experts/views/pool.py: given.get(name, '')[:60]": "a filter, shown as it was used",
}
# Rows of a list are paged, not cut.
ROWS = (
    "rows",
    "found",
    "tasks",
    "set[",
    "all()",
    "versions",
    "distinct()",
    "order_by",
    "select_related",
    "range(",
    "for p in near",
)


def cuts():
    for app in ("accounts", "challenges", "frontend", "notifications"):
        for file in sorted((ROOT / app).rglob("*.py")):
            if "migrations" in file.parts or "management" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.lower is None:
                    upper = node.slice.upper
                    if isinstance(upper, ast.Constant) and isinstance(upper.value, int) and upper.value >= FEWEST:
                        yield f"{file.relative_to(ROOT)}: {ast.unparse(node)}"


def test_no_text_of_a_person_is_cut():
    """A new cut is mended by `accounts.actions.checking.fitting`, or stands above with its reason."""
    found = set(cuts())
    assert [cut for cut in found if cut not in SOUND and not any(word in cut for word in ROWS)] == []
    assert set(SOUND) - found == set()


def test_a_text_that_does_not_fit_is_refused_by_its_field():
    assert fitting(f"  {'x' * 240} ") == "x" * 240
    for call in (lambda: fitting("x" * 241), lambda: reason_given("x" * 241, longest=240)):
        with pytest.raises(Invalid) as caught:
            call()
        assert [(one.field, one.code) for one in caught.value.problems] == [("reason", "too_long")]
        assert "241" in str(caught.value)


@pytest.mark.parametrize(("typed", "code"), [("长" * 41, "too_long"), ("、".join(map(str, range(21))), "too_many")])
def test_a_list_of_words_is_refused_and_not_shortened(typed, code):
    with pytest.raises(forms.ValidationError) as caught:
        Words().clean(typed)
    assert caught.value.code == code
    assert Words().clean("碳化硅，晶体\u200b；碳化硅") == ["碳化硅", "晶体"]


def test_no_input_stops_at_a_length_and_cuts_what_is_pasted():
    pages = [*ROOT.glob("[!.]*/**/templates/**/*.html"), *ROOT.glob("*/static/**/*.js")]
    assert len(pages) > 100
    assert [page.name for page in pages if "maxlength" in page.read_text().lower()] == []

    class Form(forms.Form):
        name = forms.CharField(max_length=5)
        text = forms.CharField(max_length=5, widget=forms.Textarea)

    form = Form({"name": "x" * 6, "text": "y" * 6})
    assert all(isinstance(form[name], HouseField) and "maxlength" not in str(form[name]) for name in form.fields)
    assert set(form.errors) == {"name", "text"}
