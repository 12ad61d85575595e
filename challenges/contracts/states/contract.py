"""The life of a contract 任务书: drafted by the system, talked over, signed in turn, and effective; or never signed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step


class ContractState(TextChoices):
    DRAFTING = "drafting", _("拟稿")
    NEGOTIATING = "negotiating", _("磋商")
    SIGNING = "signing", _("待签署")
    EFFECTIVE = "effective", _("生效")
    LAPSED = "lapsed", _("逾期未签")


S = ContractState

# Whose text may still change.
OPEN_TEXT = frozenset({S.DRAFTING, S.NEGOTIATING})
# Not signed yet by all: the days of the award run.
UNSIGNED = OPEN_TEXT | {S.SIGNING}
# Those that hold their slot of the challenge.
STANDING = UNSIGNED | {S.EFFECTIVE}

CONTRACT = Table(
    "contract",
    ContractState,
    (
        step("propose_text", OPEN_TEXT, S.NEGOTIATING, event="contract.text_proposed"),
        step("accept_text", OPEN_TEXT, (S.NEGOTIATING, S.SIGNING), event="contract.text_accepted"),
        step("sign", S.SIGNING, (S.SIGNING, S.EFFECTIVE), event="contract.signed", signed=True),
        step("reopen_text", S.SIGNING, S.NEGOTIATING, event="contract.text_reopened"),
        step("signing_over", S.SIGNING, S.NEGOTIATING, event="contract.signing_over", due="due_at"),
        step("lapse", UNSIGNED, S.LAPSED, event="contract.lapsed", due="sign_by"),
        step("register_contract", S.EFFECTIVE, event="contract.registered"),
        step("recount", UNSIGNED, event="contract.recounted"),
    ),
    (
        alarm("contract.negotiation_due", OPEN_TEXT, "due_at", before=True, overdue=True),
        alarm("contract.signing_due", S.SIGNING, "due_at", before=True),
        alarm("contract.lapse_due", UNSIGNED, "sign_by", before=True),
    ),
)
