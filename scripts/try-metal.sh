#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Rehearse `make bench MACHINE=metal NEXT=kexec` on the emulated machine: one
# QEMU, started once, walks through the variants by kexec. It is the code
# that runs on hardware.
#
#   try-metal.sh [VARIANT...]     default: stock baseline vfio-only
#
# The kernels are those for hardware (PROFILE=metal), and the run's folder lies
# on a disk, as there.
#
# SCENARIOS=, default two and a Linux guest. The result, in $O/try-metal/run,
# is marked as a rehearsal: no numbers for anybody.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

variants=("$@")
[ $# -gt 0 ] || variants=(stock baseline vfio-only)
scenarios=${SCENARIOS:-thp-aligned small-misaligned guest:blit-thp}
limit=${LIMIT:-900} # s
guest=()
[[ " $scenarios" != *" guest:"* ]] || guest=("$B/images/guest.cpio")
try=$O/try-metal
disk=$try/disk
first=${variants[0]}
commas=$(IFS=,; echo "${variants[*]}")

# The folder that walks: program, kernels with what tells them apart, images.
stage() {
	local w=$try/root/walk
	rm -rf "$try"
	mkdir -p "$w/results"
	GUEST=${guest:+1} "$top/scripts/bring.sh" "$w/build" "${variants[@]}"
	(cd "$w" && build/gtt2m run --prepare --machine metal-try --build build \
		--variants "$commas" --scenarios "$scenarios" --order-seed 1 \
		--out results/try) >"$try/prepare.log" || die "the plan: $(cat "$try/prepare.log")"
	cat "$B/images/l1.cpio" "$B/images/modules-$first.cpio" \
		"$B/images/metal.cpio" "${guest[@]}" >"$try/initrd"
	/usr/sbin/mke2fs -q -t ext4 -d "$try/root" "$disk" 4G 2>"$try/mke2fs.log"
}

# The emulated machine's own command line, and a disk.
machine() {
	local words
	mapfile -d '' words < <("$O/gtt2m" machine emulated \
		qemu="$O/qemu/qemu-system-x86_64" console="$try/console.log" \
		records=/dev/null kernel="$B/kernels/$first/bzImage" initrd="$try/initrd" \
		append="gtt2m.role=metal gtt2m.disk=/dev/sda gtt2m.fs=ext4 gtt2m.cwd=/walk gtt2m.build=build gtt2m.run=results/try gtt2m.variant=$first")
	[ ${#words[@]} -gt 0 ] || die "gtt2m machine printed nothing"
	timeout "$limit" "${words[@]}" \
		-drive "if=none,id=disk,format=raw,file=$disk" \
		-device ide-hd,drive=disk,bus=ide.0
}

stage
say "one machine walks through ${variants[*]} (about $((20 + 80 * ${#variants[@]})) s)"
machine >"$try/machine.log" 2>&1 || die "QEMU: $(tail -n 1 "$try/machine.log"); the log: $try/console.log"
boots=$(grep -ac 'Linux version' "$try/console.log" || true)
/usr/sbin/debugfs -R "rdump /walk/results/try $try" "$disk" 2>"$try/debugfs.log"
[ -e "$try/try" ] || die "nothing came out of the machine; its log: $try/console.log"
mv "$try/try" "$try/run"
rm "$disk"
"$O/gtt2m" report "$try/run" >"$try/report.txt" || die "the report failed: $try/report.txt"
cells=$(grep -c '"kind":"cell"' "$try/run/records.jsonl" || true)
good=$(grep '"kind":"cell"' "$try/run/records.jsonl" | grep -c '"status":"ok"' || true)
want=$((${#variants[@]} * $(wc -w <<<"$scenarios")))
[ "$boots" -ge "${#variants[@]}" ] || die "$boots boots for ${#variants[@]} variants"
[ "$good" -eq "$want" ] || die "$good of $want cells are well ($cells have ended); $try/run"
grep '"kind":"cell"' "$try/run/records.jsonl" | grep -vq '"from":"booted"' &&
	die "a cell was not run where the machine was booted: $try/run"
grep -q '"snapshots": false' "$try/run/env.json" || die "snapshots on metal: $try/run/env.json"
counts_of_bench "$try/run" "${variants[*]}" "$scenarios" ||
	die "other counts than make bench has: $try/run"
say "$boots boots, $good of $want cells; $try/report.txt"
