"""What every domain stands on: gate, register of nouns, policy, deadlines, rules as data, jobs, shapes of the API."""
