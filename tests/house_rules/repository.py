"""The files of the repository, for the rules that hold for all of them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = frozenset({"vendor", "instance", "results", "__pycache__"})
TEXT = frozenset(
    {".css", ".html", ".in", ".ini", ".js", ".json", ".mako", ".md", ".po", ".py", ".svg", ".toml", ".txt", ".yml", ""}
)
OF_TOOLS = frozenset({".ci", ".editorconfig", ".gitignore"})


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Files with one of *suffixes* (all text files when none is given) that people of the project write."""
    for path in sorted((ROOT / under).iterdir()):
        if path.name in NOT_OURS or (path.name.startswith(".") and path.name not in OF_TOOLS):
            continue
        if path.is_dir():
            yield from files(*suffixes, under=str(path.relative_to(ROOT)))
        elif path.suffix in (suffixes or TEXT):
            yield path


def name_of(path: Path) -> str:
    """The path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()
