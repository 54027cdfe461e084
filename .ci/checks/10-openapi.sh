#!/usr/bin/env bash
# The committed OpenAPI document is the one that the code describes.
set -uo pipefail
source .ci/counting.sh

same_document() {
  npm run --silent openapi && git diff --exit-code -- openapi && [[ -z $(git status --porcelain -- openapi) ]]
}

check 'openapi/openapi.json is what npm run openapi writes' same_document
closing_line
