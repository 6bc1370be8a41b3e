"""Reminders from a ledger: due and not yet told, once for each step, never at a loss.

`duties` says what is owed, by whom; `planning` writes it into the ledger; `digests`
tells each person once a day; `running` does both and notes that it did.
"""
