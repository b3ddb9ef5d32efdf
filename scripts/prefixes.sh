#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does a series compile after each of its patches, as whoever bisects needs it,
# and does the last state boot?
#
#   prefixes.sh VARIANT [FIRST [LAST]]    KERNEL=6.12: on that one
#
# The kernel of NAME.N is NAME with its first N patches (kernels.sh). What
# was built for this is removed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"

variant=${1:-fixed}
[ -d "$top/variants/$variant" ] || die "no variant $variant; there are: $(cd "$top/variants" && echo *)"
ported "$variant" || die "$variant has no patches for $KERNEL"
describe "$variant"
count=${#v_patches[@]}
first=${2:-1} last=${3:-$count}
[ "$count" -gt 0 ] || die "$variant has no patches"
bad=0

drop() { rm -rf "${B:?}/kernels/$variant.$1" "$B/images/modules-$variant.$1.cpio"; }

# one N: compile it, and say so.
one() {
	local n=$1 said=ok log=$O/logs/kernel-$variant.$1.log
	"$top/scripts/kernels.sh" "$variant.$n" >"$O/logs/prefix.log" 2>&1 || said=FAIL
	[ "$said" = FAIL ] || ! grep -q 'warning:' "$log" || said=warns
	[ "$said" = ok ] || bad=1
	printf '%-5s %s %s %2d of %d: %s\n' "$said" "$KERNEL" "$variant" "$n" "$count" \
		"$(basename "${v_patches[n - 1]}" .patch | cut -c6-)"
	[ "$n" -eq "$count" ] || drop "$n"
}

boots() {
	local run=$O/prefixes-$KERNEL
	"$top/scripts/images.sh" l1 "modules-$variant.$count"
	rm -rf "$run"
	"$O/gtt2m" run --build "$B" --out "$run" --seeds 1 \
		--variants "$variant.$count" --scenarios thp-aligned >"$O/logs/prefix.log" 2>&1 &&
		"$O/gtt2m" report "$run" >/dev/null &&
		grep -q '"status":"ok"' "$run/records.jsonl"
}

for ((n = first; n <= last; n++)); do one "$n"; done
if [ "$last" -eq "$count" ]; then
	if boots; then echo "ok    $KERNEL $variant boots and runs thp-aligned"; else
		echo "FAIL  $KERNEL $variant does not boot: $O/logs/prefix.log"; bad=1; fi
	drop "$count"
fi
exit "$bad"
