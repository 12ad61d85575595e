"""Which mark each state of these nouns wears."""

MARKS = {
    "verification": {"pending": "wait", "verified": "ok", "refused": "bad", "expired": "bad"},
}
