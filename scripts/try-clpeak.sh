#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's clpeak in L1 itself, on i915 and the emulated GPU, without a guest:
# `clpeak --global-bandwidth` to its end, as the packages have it.
#
#   MEM=256M    L1's memory. clpeak reads a fifth of it 520 times.
#
# Its program, driver and compiler are a disk, so that they need no memory; the
# kernel is the one of PROFILE=metal, which has disks. What clpeak prints is
# of L1's virtual clock: what the GPU model makes of the part. Wall and CPU time
# are the host's, from the start of QEMU to its end.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

MEM=${MEM:-256M}
variant=stock
limit=${LIMIT:-900} # s
try=$O/try-clpeak
disk=$try/disk

stage() {
	rm -rf "$try"
	mkdir -p "$try/root"
	(cd "$try/root" && cpio -idm --quiet <"$B/images/user-neo-root.cpio") ||
		die "cannot unpack $B/images/user-neo-root.cpio"
	/usr/sbin/mke2fs -q -t ext4 -O ^has_journal -d "$try/root/user" "$disk" \
		"$(($(du -sm "$try/root" | cut -f1) + 64))M" >"$try/mke2fs.log" 2>&1 ||
		die "no disk: $(tail -n 1 "$try/mke2fs.log")"
	rm -rf "$try/root"
	cat "$B/images/l1.cpio" "$B/images/modules-$variant.cpio" >"$try/initrd"
}

# The emulated machine's own command line, its memory, and a disk.
machine() {
	local words
	mapfile -d '' words < <("$O/gtt2m" machine emulated \
		qemu="$O/qemu/qemu-system-x86_64" console="$try/console.log" \
		records="$try/records" kernel="$B/kernels/$variant/bzImage" \
		initrd="$try/initrd" append="gtt2m.role=guest gtt2m.loads=clpeak-whole gtt2m.seed=1 gtt2m.user=/dev/sda i915.disable_display=1 i915.enable_guc=0")
	[ ${#words[@]} -gt 0 ] || die "gtt2m machine printed nothing"
	timeout "$limit" "${words[@]}" -m "$MEM" \
		-drive "if=none,id=disk,format=raw,file=$disk" \
		-device ide-hd,drive=disk,bus=ide.0
}

stage
say "clpeak in L1 of $MEM (about 1:30 on an idle core)"
TIMEFORMAT='%R %U %S'
times=$({ time machine >"$try/machine.log" 2>&1; } 2>&1) ||
	die "QEMU: $(tail -n 1 "$try/machine.log"); the log: $try/console.log"
sed -n '/^Platform:/,/float16 *:/p' "$try/console.log" | tr -d '\r' | sed '/^ *$/d'
grep -q '"status":"ok"' "$try/records" || die "it failed: $try/console.log"
grep -q '"not_executed":0,' "$try/records" ||
	die "commands were not executed: $(grep -o '"not_executed.*' "$try/records" || true)"
rows=$(grep -cE '^ *float[0-9]* +: [0-9.]+' "$try/console.log" || true)
[ "$rows" -eq 5 ] || die "$rows of clpeak's five rows: $try/console.log"
rm "$disk"
awk -v m="$MEM" '{ printf "L1 of %s: wall %.0f s, CPU %.0f s; the rates are of the virtual clock\n", m, $1, $2 + $3 }' <<<"$times"
