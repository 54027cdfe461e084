#!/usr/bin/env bash
# The chart of the committed tree: lints, renders what Kubernetes takes and what keeps the chart's promises, and refuses
# values that could not work.
set -uo pipefail
source .ci/counting.sh

readonly HELM_VERSION=v4.3.1
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
)

check 'helm lints it' "$helm" lint --strict "$chart"
for index in "${!accepted[@]}"; do
  read -ra options <<<"${accepted[index]}"
  values=${options[*]:-the default values}
  check "renders with $values" render "$work/$index.yaml" "${options[@]}" &&
    check "keeps its promises with $values" node .ci/chart-rules.mjs <"$work/$index.yaml"
done
for values in "${refused[@]}"; do check "refuses $values" refuses_value "$values"; done

if validate=$(go_tool sigs.k8s.io/kubectl-validate "$KUBECTL_VALIDATE_VERSION"); then
  for version in "${KUBERNETES[@]}"; do
    check "Kubernetes $version takes all of it" "$validate" --version "$version" "$work"/*.yaml
  done
else
  left_out "Kubernetes' schemas" 'kubectl-validate could not be built'
fi
closing_line
