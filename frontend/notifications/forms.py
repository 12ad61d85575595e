"""Forms of the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications import channels, preferences, registry


class PreferencesForm(forms.Form):
    """One choice per topic and channel, and the hour of the daily digest."""

    def __init__(self, *args, person, **keywords):
        super().__init__(*args, **keywords)
        topics, ways = registry.topics_of(person), channels.all_channels()
        chosen = preferences.modes(person)
        self.cells = {}
        for (topic, channel), mode in chosen.items():
            name = f"{channel}-{topic}"
            self.cells[name] = (topic, channel)
            label = _("%(topic)s，%(channel)s") % {"topic": topics[topic], "channel": ways[channel].LABEL}
            self.fields[name] = forms.ChoiceField(label=label, choices=preferences.Mode.choices, initial=mode)
        self.fields["hour"] = forms.TypedChoiceField(
            label=_("每日汇总的发送时间"),
            help_text=_("北京时间。没有未读的通知时不发送。"),
            choices=[(hour, f"{hour:02}:00") for hour in range(24)],
            coerce=int,
            initial=preferences.digest_hour(person),
        )
        self.ways = [(code, channel.LABEL) for code, channel in ways.items()]
        statutory = {declared.topic for declared in registry.notices() if declared.statutory}
        self.rows = [
            (label, [self[f"{code}-{topic}"] for code, _label in self.ways], topic in statutory)
            for topic, label in topics.items()
        ]

    def choices(self):
        """The mode chosen for each (topic, channel)."""
        return {cell: self.cleaned_data[name] for name, cell in self.cells.items()}
