# shellcheck shell=bash
# A fresh demo for a check script. Meant to be sourced; whoever starts one ends it.

# start_demo LOG [NAME=VALUE…]: starts the built demo on a free port and sets $demo and $demo_url.
start_demo() {
  local log=$1
  shift
  : >"$log"
  env PORT=0 "$@" node_modules/.bin/node dist/cli/demo.js >"$log" 2>&1 &
  demo=$!
  for _ in {1..3000}; do
    demo_url=$(sed --quiet 's|.*Swagger UI *\(http://[^ ]*\)/docs.*|\1|p' "$log")
    [[ -z $demo_url ]] || return 0
    kill -0 "$demo" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log"
  return 1
}

end_demo() {
  [[ -z ${demo:-} ]] || { kill "$demo" && wait "$demo"; } 2>/dev/null
  demo=
}
