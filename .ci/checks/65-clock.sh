#!/usr/bin/env bash
# The wall clock of a running service is stepped forwards and back, by up to an hour.
set -uo pipefail
source .ci/counting.sh

if ! has_packages faketime; then
  left_out 'steps of the wall clock' 'faketime is not installed and could not be'
  closing_line
  exit
fi

library=$(dpkg --listfiles libfaketime | grep --max-count=1 '/libfaketimeMT\.so\.1$')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
count_from timeout 600 node_modules/.bin/node .ci/clock-steps.mjs "$library" "$work"
closing_line
