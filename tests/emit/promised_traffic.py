"""The only traffic of the fleet, as a table: whatever a line does not say is denied.

Workloads that a region or a tenant does not have drop out of its lines.
"""

from __future__ import annotations

from tests.support.promises import parse

TENANT = parse(
    """
    isp-ops-app -> isp-backend: 8000
    smoke-test -> isp-ops-app: 3000
    smoke-test -> isp-backend: 8000
    isp-backend -> netbox: 8080
    isp-backend -> genieacs-nbi: 7557
    isp-backend -> freeradius: 1812/udp 1813/udp
    isp-backend -> freeradius: 3799/udp if coa
    isp-backend grafana -> prometheus: 9090
    isp-ops-app isp-backend isp-backend-migrate -> fluent-bit: 24224
    celery-worker celery-beat -> fluent-bit: 24224

    isp-backend celery-worker celery-beat netbox netbox-worker -> redis redis-cache: 6379
    isp-backend-migrate -> redis redis-cache: 6379
    redis -> redis: 6379
    genieacs-cwmp genieacs-nbi genieacs-fs mongodb-init mongodb-backup -> mongodb: 27017
    mongodb -> mongodb: 27017

    isp-backend isp-backend-migrate celery-worker celery-beat -> postgres: 5432
    netbox netbox-worker freeradius postgres-init postgres-backup -> postgres: 5432
    isp-backend isp-backend-migrate celery-worker celery-beat -> DATABASE: 5432 if external
    netbox netbox-worker freeradius -> DATABASE: 5432 if external
    postgres -> postgres: 5432 8000 if cnpg
    postgres -> API-SERVER KUBERNETES: 443 6443 if cnpg
    cnpg-system/cloudnative-pg -> postgres: 8000 if cnpg

    prometheus -> isp-ops-app: 3000
    prometheus -> isp-backend: 8000
    prometheus -> celery-worker: 9540
    prometheus -> netbox: 8080
    prometheus -> grafana: 3001
    prometheus -> fluent-bit: 2020
    prometheus -> postgres: 9187 if cnpg
    prometheus -> API-SERVER KUBERNETES: 443 6443
    argo-rollouts/argo-rollouts -> prometheus: 9090 if canary

    edge -> isp-ops-app: 3000
    edge -> isp-backend: 8000
    edge -> grafana: 3001
    edge -> genieacs-cwmp: 7547 if cpe
    NAS -> freeradius: 1812/udp 1813/udp
    freeradius -> NAS: 3799/udp if coa
    VPN -> wireguard: 51820/udp
    platform-admin/platform-backend -> isp-backend: 8000
    isp-backend -> platform-admin/platform-backend: 8000

    * -> kube-system/kube-dns: 53 53/udp
    * -> NODE-DNS: 53 53/udp
    isp-ops-app isp-backend celery-worker -> INTERNET: 443
    fluent-bit grafana -> shared-services/loki-gateway: 8080
    isp-ops-app isp-backend isp-backend-migrate -> shared-services/jaeger: 4317 4318
    celery-worker celery-beat -> shared-services/jaeger: 4317 4318
    isp-backend celery-worker netbox netbox-worker -> shared-services/object-storage: 9000
    mongodb-backup postgres-backup -> shared-services/object-storage: 9000
    postgres -> shared-services/object-storage: 9000 if cnpg
    netbox netbox-worker mongodb-backup -> INTERNET: 443 if cloud-storage
    """
)

PLATFORM = parse(
    """
    edge platform-smoke-test -> platform-admin-app: 3000
    edge platform-admin-app platform-smoke-test -> platform-backend: 8000
    platform-backend celery-worker celery-beat platform-migrate -> postgres: 5432
    platform-backend celery-worker celery-beat platform-migrate -> redis: 6379
    platform-backend external-secrets/external-secrets -> openbao: 8200
    openbao -> openbao: 8200 8201
    openbao postgres -> API-SERVER KUBERNETES: 443 6443
    postgres -> postgres: 5432 8000
    cnpg-system/cloudnative-pg -> postgres: 8000
    monitoring/prometheus -> platform-backend: 8000
    monitoring/prometheus -> postgres: 9187

    * -> kube-system/kube-dns: 53 53/udp
    * -> NODE-DNS: 53 53/udp
    platform-backend celery-worker openbao postgres -> INTERNET: 443
    platform-admin-app platform-backend platform-migrate -> shared-services/jaeger: 4317 4318
    celery-worker celery-beat -> shared-services/jaeger: 4317 4318
    """
)

SHARED = parse(
    """
    loki-gateway -> loki: 3100
    loki -> loki: 7946 9095
    loki bucket-provisioner -> object-storage: 9000
    loki -> INTERNET: 443 if cloud-storage
    object-storage -> object-storage: 9000
    logging/fluent-bit -> loki-gateway: 8080
    monitoring/prometheus -> loki: 3100
    monitoring/prometheus -> jaeger: 8888
    * -> kube-system/kube-dns: 53 53/udp
    * -> NODE-DNS: 53 53/udp
    """
)

OPERATORS = parse(
    """
    ANYONE -> nginx-ingress/nginx-ingress: 80 443
    ANYONE -> envoy-gateway-system/envoy: 10080 10443
    kube-system/* default/* -> nginx-ingress/nginx-ingress: 80 443
    kube-system/* default/* -> envoy-gateway-system/envoy: 10080 10443
    envoy-gateway-system/envoy -> envoy-gateway-system/envoy-gateway: 18000
    external-secrets/external-secrets -> SECRET-STORE: 8200
    cnpg-system/cloudnative-pg -> cnpg-system/plugin-barman-cloud: 9090
    cert-manager/cert-manager -> PUBLIC-DNS: 53 53/udp

    NODES -> cert-manager/webhook: 10250
    NODES -> external-secrets/external-secrets-webhook: 10250
    NODES -> cnpg-system/cloudnative-pg: 9443
    NODES -> metrics-server/metrics-server: 10250
    metrics-server/metrics-server -> NODES: 10250
    API-SERVER -> cert-manager/webhook: 10250
    API-SERVER -> external-secrets/external-secrets-webhook: 10250
    API-SERVER -> cnpg-system/cloudnative-pg: 9443
    API-SERVER -> metrics-server/metrics-server: 10250

    nginx-ingress/nginx-ingress -> API-SERVER KUBERNETES: 443 6443
    envoy-gateway-system/envoy-gateway -> API-SERVER KUBERNETES: 443 6443
    envoy-gateway-system/certgen -> API-SERVER KUBERNETES: 443 6443
    cert-manager/* external-secrets/* velero/* -> API-SERVER KUBERNETES: 443 6443
    cnpg-system/cloudnative-pg cnpg-system/plugin-barman-cloud -> API-SERVER KUBERNETES: 443 6443
    argo-rollouts/argo-rollouts external-dns/external-dns -> API-SERVER KUBERNETES: 443 6443
    metrics-server/metrics-server logging/fluent-bit -> API-SERVER KUBERNETES: 443 6443
    cluster-autoscaler/cluster-autoscaler -> API-SERVER KUBERNETES: 443 6443
    monitoring/prometheus monitoring/kube-state-metrics -> API-SERVER KUBERNETES: 443 6443
    monitoring/operator -> API-SERVER KUBERNETES: 443 6443

    cert-manager/cert-manager velero/* external-dns/external-dns -> INTERNET: 443
    cluster-autoscaler/cluster-autoscaler monitoring/alertmanager -> INTERNET: 443
    cluster-autoscaler/cluster-autoscaler -> EKS-IDENTITY: 80

    monitoring/prometheus -> NODES: 9100 10250
    monitoring/prometheus -> nginx-ingress/nginx-ingress: 9113
    monitoring/prometheus -> envoy-gateway-system/envoy: 19001
    monitoring/prometheus -> envoy-gateway-system/envoy-gateway: 19001
    monitoring/prometheus -> cert-manager/cert-manager: 9402
    monitoring/prometheus -> external-secrets/external-secrets: 8080
    monitoring/prometheus -> cnpg-system/cloudnative-pg: 8080
    monitoring/prometheus -> argo-rollouts/argo-rollouts: 8090
    monitoring/prometheus -> velero/velero velero/node-agent: 8085
    monitoring/prometheus -> external-dns/external-dns: 7979
    monitoring/prometheus -> logging/fluent-bit: 2020
    monitoring/prometheus -> monitoring/prometheus: 9090 8080
    monitoring/prometheus -> monitoring/alertmanager: 9093 8080
    monitoring/prometheus -> monitoring/kube-state-metrics monitoring/operator: 8080
    monitoring/alertmanager -> monitoring/alertmanager: 9094 9094/udp

    argocd/argocd-server argocd/argocd-application-controller -> argocd/argocd-redis: 6379
    argocd/argocd-repo-server -> argocd/argocd-redis: 6379
    argocd/argocd-server argocd/argocd-application-controller -> argocd/argocd-repo-server: 8081
    argocd/argocd-applicationset-controller -> argocd/argocd-repo-server: 8081
    argocd/argocd-notifications-controller -> argocd/argocd-repo-server: 8081
    argocd/argocd-server -> argocd/argocd-dex-server: 5556 5557
    argocd/argocd-repo-server -> INTERNET: 22 443
    argocd/argocd-server argocd/argocd-dex-server -> INTERNET: 443
    argocd/argocd-notifications-controller -> INTERNET: 443
    argocd/argocd-server argocd/argocd-application-controller -> API-SERVER KUBERNETES: 443 6443
    argocd/argocd-applicationset-controller argocd/argocd-redis -> API-SERVER KUBERNETES: 443 6443
    argocd/argocd-notifications-controller -> API-SERVER KUBERNETES: 443 6443
    argocd/argocd-dex-server -> API-SERVER KUBERNETES: 443 6443

    nginx-ingress/* envoy-gateway-system/* cert-manager/* -> kube-system/kube-dns: 53 53/udp
    external-secrets/* cnpg-system/* argo-rollouts/* velero/* -> kube-system/kube-dns: 53 53/udp
    external-dns/* metrics-server/* logging/* monitoring/* -> kube-system/kube-dns: 53 53/udp
    cluster-autoscaler/* argocd/* -> kube-system/kube-dns: 53 53/udp
    nginx-ingress/* envoy-gateway-system/* cert-manager/* -> NODE-DNS: 53 53/udp
    external-secrets/* cnpg-system/* argo-rollouts/* velero/* -> NODE-DNS: 53 53/udp
    external-dns/* metrics-server/* logging/* monitoring/* -> NODE-DNS: 53 53/udp
    cluster-autoscaler/* argocd/* -> NODE-DNS: 53 53/udp
    """
)
