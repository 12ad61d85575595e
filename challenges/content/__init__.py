"""What a file holds, read from its structure: objects of a PDF, parts of an office package, streams of an old one."""
