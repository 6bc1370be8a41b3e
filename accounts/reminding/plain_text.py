"""Text for readers of mail that neither wrap lines nor show HTML."""

WIDTH = 78


def wrapped(text: str, *, first: str = "   ", rest: str = "   ") -> str:
    """The text in lines of at most WIDTH; a longer address stays whole."""
    if len(first) + len(text) <= WIDTH and "\n" not in text:
        return first + text
    lines, line = [], first
    for word in text.split():
        if len(line) + len(word) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line = rest
        line += word + " "
    return "\n".join([*lines, line.rstrip()])
