"""Which mark each state of this domain wears, and what its events are called on a timeline."""

from frontend.contracts import ledger_words

MARKS = {**ledger_words.MARKS}
EVENTS = {**ledger_words.EVENTS}
