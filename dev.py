#!/usr/bin/env python3
"""Runs this project from a fresh checkout, given Python 3.11 or newer and nothing else.

    python3 dev.py synth [ARG...]       render the fleet into dist/
    python3 dev.py dotmac [ARG...]      run any command of the `dotmac` command line
    python3 dev.py test [ARG...]        run every gate; with arguments, pytest alone with them
    python3 dev.py format [ARG...]      format the code and mend what the linter can mend
    python3 dev.py checkov [ARG...]     the gate that lets checkov judge dist/, by .checkov.yaml
    python3 dev.py benchmark [ARG...]   measure dotmac, and others at the same work
    python3 dev.py lock [ARG...]        write the lock files anew, e.g. with --upgrade

The first run of a command installs what requirements/*.lock list into a virtual environment
inside the checkout; later runs do so only when that list, the project's metadata or the Python
has changed. Exit codes: 2 when the environment cannot be set up or the command is unknown, else
those of the command; `test` exits 1 when a gate fails.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(f"dev.py: needs Python 3.11 or newer, and this is {sys.version.split()[0]}\n")
    raise SystemExit(2)

import hashlib
import os
import shutil
import subprocess
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
PYPROJECT = ROOT / "pyproject.toml"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"

# What each lock file resolves, in the order of writing: dev's choice of versions is also runtime's.
LOCKS = {
    "requirements/dev.lock": ["pyproject.toml", "--extra", "dev"],
    "requirements/runtime.lock": ["pyproject.toml", "--constraint", "requirements/dev.lock"],
    "requirements/checkov.lock": ["--group", "checkov"],
}

# Tests come last, so that their summary closes a clean run.
GATES = {
    "Format": ["ruff", "format", "--check"],
    "Lint": ["ruff", "check"],
    "Types": ["mypy"],
    "Import contracts": ["lint-imports", "--no-logo"],
    "Checkov": ["checkov"],
    "Tests": ["pytest", "-n", "2"],
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in {"help", "--help", "-h"}:
        print(__doc__)
        return 0
    if name not in COMMANDS:
        fail(f"unknown command {name!r}; `python3 dev.py help` lists them all")
    return COMMANDS[name](rest)


def synth(arguments: list[str]) -> int:
    return dotmac(["synth", *arguments])


def dotmac(arguments: list[str]) -> int:
    become(project() / "dotmac", *arguments)


def test(arguments: list[str]) -> int:
    scripts = project()
    os.chdir(ROOT)
    return gates(scripts, judge()) if not arguments else become(scripts / "pytest", *arguments)


def gates(*scripts: Path) -> int:
    """Run every gate, also after one has failed, and return 1 if any did, else 0.

    The program of a gate comes from the first of the folders that has it.
    """
    failed = []
    for name, (tool, *arguments) in GATES.items():
        print(f"\n=== {name}: {' '.join([tool, *arguments])}", flush=True)
        program = shutil.which(tool, path=os.pathsep.join(map(str, scripts)))
        if not program:
            fail(f"{tool} is missing from {' and '.join(map(str, scripts))}")
        if subprocess.run([program, *arguments], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def format_(arguments: list[str]) -> int:
    ruff = project() / "ruff"
    os.chdir(ROOT)
    subprocess.run([ruff, "format"], check=True)
    become(ruff, "check", "--fix", *arguments)


def checkov(arguments: list[str]) -> int:
    scripts = judge()
    os.chdir(ROOT)  # where .checkov.yaml is, which says what to judge
    become(scripts / "checkov", *arguments)


def benchmark(arguments: list[str]) -> int:
    python = project() / "python"
    os.chdir(ROOT)
    become(python, "-m", "benchmarks.speed", *arguments)


def lock(arguments: list[str]) -> int:
    """Resolve every lock file for all systems and Python versions that the project supports."""
    resolve = [str(project() / "uv"), "pip", "compile", "--quiet", "--generate-hashes"]
    resolve += ["--universal", "--python-version", "3.11", "--only-binary", ":all:"]
    resolve += ["--custom-compile-command", "python3 dev.py lock"]
    os.chdir(ROOT)
    for file, sources in LOCKS.items():
        say(f"Writing {file}")
        subprocess.run([*resolve, *arguments, *sources, "--output-file", file], check=True)
    return 0


def project() -> Path:
    """Return the scripts of the environment that also holds the project itself, editable."""
    return environment(".venv", "requirements/dev.lock", install_project=True)


def judge() -> Path:
    """Return the scripts of the environment that holds checkov, which agrees with no other."""
    return environment(".venv-checkov", "requirements/checkov.lock")


def environment(folder: str, lock_file: str, *, install_project: bool = False) -> Path:
    """Return the scripts folder of a virtual environment that holds what ``lock_file`` lists.

    It is built whole or not at all: the stamp that says what it was built from is written last,
    and without the right stamp the next run empties the folder and starts again.
    """
    home = ROOT / folder
    origin = [sys.version, sys.base_prefix, str(ROOT), (ROOT / lock_file).read_text("utf-8")]
    if install_project:
        origin.append(repr(tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]))
    wanted = hashlib.sha256("\0".join(origin).encode()).hexdigest()
    stamp = home / "built-from"
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        say(f"Setting up {folder} from {lock_file}; this takes a minute")
        pip = create(home)
        install(pip, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock_file))
        if install_project:
            install(pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        stamp.write_text(wanted, "utf-8")
    return home / SCRIPTS


def create(home: Path) -> list[str]:
    """Make an empty virtual environment and return the command of a pip that installs into it."""
    venv.create(home, clear=True, symlinks=os.name != "nt")
    python = str(home / SCRIPTS / "python")
    if succeeds([python, "-m", "ensurepip", "--default-pip"]):
        return [python, "-m", "pip"]
    # Some distributions package ensurepip apart; a pip outside can do the same.
    outer_pip = [sys.executable, "-m", "pip", "--python", python]
    if not succeeds([*outer_pip, "--version"]):
        fail("this Python has neither ensurepip nor pip; on Debian: apt install python3-venv")
    return outer_pip


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install(pip: list[str], *arguments: str) -> None:
    """Install with pip, its talk on stderr, since stdout belongs to the command that follows."""
    command = [*pip, "--quiet", "--disable-pip-version-check", "--no-input", "install", *arguments]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        fail("the packages could not be installed; pip says above why. Run it again when mended")


def become(program: Path, *arguments: str) -> NoReturn:
    """Hand the process over to ``program``, so that its signals and exit code are its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(program, [str(program), *arguments])
    raise SystemExit(subprocess.run([program, *arguments], check=False).returncode)


def say(message: str) -> None:
    print(f"dev.py: {message}", file=sys.stderr, flush=True)


def fail(message: str) -> NoReturn:
    say(message)
    raise SystemExit(2)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "synth": synth,
    "dotmac": dotmac,
    "test": test,
    "format": format_,
    "checkov": checkov,
    "benchmark": benchmark,
    "lock": lock,
}

if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.returncode) from None
    except OSError as error:
        fail(str(error))
