#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Show a defect on the kernels that have it, and on those that do not.
#
#   repro.sh NAME     one reproducer on this KERNEL: what each variant counted,
#                     and the kernel's words
#   repro.sh          all of them, on 6.1 and 6.12: one table; what was
#                     interrupted goes on where it was
#
# VARIANTS= others than stock, stock-fixed, baseline, fixed. What needs the
# page-size gate open is run on those whose gate is. Runs are kept in
# $O/repro: KERNEL-NAME; KERNEL and KERNEL-open.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

name=${1:-}
read -r -a variants <<<"${VARIANTS:-stock stock-fixed baseline fixed}"
open=()
for v in "${variants[@]}"; do
	[ -e "$top/variants/$v/base" ] || open+=("$v")
done
program=$O/gtt2m
[ -z "$name" ] || "$program" defects --list --name "$name" >/dev/null

# needed KERNEL: the kernels and images of all variants.
needed() {
	KERNEL=$1 "$top/scripts/kernels.sh" "${variants[@]}"
	KERNEL=$1 "$top/scripts/images.sh" l1 "${variants[@]/#/modules-}"
}

# run KERNEL GATE OUT: the boots of the rows that do, or do not, need it open.
run() {
	local b rows what of=("${variants[@]}")
	rows=$("$program" defects --list --kernel "$1" --gate "$2" ${name:+--name "$name"} |
		paste -sd,)
	[ "$2" = closed ] || of=("${open[@]}")
	[ -n "$rows" ] && [ ${#of[@]} -gt 0 ] || return 0
	b=$(KERNEL=$1 bash -c '. "$0" && echo "$B"' "$top/scripts/lib.sh")
	what=(--out "$3" --seeds 1 --scenarios "$rows"
		--variants "$(IFS=,; echo "${of[*]}")")
	if [ -z "$name" ] && [ -e "$3/plan.json" ] && [ ! -e "$3/report.txt" ]; then
		what=(--resume "$3")
	else
		rm -rf "$3"
	fi
	"$program" run --build "$b" "${what[@]}" >"$O/logs/repro.log" 2>&1 || true
	# A crash of what is looked at is a result; that nothing ran is none.
	[ -e "$3/report.txt" ] || { cat "$O/logs/repro.log" >&2; exit 4; }
	runs+=("$3")
}

mkdir -p "$O/repro" "$O/logs"
runs=()
if [ -n "$name" ]; then
	needed "$KERNEL"
	for gate in closed open; do
		run "$KERNEL" "$gate" "$O/repro/$KERNEL-$name"
	done
	[ ${#runs[@]} -gt 0 ] || die "$name cannot be seen on $KERNEL with ${variants[*]}"
	exec "$program" defects --name "$name" "${runs[@]}"
fi
for k in 6.1 6.12; do
	needed "$k"
	run "$k" closed "$O/repro/$k"
	run "$k" open "$O/repro/$k-open"
done
"$program" defects "${runs[@]}"
