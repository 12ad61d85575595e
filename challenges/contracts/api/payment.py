"""Payments over the API: lines of the ledger, in fen."""

from challenges.contracts.access import payment as access
from challenges.contracts.actions import payment
from challenges.contracts.api import milestone_bodies as bodies
from challenges.contracts.models import MoneySource, Payment
from challenges.contracts.states.payment import PaymentState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, Transition, described
from challenges.core.api.shapes import Act, row_of
from challenges.core.queries.provisional import provisional

COLUMNS = (
    *("id", "state", "contract_id", "part_id", "milestone_id", "source", "run", "fen", "due_at"),
    *("paid_on", "received_on", "updated_at"),
)
SHOWN = (
    *("id", "state", "source", "run", "fen", "due_at", "at_acceptance", "invoice", "requested_at"),
    *("paid_on", "reference", "received_on", "closed_on", "reason"),
)
FILTERS = {
    "state": Filter("state__in", filters.one_of(PaymentState)),
    "source": Filter("source__in", filters.one_of(MoneySource)),
    "contract_id": Filter("contract_id", filters.whole),
    "milestone_id": Filter("milestone_id", filters.whole),
}


@described("payment", "payment_list", "Payments the caller may know of, in fen")
class PaymentList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ContractPaymentRow", Payment, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the payments the caller may know of."""
        return access.visible_to(self.viewer)


class PaymentRows(DetailEndpoint):
    """What all endpoints of one payment share."""

    shape = row_of(
        "ContractPayment",
        Payment,
        SHOWN,
        contract_id=int,
        part_id=int,
        milestone_id=int | None,
        provisional=list[str],
        can=list[Act],
    )

    def visible(self):
        """Return the payments the caller may know of."""
        return access.visible_to(self.viewer).select_related("contract__challenge", "contract__proposal")

    def show(self, row):
        """Return the payment."""
        body = {name: getattr(row, name) for name in (*SHOWN, "contract_id", "part_id", "milestone_id")}
        return body | {"provisional": provisional(body)}


@described("payment", "payment_detail", "One payment, in fen")
class PaymentDetail(PaymentRows):
    """One payment."""


PAYMENT = (
    Transition("ask", "request", payment.ask, bodies.PaymentRequest),
    Transition("confirm_paid", "paying", payment.confirm_paid, bodies.PaymentMade),
    Transition("confirm_received", "receipt", payment.confirm_received, bodies.PaymentReceived),
    Transition("refund", "refund", payment.refund, bodies.PaymentRefund),
)
