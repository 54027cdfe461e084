#!/usr/bin/env bash
# Replicas are stopped and killed 20 times each.
REPLICA_ROUNDS=20 exec bash .ci/checks/80-replicas.sh
