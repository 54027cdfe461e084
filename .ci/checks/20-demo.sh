#!/usr/bin/env bash
# The demo starts, answers the commands it prints, and ends cleanly.
set -uo pipefail
source .ci/counting.sh

log=$(mktemp)
PORT=0 npm run --silent demo >"$log" 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null; rm -f "$log"' EXIT

demo_url() {
  sed --quiet 's|.*Swagger UI *\(http://[^ ]*\)/docs.*|\1|p' "$log"
}

for _ in {1..1500}; do
  [[ -z $(demo_url) ]] || break
  sleep 0.2
done
url=$(demo_url)

pasted() {
  bash -c "$(grep --max-count=1 --after-context=1 "^$1" "$log" | tail -n 1) --silent --fail"
}

check 'the demo prints its URL' test -n "$url"
check "the printed curl that lists ann's faces works as pasted" pasted "List ann's faces"
check 'the printed curl for a face disassociates it as pasted' pasted 'Disassociate one of them'
kill -TERM "$demo"
wait "$demo"
check 'SIGTERM ends it with exit code 0' test $? = 0
check 'it no longer listens afterwards' bash -c "! curl --silent --max-time 2 '$url/health/live'"
closing_line
