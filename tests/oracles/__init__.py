"""The right answer to every exercise, by another way than its declaration's."""

from oracles import ch01, ch02, ch03, ch04, ch09

ORACLES = ch01.ORACLES | ch02.ORACLES | ch03.ORACLES | ch04.ORACLES | ch09.ORACLES
