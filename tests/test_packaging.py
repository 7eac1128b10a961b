"""What is installed holds every file that the program reads beside its code."""

from __future__ import annotations

import configparser
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_data_file_of_the_package_is_installed() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    patterns = {package: value.split() for package, value in config["options.package_data"].items()}
    left_out = []
    for path in (ROOT / "pipeline").rglob("*"):
        if not path.is_file() or path.suffix in (".py", ".pyc"):
            continue
        package = path.parent
        while not (package / "__init__.py").exists():
            package = package.parent
        name = ".".join(package.relative_to(ROOT).parts)
        within = path.relative_to(package).as_posix()
        if not any(fnmatch(within, pattern) for pattern in patterns.get(name, [])):
            left_out.append(str(path.relative_to(ROOT)))
    assert left_out == []
