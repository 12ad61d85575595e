"""From scores to a ranking: the declared rule in Decimal, and beside it, never instead, a calibrated view."""
