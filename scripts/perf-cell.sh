#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a probe cell costs the host: CPU seconds from power-on until the kernel
# says something, until GVT-g is ready and until the end, in user and system
# mode, the machine's memory, and virtual seconds. They depend on a loaded host
# less than the wall time does, but they do; so with OTHER, another clone's
# build folder, each cell is run in turns with its program, QEMU and images.
#   perf-cell.sh [SCENARIO...]     VARIANT=baseline ROUNDS=1 OTHER=DIR
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

scenarios=("$@")
[ $# -gt 0 ] || scenarios=(small-misaligned small-misaligned@vtd-strict
	small-scattered hugetlb-1g sweep-1g)
dir=$O/perf-cell
hz=$(getconf CLK_TCK)

# used: user and system ticks of the machine, its peak memory in KiB.
used() {
	awk '{ print $14, $15 }' "/proc/$machine/stat" 2>/dev/null &&
		awk '/^VmHWM/ { print $2 }' "/proc/$machine/status" 2>/dev/null
}

# until_in FILE TEXT: what was used when FILE has TEXT, or when the machine ends.
until_in() {
	local now last=''
	while now=$(used | xargs) && [ "${now% * *}" != "$now" ]; do
		last=$now
		! grep -qs "$2" "$1" || break
		sleep 0.2
	done
	echo "$last"
}

# one WHICH BUILD SCENARIO
one() {
	local run=$dir/$1 logs pid kernel ready end virt
	rm -rf "$run"
	"$2/gtt2m" run --no-snapshot -j1 --build "$2" --out "$run" --scenarios "$3" --seeds 1 \
		--variants "${VARIANT:-baseline}" --order-seed 1 >"$run.log" 2>&1 &
	pid=$! machine=''
	while [ -z "$machine" ] && kill -0 "$pid" 2>/dev/null; do
		machine=$(pgrep -P "$pid" -f igd-gen9 | head -n 1) || true
		sleep 0.02
	done
	logs=$(echo "$run"/logs/*)
	kernel=$(until_in "$logs/console.log" 'Linux version')
	ready=$(until_in "$logs/records.raw" gvt-ready)
	end=$(until_in "$logs/records.raw" "no such line")
	wait "$pid" || die "$3 failed; the log: $run.log"
	virt=$(sed -n 's/^\[ *\([0-9.]*\)\] reboot: Power down.*/\1/p' "$logs/console.log")
	awk -v n="$3" -v w="$1" -v hz="$hz" -v k="$kernel" -v r="$ready" \
		-v e="${end:-$ready}" -v v="$virt" 'BEGIN {
		split(k, a); split(r, b); split(e, c)
		printf "%-30s %-5s %6.1f %6.1f %6.1f %6.1f %6.1f %6d %6.1f\n", n, w,
			(a[1] + a[2]) / hz, (b[1] + b[2] - a[1] - a[2]) / hz,
			(c[1] + c[2] - b[1] - b[2]) / hz,
			c[1] / hz, c[2] / hz, c[3] / 1024, v }'
}

mkdir -p "$dir"
printf '%-36s %6s %6s %6s %6s %6s %6s %6s\n' 'CPU seconds' start gvt rest user \
	sys MiB virt
for name in "${scenarios[@]}"; do
	for ((n = 0; n < ${ROUNDS:-1}; n++)); do
		[ -z "${OTHER:-}" ] || one other "$OTHER" "$name"
		one this "$O" "$name"
	done
done
