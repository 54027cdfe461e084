#!/usr/bin/env bash
# Runs each benchmark with small counts and checks that it returns figures, not how good they are.
set -uo pipefail
source .ci/counting.sh

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT

# has_figures COUNT: the last benchmark returned at least COUNT figures, all numbers. Prints them otherwise.
has_figures() {
  # The figures of an earlier benchmark must not count for one that failed.
  trap ': >"$figures"' RETURN
  node --eval '
    const { sections } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    const figures = sections.flatMap((section) => section.figures);
    const numbers = figures.filter(({ value }) => Number.isFinite(value));
    if (numbers.length >= Number(process.argv[2]) && numbers.length === figures.length) process.exit(0);
    console.log(JSON.stringify(figures));
    process.exit(1);
  ' "$figures" "$1"
}

# built NAME [options]: like `npm run bench -- NAME`, without building again.
built() {
  timeout 900 npm exec --offline --call "node bench/build/bench/main.js $* --json $figures"
}

check 'the benchmark engine completes' \
  timeout 900 npm run --silent bench -- engine --faces 1000 --users 50 --json "$figures"
check 'every figure is a number' has_figures 11
check 'the benchmark keys completes' built keys --rounds 300
check 'it has a figure for every kind of wrong key' has_figures 8
check 'the benchmark isolation completes' built isolation --rounds 50
check 'it has a figure for every kind of request' has_figures 4
check 'the benchmark bodies completes' built bodies --senders 10 --seconds 1 --floods 2 --mebibytes 512
check 'it has figures for every kind of body' has_figures 49
check 'the benchmark slow completes' built slow --slow 20
check 'it has figures for normal and slow clients' has_figures 9
check 'the benchmark cost completes' built cost --rounds 1 --calls 100 --warmup 200
check 'it has figures for every contender' has_figures 16
check 'the benchmark profile completes' built profile --calls 200 --warmup 200
check 'it has a figure for every area' has_figures 10
check 'the benchmark latency completes' built latency --rounds 1 --seconds 1 --warmup 100
check 'it has figures for every percentile' has_figures 11
check 'the benchmark tenants completes' built tenants --rounds 1 --calls 200 --warmup 200
check 'it has figures for CPU and memory' has_figures 12
check 'the benchmark start completes' built start --rounds 1
check 'it has figures for every start' has_figures 22
check 'the benchmark soak completes' built soak --seconds 5
check 'it has figures for CPU, memory and statuses' has_figures 9
if has_packages redis-server haproxy; then
  check 'the benchmark fleet completes with Redis' built fleet --variant 8 --calls 20 --seconds 1
  check 'it has figures for quota and commands' has_figures 8
  check 'the benchmark fleet completes when Redis is killed' built fleet --variant 9 --calls 20 --seconds 1
  check 'it has figures for the quota' has_figures 2
else
  left_out 'the benchmark of replicas' 'redis-server and haproxy are not installed and could not be'
fi
check 'an unknown benchmark is rejected' bash -c '! npm exec --offline --call "node bench/build/bench/main.js nothing" 2>/dev/null'
closing_line
