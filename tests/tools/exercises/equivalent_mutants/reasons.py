"""Reasons that several exercises share."""

ONLY_SHAPE = "only its shape is read, and the other array has the same"
NOT_ADMITTED = "the statement does not admit it"
EITHER_SIGN = "only whether it is above 0 counts"
VECTOR = "a vector is its own transpose"
