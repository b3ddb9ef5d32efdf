#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What do all variants cost, in builds of one? Builds everything from nothing
# in a folder of its own, in one run: the time to the first kernel, the time
# to the last, and their ratio. Then compares the code with that of the
# ordinary build, which was made in another folder: it must be identical.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

kernels=$(dirname "$0")/kernels.sh
usual=$O/kernels
scratch=$CACHE/perf-build
limit=1.15

rm -rf "$scratch"
mkdir -p "$scratch"
trap 'rm -rf "$scratch"' EXIT
quietly() { CACHE=$scratch/cache O=$scratch/build "$kernels" "$@"; }

mapfile -t variants < <(cd "$top/variants" && printf '%s\n' *)
now() { date +%s%N; }
t0=$(now)
quietly stock
t1=$(now)
quietly
t2=$(now)
quietly >/dev/null
t3=$(now)

awk -v t0="$t0" -v t1="$t1" -v t2="$t2" -v t3="$t3" -v n="${#variants[@]}" -v limit="$limit" 'BEGIN {
	one = (t1 - t0) / 1e9; all = (t2 - t0) / 1e9
	printf "one kernel   %7.1f s\nall %-2d       %7.1f s   %.3f times one (limit %s)\nup to date   %7.2f s\n",
		one, n, all, all / one, limit, (t3 - t2) / 1e9
	exit all / one > limit }' || { rc=1; warn "all variants cost more than $limit times one"; }

[ -d "$usual" ] || exit "${rc:-0}"
same=0 other=0
for v in "${variants[@]}"; do
	[ "$(field "$usual/$v/info" inputs 2>/dev/null)" = "$(field "$scratch/build/kernels/$v/info" inputs)" ] || continue
	for f in "$usual/$v"/bzImage "$usual/$v"/modules/*.ko; do
		if cmp -s "$f" "$scratch/build/kernels/${f#"$usual"/}"; then
			same=$((same + 1))
		else
			other=$((other + 1))
			warn "${f#"$usual"/} differs from the one built in another folder"
		fi
	done
done
say "$same files are identical to those built in another folder, $other differ"
[ "$other" -eq 0 ] || rc=1
exit "${rc:-0}"
