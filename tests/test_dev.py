"""The setup script: what can be proved of it without a network."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "dev.py"
LOCK_FILES = ["dev.lock", "runtime.lock", "checkov.lock"]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


class TestScript:
    def test_needs_only_the_standard_library(self) -> None:
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(SCRIPT.read_text()))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= sys.stdlib_module_names

    def test_parses_on_old_pythons(self) -> None:
        ast.parse(SCRIPT.read_text(), feature_version=(3, 6))

    def test_refuses_an_old_python_before_it_imports_anything_new(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "version_info", (3, 10, 13))
        monkeypatch.setitem(sys.modules, "tomllib", None)
        with pytest.raises(SystemExit) as exit_:
            exec(compile(SCRIPT.read_text(), "dev.py", "exec"), {"__name__": "dev"})
        assert exit_.value.code == 2
        assert "needs Python 3.11 or newer" in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
    def test_help_names_every_command(self, dev: ModuleType, arguments: tuple[str, ...]) -> None:
        done = run(*arguments)
        assert done.returncode == 0
        for command in dev.COMMANDS:
            assert f"python3 dev.py {command} " in done.stdout

    def test_unknown_command_is_told_without_a_traceback(self, tmp_path: Path) -> None:
        done = run("sinth", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("dev.py: unknown command 'sinth'")
        assert "Traceback" not in done.stderr


class TestGates:
    def test_all_run_and_one_failure_fails(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        python = Path(sys.executable).name
        bad, good = [python, "-c", "raise SystemExit(3)"], [python, "-c", "print('ran')"]
        monkeypatch.setattr(dev, "GATES", {"First": bad, "Second": good})
        assert dev.gates(Path(sys.executable).parent) == 1
        out = capfd.readouterr().out
        assert out.index("=== First") < out.index("=== Second") < out.index("\nran")
        assert out.endswith("Failed: First\n")

    def test_a_clean_run_ends_with_the_last_gate(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        python = Path(sys.executable).name
        monkeypatch.setattr(dev, "GATES", {"Only": [python, "-c", "print('1 passed')"]})
        assert dev.gates(Path(sys.executable).parent) == 0
        assert capfd.readouterr().out.endswith("1 passed\n")

    def test_tests_come_last(self, dev: ModuleType) -> None:
        assert list(dev.GATES)[-1] == "Tests"


class TestEnvironment:
    """``create`` and ``install`` are stood in for: they would need a network."""

    @pytest.fixture
    def steps(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> list[tuple[str, ...]]:
        steps: list[tuple[str, ...]] = []

        def create(home: Path) -> list[str]:
            home.mkdir(exist_ok=True)
            steps.append(("create",))
            return ["pip"]

        monkeypatch.setattr(dev, "ROOT", tmp_path)
        monkeypatch.setattr(dev, "PYPROJECT", tmp_path / "pyproject.toml")
        monkeypatch.setattr(dev, "create", create)
        monkeypatch.setattr(dev, "install", lambda _, *arguments: steps.append(arguments))
        (tmp_path / "a.lock").write_text("a==1\n")
        (tmp_path / "pyproject.toml").write_text("[project]\nname = 'a'\n[tool.b]\nc = 1\n")
        return steps

    def test_is_built_once(self, dev: ModuleType, steps: list[tuple[str, ...]]) -> None:
        dev.environment(".venv", "a.lock", install_project=True)
        assert [step[0] for step in steps] == ["create", "--require-hashes", "--no-deps"]
        dev.environment(".venv", "a.lock", install_project=True)
        assert len(steps) == 3

    @pytest.mark.parametrize(
        ("file", "text", "builds"),
        [
            pytest.param("a.lock", "a==2\n", 2, id="another lock"),
            pytest.param("pyproject.toml", "[project]\nname = 'b'\n", 2, id="other metadata"),
            pytest.param("pyproject.toml", "[project]\nname = 'a'\n", 1, id="tool settings only"),
        ],
    )
    def test_is_built_anew_when_its_origin_changes(
        self, dev: ModuleType, steps: list[tuple[str, ...]], file: str, text: str, builds: int
    ) -> None:
        dev.environment(".venv", "a.lock", install_project=True)
        (dev.ROOT / file).write_text(text)
        dev.environment(".venv", "a.lock", install_project=True)
        assert steps.count(("create",)) == builds

    @pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
    def test_heals_after_an_interruption(
        self,
        dev: ModuleType,
        steps: list[tuple[str, ...]],
        monkeypatch: pytest.MonkeyPatch,
        interruption: type[BaseException],
    ) -> None:
        def interrupted(*_: object) -> None:
            raise interruption

        with monkeypatch.context() as patch:
            patch.setattr(dev, "install", interrupted)
            with pytest.raises(interruption):
                dev.environment(".venv", "a.lock")
        dev.environment(".venv", "a.lock")
        assert steps.count(("create",)) == 2

    def test_does_without_ensurepip(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(dev, "succeeds", lambda command: "ensurepip" not in command)
        python = str(tmp_path / "env" / dev.SCRIPTS / "python")
        assert dev.create(tmp_path / "env") == [sys.executable, "-m", "pip", "--python", python]
        assert (tmp_path / "env" / "pyvenv.cfg").is_file()

    def test_says_what_to_install_without_any_pip(
        self,
        dev: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(dev, "succeeds", lambda _: False)
        with pytest.raises(SystemExit) as exit_:
            dev.create(tmp_path / "env")
        assert exit_.value.code == 2
        assert "apt install python3-venv" in capsys.readouterr().err


class TestLocks:
    @pytest.mark.parametrize("name", LOCK_FILES)
    def test_holds_versions_and_hashes_and_no_address(self, name: str) -> None:
        text = (ROOT / "requirements" / name).read_text()
        assert "://" not in text
        assert "--index" not in text
        entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
        assert entries
        for entry in entries:
            assert re.match(r"[a-z0-9.-]+==\S+ ", entry)
            assert "--hash=sha256:" in entry

    def test_every_lock_is_written_by_the_lock_command(self, dev: ModuleType) -> None:
        assert {Path(file).name for file in dev.LOCKS} == set(LOCK_FILES)

    def test_runtime_chooses_the_versions_of_dev(self) -> None:
        assert locked("runtime.lock").items() <= locked("dev.lock").items()

    @pytest.mark.parametrize("name", LOCK_FILES)
    def test_satisfies_what_the_project_declares(self, name: str) -> None:
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
        project = pyproject["project"]
        declared = {
            "runtime.lock": project["dependencies"],
            "dev.lock": [
                *project["dependencies"],
                *project["optional-dependencies"]["dev"],
                *pyproject["build-system"]["requires"],
            ],
            "checkov.lock": pyproject["dependency-groups"]["checkov"],
        }[name]
        versions = locked(name)
        for requirement in map(Requirement, declared):
            assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])


def locked(name: str) -> dict[str, str]:
    """Name → version; the last one where systems differ, which no declared package does."""
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, flags=re.MULTILINE))
