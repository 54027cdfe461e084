#!/usr/bin/env bash
# The long suites with their full counts: 10,000 seeds and requests, 20 kills of the service, 100 of the engine.
set -uo pipefail
TEST_COUNTS=full exec npm run --silent test:long
