"""The right answer to every exercise, by another way than its declaration's."""

from oracles import ch01, ch02, ch03, ch04, ch05, ch06, ch07, ch08, ch09, ch10, ch11, ch12, ch13

_CHAPTERS = (ch01, ch02, ch03, ch04, ch05, ch06, ch07, ch08, ch09, ch10, ch11, ch12, ch13)

ORACLES = {id_: answer for chapter in _CHAPTERS for id_, answer in chapter.ORACLES.items()}
