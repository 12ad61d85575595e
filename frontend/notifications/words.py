"""Which mark each state of these nouns wears."""

MARKS = {
    "delivery": {"pending": "wait", "sent": "ok", "dead": "bad", "digest": "wait"},
}
