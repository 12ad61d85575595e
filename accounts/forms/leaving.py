"""Who takes over from somebody who leaves: one question for their drafts, one for each role of theirs."""

from django import forms
from django.utils.translation import gettext as _

from accounts.actions.leaving import WORK, gives_roles, named
from accounts.roles import SIGNER, manager_role, roles_of


class HandOverForm(forms.Form):
    """`heirs()` gives the membership chosen for each kind; the fields bear the names that the action knows.

    Where a role would be held by nobody, somebody is proposed: rather one who does not sign, since who prepares a
    matter does not sign it; then who asks; then who shares most roles with the leaver.
    """

    def __init__(self, *args, membership, by, **options):
        super().__init__(*args, **options)
        rows = membership.organisation.memberships.active().filter(user__is_active=True).exclude(pk=membership.pk)
        self.staying = list(rows.select_related("user"))
        close = sorted(self.staying, key=lambda row: (row.user_id != by.user_id, -len(shared(row, membership))))
        writers = sorted(close, key=lambda row: SIGNER in row.roles)
        able = {*membership.roles, manager_role(membership.organisation.kind)}
        near = next((row for row in writers if able & set(row.roles)), None) or next(iter(writers), None)
        self.ask(WORK, named(WORK, membership.organisation.kind), _("不指定接手人"), near)
        if not gives_roles(membership, by):
            return
        for code, label in roles_of(membership.organisation.kind).items():
            if code in membership.roles:
                held = [row.user.name for row in self.staying if code in row.roles]
                nobody = _("不另指定，%(names)s 已担任") % {"names": "、".join(held)} if held else _("暂时无人担任")
                first = next(iter(close if code == SIGNER else writers), None)
                self.ask(code, _("岗位：%(role)s") % {"role": label}, nobody, None if held else first)

    def ask(self, kind, label, nobody, proposed) -> None:
        """Ask who takes over one kind."""
        initial = proposed.pk if proposed else ""
        choices = [("", nobody), *((row.pk, row.user.name) for row in self.staying)]
        self.fields[kind] = forms.TypedChoiceField(
            label=label, choices=choices, coerce=int, empty_value=None, required=False, initial=initial
        )

    def heirs(self) -> dict:
        """Return who was chosen for each kind."""
        return {kind: pk for kind, pk in self.cleaned_data.items() if pk}


def shared(row, membership) -> set:
    """Return the roles that two members both hold."""
    return set(row.roles) & set(membership.roles)
