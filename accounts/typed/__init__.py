"""What people type, folded in one place: texts, names, mail addresses, telephones, credit codes, numbers, days.

Two readings of each: `seen`/`read` gives what is kept and raises `Unreadable` with a sentence for the person where the
text is none of its kind or might mean two things; `folded`/`key` gives what is compared and never raises.
"""
