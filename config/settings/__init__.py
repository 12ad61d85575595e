"""Settings by place: `local` for the one-command start, `test` for the suite, `production` for a server."""
