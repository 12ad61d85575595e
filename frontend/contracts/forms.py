"""The form of a new text: one field for everything that is still to be agreed, named by the path its problems name."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.typed import number
from challenges.contracts.queries.changes import IP_OPEN, Wording, floor_words, ip_label
from challenges.contracts.queries.text import SECTIONS
from challenges.core.queries.units import plain, word
from challenges.listing.models import Comparator
from challenges.listing.models.ip import IP_CHOICES, IP_WHOLE
from frontend.kit.names import own

# Empty rows below the promises that stand.
SPARE = 2
PROMISE = ("text", "indicator", "milestone", "due_month", "consequence")


class ContractText(forms.Form):
    """Everything of a contract that may be written anew; what is frozen carries its floor beside it."""

    def __init__(self, *args: Any, contract: Any, content: dict[str, Any], **more: Any):
        super().__init__(*args, **more)
        self.contract, self.content = contract, content
        self.indicators = list(contract.indicators.all())
        for row in self.indicators:
            self.add_indicator(row)
        for row in content["parts"]:
            label = _("第 %(n)s 笔（%%）") % {"n": row["position"]}
            self.add(f"parts.{row['position']}", label, row["percent"], hint=own(row["node"]))
        for name in IP_OPEN:
            if name not in contract.floor["ip"]:
                self.add_ip(name, content["ip"].get(name, ""))
        self.rows = self.promise_rows()
        for n, row in enumerate(self.rows):
            self.add_promise(n, row)
        for name, (label, _longest) in SECTIONS.items():
            self.add(f"sections.{name}", label, content["sections"][name], area=True)
        self.add("note", _("给对方的说明"), "", area=True)

    def add(self, name: str, label: Any, initial: Any, *, area: bool = False, hint: str = "") -> None:
        """Add a field for text; nothing is cut, what is too long is said by the domain."""
        widget = forms.Textarea(attrs={"rows": 3}) if area else forms.TextInput()
        self.fields[name] = forms.CharField(
            label=label, required=False, initial=initial, widget=widget, help_text=hint, strip=True
        )

    def choose(self, name: str, label: Any, initial: Any, choices: list, *, hint: str = "") -> None:
        """Add a field for one of several."""
        self.fields[name] = forms.ChoiceField(
            label=label, required=False, initial=initial, choices=[("", "—"), *choices], help_text=hint
        )

    def add_indicator(self, row: Any) -> None:
        """Add the value of an indicator, with what it must not fall below."""
        path = f"indicators.{row.position}"
        unit = word(row.unit)
        label = f"{row.name}（{unit}）" if unit else row.name
        hint = _("申报书承诺 %(floor)s，不能更弱。") % {"floor": floor_words(row)} if row.committed else ""
        if row.comparator == Comparator.BOOL:
            choices = [("yes", _("是")), ("no", _("否"))]
            self.choose(f"{path}.value", label, row.value_choice, choices, hint=hint)
        elif row.comparator == Comparator.ENUM:
            options = [(str(option), str(option)) for option in row.options]
            self.choose(f"{path}.value", label, row.value_choice, options, hint=hint)
        else:
            shown = "" if row.value is None else plain(row.value)
            self.add(f"{path}.value", label, shown, hint=hint)
            if row.comparator in (Comparator.BETWEEN, Comparator.TOLERANCE):
                upper = "" if row.value_max is None else plain(row.value_max)
                self.add(f"{path}.value_max", _("%(name)s，上限") % {"name": row.name}, upper)

    def add_ip(self, name: str, value: Any) -> None:
        """Add a term on intellectual property that the challenge left open."""
        if name in IP_CHOICES:
            self.choose(f"ip.{name}", ip_label(name), value, list(IP_CHOICES[name].choices))
        else:
            lowest, highest, _unit = IP_WHOLE[name]
            hint = _("%(lowest)s 到 %(highest)s 的整数。") % {"lowest": lowest, "highest": highest}
            self.add(f"ip.{name}", ip_label(name), value, hint=hint)

    def promise_rows(self) -> list[dict[str, Any]]:
        """Return the promises as they stand, with empty rows below; after a refusal as many as were sent."""
        rows = [dict(row) for row in self.content["promises"]]
        sent = 0
        if self.is_bound:
            while any(f"promises.{sent}.{name}" in self.data for name in PROMISE):
                sent += 1
        return rows + [{} for _n in range(max(SPARE, sent - len(rows)))]

    def add_promise(self, n: int, row: dict[str, Any]) -> None:
        """Add the fields of one promise."""
        path, label = f"promises.{n}", {"n": n + 1}
        self.add(f"{path}.text", _("第 %(n)s 条：承诺什么") % label, row.get("text", ""))
        measured = [(str(one.position), one.name) for one in self.indicators]
        self.choose(f"{path}.indicator", _("对应的指标"), str(row.get("indicator") or ""), measured)
        planned = [(str(one["number"]), one["name"]) for one in self.contract.floor["milestones"]]
        self.choose(f"{path}.milestone", _("对应的里程碑"), str(row.get("milestone") or ""), planned)
        self.add(f"{path}.due_month", _("生效后第几个月"), row.get("due_month", ""))
        self.add(f"{path}.consequence", _("未兑现的后果"), row.get("consequence", ""))

    def group(self, start: str) -> list[Any]:
        """Return the drawn fields whose path begins so."""
        return [self[name] for name in self.fields if name.startswith(start)]

    def indicator_fields(self) -> list[Any]:
        """Return the fields of the indicators."""
        return self.group("indicators.")

    def part_fields(self) -> list[Any]:
        """Return the fields of the parts of the money."""
        return self.group("parts.")

    def ip_fields(self) -> list[Any]:
        """Return the fields of what the challenge left open on intellectual property."""
        return self.group("ip.")

    def section_fields(self) -> list[Any]:
        """Return the fields of what the parties write themselves."""
        return self.group("sections.")

    def promise_groups(self) -> list[list[Any]]:
        """Return the drawn fields of the promises, row by row."""
        return [self.group(f"promises.{n}.") for n in range(len(self.rows))]

    def wording(self) -> Wording:
        """Return what was typed as the domain takes it; an empty row of promises is none."""
        given: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        flat: dict[str, dict[str, Any]] = defaultdict(dict)
        for path, value in self.cleaned_data.items():
            first, *rest = path.split(".")
            if len(rest) == 2:
                given[first][rest[0]][rest[1]] = value
            elif rest:
                flat[first][rest[0]] = value
        return Wording(
            indicators={number.whole(n): row for n, row in given["indicators"].items() if any(row.values())}
            | {row.position: {"value": ""} for row in self.indicators if row.committed and self.emptied(row)},
            parts={number.whole(n): value for n, value in flat["parts"].items()},
            ip=flat["ip"],
            promises=[row for row in given["promises"].values() if any(row.values())],
            sections=flat["sections"],
            note=self.cleaned_data["note"],
        )

    def emptied(self, row: Any) -> bool:
        """Return True where the value of an indicator that was committed has been taken out."""
        return not self.cleaned_data.get(f"indicators.{row.position}.value")
