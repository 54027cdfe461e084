#!/usr/bin/env bash
# What is committed in openapi/ is what the code describes, and lints clean.
set -uo pipefail
source .ci/counting.sh

same_document() {
  npm run --silent openapi && git diff --exit-code -- openapi && [[ -z $(git status --porcelain -- openapi) ]]
}

clean_document() {
  REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
    npm exec -- redocly lint --config .ci/redocly.yaml openapi/openapi.json
}

check 'openapi/ holds what npm run openapi writes' same_document
check "the document lints clean under Redocly's recommended rules" clean_document
closing_line
