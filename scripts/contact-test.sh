#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `gtt2m check --full` on the emulated machine as if it were somebody's, on a
# stock kernel: what it can measure there is measured, what is not there is
# said, and `gtt2m calibrate` takes the file and names a damaged one's line.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

try=$O/contact-test
rm -rf "$try"
mkdir -p "$try"
"$top/scripts/images.sh" l1 modules-stock guest-initrd
cat "$B/images/l1.cpio" "$B/images/modules-stock.cpio" \
	"$B/images/guest-initrd.cpio" >"$try/initrd"
mapfile -d '' words < <("$O/gtt2m" machine emulated \
	qemu="$O/qemu/qemu-system-x86_64" console="$try/console.log" \
	records="$try/records" kernel="$B/kernels/stock/bzImage" \
	initrd="$try/initrd" append="gtt2m.role=full gtt2m.minutes=1")
[ ${#words[@]} -gt 0 ] || die "gtt2m machine printed nothing"
timeout 600 "${words[@]}" >"$try/machine.log" 2>&1 ||
	die "QEMU: $(tail -n 1 "$try/machine.log"); $try/console.log"
grep -q '"status":"ok","type":"end"' "$try/records" || die "it failed: $try/console.log"
# the file's own lines; init's have their keys sorted
file=$try/contact.jsonl
grep '^{"type":' "$try/records" >"$file" || die "nothing came out: $try/console.log"

for step in memory blit gem_blt gem_exec_nop repro; do
	grep -q "\"type\":\"step\",\"name\":\"$step\",\"status\":\"ok\"" "$file" ||
		die "$step is not ok: $file"
done
for step in clpeak selftests; do
	grep -q "\"type\":\"step\",\"name\":\"$step\",\"status\":\"missing\",\"why\":" "$file" ||
		die "$step is not said to be missing: $file"
done
! grep -q '"status":[1-9]' "$file" || die "a reproducer did not run: $file"
(cd "$top" && "$O/gtt2m" calibrate "$file") >"$try/said" || die "calibrate: $try/said"
for row in blit-copy/4k blit-copy/thp blit-fill/4k blit-fill/thp gem_blt/16777216; do
	grep -q "^$row, .*jsonl:[0-9]*):" "$try/said" || die "$row is not compared: $try/said"
done
# The clock here is the set "serial": the rows have to be what it predicts.
awk '/^(blit|gem_blt).*jsonl:[0-9]*\):$/ { row = $1 }
	row && $(NF - 1) == "serial" { n++; r = $1 / $NF
		if (r < 0.94 || r > 1.04) { print row, $1, "measured,", $NF, "by its own clock"; bad = 1 }
		row = "" }
	END { exit bad || n != 5 }' "$try/said" || die "the clock's own rows: $try/said"
sed 's/"mib":64/"mib":65/' "$file" >"$try/changed"
! (cd "$top" && "$O/gtt2m" calibrate "$try/changed") 2>"$try/refused" ||
	die "a changed file is taken"
grep -q "changed:[0-9]*: the digest" "$try/refused" || die "$(cat "$try/refused")"
cat "$try/said"
