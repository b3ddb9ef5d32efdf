#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does a series compile after each of its patches, as whoever bisects needs it,
# and does it boot? Compiled is, after each patch, what is made of the files
# that it touches; booted are the whole series and the prefixes that are named.
#
#   prefixes.sh VARIANT [N...]    KERNEL=6.12: on that one
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
[ "$count" -gt 0 ] || die "$variant has no patches"
for n in "${@:2}"; do
	[[ $n =~ ^[1-9][0-9]*$ && $n -le $count ]] || die "$n: $variant has patches 1 to $count"
done
bad=0

# boots NAME: it ends thp-aligned.
boots() {
	local run=$O/prefixes-$KERNEL said=ok
	rm -rf "$run"
	"$top/scripts/kernels.sh" "$1" >"$O/logs/prefix.log" 2>&1 &&
		"$top/scripts/images.sh" l1 "modules-$1" >>"$O/logs/prefix.log" 2>&1 &&
		"$O/gtt2m" run --build "$B" --out "$run" --seeds 1 \
			--variants "$1" --scenarios thp-aligned >>"$O/logs/prefix.log" 2>&1 &&
		grep -q '"status":"ok"' "$run/records.jsonl" || said=FAIL
	[ "$said" = ok ] || bad=1
	printf '%-5s %s %s boots and runs thp-aligned\n' "$said" "$KERNEL" "$1"
}

"$top/scripts/kernels.sh" --each "$variant" || bad=1
for n in "${@:2}"; do
	boots "$variant.$n"
	rm -rf "${B:?}/kernels/$variant.$n" "$B/images/modules-$variant.$n.cpio"
done
boots "$variant"
exit "$bad"
