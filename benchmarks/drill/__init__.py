"""An app of the drill: one notice, told to one reader each time."""
