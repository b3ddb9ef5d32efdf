#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Plays sbatch, squeue and scancel for bench/run/run_test.c, by the name it is
# called by. Tasks "run" at once: their lines come from $FAKE_SOURCE, the
# cell $FAKE_CUT is cut short.
set -eu
case ${0##*/} in
sbatch)
	for script in "$@"; do :; done
	dir=${script%/slurm/*}
	list=$dir/slurm/cells.${script##*task.}
	while read -r i; do
		grep "\"index\":$i," "$FAKE_SOURCE" >"$dir/parts/$i.jsonl"
		[ "$i" != "${FAKE_CUT:-}" ] || : >"$dir/parts/$i.jsonl"
		echo "$i" >>"$dir/submitted"
	done <"${list%.sh}"
	echo 7 ;;
squeue) ;;
scancel) ;;
esac
