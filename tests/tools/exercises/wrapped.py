"""Wrong programs around a right one: its answer is bent, or an argument, or a case left out."""

import itertools

import numpy as np

# How an answer or an argument may be bent.
BENT = {
    "negated": np.negative,
    "without its sign": np.abs,
    "doubled": lambda x: 2 * x,
    "kept off 0 and 1": lambda x: np.clip(x, 1e-5, 1 - 1e-5),
    "kept in [-1, 1]": lambda x: np.clip(x, -1, 1),
    "kept in [-100, 100]": lambda x: np.clip(x, -100, 100),
    "never negative": lambda x: np.maximum(x, 0),
    "never positive": lambda x: np.minimum(x, 0),
    "rounded to three decimals": lambda x: np.round(x, 3),
    "rounded to 16 bits": lambda x: np.asarray(x).astype(np.float16).astype(float),
    "a little larger": lambda x: x + 1e-3,
    "a little longer": lambda x: x * 1.001,
    "replaced by 0": lambda x: 0 * x,
    "replaced by 1": lambda x: 0 * x + 1,
}
BENT_ARRAYS = {
    "turned over": lambda x: np.asarray(x).T,
    "filled by columns": lambda x: np.ravel(x, order="F").reshape(np.shape(x)),
    "backwards": lambda x: np.ravel(x)[::-1].reshape(np.shape(x)),
    "with its rows backwards": lambda x: x[::-1],
    "in order": lambda x: np.sort(np.ravel(x)).reshape(np.shape(x)),
    "replaced by its first entry": lambda x: np.full(np.shape(x), np.ravel(x)[0]),
    "without its last entry": lambda x: np.append(np.ravel(x)[:-1], 0).reshape(np.shape(x)),
    "replaced by its mean": lambda x: np.full(np.shape(x), np.mean(x)),
}
# Cases that a program may leave out, as a property of an argument.
LEFT_OUT = {
    "is negative somewhere": lambda x: np.any(np.less(x, 0)),
    "is negative": lambda x: np.all(np.less(x, 0)),
    "is positive": lambda x: np.all(np.greater(x, 0)),
    "is 0 somewhere": lambda x: np.any(np.equal(x, 0)),
    "is large somewhere": lambda x: np.max(np.abs(x), initial=0) > 20,
    "is small": lambda x: np.max(np.abs(x), initial=0) < 0.1,
}
LEFT_OUT_ARRAYS = {
    "has one row": lambda x: np.shape(x)[0] == 1,
    "has many rows": lambda x: np.shape(x)[0] > 4,
}
LEFT_OUT_MATRICES = {
    "is square": lambda x: np.shape(x)[0] == np.shape(x)[1],
    "is not square": lambda x: np.shape(x)[0] != np.shape(x)[1],
    "is tall": lambda x: np.shape(x)[0] > np.shape(x)[1],
    "is wide": lambda x: np.shape(x)[0] < np.shape(x)[1],
    "has one column": lambda x: np.shape(x)[1] == 1,
}


def bends(example):
    """The ways to bend what looks like this."""
    if isinstance(example, (bool, list)):
        return {}
    if isinstance(example, int):
        return {how: BENT[how] for how in ("negated", "doubled", "replaced by 0", "replaced by 1")}
    return BENT | (BENT_ARRAYS if np.ndim(example) else {})


def cases_of(example):
    """The cases that a program may leave out, for an argument that looks like this."""
    by_ndim = (LEFT_OUT, LEFT_OUT | LEFT_OUT_ARRAYS, LEFT_OUT | LEFT_OUT_ARRAYS | LEFT_OUT_MATRICES)
    return by_ndim[np.ndim(example)]


def wrapped(right, arguments, answer):
    """Pairs of a description and a function, each with one thing changed around `right`.

    `arguments` and `answer` are those of a case, and tell what can be done to them.
    """
    parts = answer if isinstance(answer, tuple) else (answer,)
    for index, part in enumerate(parts):
        for how, bend in bends(part).items():
            yield f"answer {index} {how}", lambda *a, b=bend, i=index: bent(right(*a), i, b)
    for index, argument in enumerate(arguments):
        for how, bend in bends(argument).items():
            yield (
                f"argument {index} {how}",
                lambda *a, b=bend, i=index: right(*changed(a, i, b)),
            )
        for which, holds in cases_of(argument).items():
            yield (
                f"wrong where argument {index} {which}",
                lambda *a, h=holds, i=index: (wrong if h(a[i]) else as_it_is)(right(*a)),
            )
    for i, j in itertools.combinations(range(len(arguments)), 2):
        yield f"argument {j} for {i}", lambda *a, i=i, j=j: right(*changed(a, i, lambda _: a[j]))
        yield f"argument {i} for {j}", lambda *a, i=i, j=j: right(*changed(a, j, lambda _: a[i]))
        yield f"arguments {i} and {j} swapped", lambda *a, i=i, j=j: right(*swapped(a, i, j))
    if len(parts) > 1:
        yield "the pair swapped", lambda *a: right(*a)[::-1]
    yield "the same answer, always", lambda *_: answer


def bent(answer, index, bend):
    """Bend an answer, or one of a pair."""
    if isinstance(answer, tuple):
        return changed(answer, index, bend)
    return bend(answer)


def wrong(answer):
    """Any wrong answer of the same kind."""
    if isinstance(answer, tuple):
        return tuple(map(wrong, answer))
    if isinstance(answer, (bool, np.bool_)):
        return not answer
    return 0.9 * answer if np.any(answer) else answer + 0.1


def as_it_is(answer):
    return answer


def changed(items, index, change):
    """A tuple with one of its items changed."""
    return tuple(change(item) if i == index else item for i, item in enumerate(items))


def swapped(items, i, j):
    """A list with two of its items swapped."""
    items = list(items)
    items[i], items[j] = items[j], items[i]
    return items
