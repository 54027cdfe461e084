#!/usr/bin/env bash
# What the service is made of: a valid bill of materials, licences that may be used, and few direct dependencies.
set -uo pipefail
source .ci/counting.sh

readonly BILL=.reports/sbom.cdx.json
readonly LICENCES=(0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause ISC MIT Python-2.0)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

valid_bill() {
  python3 -m venv "$work/python" &&
    "$work/python/bin/pip" install --quiet --disable-pip-version-check 'cyclonedx-python-lib[json-validation]==11.12.0' &&
    "$work/python/bin/python" - "$BILL" <<'PYTHON'
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf8") as bill:
    fault = JsonStrictValidator(SchemaVersion.V1_5).validate_str(bill.read())
sys.exit(str(fault) if fault else 0)
PYTHON
}

check 'npm run sbom writes the bill of materials' npm run --silent sbom
check 'the bill is valid CycloneDX 1.5' valid_bill
count_from node .ci/supply.mjs "$BILL" "${LICENCES[@]}"
closing_line
