"""What the organiser's people do with a visit: agree to it."""

from challenges.visits import actions
from django import forms

from frontend.kit.verb import Verb


class Meeting(forms.Form):
    """Where the two meet."""

    place = forms.CharField(label="地点", max_length=80)


VISIT = {"agree": Verb("约定走访", actions.agree, "已约定。", form=Meeting)}
