#!/usr/bin/env bash
# Three replicas behind haproxy, with Redis, are stopped and killed one after another under load, and act as one.
set -uo pipefail
source .ci/counting.sh

if ! has_packages redis-server haproxy; then
  left_out 'three replicas behind haproxy' 'redis-server and haproxy are not installed and could not be'
  closing_line
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
count_from timeout 900 node_modules/.bin/node .ci/replicas.mjs "$work" "${REPLICA_ROUNDS:-5}"
closing_line
