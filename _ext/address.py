"""Sets where the course is published: python _ext/address.py REPOSITORY REF, or --check.

`_config.yml` is the source; the other places repeat what stands there, since they are read
where `_config.yml` is not: on Colab, by pip, by GitHub.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

NOBODY = "OWNER"
COMMAND = "make address REPOSITORY=https://github.com/you/name"
ROOT = Path(__file__).parent.parent
PLACES = ["pyproject.toml", "CITATION.cff", "README.md", "chapters/*.ipynb", "_config.yml"]


@dataclass(frozen=True)
class Address:
    """A GitHub repository and the branch or tag from which the notebooks install."""

    owner: str
    name: str
    ref: str

    @classmethod
    def parse(cls, repository: str, ref: str) -> "Address":
        """Read https://github.com/owner/name and a ref; exit with a sentence if they are not."""
        match = re.fullmatch(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git|/)?", repository)
        if not match:
            sys.exit(f"Wanted https://github.com/owner/name, got {repository!r}: {COMMAND}")
        if not re.fullmatch(r"[\w./-]+", ref):
            sys.exit(f"Wanted a branch or tag, got {ref!r}: make address ... REF=main")
        return cls(match[1], match[2], ref)

    @classmethod
    def of_config(cls, root: Path) -> "Address":
        """Read the address that stands in _config.yml."""
        repository = repository_of(root)
        return cls.parse(repository["url"], repository["branch"])

    @property
    def spellings(self) -> list[str]:
        """Every form in which the address stands in a file, the longer ones first."""
        slug = f"{self.owner}/{self.name}"
        host = f"{self.owner}.github.io"
        # A repository named like its host is published at the host's root.
        path = "" if self.name.lower() == host.lower() else f"{self.name}/"
        return [
            f"https://{host}/{path}",
            f"https://github.com/{slug}@{self.ref}",
            f"{slug}/blob/{self.ref}/",
            f"https://github.com/{slug}",
            f"branch: {self.ref}\n",
        ]


def repository_of(root: Path) -> dict[str, str]:
    """Return what _config.yml says of the repository."""
    return yaml.safe_load((root / "_config.yml").read_text("utf-8"))["repository"]


def is_published(repository: str) -> bool:
    """Whether a repository is somebody's; a copy of the course begins with OWNER in its place."""
    return NOBODY not in repository.split("/")


def files(root: Path) -> list[Path]:
    """Return the files in which the address stands, the one that is read for it last.

    So a run that is interrupted can be repeated, and changes the rest.
    """
    return [file for place in PLACES for file in sorted(root.glob(place))]


def replace(root: Path, new: Address) -> None:
    """Put the new address where the old one stands."""
    old = Address.of_config(root)
    for file in files(root):
        text = file.read_text("utf-8")
        for number, spelling in enumerate(old.spellings):
            text = text.replace(spelling, f"\0{number}\0")
        for number, spelling in enumerate(new.spellings):
            text = text.replace(f"\0{number}\0", spelling)
        part = file.with_name(f".{file.name}.part")
        part.write_text(text, "utf-8")
        part.replace(file)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        somebodys = is_published(repository_of(ROOT)["url"])
        sys.exit(None if somebodys else f"Say first where the course is published: {COMMAND}")
    replace(ROOT, Address.parse(*sys.argv[1:3]))
    print(f"The course is published at {Address.of_config(ROOT).spellings[0]}")
