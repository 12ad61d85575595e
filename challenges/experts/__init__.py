"""Experts: their ties, and the rules by which a tie is a conflict of interest."""
