#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Show a defect on the kernels that have it, and on those that do not.
#
#   repro.sh NAME     one reproducer on this KERNEL: what each variant counted,
#                     and the kernel's words
#   repro.sh          all of them, on 6.1 and 6.12: one table; what was
#                     interrupted goes on where it was, unless a kernel or the
#                     program has changed since
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

# rows KERNEL GATE: the reproducers that do, or do not, need the gate open.
rows() { "$program" defects --list --kernel "$1" --gate "$2" ${name:+--name "$name"}; }

# cells KERNEL GATE: how many boots they are.
cells() {
	local of=${#variants[@]}
	[ "$2" = closed ] || of=${#open[@]}
	echo $(($(rows "$1" "$2" | wc -l) * of))
}

# show KERNEL: of a run's output all to the log, and a line for each boot,
# with the ETA of all runs.
show() {
	local line left
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$log"
		[[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (.*),\ ETA\ [0-9:]*[0-9](.*)$ ]] || continue
		ran=$((ran + 1))
		left=$((BASH_REMATCH[2] - BASH_REMATCH[1] + later))
		say "$1 [${BASH_REMATCH[1]}/${BASH_REMATCH[2]}] ${BASH_REMATCH[3]}, ETA $(mmss $(((SECONDS - begun) * left / ran)))${BASH_REMATCH[4]}" >&2
	done
}

# run KERNEL GATE OUT: the boots of these rows.
run() {
	local b what of=("${variants[@]}")
	[ "$2" = closed ] || of=("${open[@]}")
	[ "$(cells "$1" "$2")" -gt 0 ] || return 0
	later=$((later - $(cells "$1" "$2")))
	b=$(KERNEL=$1 bash -c '. "$0" && echo "$B"' "$top/scripts/lib.sh")
	what=(--out "$3" --seeds 1 --scenarios "$(rows "$1" "$2" | paste -sd,)"
		--variants "$(IFS=,; echo "${of[*]}")")
	[ ! -e "$3/plan.json" ] || what=(--resume "$3")
	# A crash of what is looked at is a result; that nothing ran is none.
	: >"$log"
	show "$1" < <("$program" run --build "$b" "${what[@]}" 2>&1)
	if [ "${what[0]}" = --resume ] && grep -q "$changed" "$log"; then
		say "$(grep -m 1 "$changed" "$log"); from the beginning" >&2
		rm -rf "$3"
		later=$((later + $(cells "$1" "$2")))
		run "$@"
		return
	fi
	[ -e "$3/report.txt" ] || { cat "$log" >&2; exit 4; }
	runs+=("$3")
}

log=$O/logs/repro.log
changed='cannot resume'
ran=0 later=0 begun=$SECONDS
mkdir -p "$O/repro" "$O/logs"
runs=()
if [ -n "$name" ]; then
	needed "$KERNEL"
	rm -rf "$O/repro/$KERNEL-$name"
	begun=$SECONDS
	for gate in closed open; do
		later=$(cells "$KERNEL" "$gate")
		run "$KERNEL" "$gate" "$O/repro/$KERNEL-$name"
	done
	[ ${#runs[@]} -gt 0 ] || die "$name cannot be seen on $KERNEL with ${variants[*]}"
	exec "$program" defects --name "$name" "${runs[@]}"
fi
# Of these variants, and not ended: that is resumed.
if [ "$(cat "$O/repro/asked" 2>/dev/null)" != "${variants[*]}" ]; then
	rm -rf "$O"/repro/{6.1,6.1-open,6.12,6.12-open}
	echo "${variants[*]}" >"$O/repro/asked"
fi
for k in 6.1 6.12; do needed "$k"; done
begun=$SECONDS
for k in 6.1 6.12; do
	for gate in closed open; do later=$((later + $(cells "$k" "$gate"))); done
done
for k in 6.1 6.12; do
	run "$k" closed "$O/repro/$k"
	run "$k" open "$O/repro/$k-open"
done
rm "$O/repro/asked"
"$program" defects "${runs[@]}"
