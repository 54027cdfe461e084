#!/usr/bin/env bash
# The check scripts themselves: shellcheck has nothing to say about them.
set -uo pipefail
source .ci/counting.sh

if has_packages shellcheck; then
  check 'shellcheck finds nothing in the check scripts' \
    shellcheck --external-sources .ci/run .ci/counting.sh .ci/demo.sh .ci/checks/*.sh .ci/checks/full/*.sh .ci/aws-clients/*.sh
else
  left_out 'shellcheck' 'it is not installed and could not be'
fi
closing_line
