#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A fault of QEMU that a patch of ours mends, seen without it and not seen
# with it. The QEMU without is the distribution's, of the same version.
# rep_bulk is of a patch that changes nothing: both must print the same.
#   qemu-fault.sh svm_inject|icount_warp|svm_intercepts|icount_turns|rep_bulk [QEMU-WITHOUT]
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

name=${1:-}
with=$O/qemu/qemu-system-x86_64
without=${2:-/usr/bin/qemu-system-x86_64}
dir=$O/qemu-fault
elf=$dir/$name

# The lines that the program gpu/qemu/tests/NAME.c prints, how often it may
# have to be started before the fault is met, and how often it must not be; all
# of these must say the same.
cpus=1 same=
case $name in
svm_inject)
	right=': delivered 1 times, exit code 0x81$'
	wrong=': delivered 2 times, exit code 0x81$'
	tries=1 runs=1 ;;
icount_warp)
	right=': woken 100000 times, 0 late, by up to 0 ns$'
	wrong=': woken 100000 times, [1-9][0-9]* late, by up to [1-9][0-9]* ns$'
	tries=10 runs=3 ;;
svm_intercepts)
	# what no patch mends is named, too: gpu/qemu/patches/0006
	right=': 44 of 49 intercepts met; not met: task_switch; exits without it: vmload vmsave; no instruction: icebp rdpru$'
	wrong=': 41 of 49 .*; not met: invd task_switch rdtscp xsetbv; '
	tries=1 runs=1 ;;
icount_turns)
	right=': both counted to 5000000, sums [0-9a-f]* and [0-9a-f]*$'
	wrong=': second CPU: counted [0-9]* in 20 ms$'
	tries=1 runs=3 cpus=2 ;;
rep_bulk)
	right=': 6000 cases, [1-9][0-9]* interrupts, [1-9][0-9]* faults, sum [0-9a-f]*$'
	wrong=$right same=1
	tries=1 runs=2 ;;
*) die "usage: qemu-fault.sh svm_inject|icount_warp|svm_intercepts|icount_turns|rep_bulk [QEMU-WITHOUT]" ;;
esac

mkdir -p "$dir"
"${CC:-gcc}" -m32 -O1 -ffreestanding -fno-pic -no-pie -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables -mno-sse \
	-Wall -Wextra -Werror -nostdlib -static -Wl,-N \
	-Wl,-Ttext-segment=0x100000 -Wl,--build-id=none \
	-Wl,--no-warn-rwx-segments \
	-o "$elf" "$top/gpu/qemu/tests/$name.c"

# What keeps the main loop awake while the program runs.
questions() {
	echo '{"execute":"qmp_capabilities"}'
	yes '{"execute":"query-status"}' 2>/dev/null
}

# start WHICH QEMU: prints the program's line. Then that QEMU is ended: at a
# reset with questions in its queue some of them wait for ever.
start() {
	local out=$dir/$name.$1.out err=$dir/$name.$1.err pid limit=$((SECONDS + 1200))
	rm -f "$out"
	[ -x "$2" ] || die "$2: no such program"
	"$2" -L /usr/share/qemu -L /usr/share/seabios -M q35 \
		-cpu max -smp "$cpus" -m 64M -nodefaults -vga none -net none -display none \
		-no-reboot -accel tcg,thread=single -icount shift=1,sleep=off \
		-rtc clock=vm -serial "file:$out" -qmp stdio -kernel "$elf" \
		< <(questions) >/dev/null 2>"$err" &
	pid=$!
	until grep -q . "$out" 2>/dev/null && [ -z "$(tail -c 1 "$out")" ]; do
		if ! kill -0 "$pid" 2>/dev/null; then
			[ -s "$out" ] && break
			die "$2 failed: $(tail -n 1 "$err")"
		fi
		[ "$SECONDS" -lt "$limit" ] || { kill -KILL "$pid"; die "$2: no line in 20 minutes; see $dir"; }
		sleep 0.1
	done
	kill -KILL "$pid" 2>/dev/null || :
	wait "$pid" 2>/dev/null || :
	printf '%-8s %s: %s\n' "$1" "$("$2" --version | sed -n 1p |
		sed 's/.*version //')" "$(cat "$out")"
}

for ((n = 1; ; n++)); do
	without_line=$(start without "$without")
	echo "$without_line"
	! grep -q "$wrong" <<<"$without_line" || break
	[ "$n" -lt "$tries" ] ||
		die "without the patch the fault is not seen: $without may have the fix"
done
for ((n = 0; n < runs; n++)); do
	line=$(start with "$with")
	echo "$line"
	grep -q "$right" <<<"$line" || die "with the patch the fault is seen"
	[ -z "$same" ] || [ "${line##*: }" = "${without_line##*: }" ] ||
		die "the patch changes what the program sees"
	first=${first:-$line}
	[ "$line" = "$first" ] || die "two runs differ"
done
