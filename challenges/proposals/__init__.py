"""Proposals 申报书: drafted, handed in, sealed, opened, checked."""
