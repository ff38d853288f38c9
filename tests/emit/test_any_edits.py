"""Any sequence of edits, mishaps and runs: after each run `dist/` is what the inputs say."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dotmac_manifests.emit.cache_state import unchanged
from dotmac_manifests.emit.tree import MARKER
from dotmac_manifests.errors import InputError
from tests.emit.fleets import Workshop

TENANTS = ("citynet", "fast-fiber", "lion-net", "metro-fiber")
numbers = st.integers(0, 3)


class Edits(RuleBasedStateMachine):
    """People edit inputs, hands and disks harm what was written or remembered; runs mend it."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.shop = Workshop(self.home)
        self.older: list[bytes] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.home)

    @rule(tenant=st.sampled_from(TENANTS), number=numbers)
    def name_a_tenant(self, tenant: str, number: int) -> None:
        """Often the very text that was there before, or one as long."""
        self._set(f"tenants/{tenant}.yaml", "  displayName:", f"  displayName: Number {number}")

    @rule(tenant=st.sampled_from(TENANTS), other=st.sampled_from(TENANTS))
    def take_an_id(self, tenant: str, other: str) -> None:
        """Perhaps one that another tenant has."""
        self._set(f"tenants/{tenant}.yaml", "  id:", f"  id: {other}-1")

    @rule(tenant=st.sampled_from(TENANTS), ring=st.sampled_from(["early", "general"]))
    def change_ring(self, tenant: str, ring: str) -> None:
        """By a label that a selector reads."""
        label = "growth" if ring == "early" else "none"
        path = self.shop.root / f"tenants/{tenant}.yaml"
        lines = [line for line in path.read_text().splitlines() if "cohort" not in line]
        lines = [line for line in lines if line != "  labels:"]
        at = next(at for at, line in enumerate(lines) if line.startswith("  name:"))
        lines[at + 1 : at + 1] = ["  labels:", f"    dotmac.io/cohort: {label}"]
        path.write_text("\n".join(lines) + "\n")

    @rule(release=st.sampled_from(["v1.2.3", "v1.2.4"]))
    def release_to_a_ring(self, release: str) -> None:
        """To the ring `early`."""
        path = self.shop.root / "platform.yaml"
        head, _, tail = path.read_text().partition("    - name: early\n")
        _, _, rest = tail.partition("\n")
        path.write_text(f"{head}    - name: early\n      release: {release}\n{rest}")

    @rule(region=st.sampled_from(["us-east-1", "eu-west-1"]), number=numbers)
    def edit_a_region(self, region: str, number: int) -> None:
        """Its zones."""
        self._set(f"regions/{region}.yaml", "  zones:", f"  zones: [a{number}, b, c]")

    @rule(number=numbers)
    def add_or_remove_a_tenant(self, number: int) -> None:
        """One of four that come and go."""
        path = self.shop.root / f"tenants/new-{number}.yaml"
        if path.exists():
            path.unlink()
            return
        text = (self.shop.root / "tenants/metro-fiber.yaml").read_text()
        text = text.replace("name: metro-fiber", f"name: new-{number}")
        path.write_text(text)
        self._set(f"tenants/new-{number}.yaml", "  id:", f"  id: new-{number}")

    @rule(tenant=st.sampled_from(TENANTS))
    def break_or_mend_an_input(self, tenant: str) -> None:
        """By a letter."""
        path = self.shop.root / f"tenants/{tenant}.yaml"
        text = path.read_text()
        wrong, right = "kind: Tenand", "kind: Tenant"
        path.write_text(text.replace(wrong, right) if wrong in text else text.replace(right, wrong))

    @rule(tenant=st.sampled_from(TENANTS))
    def touch_an_input(self, tenant: str) -> None:
        """Without a change."""
        os.utime(self.shop.root / f"tenants/{tenant}.yaml")

    @rule(
        number=st.integers(0, 1000),
        harm=st.sampled_from(["edit", "edit in place", "remove", "same", "link", "stray"]),
    )
    def harm_the_output(self, number: int, harm: str) -> None:
        """Some file of it; without the marker the folder would be somebody else's."""
        files = [path for path in sorted(self.shop.out.rglob("*.*")) if path.is_file()]
        files = [path for path in files if path.name != MARKER]
        if not files:
            return
        path = files[number % len(files)]
        if harm == "edit":
            path.write_text("edited")
        elif harm == "edit in place":
            before = path.stat()
            path.write_bytes(bytes(reversed(path.read_bytes())))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif harm == "remove":
            path.unlink()
        elif harm == "same":
            path.write_bytes(path.read_bytes())
        elif harm == "link":
            path.unlink()
            path.symlink_to(self.shop.root / "platform.yaml")
        else:
            path.with_name("stray").write_text("x")

    @rule(harm=st.sampled_from(["remove", "cut", "flip", "older", "keep"]), at=st.floats(0, 0.99))
    def harm_the_cache(self, harm: str, at: float) -> None:
        """Or put back what was there once."""
        for path in self.shop.kept():
            data = path.read_bytes()
            place = int(at * len(data))
            if harm == "remove":
                path.unlink()
            elif harm == "cut":
                path.write_bytes(data[:place])
            elif harm == "flip":
                path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
            elif harm == "keep":
                self.older.append(data)
            elif self.older:
                path.write_bytes(self.older[int(at * len(self.older))])

    @rule(cached=st.booleans())
    def run(self, cached: bool) -> None:
        """And compare with a run that remembers nothing."""
        before, inputs = self.shop.dist() if self.shop.out.exists() else {}, self.shop.inputs()
        try:
            clean = self.shop.clean()
        except InputError as error:
            with pytest.raises(InputError) as found:
                self.shop.synth(cached=cached)
            assert found.value.problems == error.problems  # noqa: PT017 - of the other run
            assert (self.shop.dist() if self.shop.out.exists() else {}) == before
            return
        self.shop.synth(cached=cached)
        assert self.shop.dist() == clean
        assert self.shop.inputs() == inputs

    @invariant()
    def what_is_told_to_be_unchanged_is(self) -> None:
        """The quick answer is given only where nothing is to be done."""
        if unchanged(self.shop.cache, str(self.shop.root), str(self.shop.out)) is not None:
            assert self.shop.dist() == self.shop.clean()

    def _set(self, name: str, start: str, line: str) -> None:
        path = self.shop.root / name
        if path.exists():
            lines = path.read_text().splitlines()
            lines = [line if found.startswith(start) else found for found in lines]
            path.write_text("\n".join(lines) + "\n")


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
