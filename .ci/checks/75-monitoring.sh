#!/usr/bin/env bash
# Alerts, dashboard and runbooks: the rules are valid, each fires on its fault and stays silent otherwise.
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
  for alert in $(sed --quiet 's/^ *- alert: //p' "$MONITORING/alerts.yaml"); do
    grep --quiet --line-regexp "## $alert" docs/runbooks.md || { echo "no section $alert"; return 1; }
    grep --quiet "runbook_url: docs/runbooks.md#${alert,,}\$" "$MONITORING/alerts.yaml" ||
      { echo "no link to $alert"; return 1; }
    grep --quiet "alertname=\"$alert\"" test/monitoring/alerts.test.yaml || { echo "no test of $alert"; return 1; }
  done
}

check 'the alert rules are valid' promtool check rules "$MONITORING/alerts.yaml"
check 'each alert fires at the expected minute of its fault, and none fires on a healthy service' \
  promtool test rules test/monitoring/alerts.test.yaml
check 'each alert has a runbook and a test' has_runbooks
closing_line
