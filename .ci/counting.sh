# shellcheck shell=bash
# What the check scripts share: counting what held, saying what was left out, and getting tools.
# Meant to be sourced; a check script ends with `closing_line`.

# shellcheck disable=SC2034 # used by the scripts that source this one
readonly HELM_VERSION=v4.3.1
passed=0
failed=0

# check TITLE COMMAND…: counts whether the command succeeds, and fails like it; what it printed is shown only then.
check() {
  local title=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok      $title"
  else
    failed=$((failed + 1))
    echo "FAILED  $title"
    [[ -z $output ]] || echo "        ${output//$'\n'/$'\n        '}"
    return 1
  fi
}

# count_from COMMAND…: adds up what a command counts that ends with a closing line of its own; without one it failed.
count_from() {
  local output
  output=$("$@" 2>&1)
  if [[ $(tail -n 1 <<<"$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    failed=$((failed + BASH_REMATCH[2]))
    sed '$d' <<<"$output"
  else
    failed=$((failed + 1))
    echo "$output"
    echo "FAILED  $* does not say what it counted"
  fi
}

# left_out WHAT WHY: for what this machine cannot do. It counts neither as passed nor as failed.
left_out() {
  echo "left out: $1, because $2"
}

closing_line() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

# has_packages NAME…: makes sure that Debian packages are there, installing what lacks where that can be done.
has_packages() {
  dpkg --status "$@" >/dev/null 2>&1 && return
  [[ $(id --user) == 0 ]] && command -v apt-get >/dev/null || return
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@"; } \
    >/dev/null 2>&1
}

# go_tool PACKAGE VERSION: prints the path of a Go program of that version, which is built once per machine.
go_tool() {
  local name=${1##*/} folder
  folder=${XDG_CACHE_HOME:-$HOME/.cache}/rekognition-facade/$name-$2
  if [[ ! -x $folder/$name ]]; then
    command -v go >/dev/null || return
    echo "Building $name $2 …" >&2
    GOBIN=$folder go install "$1@$2" >/dev/null 2>&1 || return
  fi
  echo "$folder/$name"
}
