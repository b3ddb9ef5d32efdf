#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does a series compile after each of its patches, as whoever bisects needs it,
# and does it boot? Compiled is, after each patch, what is made of the files
# that it touches; booted are the whole series and the prefixes that are named.
#
#   prefixes.sh VARIANT [N...]    KERNEL=6.12: on that one
#   prefixes.sh VARIANT all       build and boot every prefix
#
# The kernel of NAME.N is NAME with its first N patches (kernels.sh). What
# was built for this is removed. Of "all", which takes half an hour, each
# result is kept in $O/prefixes by what it was made of: after an
# interruption, and after a change of a patch, only what is missing is done.
# An interruption ends it at once, with status 130: of the prefix that was being
# made nothing is kept, and it has no result.
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
if [ "${*:2}" != all ]; then
	for n in "${@:2}"; do
		[[ $n =~ ^[1-9][0-9]*$ && $n -le $count ]] || die "$n: $variant has patches 1 to $count"
	done
fi
bad=0 now=''
scenario=thp-aligned
log=$O/logs/prefix.log
mkdir -p "$O/logs"

# to_log COMMAND...: its status; an interruption ends both.
to_log() { spawn "$@" >>"$log" 2>&1 && reap; }

# build NAME, boot NAME: what they say goes to $log; boot: its cell ended well.
build() {
	: >"$log"
	to_log "$top/scripts/kernels.sh" "$1" &&
		to_log "$top/scripts/images.sh" l1 "modules-$1"
}
boot() {
	local run=$O/prefixes-$KERNEL
	rm -rf "$run"
	to_log "$O/gtt2m" run --no-snapshot --build "$B" --out "$run" --seeds 1 --variants "$1" \
		--scenarios "$scenario" &&
		grep -q '"status":"ok"' "$run/records.jsonl"
}
# drop NAME: a prefix, which is named in $now as long as there is anything of it.
drop() {
	rm -rf "${B:?}/kernels/$1" "$B/images/modules-$1.cpio" "$B/images/.modules-$1.key"
	now=''
}
trap '[ -z "$now" ] || { drop "$now"; rm -rf "$O/prefixes-$KERNEL"; }' EXIT

# boots NAME
boots() {
	local said=ok
	build "$1" && boot "$1" || said=FAIL
	[ "$said" = ok ] || bad=1
	printf '%-5s %s %s boots and runs %s\n' "$said" "$KERNEL" "$1" "$scenario"
}

some() {
	local n
	spawn "$top/scripts/kernels.sh" --each "$variant" && reap || bad=1
	for n; do
		now=$variant.$n
		boots "$variant.$n"
		drop "$variant.$n"
	done
	boots "$variant"
}

# made_of N: what the result of this prefix depends on, as one hash.
made_of() {
	{ echo "$scenario $src_sum $v_base"
	  cat "$kdir"/config/*.config
	  [ "$v_base" = pristine ] || cat "$common"/*.patch
	  cat "${v_patches[@]:0:$1}"; } | hash_of
}

# try N: one prefix; sets said.
try() {
	local name=$variant.$1 t=$SECONDS built
	log=$O/logs/prefix-$KERNEL-$name.log
	drop "$name"
	now=$name
	rm -f "$O/logs/kernel-$name.log"
	said="FAIL   does not compile: $log"
	if build "$name"; then
		built=$((SECONDS - t))
		said="FAIL   compiles, does not run $scenario: $log"
		! boot "$name" ||
			said="ok     built in $built s, booted, ran $scenario in $((SECONDS - t - built)) s"
	fi
	! grep -q 'warning:' "$O/logs/kernel-$name.log" 2>/dev/null || said=${said/#ok   /warns}
	drop "$name"
}

all() {
	local kept=$O/prefixes/$KERNEL-$variant n ran=0 begun=$SECONDS todo=()
	mkdir -p "$kept"
	find_source
	for n in $(seq "$count"); do
		[ -e "$kept/$n" ] && [ "$(field "$kept/$n" made-of)" = "$(made_of "$n")" ] || todo+=("$n")
	done
	say "$variant on $KERNEL: $count prefixes, $((count - ${#todo[@]})) of them were done before"
	for n in "${todo[@]}"; do
		rm -f "$kept/$n"
		try "$n"
		ran=$((ran + 1))
		say "[$ran/${#todo[@]}] first $n of $count: $said, ETA $(mmss $(((SECONDS - begun) * (${#todo[@]} - ran) / ran)))"
		# what failed is tried again
		if [ "${said%% *}" = FAIL ]; then bad=1; continue; fi
		printf 'made-of %s\nsaid %s\n' "$(made_of "$n")" "$said" >"$kept/new"
		mv "$kept/new" "$kept/$n"
	done
	for n in $(seq "$count"); do
		said='FAIL   see above'
		[ ! -e "$kept/$n" ] || said=$(field "$kept/$n" said)
		[ "${said%% *}" = ok ] || bad=1
		printf '%2d %-54s %s\n' "$n" "$(basename "${v_patches[n - 1]}" .patch | cut -c 6-)" "$said"
	done
}

if [ "${*:2}" = all ]; then all; else some "${@:2}"; fi
exit "$bad"
