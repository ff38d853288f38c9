"""What the short names in the sources of manual pages stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

SOURCES: Mapping[str, str] = {
    "ARGO": "documentation of Argo CD, https://argo-cd.readthedocs.io/en/stable/",
    "C-": "controls of Kubescape, https://hub.armosec.io/docs/controls",
    "CIS": "CIS Kubernetes Benchmark 1.12, https://www.cisecurity.org/benchmark/kubernetes",
    "CKV": "checks of Checkov, https://www.checkov.io/5.Policy%20Index/kubernetes.html",
    "CVE": "Common Vulnerabilities and Exposures, https://www.cve.org/",
    "CWE": "Common Weakness Enumeration, https://cwe.mitre.org/",
    "K8S-MT": "Kubernetes documentation, Multi-tenancy,"
    " https://kubernetes.io/docs/concepts/security/multi-tenancy/",
    "MITRE": "MITRE ATT&CK, https://attack.mitre.org/matrices/enterprise/containers/",
    "MTB": "Multi-Tenancy Benchmarks of the Kubernetes working group,"
    " https://github.com/kubernetes-sigs/multi-tenancy/tree/master/benchmarks",
    "NSA": "NSA and CISA, Kubernetes Hardening Guidance 1.2,"
    " https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/"
    "CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
    "OWASP": "OWASP Kubernetes Top Ten 2025 and API Security Top 10 2023,"
    " https://owasp.org/www-project-kubernetes-top-ten/",
    "PSS": "Pod Security Standards,"
    " https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    "RFC": "Requests for Comments of the IETF, https://www.rfc-editor.org/",
}
"""Beginning of a short name to what it stands for."""
_SHORT = re.compile(r"(?<![\w/-])(K8S-MT|C-(?=\d)|[A-Z]{3,5})(?=[\W_#\d]|$)")


def spelt_out(manual: str) -> Iterator[str]:
    """A line for each short name that a page's sources use."""
    _, _, sources = manual.rpartition("\nSource:")
    names = set(_SHORT.findall(re.sub(r"https?://\S+", "", sources)))
    for name in sorted(names & SOURCES.keys()):
        yield f"{name}…: {SOURCES[name]}" if name.endswith("-") else f"{name}: {SOURCES[name]}"
