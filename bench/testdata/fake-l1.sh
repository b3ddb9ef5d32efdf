#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Plays a test machine for bench/run/run_test.c: good, broken and hanging ones.
# Its numbers are made up; no row of bench/plan/machine.c leads here.
#   fake-l1.sh CELL SEED CONSOLE RECORDS INITRD APPEND [WORDS [load DIR | save DIR POINT [go-on]]]
set -eu
cell=$1 seed=$2 console=$3 records=$4 initrd=$5 append=$6
variant=${cell%%/*}
scenario=${cell#*/}
scenario=${scenario%/*}
end_ok='{"status":"ok","type":"end"}'

log() { printf '[    %s] %s\n' "$1" "$2" >>"$console"; }
rec() { printf '%s\n' "$1" >>"$records"; }
probe() { # direct split failed unsafe
	rec "{\"type\":\"probe\",\"scenario\":\"$scenario\",\"counted\":true,\"ranges\":512,\"seen\":512,\"direct\":$1,\"split\":$2,\"failed\":$3,\"unsafe\":$4,\"not_set_up\":0,\"counters\":{\"pins_outstanding\":0,\"maps_2m\":$1},\"virt\":{\"populate\":{\"total_ns\":$((1000000 + $2 * 1000 + seed * 100))}}}"
}
hits() { # by variant, as the matrix has them for thp and scattered pages
	case $variant/$scenario in
	stock/* | */scattered) probe 0 512 0 0 ;;
	unsafe/*)	probe 512 0 0 12 ;;
	*)	probe 512 0 0 0 ;;
	esac
}

# One line a start: which cells ran, and how often.
starts=$(dirname "$initrd")/../starts
top=$(dirname "$initrd")/../../..
echo "$cell $seed" >>"$starts"
# Of a machine with points, what was said at each; guests are a second one.
IFS= read -r first <<<"${7:-}"
second=
case ${7:-} in *$'\n'*) second=${7##*$'\n'} ;; esac
from=0
guests() { [ -z "$second" ] || rec "{\"type\":\"time\",\"what\":\"guests of ${first%% *}\",\"virt_ns\":1}"; }
arrive() { # the state that it was saved in
	from=$(cat <&9)
	case $from in
	"state of $variant at 1" | "state of $variant at 2 of $first") from=${from#*at } from=${from%% *} ;;
	*) echo "fake machine: cannot load" >&2; exit 1 ;;
	esac
}
case ${8:-} in
save)	# goes to a point; the command line of the first is no cell's
	dir=$9 point=${10}
	[ "${11:-}" != go-on ] || arrive
	[ ! -e "$top/save-fails" ] || { echo "fake machine: cannot save" >&2; exit 1; }
	[ ! -e "$top/save-fails-$point" ] || { echo "fake machine: cannot save" >&2; exit 1; }
	if [ "$from" = 0 ]; then
		log 0.000000 "booted with $append"
		printf 'memory of %s' "$variant" >"$dir/ram"
	fi
	grep -q "^memory of $variant" "$dir/ram"
	touch "$records"
	printf 'state of %s at %s' "$variant" "$point" >"$dir/state"
	if [ "$point" = 2 ]; then
		guests
		printf ' of %s' "$first" >>"$dir/state"
		log 0.500000 "guests are ready"
	fi
	exit 0 ;;
load)	arrive
	grep -q "^memory of $variant" "$9/ram"
	append=$first ;;
*)	append="$append $first" ;;
esac
[ "$from" = 2 ] || guests
name=$scenario
if [ -n "$second" ]; then
	[ "$scenario" = "guest:$second" ]
	name=guest:blit-thp
fi
grep -q "gtt2m.cell=$name gtt2m.seed=" <<<"$append"
[ -z "$first" ] || seed=${first##*=}
[ -n "${7+x}" ] || grep -q "gtt2m.seed=$seed" <<<"$append"
log 0.000000 "Linux version 6.1.192 (fake)"

case $scenario in
good | scattered)
	hits
	rec "$end_ok" ;;
guest:good | guest:blit-thp | guest:churn-thp | guest:evict-thp)
	rec "{\"type\":\"probe\",\"scenario\":\"$scenario\",\"seen\":8,\"direct\":8,\"split\":0,\"failed\":0,\"unsafe\":0,\"counters\":{\"pins_outstanding\":0}}"
	bytes=1000000
	[ "$variant" != slow ] || bytes=900000
	rec "{\"type\":\"rate\",\"level\":\"L2\",\"load\":\"blit-stream/steady\",\"bytes\":$bytes,\"virt_ns\":$((1000000 + seed)),\"checksum_ok\":true}"
	rec '{"type":"end","level":"L2","status":"ok"}'
	rec "$end_ok" ;;
guest:overwritten | guest:breaks)
	unsafe=0
	[ "$scenario" = guest:breaks ] || unsafe=3
	rec "{\"type\":\"probe\",\"scenario\":\"$scenario\",\"seen\":8,\"direct\":8,\"split\":0,\"failed\":0,\"unsafe\":$unsafe,\"counters\":{\"pins_outstanding\":0}}"
	rec '{"type":"rate","level":"L2","load":"blit-stream/steady","bytes":1000000,"virt_ns":1000000,"checksum_ok":true}'
	rec '{"type":"end","status":"fail","why":"guest: the kernel crashed in loads"}' ;;
gated)
	# the first N to start go on, N in the file gate; others wait for it to go;
	# one that starts again, after an interrupt, is not another
	nth=$(awk -v me="$cell $seed" '!seen[$0]++ { n++ } $0 == me { print n; exit }' "$starts")
	while gate=$(cat "$top/gate" 2>/dev/null) && [ "$nth" -gt "$gate" ]; do sleep 0.1; done
	hits
	rec "$end_ok" ;;
fails)
	rec '{"type":"end","status":"fail","why":"kvmgt did not load"}' ;;
truncated)
	printf '{"type":"probe","scenario":"trunc' >>"$records"
	printf '[    3.1] half a li' >>"$console" ;;
silent)
	log 2.500000 "the last thing it said"
	echo "fake machine: no space" >&2
	exit 3 ;;
garbled)
	rec "{\"type\":\"pro[    3.1] WARNING: CPU: 0 PID: 7 at mm/fake.c:1"
	rec "$end_ok" ;;
panics | crashes)
	probe 1 0 0 0
	log 4.100000 "BUG: kernel NULL pointer dereference, address: 0000000000000000"
	log 4.100001 "RIP: 0010:get_user_pages_fast+0x10/0x40"
	log 4.200000 "Kernel panic - not syncing: Fatal exception"
	exec sleep 30 ;;
lingers)
	hits
	rec "$end_ok"
	exec sleep 30 ;;
hangs)
	log 5.000000 "INFO: task gtt2m:1 blocked for more than 122 seconds."
	exec sleep 30 ;;
*)	echo "fake machine: no scenario $scenario" >&2
	exit 9 ;;
esac
