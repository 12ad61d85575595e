"""What the pages of a call have to say, in words."""
