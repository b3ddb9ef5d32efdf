#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One interrupt injected by VMRUN: how often is it delivered? Once on our
# QEMU; twice on the distribution's, of the same version but without
# gpu/qemu/patches/0001. Anything else is a failure.
#   svm.sh [QEMU-WITHOUT]
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

with=$O/qemu/qemu-system-x86_64
without=${1:-/usr/bin/qemu-system-x86_64}
dir=$O/svm
elf=$dir/svm_inject

mkdir -p "$dir"
"${CC:-gcc}" -m32 -O1 -ffreestanding -fno-pic -no-pie -fno-stack-protector \
	-fcf-protection=none -fno-asynchronous-unwind-tables -mno-sse \
	-Wall -Wextra -Werror -nostdlib -static -Wl,-N \
	-Wl,-Ttext-segment=0x100000 -Wl,--build-id=none \
	-Wl,--no-warn-rwx-segments \
	-o "$elf" "$top/gpu/qemu/tests/svm_inject.c"

# deliveries NAME QEMU: prints the program's line.
deliveries() {
	local out=$dir/$1.out
	rm -f "$out"
	[ -x "$2" ] || die "$2: no such program"
	timeout 120 "$2" -L /usr/share/qemu -L /usr/share/seabios -M q35 \
		-cpu max -m 64M -nodefaults -vga none -net none -display none \
		-no-reboot -accel tcg,thread=single -icount shift=1,sleep=off \
		-rtc clock=vm -serial "file:$out" -kernel "$elf" \
		2>"$dir/$1.err" ||
		die "$2 failed: $(tail -n 1 "$dir/$1.err")"
	[ -s "$out" ] || die "$2: the program printed nothing; see $dir"
	printf '%-8s %s: %s\n' "$1" "$("$2" --version | sed -n 1p |
		sed 's/.*version //')" "$(cat "$out")"
}

deliveries with "$with" | tee "$dir/with"
deliveries without "$without" | tee "$dir/without"
grep -q ': delivered 1 times, exit code 0x81' "$dir/with" ||
	die "with the patch an injected interrupt is not delivered once"
grep -q ': delivered 2 times, exit code 0x81' "$dir/without" ||
	die "without the patch the fault is not seen: $without may have the fix"
