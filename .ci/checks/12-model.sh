#!/usr/bin/env bash
# The model that tests are held to equals what the script extracts from botocore's.
set -uo pipefail
source .ci/counting.sh

readonly VERSION=1.44.8
readonly MODEL=test/contract/rekognition-model.json

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

downloaded() {
  python3 -m venv "$work/python" &&
    "$work/python/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$work/botocore" "botocore==$VERSION"
}

same_model() {
  node scripts/rekognition-model.mjs "$work"/botocore/botocore/data/rekognition/2016-06-27/service-2.json.gz "$VERSION" |
    diff - "$MODEL"
}

python3 -c 'import ensurepip, venv' 2>/dev/null || has_packages python3-venv || { echo 'python3-venv is needed'; exit 1; }
check "botocore $VERSION is downloaded" downloaded
check "$MODEL equals what the script extracts from botocore $VERSION" same_model
closing_line
