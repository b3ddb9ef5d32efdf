#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Plays sbatch, squeue and scancel for bench/run/stop_test.c, by the name it
# is called by. Each task of the array is run, at once, as its script says,
# and what it says goes where --output wants it; the part of the cell
# $FAKE_CUT is cut short, the task of the cell $FAKE_LOST is not run.
set -eu
case ${0##*/} in
sbatch)
	for script in "$@"; do
		case $script in
		--array=0-*) last=${script#--array=0-} last=${last%%%*} ;;
		--output=*) out=${script#--output=} ;;
		esac
	done
	dir=${script%/slurm/*}
	list=$dir/slurm/cells.${script##*task.}
	n=0
	while [ "$n" -le "$last" ]; do
		i=$(sed -n "$((n + 1))p" "${list%.sh}")
		said=$(echo "$out" | sed "s/%A/7/; s/%a/$n/")
		echo "$i" >>"$dir/submitted"
		[ "$i" = "${FAKE_LOST:-}" ] ||
			SLURM_ARRAY_TASK_ID=$n sh "$script" >"$said" 2>&1 || :
		[ "$i" != "${FAKE_CUT:-}" ] || : >"$dir/parts/$i.jsonl"
		n=$((n + 1))
	done
	echo 7 ;;
squeue) ;;
scancel) ;;
esac
