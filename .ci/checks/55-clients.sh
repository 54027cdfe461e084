#!/usr/bin/env bash
# Clients made of the document by code generators compile and work: openapi-generator (Go, Python, TypeScript with
# axios), ogen, openapi-python-client and hey-api. PyPI, npm and the Go module proxy have to be within reach.
set -uo pipefail
source .ci/counting.sh
source .ci/demo.sh

readonly OPENAPI_GENERATOR=7.26.0 OGEN=v1.25.0 PYTHON_CLIENT=0.29.1 HEY_API=0.99.0 AXIOS=1.21.1 ESBUILD=0.28.2 TYPESCRIPT=5.9.3
readonly IMAGE=docs/tasks/ann.png

work=$(mktemp -d)
trap 'end_demo; rm -rf "$work"' EXIT
export NO_COLOR=1 PYTHONDONTWRITEBYTECODE=1

# venv NAME PACKAGE…: a Python of its own with these packages.
venv() {
  local name=$1
  shift
  python3 -m venv "$work/$name" && "$work/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
}

# packages FOLDER PACKAGE…: npm packages in a folder of their own.
packages() {
  local folder=$1
  shift
  mkdir -p "$folder" && echo '{"private":true,"type":"module"}' >"$folder/package.json" &&
    npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error "$@"
}

# generate GENERATOR FOLDER PROPERTY…
generate() {
  local generator=$1 folder=$2 IFS=,
  shift 2
  "$work/generators/bin/openapi-generator-cli" generate --input-spec openapi/openapi.json --generator-name "$generator" \
    --output "$folder" --git-user-id acme --git-repo-id facade --git-host example.com \
    --global-property apiTests=false,modelTests=false,apiDocs=false,modelDocs=false \
    --additional-properties "disallowAdditionalPropertiesIfNotPresent=false,$*"
}

go_generator() {
  generate go "$work/go/client" packageName=facade && cp .ci/clients/{main,counting}.go "$work/go" &&
    cd "$work/go" && go mod init example.com/acme/use && go mod edit -replace example.com/acme/facade=./client &&
    go mod tidy && go vet . && go build -o use .
}

go_ogen() {
  local ogen
  ogen=$(go_tool github.com/ogen-go/ogen/cmd/ogen "$OGEN") && mkdir -p "$work/ogen" &&
    "$ogen" --target "$work/ogen/facade" --package facade openapi/openapi.json &&
    cp .ci/clients/{ogen,counting}.go "$work/ogen" && cd "$work/ogen" && go mod init example.com/acme/facade &&
    go get "github.com/ogen-go/ogen@$OGEN" && go mod tidy && go build -o use .
}

python_generator() {
  generate python "$work/python" packageName=facade && venv generated "$work/python"
}

python_client() {
  "$work/generators/bin/openapi-python-client" generate --path openapi/openapi.json --meta setup \
    --output-path "$work/python-client" && venv client "$work/python-client"
}

# compile FOLDER PROGRAM: a program beside the client that was made in FOLDER/client.
compile() {
  cp ".ci/clients/$2" .ci/clients/counting.ts "$1" && ln -sfn "$PWD/node_modules/@types" "$1/types" &&
    (cd "$1" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck --target esnext --module esnext \
      --moduleResolution bundler --allowImportingTsExtensions --typeRoots types --types node "$2")
}

axios_generator() {
  packages "$work/axios" "axios@$AXIOS" "typescript@$TYPESCRIPT" "esbuild@$ESBUILD" &&
    generate typescript-axios "$work/axios/client" supportsES6=true && compile "$work/axios" axios.ts
}

hey_api() {
  packages "$work/hey" "@hey-api/openapi-ts@$HEY_API" "typescript@$TYPESCRIPT" "esbuild@$ESBUILD" &&
    "$work/hey/node_modules/.bin/openapi-ts" --input ./openapi/openapi.json --output "$work/hey/client" &&
    compile "$work/hey" hey-api.ts
}

# bundled FOLDER PROGRAM ARGUMENT…: runs a program, whose generated imports have no extension, as one file.
bundled() {
  local folder=$1 program=$2
  shift 2
  "$folder/node_modules/.bin/esbuild" --bundle --platform=node --format=esm --packages=external --log-level=error \
    --outfile="$folder/use.mjs" "$folder/$program" && node_modules/.bin/node "$folder/use.mjs" "$@"
}

has_packages default-jre-headless || command -v java >/dev/null || { echo 'Java is needed'; exit 1; }
command -v go >/dev/null || { echo 'Go is needed'; exit 1; }
check 'the sources are built' node scripts/setup.mjs || { closing_line; exit; }
start_demo "$work/demo" || exit
check 'the generators install' venv generators "openapi-generator-cli==$OPENAPI_GENERATOR" \
  "openapi-python-client==$PYTHON_CLIENT" || { closing_line; exit; }
export PATH=$work/generators/bin:$PATH

check "openapi-generator's Go compiles" go_generator && count_from "$work/go/use" "$demo_url" "$IMAGE"
check "ogen's Go compiles" go_ogen && count_from "$work/ogen/use" "$demo_url" "$IMAGE"
check "openapi-generator's Python installs" python_generator &&
  count_from "$work/generated/bin/python" .ci/clients/generator.py "$demo_url" "$IMAGE"
check "openapi-python-client's Python installs" python_client &&
  count_from "$work/client/bin/python" .ci/clients/python_client.py "$demo_url" "$IMAGE"
check "openapi-generator's TypeScript compiles" axios_generator &&
  count_from bundled "$work/axios" axios.ts "$demo_url" "$IMAGE"
check "hey-api's TypeScript compiles" hey_api && count_from bundled "$work/hey" hey-api.ts "$demo_url" "$IMAGE"
closing_line
