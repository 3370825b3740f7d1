"""A port that is free, for what the tests start."""

import socket


def free_port() -> int:
    """Return the number of a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
