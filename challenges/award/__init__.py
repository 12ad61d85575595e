"""The award: choice, decision, publicity, objections, feedback."""
