#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Show a defect on the kernels that have it, and on those that do not.
#
#   repro.sh NAME     one reproducer on this KERNEL: what each variant counted,
#                     and the kernel's words
#   repro.sh          all of them, on 6.1 and 6.12: one table; what was
#                     interrupted goes on where it was
#
# VARIANTS= others than stock, stock-fixed, baseline, fixed. Runs are kept in
# $O/repro.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

name=${1:-}
read -r -a variants <<<"${VARIANTS:-stock stock-fixed baseline fixed}"
program=$O/gtt2m
[ -z "$name" ] || "$program" defects --list --name "$name" >/dev/null

# run KERNEL SCENARIOS OUT: what it needs, and the boots.
run() {
	local b what
	b=$(KERNEL=$1 bash -c '. "$0" && echo "$B"' "$top/scripts/lib.sh")
	KERNEL=$1 "$top/scripts/kernels.sh" "${variants[@]}"
	KERNEL=$1 "$top/scripts/images.sh" l1 "${variants[@]/#/modules-}"
	what=(--out "$3" --seeds 1 --scenarios "$2"
		--variants "$(IFS=,; echo "${variants[*]}")")
	if [ -z "$name" ] && [ -e "$3/plan.json" ] && [ ! -e "$3/report.txt" ]; then
		what=(--resume "$3")
	else
		rm -rf "$3"
	fi
	"$program" run --build "$b" "${what[@]}" >"$O/logs/repro.log" 2>&1 || true
	# A crash of what is looked at is a result; that nothing ran is none.
	[ -e "$3/report.txt" ] || { cat "$O/logs/repro.log" >&2; exit 4; }
}

mkdir -p "$O/repro" "$O/logs"
if [ -n "$name" ]; then
	run "$KERNEL" "$name" "$O/repro/$KERNEL-$name"
	exec "$program" defects --name "$name" "$O/repro/$KERNEL-$name"
fi
runs=()
for k in 6.1 6.12; do
	all=$("$program" defects --list | grep -v "$([ "$k" = 6.12 ] && echo '^$' || echo iommufd)")
	run "$k" "${all//$'\n'/,}" "$O/repro/$k"
	runs+=("$O/repro/$k")
done
"$program" defects "${runs[@]}"
