"""A path that a page draws more than once: written once, and drawn as before."""

import re
import sys

from small_book import ROOT

sys.path.insert(0, str(ROOT / "_ext"))

import shared_paths  # after the path that finds it

LONG, OTHER, SHORT = "M0 0" + 50 * "l1 1", "M1 1" + 50 * "l1 1", "M0 0l9 9"


def drawing(d: str, rest: str = 'stroke="red"', end: str = " />") -> str:
    return f'<svg><path d="{d}" {rest}{end}</svg>'


def test_the_second_of_two_paths_refers_to_the_first():
    first, second, _ = shared_paths.share_paths(2 * drawing(LONG)).split("</svg>")
    assert first == (
        f'<svg><defs><path id="path-1" d="{LONG}"/></defs><use href="#path-1" stroke="red" />'
    )
    assert second == '<svg><use href="#path-1" stroke="red" />'


def test_each_path_keeps_its_own_looks_wherever_they_stand():
    body = drawing(LONG) + drawing(LONG, 'stroke="blue"', "></path>")
    body += f'<path fill="none" d="{LONG}"/>' + 2 * drawing(OTHER)
    shared = shared_paths.share_paths(body)
    assert re.findall(r"<use([^>]*)/>", shared) == [
        ' href="#path-1" stroke="red" ',
        ' href="#path-1" stroke="blue"',
        ' href="#path-1" fill="none"',
        ' href="#path-2" stroke="red" ',
        ' href="#path-2" stroke="red" ',
    ]
    assert shared.count(LONG) == shared.count(OTHER) == 1


def test_what_is_short_named_single_or_apart_stays():
    apart = f'<figure class="explore" id="a">{drawing(LONG)}</figure>'
    template = f'<template data-of="x">{drawing(LONG)}</template>'
    named = f'<path id="mark" d="{LONG}"/>'
    for body in (2 * drawing(SHORT), drawing(LONG), 2 * apart, 2 * template, 2 * named):
        assert shared_paths.share_paths(body) == body
    body = apart + drawing(LONG) + template + named
    assert shared_paths.share_paths(body) == body
