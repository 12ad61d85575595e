"""Which mark each state of this domain wears, and what its events are called on a timeline."""

MARKS = {"visit": {"asked": "wait", "agreed": "ok", "lapsed": "bad"}}

EVENTS = {"visit.agreed": "约定走访", "visit.lapsed": "走访逾期未复", "visit.answer_due": "走访答复提醒"}
