"""What an extension remembers of each page in Sphinx's environment, from one build to the next.

Several processes read pages, each into an environment of its own, of which Sphinx makes one.
"""

from collections.abc import Collection

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class PageRecords:
    """A dictionary by pages in an environment, under a name of its own."""

    def __init__(self, name: str) -> None:
        self._name = f"course_{name}"

    def of(self, env: BuildEnvironment) -> dict:
        """Return the records of an environment."""
        return vars(env).setdefault(self._name, {})

    def connect(self, app: Sphinx) -> None:
        """Let them follow what becomes of pages."""
        app.connect("env-purge-doc", self._forget)
        app.connect("env-merge-info", self._merge)

    def _forget(self, _app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop a page that is read again or gone."""
        self.of(env).pop(docname, None)

    def _merge(
        self,
        _app: Sphinx,
        env: BuildEnvironment,
        docnames: Collection[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over the pages that another process has read."""
        read = self.of(other)
        self.of(env).update({docname: read[docname] for docname in docnames if docname in read})
