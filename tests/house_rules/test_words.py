"""The repository speaks of the project alone."""

import re

from tests.house_rules.repository import ROOT, files, name_of

# Each pattern is written so that it does not find itself.
ALIEN = {
    "the host of a package registry": re.compile(
        r"pyp[i]\.org|pythonhoste[d]|npmj[s]\.|unpk[g]\.com|jsdeliv[r]", re.IGNORECASE
    ),
    "a path of somebody's machine": re.compile(r"/wor[k]/|/hom[e]/\w|\.\./share[d]\b|/root/\w"),
    "work that is put off": re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b"),
}


def test_no_file_names_what_is_not_of_the_project() -> None:
    found = [
        f"{name_of(path)}:{number}: {what}"
        for path in files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for what, pattern in ALIEN.items()
        if pattern.search(line)
    ]
    assert not found


def test_every_pinned_package_carries_its_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8"))
        packages = [pin for pin in pins if not pin.startswith("#")]
        assert packages
        assert [pin.splitlines()[0] for pin in packages if "--hash=sha256:" not in pin] == []


def test_every_library_in_the_tree_comes_with_licence_and_version() -> None:
    libraries = [path for path in (ROOT / "portal/static/vendor").iterdir() if path.is_dir()]
    assert libraries
    for library in libraries:
        names = {path.name.partition(".")[0] for path in library.iterdir()}
        assert {"LICENSE", "VERSION"} <= names, library.name
