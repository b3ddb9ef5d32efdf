#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What does the instrumentation cost with tracing off? Baseline's kernel with
# and without the common patch that counts, the same scenarios and seeds, in
# virtual time: the populate path, from the guest's notification to its end.
# Exit 1 if it costs more than the limit.
#
# SEEDS=3         seeds
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

limit=0.01
scenarios=(thp-aligned small-scattered) # mapped at 2MiB; split
scripts=$(dirname "$0")

# measure PROFILE: a run of baseline; prints "scenario ns ranges", summed.
measure() {
	local build=$O${1:+/$1} run=$O/perf-instrumentation/${1:-counting} s
	PROFILE=$1 "$scripts/kernels.sh" baseline >&2
	PROFILE=$1 "$scripts/images.sh" l1 modules-baseline >&2
	rm -rf "$run"
	"$O/gtt2m" run --build "$build" --out "$run" --variants baseline \
		--seeds "${SEEDS:-3}" --scenarios "$(IFS=,; echo "${scenarios[*]}")" \
		>"$O/logs/perf-instrumentation.log" 2>&1 ||
		die "the run failed: $O/logs/perf-instrumentation.log"
	for s in "${scenarios[@]}"; do
		grep '"kind":"probe"' "$run/records.jsonl" | grep "\"scenario\":\"$s\"" |
			sed -nE 's/.*"populate":\{[^}]*"total_ns":([0-9]+)\},"ranges":([0-9]+),.*/\1 \2/p' |
			awk -v s="$s" '{ ns += $1; n += $2 } END { print s, ns + 0, n + 0 }'
	done
}

mkdir -p "$O/logs" "$O/perf-instrumentation"
measure bare >"$O/perf-instrumentation/bare.txt"
measure '' >"$O/perf-instrumentation/counting.txt"
awk -v limit="$limit" '
	NR == FNR { ns[$1] = $2; n[$1] = $3; next }
	!$3 || $3 != n[$1] { printf "%s: %d and %d ranges were timed\n", $1, n[$1], $3; bad = 1; next }
	{ cost = $2 / ns[$1] - 1
	  printf "%-16s %5d ranges  %12.0f virtual ns a range without, %12.0f with: %+.2f %% (limit %g %%)\n",
		$1, $3, ns[$1] / $3, $2 / $3, 100 * cost, 100 * limit
	  if (cost > limit) bad = 1 }
	END { exit bad }' "$O/perf-instrumentation/bare.txt" "$O/perf-instrumentation/counting.txt"
