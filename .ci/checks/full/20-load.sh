#!/usr/bin/env bash
# All suites pass on a machine that twice as many other processes keep busy as it has cores.
set -uo pipefail
source .ci/counting.sh

if ! has_packages stress-ng; then
  left_out 'the tests under load' 'stress-ng is not installed and could not be'
  closing_line
  exit
fi
stress-ng --cpu $((2 * $(nproc))) --quiet &
load=$!
trap 'kill "$load" 2>/dev/null' EXIT
count_from npm test
count_from npm run --silent test:long
closing_line
