#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Seconds of the host that a guest cell takes, and of these from the start
# of L2's QEMU until its i915 is ready. CPU seconds of the one thread that
# emulates, so they do not depend on what else the host does; on an idle
# core they are the wall time.
#   perf-guest.sh [SCENARIO...]     default: blit-thp; VARIANT=baseline
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

scenarios=("$@")
[ $# -gt 0 ] || scenarios=(blit-thp)
dir=$O/perf-guest
hz=$(getconf CLK_TCK)

# stamp FILE TEXT: CPU time of the machine when FILE has TEXT, or when the
# machine ends.
stamp() {
	local used last=''
	while used=$(awk '{ print $14 + $15 }' "/proc/$machine/stat" 2>/dev/null); do
		[ "$used" = 0 ] || last=$used
		! grep -qs "$2" "$1" || break
		sleep 0.1
	done
	echo "$last"
}

# find_machine RUN: the emulator that the run has started, and its folder.
find_machine() {
	machine=''
	while [ -z "$machine" ] && kill -0 "$1" 2>/dev/null; do
		machine=$(pgrep -P "$1" -f igd-gen9 | head -n 1) || true
		sleep 0.1
	done
}

one() {
	local run=$dir/$1 raw pid start ready end rc=0
	rm -rf "$run"
	"$O/gtt2m" run -j1 --out "$run" --variants "${VARIANT:-baseline}" \
		--scenarios "guest:$1" --seeds 1 --order-seed 1 >"$run.log" 2>&1 &
	pid=$!
	find_machine "$pid"
	raw=$(echo "$run"/logs/*/records.raw)
	start=$(stamp "$raw" '"what":"guest-start"')
	ready=$(stamp "$raw" '"type":"backing"')
	end=$(stamp "$raw" '"type":"end"')
	[ -n "$end" ] || end=$ready
	wait "$pid" || rc=$?
	if [ "$rc" -ne 0 ] || [ -z "$ready" ]; then die "guest:$1 failed; the log: $run.log"; fi
	awk -v n="$1" -v hz="$hz" -v s="$start" -v r="$ready" -v e="$end" 'BEGIN {
		printf "%-18s %8.1f %8.1f %8.1f %8.1f\n", n, s / hz,
			(r - s) / hz, (e - r) / hz, e / hz }'
}

mkdir -p "$dir"
printf '%-18s %8s %8s %8s %8s   CPU seconds\n' guest L1 i915 loads cell
for name in "${scenarios[@]}"; do
	one "$name"
done
