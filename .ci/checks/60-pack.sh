#!/usr/bin/env bash
# Another project takes the packed engine: its types are there, and the Jest test that docs/engine.md shows runs as it
# stands and ends by itself. npm's registry has to be within reach.
set -uo pipefail
source .ci/counting.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$PWD
project=$work/project

# The text of the block that docs/engine.md marks with this word.
block() {
  sed --quiet "/^\`\`\`[a-z]* $1\$/,/^\`\`\`\$/p" "$root/docs/engine.md" | sed '1d;$d'
}

# NAME@VERSION as this project has it.
pinned() {
  node --print "
    const { dependencies, devDependencies } = require('./package.json');
    '$1@' + { ...dependencies, ...devDependencies }['$1'];"
}

pack() {
  npm pack --silent --pack-destination "$work" && mv "$work"/*.tgz "$work/engine.tgz"
}

holds_what_runs() {
  tar --list --gzip --file "$work/engine.tgz" >"$work/files"
  ! grep --extended-regexp 'spec|\.map$|^package/(src|test|bench|scripts|node_modules|\.)' "$work/files" &&
    grep --quiet '^package/dist/engine/index.d.ts$' "$work/files" &&
    grep --quiet '^package/docs/engine.md$' "$work/files"
}

install() {
  mkdir "$project"
  cat >"$project/package.json" <<'END'
{
  "private": true,
  "scripts": { "test": "node --experimental-vm-modules node_modules/jest/bin/jest.js" }
}
END
  local packages=("$work/engine.tgz")
  for name in jest typescript @aws-sdk/client-rekognition; do packages+=("$(pinned "$name")"); done
  (cd "$project" && npm install --save-dev --ignore-scripts --no-audit --no-fund --prefer-offline "${packages[@]}")
}

passes_and_ends() (
  cd "$project" || return
  block image-of >image-of.mjs
  block jest >faces.test.mjs
  timeout 600 npm test -- --detectOpenHandles 2>&1 | tee "$work/jest"
  [[ ${PIPESTATUS[0]} == 0 ]] && grep --quiet '^Tests: *[1-9][0-9]* passed, [1-9]' "$work/jest" &&
    ! grep --ignore-case --extended-regexp 'open handle|did not exit' "$work/jest"
)

has_types() (
  cd "$project" || return
  cat >start.mts <<'END'
import { startEngine, type Engine, type EngineOptions } from 'rekognition-facade/engine';
export const start = (options: EngineOptions): Promise<Engine> => startEngine({ control: true, ...options });
// @ts-expect-error a port is a number
void start({ port: 'any' });
END
  npx --no-install tsc --noEmit --strict --module nodenext --target es2024 start.mts
)

check 'npm pack builds and packs' pack &&
  check 'the package contains compiled code and types, no sources and no tests' holds_what_runs
if check 'it installs into an empty project' install; then
  check "the Jest test of docs/engine.md passes there and leaves no open handles" passes_and_ends
  check 'TypeScript resolves its types there' has_types
fi
closing_line
