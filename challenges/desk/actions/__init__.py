"""What happens across domains: a ledger is taken as a file, a person has or erases their own data."""
