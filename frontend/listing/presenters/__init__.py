"""What the pages of challenges and calls have to say, in words."""
