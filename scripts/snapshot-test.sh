#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Do cells that start from a snapshot leave the records of cells that boot?
#   snapshot-test.sh OPTION...      of gtt2m run: which cells
#   snapshot-test.sh --drawn N      N cells of the full profile, drawn, the same
#                                   ones each time
# Runs them both ways, the snapshots made anew in a folder of its own, and
# compares every line but the cells' own (where they came from, how long they
# took), and the GPU times under all parameter sets. LEAST=n: so many cells
# must have come from a snapshot, else one. JOBS=n: cells at a time, 1.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

run=$O/snapshot-test

# one WAY OPTION...: its lines, but for the run's name, to $run/WAY.lines
one() {
	local way=$1
	shift
	CACHE=$run/cache "$O/gtt2m" run -j "${JOBS:-1}" --out "$run/$way" --order-seed 1 "$@" \
		>"$run/$way.log" 2>&1 || { tail -n 20 "$run/$way.log"; die "$way: the run failed"; }
	grep -v '"kind":"cell"' "$run/$way/records.jsonl" |
		sed "s/\"run\":\"$way\",//" | sort >"$run/$way.lines"
	[ ! -e "$run/$way/clock.json" ] || cp "$run/$way/clock.json" "$run/$way.lines.clock"
}

# both OPTION...: these cells, both ways
both() {
	local n f
	rm -rf "$run"
	mkdir -p "$run/cache"
	one saved "$@"
	one booted --no-snapshot "$@"
	n=$(grep -c '"from":"[a-z-]*snapshot"' "$run/saved/records.jsonl") || true
	[ "$n" -ge "${LEAST:-1}" ] || die "$n cells came from a snapshot, ${LEAST:-1} should have"
	! grep -q '"from":"[a-z-]*snapshot"' "$run/booted/records.jsonl" || die "--no-snapshot used one"
	for f in lines lines.clock; do
		[ -e "$run/saved.$f" ] || [ -e "$run/booted.$f" ] || continue
		cmp "$run/saved.$f" "$run/booted.$f" ||
			{ diff "$run/saved.$f" "$run/booted.$f" | cut -c1-300 | head -n 6; exit 1; }
	done
	say "$(grep -c . "$run/saved.lines") records of $(grep -c '"kind":"cell"' "$run/saved/records.jsonl")" \
		"cells are equal, $n cells from $(find "$run/cache" -name info | wc -l) snapshots"
	rm -rf "$run/cache"
}

# drawn N: variant and scenarios of N different cells, a line for each variant.
# Where they lie in the plan does not depend on the order of its cells. Rows with
# programs of user space need images that are made on request.
drawn() {
	"$O/gtt2m" plan -p full --order-seed 1 | awk '$4 == "seed" && $5 == 1 { print $NF }' |
		grep -v '/guest:\(cl\|gl\|vk\|user\)-' | sort -uR --random-source=<(yes) |
		head -n "$1" | sed 's,/emulated$,,; s,\(/.*\)/,\1@,' |
		sort | awk -F/ '{ l[$1] = l[$1] (l[$1] ? "," : "") $2 }
			END { for (v in l) print v, l[v] }' | sort
}

if [ "${1:-}" != --drawn ]; then
	both "$@"
	exit
fi
drawn "${2:?how many}" | while read -r variant scenarios; do
	say "$variant: $scenarios"
	both --variants "$variant" --seeds 1 --scenarios "$scenarios" </dev/null
done
