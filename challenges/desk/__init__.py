"""Read models that cross domains: desks and work pages."""
