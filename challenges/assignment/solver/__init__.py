"""Who reviews what: plain data in, a plan with its reasons out. Nothing here knows of Django, HTTP or a queue."""
