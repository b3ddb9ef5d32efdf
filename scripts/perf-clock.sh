#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# CPU seconds of deciding a load under all parameter sets: two made loads, or the
# traces in the folder of a run that was stopped before its GPU times were
# computed. With OTHER, another clone's build folder, its program takes turns
# with this one; their times must be the same to the ns.
#   perf-clock.sh [RUN]     ROUNDS=1 (with OTHER 3)  OTHER=DIR
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

traces=()
if [ $# -gt 0 ]; then
	shopt -s nullglob
	traces=("$1"/logs/*/clock.trace)
	[ ${#traces[@]} -gt 0 ] ||
		die "no traces in '$1': they are deleted when the GPU times are computed"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# one WHICH BUILD: its rows, each with WHICH before it.
one() {
	local rc=0
	"$2/gtt2m" clocktime "${traces[@]}" >"$work/rows" || rc=$?
	[ "$rc" -le 1 ] || die "$2/gtt2m clocktime failed"
	over=$((over | rc))
	sed "1d; s/^/$1 /" "$work/rows" >>"$work/all"
}

over=0
if [ -z "${OTHER:-}" ]; then
	for ((n = 0; n < ${ROUNDS:-1}; n++)); do
		"$O/gtt2m" clocktime "${traces[@]}" || over=$?
	done
	exit "$over"
fi
for ((n = 0; n < ${ROUNDS:-3}; n++)); do
	one other "$OTHER"
	one this "$O"
done
python3 - "$work/all" <<'EOF'
import statistics, sys
rows = {}
for line in open(sys.argv[1]):
    which, name, mib, cpu, sets, limit, times = line.split()[:7]
    rows.setdefault(name, {}).setdefault(which, []).append((float(cpu), times))
print("%-30s %8s %8s %9s  CPU seconds, medians of pairs" % ("load", "other", "this",
      "quotient"))
differ = []
for name, of in rows.items():
    cpu = {w: [c for c, _ in of[w]] for w in of}
    print("%-30s %8.2f %8.2f %9.2f" % (name, statistics.median(cpu["other"]),
          statistics.median(cpu["this"]),
          statistics.median(t / o for o, t in zip(cpu["other"], cpu["this"]))))
    if len({t for w in of for _, t in of[w]}) > 1:
        differ.append(name)
if differ:
    sys.exit("the times differ: " + ", ".join(differ))
EOF
exit "$over"
