"""What workflows raise when something may not happen; the message is for the person."""


class NotPossible(Exception):
    """The thing is no longer in a state in which this can be done."""


class Stale(NotPossible):
    """Someone else changed the row since it was read."""
