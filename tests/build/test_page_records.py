"""What extensions remember of pages, read by several processes."""

import sys
from types import SimpleNamespace

from small_book import ROOT

sys.path.insert(0, str(ROOT / "_ext"))

from page_records import PageRecords  # after the path that finds it


def test_what_processes_remember_of_pages_becomes_one():
    records = PageRecords("test")
    env, other = SimpleNamespace(), SimpleNamespace()
    records.of(env).update(a=1, b=2, c=3)
    records._forget(None, env, "b")
    records.of(other).update(a=9, b=8)
    records._merge(None, env, ["b", "d"], other)
    assert records.of(env) == {"a": 1, "b": 8, "c": 3}
