#!/usr/bin/env bash
# Ten minutes of changing tenants, users, keys, aborts and faults. Its figures say whether CPU and memory stay flat.
set -uo pipefail
source .ci/counting.sh

mkdir -p .reports
check 'a soak of ten minutes is measured to the end' \
  npm run --silent bench -- soak --seconds 600 --json .reports/soak.json
closing_line
