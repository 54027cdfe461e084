#!/usr/bin/env bash
# Alerts, dashboard and runbooks: the rules are valid, each fires on its fault and stays silent otherwise. Then the
# operator's walk: Prometheus scrapes a service with Redis under load, an alert fires, a request is followed to its trace.
set -uo pipefail
source .ci/counting.sh

readonly MONITORING=helm/rekognition-facade/monitoring

if ! has_packages prometheus; then
  left_out 'alerts and dashboard' "Debian's package prometheus could not be installed"
  closing_line
  exit
fi

# Every alert links an existing section of the runbooks.
has_runbooks() {
  local alert
  while read -r alert; do
    grep --quiet --line-regexp "## $alert" docs/runbooks.md || { echo "no section $alert"; return 1; }
    grep --quiet "runbook_url: docs/runbooks.md#${alert,,}\$" "$MONITORING/alerts.yaml" ||
      { echo "no link to $alert"; return 1; }
    grep --quiet "alertname=\"$alert\"" test/monitoring/alerts.test.yaml || { echo "no test of $alert"; return 1; }
  done < <(sed --quiet 's/^ *- alert: //p' "$MONITORING/alerts.yaml")
}

check 'the alert rules are valid' promtool check rules "$MONITORING/alerts.yaml"
check 'each alert fires at the expected minute of its fault, and none fires on a healthy service' \
  promtool test rules test/monitoring/alerts.test.yaml
check 'each alert has a runbook and a test' has_runbooks

if ! has_packages redis-server; then
  left_out 'the walk of an operator' 'redis-server is not installed and could not be'
  closing_line
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
count_from timeout 110 node_modules/.bin/node .ci/monitoring.mjs "$work"
closing_line
