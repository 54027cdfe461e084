#!/usr/bin/env bash
# Swagger UI in Debian's Chromium executes every operation of a fresh demo with its example.
set -uo pipefail
source .ci/counting.sh
source .ci/demo.sh

work=$(mktemp -d)
trap 'end_demo; rm -rf "$work"' EXIT

if ! has_packages chromium; then
  left_out 'the browser' 'Chromium is not installed and could not be'
  closing_line
  exit
fi
check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
start_demo "$work/demo" || exit
mkdir -p .reports
count_from timeout 300 node_modules/.bin/node .ci/browser.mjs "$demo_url" .reports/swagger-disassociate.png
closing_line
