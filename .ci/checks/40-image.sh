#!/usr/bin/env bash
# Writes the files of a release from the committed tree, and runs their image as locked down as the chart does. No
# registry is asked: the base is made from Debian's packages and the Node that package-lock.json pins.
set -uo pipefail
source .ci/counting.sh

readonly WHAT='the image'
readonly DEBIAN=bookworm
readonly TOOLS=(buildah podman runc debootstrap uidmap catatonit)
readonly CONTAINER=facade ENGINE=engine
VERSION=$(node --print 'require("./package.json").version')
readonly VERSION NAME=rekognition-facade-$VERSION IMAGE=localhost/rekognition-facade:$VERSION
readonly API_KEY=image-check

[[ $(id --user) == 0 ]] || { left_out "$WHAT" 'building it takes root'; closing_line; exit; }
has_packages "${TOOLS[@]}" || { left_out "$WHAT" 'buildah and podman could not be installed'; closing_line; exit; }

work=$(mktemp -d)
clean_up() {
  container_tool podman rm --force --ignore "$CONTAINER" "$ENGINE"
  # The image store mounts itself; debootstrap may have been stopped half-way.
  awk -v work="$work/" 'index($5, work) == 1 { print $5 }' /proc/self/mountinfo | sort --reverse |
    xargs --no-run-if-empty umount
  rm -rf --one-file-system "$work"
} >/dev/null 2>&1
trap clean_up EXIT

# A store of its own, so that nothing of this machine's is touched and everything goes with the folder.
container_tool() {
  local tool=$1
  shift
  "$tool" --root "$work/storage" --runroot "$work/run" --storage-driver overlay "$@"
}

cat >"$work/containers.conf" <<'EOF'
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
EOF
export CONTAINERS_CONF=$work/containers.conf

make_base() {
  debootstrap --variant=minbase --include=ca-certificates,libstdc++6 "$DEBIAN" "$work/rootfs" &&
    install -D --mode=755 "$(realpath node_modules/.bin/node)" "$work/rootfs/usr/local/bin/node" &&
    mkdir -p "$work/rootfs/usr/local/lib/node_modules" &&
    cp -R "$(npm root --global)/npm" "$work/rootfs/usr/local/lib/node_modules/npm" &&
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/rootfs/usr/local/bin/npm" &&
    container_tool buildah from --name base scratch &&
    container_tool buildah add --quiet base "$work/rootfs" / &&
    container_tool buildah commit --quiet base localhost/base &&
    rm -rf --one-file-system "$work/rootfs"
}

# The committed tree, and podman on the store of this check. Whatever is to be built, it builds the committed tree on the
# base made here.
prepare_build() {
  local options='--isolation=chroot --pull=never --build-arg BUILD_BASE=localhost/base'
  options+=' --build-arg RUNTIME_BASE=localhost/base'
  # npm in the build trusts whom npm out here trusts.
  if [[ -n ${NODE_EXTRA_CA_CERTS:-} ]]; then
    options+=" --volume $NODE_EXTRA_CA_CERTS:/run/ca.crt:ro --build-arg NODE_EXTRA_CA_CERTS=/run/ca.crt"
  fi
  cat >"$work/builder" <<EOF
#!/usr/bin/env bash
[[ \$1 != build ]] || set -- build $options "\${@:2:\$#-2}" $work/context
exec podman --root $work/storage --runroot $work/run --storage-driver overlay "\$@"
EOF
  chmod +x "$work/builder"
  mkdir "$work/context" && git archive HEAD | tar --extract --directory "$work/context"
}

write_release() {
  BUILDER=$work/builder HELM=$1 node scripts/release.mjs files "$work/release"
}

has_release_files() {
  local expected
  expected=$(printf '%s\n' SHA256SUMS "$NAME".{chart.cdx.json,image.cdx.json,image.tar,tgz} | sort)
  [[ $(cd "$work/release" && printf '%s\n' * | sort) == "$expected" ]] &&
    (cd "$work/release" && sha256sum --check --strict --quiet SHA256SUMS)
}

# The bill names each package that is installed in the image, and no other.
has_its_bill() {
  local billed installed
  billed=$(node --print "JSON.parse(fs.readFileSync('$work/release/$NAME.image.cdx.json')).components
    .map(({ purl }) => decodeURIComponent(purl.slice('pkg:npm/'.length))).join('\n')") || return
  installed=$(container_tool podman run --rm "${LOCKED_DOWN[@]}" --entrypoint node "$IMAGE" --print "
    Object.entries(JSON.parse(fs.readFileSync('node_modules/.package-lock.json')).packages)
      .map(([path, { version }]) => path.split('node_modules/').pop() + '@' + version).join('\n')") || return
  diff <(sort --unique <<<"$billed") <(sort --unique <<<"$installed")
}

loads_from_its_archive() {
  local before
  before=$(container_tool podman image inspect --format '{{.Id}}' "$IMAGE") &&
    container_tool podman rmi --force "$IMAGE" &&
    container_tool podman load --input "$work/release/$NAME.image.tar" &&
    [[ $(container_tool podman image inspect --format '{{.Id}}' "$IMAGE") == "$before" ]]
}

# .ci/monitoring.mjs with the service in a container. It passes the settings as environment variables.
walk() {
  mkdir --mode=777 "$work/walk"
  cat >"$work/service" <<EOF
#!/usr/bin/env bash
for name in \$(compgen -e); do
  [[ \$name == @(PATH|HOME|PWD|OLDPWD|SHLVL|_) ]] || settings+=(--env "\$name")
done
export CONTAINERS_CONF=$CONTAINERS_CONF
exec podman --root $work/storage --runroot $work/run --storage-driver overlay run --rm --network host --read-only \
  --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 256m --volume $work/walk:$work/walk \
  "\${settings[@]}" $IMAGE
EOF
  chmod +x "$work/service"
  count_from timeout 110 node_modules/.bin/node .ci/monitoring.mjs "$work/walk" "$work/service"
}

write_settings() {
  mkdir "$work/settings"
  head --bytes 48 /dev/urandom | base64 >"$work/settings/secrets"
  local hash
  hash=$(printf %s "$API_KEY" | sha256sum | cut --delimiter ' ' --fields 1)
  cat >"$work/settings/tenants.yaml" <<EOF
tenants:
  - id: acme
    awsAccount: "111122223333"
    region: eu-west-1
    credentials:
      static: { accessKeyIdEnv: ACME_ID, secretAccessKeyEnv: ACME_SECRET }
    apiKeys:
      - { id: check, sha256: "$hash", scopes: [read, write, admin] }
EOF
  chmod -R a+rX "$work/settings"
}

readonly LOCKED_DOWN=(
  --network none --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 256m
)

start() {
  container_tool podman run --detach --name "$CONTAINER" "${LOCKED_DOWN[@]}" \
    --volume "$work/settings:/etc/rekognition-facade:ro" \
    --env TENANTS_FILE=/etc/rekognition-facade/tenants.yaml --env SECRETS_FILE=/etc/rekognition-facade/secrets \
    --env REKOGNITION=embedded --env ACME_ID=check --env ACME_SECRET=check-secret "$IMAGE" &&
    wait_until_live
}

wait_until_live() {
  for _ in {1..600}; do
    inside "$(answers /health/live)" >/dev/null 2>&1 && return
    sleep 0.5
  done
  container_tool podman logs "$CONTAINER"
  return 1
}

# Runs JavaScript in the running container; it fails when the script throws.
inside() {
  container_tool podman exec "$CONTAINER" node --input-type=module --eval "import assert from 'node:assert/strict';$1"
}

# A script that holds when the path answers 200.
answers() {
  echo "const { status } = await fetch('http://127.0.0.1:3000$1', { headers: { 'x-api-key': '$API_KEY' } });
    assert.equal(status, 200);"
}

# The places, as JSON, of what is installed for development only or left out with --omit=optional.
packages_of_development() {
  node --print "JSON.stringify(Object.entries(JSON.parse(fs.readFileSync('package-lock.json')).packages)
    .filter(([, { dev, optional, devOptional }]) => dev || optional || devOptional).map(([path]) => path))"
}

# As docs/engine.md says: the image's node with another program.
runs_the_engine() {
  container_tool podman run --detach --name "$ENGINE" "${LOCKED_DOWN[@]}" --entrypoint node "$IMAGE" \
    dist/cli/engine.js --host 0.0.0.0 >/dev/null || return
  for _ in {1..600}; do
    [[ $(container_tool podman logs "$ENGINE") == 'Rekognition engine on http://0.0.0.0:4010'$'\n'* ]] && return
    sleep 0.5
  done
  container_tool podman logs "$ENGINE"
  return 1
}

ends_cleanly() {
  container_tool podman stop --time 45 "$CONTAINER" >/dev/null &&
    [[ $(container_tool podman inspect --format '{{.State.ExitCode}}' "$CONTAINER") == 0 ]]
}

refuses_to_start_unconfigured() {
  local words
  words=$(container_tool podman run --rm "${LOCKED_DOWN[@]}" "$IMAGE" 2>&1) && return 1
  echo "$words"
  [[ $words == *TENANTS_FILE* && $words == *SECRETS_FILE* ]]
}

write_settings
if ! make_base >"$work/base.log" 2>&1; then
  cat "$work/base.log"
  left_out "$WHAT" 'its base could not be made'
  closing_line
  exit
fi
prepare_build
if helm=$(go_tool helm.sh/helm/v4/cmd/helm "$HELM_VERSION"); then
  check 'the files of a release are written, the image from the committed tree' write_release "$helm" ||
    { closing_line; exit; }
  check 'they are image and chart, each with its bill of materials, and their checksums' has_release_files
  check "the image's bill names what is installed in it, and nothing else" has_its_bill
  check 'the archive loads as the same image' loads_from_its_archive
else
  left_out 'the files of a release' 'helm could not be built: that takes Go and its module proxy'
  check 'the image builds from the committed tree' "$work/builder" build --tag "$IMAGE" . ||
    { closing_line; exit; }
fi
check 'it starts without privileges: no network, read-only, no capabilities, 256 MiB' start
check '/health/ready answers 200' inside "$(answers /health/ready)"
check 'a caller in the mounted tenants file is served' inside "$(answers /me)"
check 'it serves its OpenAPI document' inside "$(answers /openapi.json)"
check 'its user is not root' inside 'assert.notEqual(process.getuid(), 0); assert.notEqual(process.getgid(), 0);'
check 'process 1 is node' inside "
  import { readFileSync } from 'node:fs';
  assert.deepEqual(readFileSync('/proc/1/cmdline', 'utf8').split('\\0').slice(0, -1), ['node', '--disable-sigusr1', 'dist/main.js']);"
check 'neither sources nor tests nor development packages are in it' inside "
  import { existsSync, readdirSync } from 'node:fs';
  assert.deepEqual(readdirSync('.').sort(), ['dist', 'node_modules', 'openapi', 'package.json']);
  const unwanted = $(packages_of_development);
  assert.ok(unwanted.length > 100);
  assert.deepEqual(unwanted.filter((path) => existsSync(path)), []);"
check 'the service cannot change any file in it' inside "
  import { writeFileSync } from 'node:fs';
  for (const path of ['/app/dist/main.js', '/app/new', '/etc/passwd']) assert.throws(() => writeFileSync(path, ''));"
check 'SIGTERM ends it with exit code 0' ends_cleanly
check 'the engine starts from it' runs_the_engine
check 'without settings it does not start, and names the missing ones' refuses_to_start_unconfigured
if has_packages prometheus redis-server; then
  walk
else
  left_out "an operator's walk with the image" 'prometheus and redis-server could not be installed'
fi
echo "size: $(container_tool podman image inspect --format '{{.Size}}' "$IMAGE" | numfmt --to=iec) in all," \
  "$(container_tool podman image inspect --format '{{.Size}}' localhost/base | numfmt --to=iec) of it the base"
closing_line
