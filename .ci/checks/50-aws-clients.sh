#!/usr/bin/env bash
# Other AWS clients work with the engine: the newest boto3 and AWS CLI from PyPI, and a version of the JavaScript SDK that
# is a year older than the one in package.json. PyPI and npm must be reachable.
set -uo pipefail
source .ci/counting.sh

# Of November 2025.
readonly OLDER_SDK=3.936.0

work=$(mktemp -d)
engines=()
clean_up() {
  for engine in "${engines[@]}"; do kill "$engine" 2>/dev/null; done
  rm -rf "$work"
}
trap clean_up EXIT

# start_engine NAME OPTION…: leaves what it prints in $work/NAME.
start_engine() {
  local said=$work/$1
  shift
  node_modules/.bin/node dist/cli/engine.js --port 0 "$@" >"$said" 2>&1 &
  engines+=($!)
  for _ in {1..3000}; do
    grep --quiet --no-messages '^Rekognition engine on ' "$said" && return
    kill -0 "${engines[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$said"
  return 1
}

url_of() {
  sed --quiet 's/^Rekognition engine on //p' "$work/$1"
}

# venv NAME PACKAGE…: a Python of its own with the newest of each.
venv() {
  local name=$1
  shift
  python3 -m venv "$work/$name" &&
    "$work/$name/bin/pip" install --quiet --disable-pip-version-check --upgrade "$@"
}

# The commands that an engine prints, in a shell that was pointed elsewhere.
printed_commands() (
  export AWS_PROFILE=elsewhere AWS_SESSION_TOKEN=elsewhere
  bash -euxc "$(sed --quiet '/^For the AWS CLI/,/^$/s/^  //p' "$work/plain")" | grep CollectionIds
)

printed_python() {
  "$python" -c "import boto3; client = $(sed '1,/^Python:$/d' "$work/plain")
client.list_collections()"
}

older_sdk() {
  mkdir "$work/sdk" && echo '{"private":true}' >"$work/sdk/package.json" &&
    npm install --prefix "$work/sdk" --ignore-scripts --no-audit --no-fund --prefer-offline \
      "@aws-sdk/client-rekognition@$OLDER_SDK"
}

operations_under_older_sdk() {
  REKOGNITION_SDK=$work/sdk/node_modules/@aws-sdk/client-rekognition \
    npm run --silent jest -- --selectProjects contract --testPathPatterns 'contract/(operations|sdk-version)'
}

python3 -c 'import ensurepip, venv' 2>/dev/null || has_packages python3-venv || { echo 'python3-venv is needed'; exit 1; }
check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }

# Not counted by `check`, which would start them in a shell of its own, out of sight of the clean-up.
start_engine engine --accounts .ci/aws-clients/accounts.json --control || exit
start_engine ahead --accounts .ci/aws-clients/accounts.json --clock-skew-ms 600000 || exit
start_engine behind --accounts .ci/aws-clients/accounts.json --clock-skew-ms=-600000 || exit
start_engine plain || exit

# As an engine prints it, and nothing of whom this machine is pointed at otherwise.
unset "${!AWS_@}"
export PYTHONDONTWRITEBYTECODE=1
AWS_ENDPOINT_URL_REKOGNITION=$(url_of engine)
AWS_ENDPOINT_URL_STS=$(url_of engine)
export AWS_ENDPOINT_URL_REKOGNITION AWS_ENDPOINT_URL_STS
export AWS_ACCESS_KEY_ID=AKIDOWNER AWS_SECRET_ACCESS_KEY='secret of the owner'
export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_CONFIG_FILE=$work/config AWS_SHARED_CREDENTIALS_FILE=$work/credentials AWS_EC2_METADATA_DISABLED=true
export TOKEN_FILE=$work/token
cat >"$AWS_SHARED_CREDENTIALS_FILE" <<'END'
[partner-key]
aws_access_key_id = AKIDPARTNER
aws_secret_access_key = secret of the partner
END
cat >"$AWS_CONFIG_FILE" <<END
[profile partner]
role_arn = arn:aws:iam::111122223333:role/partner
external_id = contract-4711
source_profile = partner-key
[profile deploy]
role_arn = arn:aws:iam::111122223333:role/deploy
web_identity_token_file = $TOKEN_FILE
END

if check 'the newest boto3 and Pillow install' venv boto3 boto3 pillow; then
  python=$work/boto3/bin/python
  "$python" -c 'import boto3; print("boto3", boto3.__version__)'
  count_from "$python" .ci/aws-clients/person.py
  count_from "$python" .ci/aws-clients/exceptions.py test/contract/rekognition-model.json
  AHEAD_URL=$(url_of ahead) BEHIND_URL=$(url_of behind) count_from "$python" .ci/aws-clients/trust.py
  count_from "$python" .ci/aws-clients/sessions.py
  check 'the Python code that the engine prints works as pasted' printed_python
  has_packages libimage-exiftool-perl || left_out "the page's exiftool" 'it is not installed and could not be'
  count_from "$python" .ci/aws-clients/page.py
fi
if check 'the newest AWS CLI installs' venv cli awscli; then
  "$work/cli/bin/aws" --version
  PATH=$work/cli/bin:$PATH count_from bash .ci/aws-clients/cli.sh
  PATH=$work/cli/bin:$PATH check 'the commands that an engine prints work as pasted' printed_commands
fi
if check "version $OLDER_SDK of the JavaScript SDK installs" older_sdk; then
  check 'all suites of operations pass with it' operations_under_older_sdk
fi
closing_line
