"""The sentences about answers that are values: templates, which Python and the pages' script fill.

The build hands them on to the pages, so that both say the same.
"""

SENTENCES = {
    "unreadable": "{name} {trouble}.",
    "no number": "is {what}; wanted a number",
    "not finite": "is {what}; wanted a finite number",
    "item": "has at position {position} an item that {trouble}",
    "typed": "{what} ({type})",
    "wrong": "Wrong: {values}.",
    "value": "{name} = {value}",
    "hint": "Hint: {hint}",
    "new": "this one is new; the hint above may help.",
}


def say(sentence: str, **parts: object) -> str:
    """Fill a sentence.

    Examples
    --------
    >>> say("value", name="w_new", value=3.8)
    'w_new = 3.8'
    """
    return SENTENCES[sentence].format(**parts)
