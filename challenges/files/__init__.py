"""Files: taken in, looked through, handed out to whom their owners name."""
