"""The lifecycles of the marketplace as plain data; `states.noun` is their register."""
