"""Who may open a connection to whom, by the rules of NetworkPolicy v1, symbolically.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/,
https://kubernetes.io/docs/concepts/services-networking/network-policies/, and the validation of
networking.k8s.io in kubernetes/kubernetes.
"""
