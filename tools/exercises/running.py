"""Run what a reader wrote: whatever it does, a value comes back, or the words for what it did."""

import _thread
import dis
import signal
import sys
import textwrap
import threading
import time
import traceback
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

# Of the processor's time, in one call: several times what a slow and right answer takes. Counting
# steps would be the same on every machine, but to count them takes ten times as long as the steps.
SECONDS = 30


class UnfitError(Exception):
    """An answer of the wrong kind; the message continues a sentence that begins with its name."""


class _Watch:
    """Interrupts the main thread where an attempt computes for `SECONDS`, until it gives in."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._finished = threading.Event()
        self._began: float | None = None
        self.has_stopped_it = False

    def look(self) -> None:
        """Look ten times a second, until all attempts are over."""
        while not self._finished.wait(0.1):
            with self._lock:
                if self._began and time.process_time() - self._began > SECONDS:
                    self.has_stopped_it = True
                    self._began = time.process_time()  # code that catches it gets another one
                    _thread.interrupt_main()

    def begin(self) -> float | None:
        """Measure from here on, and hand out when the attempt around this one began."""
        self.has_stopped_it = False
        before, self._began = self._began, time.process_time()
        return before

    def end(self, before: float | None) -> None:
        """Measure no more, and let an interrupt that is on its way arrive here and not later."""
        with self._lock:
            self._began = before
        for _ in range(2):
            pass  # Python hands it over where a loop jumps back

    def finish(self) -> None:
        """Let the thread that looks come to its end."""
        self._finished.set()


_watch = _Watch()


@contextmanager
def watched() -> Iterator[None]:
    """Stop attempts inside that compute for too long; only the main thread can be interrupted.

    In a page there are no threads: there the reader stops what goes on without end.
    """
    global _watch
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or sys.platform == "emscripten":
        yield
        return
    _watch = _Watch()
    handler = signal.getsignal(signal.SIGINT)
    if handler == signal.SIG_IGN:  # as in a program that was started in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_watch.look, daemon=True).start()
    try:
        yield
    finally:
        _watch.finish()
        if handler == signal.SIG_IGN:
            signal.signal(signal.SIGINT, handler)


def attempt(function: Callable, *arguments: object) -> tuple[object, str]:
    """Run code that the reader may have written: (its value, "") or (None, what went wrong).

    Numbers that overflow do so in silence: what became of them is judged, and put into words.
    """
    before = _watch.begin()
    try:
        try:
            with np.errstate(all="ignore"):
                return function(*arguments), ""
        finally:
            _watch.end(before)
    except UnfitError as unfit:
        return None, str(unfit)
    except RecursionError:
        return None, f"called itself {sys.getrecursionlimit()} levels deep, which is Python's limit"
    except KeyboardInterrupt:
        _watch.end(before)  # it may have come in the midst of ending
        if _watch.has_stopped_it:
            return None, f"was still computing after {SECONDS} seconds and was stopped"
        return None, "was interrupted"
    # Whatever a reader's code raises is about that code, and belongs into the message.
    except BaseException as error:
        return None, f"raised {name_of(error)}{_message(error)}{_place(error, function)}"


def name_of(thing: object) -> str:
    """Name the type of a thing; type.__name__ itself, in case its class overrides it."""
    return type.__dict__["__name__"].__get__(type(thing))


def _message(error: BaseException) -> str:
    """Write the first line of an error's message after a colon, or nothing if there is none."""
    text, trouble = attempt(str, error)
    lines = [] if trouble else text.splitlines()
    return f": {textwrap.shorten(lines[0], 120)}" if lines else ""


def _place(error: BaseException, function: Callable) -> str:
    """Say in which line of the reader's function an error arose."""
    if type(function) is not types.FunctionType:
        return ""
    code = function.__code__
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code is code:
            return f" (in its line {line - code.co_firstlineno + 1})"
    return ""


def uses(function: object, names: frozenset[str]) -> str | None:
    """Find a function of one of these names in a function, or in those of the reader it calls.

    Examples
    --------
    >>> uses(lambda z: np.tanh(z), frozenset({"tanh"}))
    'tanh'
    >>> uses(lambda z: np.exp(z), frozenset({"tanh"})) is None
    True
    """
    seen, waiting = [], [function]
    while waiting:
        thing = waiting.pop()
        # A partial function, a method and np.vectorize hold what they call.
        for inner in ("func", "__func__", "pyfunc"):
            thing = getattr(thing, inner, thing)
        if type(thing) is not types.FunctionType:
            if callable(thing) and getattr(thing, "__name__", "") in names:
                return thing.__name__
        elif not any(thing is other for other in seen):
            seen.append(thing)
            for is_global, name in _loaded(thing.__code__):
                if is_global:
                    waiting.append(thing.__globals__.get(name))
                elif name in names:
                    return name
            waiting += thing.__defaults__ or ()
            waiting += [cell.cell_contents for cell in thing.__closure__ or () if _is_full(cell)]
    return None


def _loaded(code: types.CodeType) -> Iterator[tuple[bool, str]]:
    """Name what a function loads, and those inside it: a global, or an attribute of something."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM"):
            yield instruction.opname == "LOAD_GLOBAL", instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _loaded(constant)


def _is_full(cell: types.CellType) -> bool:
    """Tell whether the name of a closure has a value yet."""
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
