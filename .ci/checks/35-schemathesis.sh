#!/usr/bin/env bash
# Schemathesis, from PyPI, makes requests of the OpenAPI document, good ones and bad ones, follows its links, and holds
# the demo's answers to it with all of its checks.
set -uo pipefail
source .ci/counting.sh
source .ci/demo.sh

readonly VERSION=4.32.5
readonly LEAST_CASES=2000
# Per operation in the phase that draws them at random; the other phases make as many as the document gives rise to.
readonly EXAMPLES=10

work=$(mktemp -d)
trap 'end_demo; rm -rf "$work"' EXIT
export PYTHONPATH=.ci/schemathesis PYTHONDONTWRITEBYTECODE=1

installed() {
  python3 -m venv "$work/python" &&
    "$work/python/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION"
}

# schemathesis OPTION…: against a demo of its own, which believes what a proxy says of where a request came from.
schemathesis() {
  start_demo "$work/demo" TRUSTED_PROXIES=127.0.0.1 || return
  timeout 1200 "$work/python/bin/schemathesis" --config-file .ci/schemathesis/schemathesis.toml run \
    openapi/openapi.json --url "$demo_url" --seed 1 --no-color "$@"
  local status=$?
  end_demo
  return "$status"
}

all_checks() {
  schemathesis --max-examples "$EXAMPLES" --exclude-checks ignored_auth --report json --report-dir "$work/report"
}

# A wrong credential is refused ten times a minute as wrong, and then as one too many. Each operation is tried with the
# same one twice, so no more than five may share a demo.
ignored_auth() {
  schemathesis "${@/#/--include-operation-id=}" --phases examples,fuzzing --max-examples 1 --mode positive \
    --checks ignored_auth
}

# The document's operations, five a line.
operations() {
  node_modules/.bin/node -p 'Object.values(require("./openapi/openapi.json").paths)
    .flatMap((path) => Object.values(path)).map(({ operationId }) => operationId).join("\n")' | xargs --max-args 5
}

python3 -c 'import ensurepip, venv' 2>/dev/null || has_packages python3-venv || { echo 'python3-venv is needed'; exit 1; }
check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
check "Schemathesis $VERSION installs" installed || { closing_line; exit; }
all_checks >"$work/said" || cat "$work/said"
count_from node_modules/.bin/node .ci/schemathesis/report.mjs "$work/report" "$LEAST_CASES"
while read -r -a five; do
  check "wrong credentials are rejected by ${five[*]}" ignored_auth "${five[@]}"
done < <(operations)
closing_line
