"""The render job's own script, run in clones of a scratch repository: whoever pushes meanwhile,
nothing is lost, and `dist/` is what the inputs say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fleet import ROOT

SCRIPT = ROOT / ".github" / "render.sh"
REGION, TENANT = "staging-us-east-1", "demo-isp"
DOTMAC = f"""#!/usr/bin/env bash
# Stands for `dotmac`; once, when it is asked to do what the file `meanwhile` is named for, the
# commands of that file come first.
printenv GITHUB_TOKEN && exit 99
if [[ -f "$HOOKS/$1" ]]; then mv "$HOOKS/$1" "$HOOKS/done" && bash -e "$HOOKS/done"; fi
exec {sys.executable} -c 'from dotmac_manifests.cli.main import run; run()' "$@"
"""

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git"
)


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    quiet = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *quiet, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass(frozen=True)
class Remote:
    """A bare repository of a small fleet, and the folder in which it is cloned."""

    home: Path

    @property
    def bare(self) -> Path:
        """The repository itself."""
        return self.home / "remote.git"

    def clone(self, name: str) -> Path:
        """A new clone."""
        git(self.home, "clone", "--quiet", str(self.bare), name)
        return self.home / name

    def push(self, clone: Path, slug: str) -> None:
        """Push the inputs of one more tenant, and nothing rendered."""
        text = (ROOT / "tenants" / f"{TENANT}.yaml").read_text()
        wanted = text.replace(TENANT, slug).replace("192.0.2.224/28", "192.0.2.208/28")
        (clone / "tenants" / f"{slug}.yaml").write_text(wanted)
        git(clone, "add", ".")
        git(clone, "commit", "--quiet", "--message", f"Add {slug}")
        git(clone, "pull", "--quiet", "--rebase", "origin", "main")
        git(clone, "push", "--quiet", "origin", "HEAD:main")

    def start(self, clone: Path) -> subprocess.Popen[str]:
        """Start the script in a clone."""
        hooks = self.home / f"{clone.name}-hooks"
        hooks.mkdir(exist_ok=True)
        return subprocess.Popen(
            ["bash", SCRIPT, "main"],
            cwd=clone,
            env={
                **os.environ,
                "DOTMAC": str(self.home / "dotmac"),
                "HOOKS": str(hooks),
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, clone: Path) -> tuple[int, str]:
        """Run it to its end: exit code, and what it said."""
        process = self.start(clone)
        out, err = process.communicate(timeout=300)
        return process.returncode, out + err

    def meanwhile(self, clone: Path, verb: str, script: str) -> None:
        """Have a script run once, when the clone's job comes to a verb of `dotmac`."""
        hooks = self.home / f"{clone.name}-hooks"
        hooks.mkdir()
        (hooks / verb).write_text(script)

    def commits(self) -> list[str]:
        """Subjects of all commits of main, the newest first."""
        return git(self.bare, "log", "--format=%s", "main").splitlines()

    def rendered(self) -> dict[str, bytes]:
        """Everything below `dist/` on main."""
        return _files(self._fresh() / "dist")

    def wanted(self) -> dict[str, bytes]:
        """A clean rendering of main's inputs, by this very code."""
        fresh = self._fresh()
        shutil.rmtree(fresh / "dist")
        _dotmac(fresh, "synth")
        return _files(fresh / "dist")

    def _fresh(self) -> Path:
        folder = self.home / "fresh"
        shutil.rmtree(folder, ignore_errors=True)
        return self.clone("fresh")


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _dotmac(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of one region and one tenant, rendered."""
    folder = tmp_path_factory.mktemp("seed")
    for path in ("platform.yaml", f"regions/{REGION}.yaml", f"tenants/{TENANT}.yaml"):
        (folder / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, folder / path)
    _dotmac(folder, "synth")
    return folder


@pytest.fixture
def remote(seed: Path, tmp_path: Path) -> Remote:
    """A remote that holds them."""
    found = Remote(tmp_path)
    git(tmp_path, "init", "--quiet", "--bare", str(found.bare))
    program = tmp_path / "dotmac"
    program.write_text(DOTMAC)
    program.chmod(0o755)
    first = found.clone("first")
    shutil.copytree(seed, first, dirs_exist_ok=True)
    git(first, "add", ".")
    git(first, "commit", "--quiet", "--message", "Begin")
    git(first, "push", "--quiet", "origin", "HEAD:main")
    return found


def test_what_somebody_pushes_meanwhile_is_rendered_too(remote: Remote) -> None:
    people, job = remote.clone("people"), remote.clone("job")
    remote.push(people, "alpha")
    remote.meanwhile(
        job,
        "verify",
        f"""cd {people}
        sed 's/{TENANT}/beta/; s/192.0.2.224/192.0.2.192/' tenants/{TENANT}.yaml > tenants/beta.yaml
        git add . && git -c user.name=t -c user.email=t@example.com commit -qm 'Add beta'
        git push -q origin HEAD:main
        """,
    )
    code, said = remote.run(job)
    assert code == 0, said
    assert "Somebody pushed meanwhile" in said
    newest, *before = remote.commits()
    assert newest.startswith("Render dist/ from ")
    assert before == ["Add beta", "Add alpha", "Begin"]
    rendered = remote.rendered()
    assert rendered == remote.wanted()
    assert f"{REGION}/tenants/alpha/namespace.yaml" in rendered
    assert f"{REGION}/tenants/beta/namespace.yaml" in rendered


def test_two_jobs_at_the_same_time_both_come_to_their_end(remote: Remote) -> None:
    clones = remote.clone("one"), remote.clone("two")
    remote.push(clones[0], "alpha")
    jobs = [remote.start(clones[0])]
    remote.push(clones[1], "beta")
    jobs.append(remote.start(clones[1]))
    ends = [(job.communicate(timeout=300), job.returncode) for job in jobs]
    assert [code for _, code in ends] == [0, 0], ends
    assert remote.rendered() == remote.wanted()
    assert {"Add alpha", "Add beta"} <= set(remote.commits())


def test_a_job_finds_nothing_to_do_after_its_own_commit(remote: Remote) -> None:
    people, job = remote.clone("people"), remote.clone("job")
    remote.push(people, "alpha")
    assert remote.run(job)[0] == 0
    before = remote.commits()
    assert len(before) == 3
    code, said = remote.run(job)
    assert (code, remote.commits()) == (0, before)
    assert "is what the inputs of" in said


def _spoil(folder: Path) -> None:
    (folder / "tenants" / f"{TENANT}.yaml").write_text("kind: Tenant\n")


def _break(folder: Path) -> None:
    (folder / "dotmac-exceptions.yaml").write_text(
        "exceptions:\n- {rule: R03, object: Role a/b, reason: None at all., owner: me,"
        " expires: 2000-01-01}\n"
    )


@pytest.mark.parametrize("harm", [_spoil, _break], ids=["inputs", "promises"])
def test_nothing_is_committed_when_inputs_or_promises_are_broken(
    remote: Remote, harm: Callable[[Path], None]
) -> None:
    people, job = remote.clone("people"), remote.clone("job")
    harm(people)
    git(people, "add", ".")
    git(people, "commit", "--quiet", "--message", "Do harm")
    git(people, "push", "--quiet", "origin", "HEAD:main")
    remote.push(people, "alpha")
    code, _ = remote.run(job)
    assert code != 0
    assert remote.commits() == ["Add alpha", "Do harm", "Begin"]


def test_a_push_that_is_refused_for_good_is_not_tried_again(remote: Remote) -> None:
    people, job = remote.clone("people"), remote.clone("job")
    remote.push(people, "alpha")
    hook = remote.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    code, said = remote.run(job)
    assert code == 1
    assert "refused" in said
    assert "attempt" not in said


def test_only_git_gets_to_see_the_token(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "none")
    code, said = remote.run(remote.clone("job"))
    assert code == 0, said
