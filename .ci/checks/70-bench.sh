#!/usr/bin/env bash
# The benchmarks run, in small, and say what they found. How fast anything was decides nothing here.
set -uo pipefail
source .ci/counting.sh

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT

# has_figures COUNT: the last benchmark found so many figures, or more, and each is a number. They are printed if not.
has_figures() {
  # A benchmark that failed must not be taken for the one before.
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

# built NAME [options]: as `npm run bench -- NAME`, which has built everything before.
built() {
  timeout 900 npm exec --offline --call "node bench/build/bench/main.js $* --json $figures"
}

check 'the engine is measured to the end' \
  timeout 900 npm run --silent bench -- engine --faces 1000 --users 50 --json "$figures"
check 'every figure is a number' has_figures 11
check 'how long wrong keys take is measured to the end' built keys --rounds 300
check 'every kind of wrong key has its figure' has_figures 8
check "how long others' collections take is measured to the end" built isolation --rounds 50
check 'every way to ask for them has its figure' has_figures 4
check 'floods of bodies are measured to the end' built bodies --senders 10 --seconds 1 --floods 2 --mebibytes 512
check 'every kind of body has its figures' has_figures 49
check 'slow clients are measured to the end' built slow --slow 20
check 'good and slow ones have their figures' has_figures 9
check 'the CPU of each contender is measured to the end' built cost --rounds 1 --calls 100 --warmup 200
check 'every contender has its figures' has_figures 16
check 'where the CPU goes is measured to the end' built profile --calls 200 --warmup 200
check 'every area has its figure' has_figures 10
check 'latency is measured to the end' built latency --rounds 1 --seconds 1 --warmup 100
check 'every contender has its latency' has_figures 11
check 'many tenants are measured to the end' built tenants --rounds 1 --calls 200 --warmup 200
check 'CPU and memory of many tenants have their figures' has_figures 12
check 'starts are measured to the end' built start --rounds 1
check 'every start has its figures' has_figures 22
check 'a soak is measured to the end' built soak --seconds 5
check 'CPU and memory of the soak have their figures' has_figures 9
if has_packages redis-server haproxy; then
  check 'replicas that share Redis are measured to the end' built fleet --variant 8 --calls 20 --seconds 1
  check 'quota and commands have their figures' has_figures 8
  check 'replicas that lose Redis are measured to the end' built fleet --variant 9 --calls 20 --seconds 1
  check 'the quota has its figures' has_figures 2
else
  left_out 'the benchmark of replicas' 'redis-server and haproxy are not installed and could not be'
fi
check 'a benchmark that is not there is refused' bash -c '! npm exec --offline --call "node bench/build/bench/main.js nothing" 2>/dev/null'
closing_line
