#!/usr/bin/env bash
# The chart of the committed tree: lints, renders what Kubernetes takes and what keeps the chart's promises, and refuses
# values that could not work.
set -uo pipefail
source .ci/counting.sh

readonly KUBECTL_VALIDATE_VERSION=v0.0.4
# The oldest release that the chart admits, and the newest whose schemas kubectl-validate carries.
readonly KUBERNETES=(1.25 1.30)

if ! helm=$(go_tool helm.sh/helm/v4/cmd/helm "$HELM_VERSION"); then
  left_out 'the chart' "helm could not be built: that takes Go and its module proxy"
  closing_line
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD helm | tar --extract --directory "$work"
chart=$work/helm/rekognition-facade

# render FILE OPTION…
render() {
  "$helm" template facade "$chart" --namespace faces "${@:2}" >"$1"
}

# Refused for the reason meant: helm's words name the value.
refuses_value() {
  local words
  words=$(render /dev/null --set "$1" 2>&1) && return 1
  echo "$words"
  [[ $words == *"${1%%[.[=]*}"* ]]
}

# Values as helm's options, one line per case.
accepted=(
  ''
  '--values .ci/chart-values.yaml'
  '--set replicaCount=0'
  '--set replicaCount=2'
  '--set redis.url=redis://redis'
  '--set redis.url=redis://redis-0\,redis://redis-1:7000,networkPolicy.enabled=true'
  '--set redis.url=redis://redis,replicaCount=1'
  '--set redis.url=redis://redis,autoscaling.enabled=true'
  '--set metricsPort=9464,podDisruptionBudget.enabled=false,serviceAccount.create=false'
  '--set metricsEnabled=false,docsPort=9091,unmerged={DisassociateFaces}'
  '--set audit.to=stdout'
  '--set audit.to=/var/log/faces/audit.log,audit.volume.persistentVolumeClaim.claimName=audit'
  '--set runAsUser=null,spreadOver=null,basePath=/a/b'
)
refused=(
  'unheardOf=1'
  'image.repository='
  'replicaCount=-1'
  'rekognition=embedded'
  'rekognition=ftp://rekognition.example'
  'tenantsFile.secret='
  'secretsFile.key='
  'redis.url=redis.example:6379'
  'redis.url=redis://faces:secret@redis.example'
  'redis.url=redis://redis.example?db=1'
  'redis.password.secret=faces-redis'
  'redis.password.key='
  'erasures.file=erasures.db'
  'erasures.file=/var/lib/erasures.db'
  'erasures.receiptKeys.secret=keys'
  'erasures.file=/e/e.db,erasures.volume.emptyDir.sizeLimit=1Gi,erasures.receiptKeys.secret=keys,replicaCount=2'
  'replicaCount=1001'
  'basePath=/'
  'basePath=/faces/'
  'basePath=faces'
  'basePath=/faces/..'
  'logLevel=verbose'
  'corsOrigins={https://app.example/}'
  'corsOrigins={*}'
  'drainDelayMs=60001'
  'drainDelayMs=4000'
  'extraEnv[0].name=PORT'
  'extraEnv[0].name=AUDIT_POD_NAME'
  'port=80'
  'metricsPort=3000'
  'metricsPort=1024,service.port=1024'
  'metricsEnabled=maybe'
  'docsPort=3000'
  'docsPort=9090'
  'docsEnabled=maybe'
  'trustedProxies={proxy.example}'
  'quotas=10'
  'audit.to=somewhere'
  'audit.required=maybe'
  'audit.volume.emptyDir.sizeLimit=1Gi'
  'unmerged={all of them}'
  'service.type=ExternalName'
  'probes.readiness.path=/elsewhere'
  'podDisruptionBudget.maxUnavailable=some'
  'runAsUser=0'
  'service.ipFamilyPolicy=DualStack'
  'service.loadBalancerClass=a b'
  'service.externalTrafficPolicy=Global'
  'ingress.enabled=true'
  'ingress.hosts={faces.example/path}'
  'autoscaling.minReplicas=0'
  'autoscaling.enabled=true,autoscaling.minReplicas=7'
  'networkPolicy.egressPorts={https}'
  'serviceMonitor.interval=often'
  'serviceMonitor.enabled=true,metricsPort=0'
  'commonLabels.helm\.sh/chart=other'
  'extraVolumes[0].name=host,extraVolumes[0].hostPath.path=/'
  'extraVolumes[0].name=tmp,extraVolumes[0].emptyDir.medium=Memory'
  'extraObjects[0].kind=Secret'
)

# has_pods COUNT OPTION…
has_pods() {
  render "$work/pods.yaml" "${@:2}" && grep --quiet --line-regexp "  replicas: $1" "$work/pods.yaml"
}

# What the operators' own types would check is left to them: kubectl-validate knows Kubernetes' types only.
without_custom_types() {
  # shellcheck disable=SC2016 # The dollar signs are JavaScript's.
  node --input-type=module -e '
    import { readFileSync } from "node:fs";
    import { parseAllDocuments } from "yaml";
    const custom = /^(monitoring\.coreos\.com|gateway\.networking\.k8s\.io)\//;
    for (const document of parseAllDocuments(readFileSync(0, "utf8")))
      if (document.toJS() && !custom.test(document.toJS().apiVersion)) console.log(`---\n${document.toString({ directives: false })}`);
  ' <"$1" >"$2"
}

# The rules of the PrometheusRule as Prometheus reads them, and the dashboard as Grafana does.
holds_monitoring() {
  node --input-type=module -e '
    import { readFileSync, writeFileSync } from "node:fs";
    import { parseAllDocuments, stringify } from "yaml";
    const all = parseAllDocuments(readFileSync(0, "utf8")).map((document) => document.toJS());
    const rule = all.find((each) => each?.kind === "PrometheusRule");
    writeFileSync(process.argv[1], stringify(rule.spec));
    const { data } = all.find((each) => each?.metadata.labels?.grafana_dashboard);
    if (JSON.parse(data["rekognition-facade.json"]).panels.length === 0) process.exit(1);
    const links = rule.spec.groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert);
    if (!links.every(({ annotations }) => annotations.runbook_url.startsWith("https://wiki.example/"))) process.exit(1);
  ' "$work/rules" <"$1" || return
  ! command -v promtool >/dev/null || promtool check rules "$work/rules"
}

check 'helm lints it' "$helm" lint --strict "$chart"
for file in "$chart"/ci/*-values.yaml; do
  shape=$(basename "$file" -values.yaml)
  check "helm lints it with the values for $shape" "$helm" lint --strict --values "$file" "$chart"
  check "renders with the values for $shape" render "$work/$shape.yaml" --values "$file" &&
    check "satisfies the chart rules with the values for $shape" node .ci/chart-rules.mjs <"$work/$shape.yaml"
done
check 'contains the alerts and the dashboard, with links to the runbooks' holds_monitoring "$work/monitoring.yaml"
for index in "${!accepted[@]}"; do
  read -ra options <<<"${accepted[index]}"
  values=${options[*]:-the default values}
  check "renders with $values" render "$work/$index.yaml" "${options[@]}" &&
    check "satisfies the chart rules with $values" node .ci/chart-rules.mjs <"$work/$index.yaml"
done
check 'has one pod without Redis' has_pods 1
check 'has two pods with Redis' has_pods 2 --set redis.url=redis://redis
check 'has the configured number of pods without Redis' has_pods 3 --set replicaCount=3
check 'has the configured number of pods with Redis' has_pods 0 --set replicaCount=0,redis.url=redis://redis
for values in "${refused[@]}"; do check "refuses $values" refuses_value "$values"; done

mkdir "$work/plain"
for file in "$work"/*.yaml; do without_custom_types "$file" "$work/plain/${file##*/}"; done
if validate=$(go_tool sigs.k8s.io/kubectl-validate "$KUBECTL_VALIDATE_VERSION"); then
  for version in "${KUBERNETES[@]}"; do
    check "Kubernetes $version accepts all of it" "$validate" --version "$version" "$work"/plain/*.yaml
  done
else
  left_out "Kubernetes' schemas" 'kubectl-validate could not be built'
fi
closing_line
