# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Sourced after lib.sh and kernelsrc.sh by the scripts that make tables of
# GVT-g's source: its files, and the frame of a comparison with what is kept
# in the repository.

i915=drivers/gpu/drm/i915

# take DIR FILE...: these files of i915 of $KERNEL, in DIR by their last name;
# a FILE with a ? behind it may be missing. Unpacking one file costs as much as
# unpacking all, so they are kept, with the names that were asked for.
take() {
	local keep dir=$1 f
	shift
	find_source
	keep=$CACHE/src/gvt-${src_sum:0:16}
	for f; do
		! grep -qxF "$f" "$keep/asked" 2>/dev/null || continue
		rm -rf "$work/new"
		mkdir -p "$work/new" "$keep"
		printf "$i915/%s\n" "${@%\?}" | take_files "$work/new"
		cp -r "$work/new/." "$keep"
		printf '%s\n' "$@" >>"$keep/asked"
		break
	done
	mkdir -p "$dir"
	for f; do
		if [ -s "$keep/$i915/${f%\?}" ]; then
			cp "$keep/$i915/${f%\?}" "$dir"
		elif [ "$f" = "${f%\?}" ]; then
			die "this source has no $i915/$f"
		fi
	done
}

# between FILE FROM TO: lines from the first that matches FROM to the next
# that matches TO.
between() {
	awk -v from="$2" -v to="$3" '
		!on && !done && $0 ~ from { on = 1 }
		on { print; n++ }
		on && n > 1 && $0 ~ to { on = 0; done = 1 }
		END { exit !done }' "$1" || die "$1: nothing from /$2/ to /$3/"
}

# check_kernels TABLE: is TABLE what make_table makes of each kernel whose
# source is here? And is what plant changes seen, as $planted_rows rows that
# match $planted?
check_kernels() {
	local k rc=0 seen=0 kernels=(6.1 6.12)
	[ -z "${KERNEL_SRC:-}" ] || kernels=("$KERNEL")
	for k in "${kernels[@]}"; do
		KERNEL=$k
		if [ -z "${KERNEL_SRC:-}" ] && [ ! -e "/usr/src/linux-source-$k.tar.xz" ]; then
			echo "skip: linux-source-$k is not installed; its table is not compared"
			continue
		fi
		take "$work/$k" "${files[@]}"
		make_table "$work/$k" >"$work/$k.txt"
		if diff -u "$1" "$work/$k.txt" >"$work/diff"; then
			echo "same: Linux $k, $(grep -vc '^#' "$work/$k.txt") rows"
		else
			rc=1
			echo "GVT-g of Linux $k has another table. If that is meant: KERNEL=$k $0 print >$1, and see what the tests say:"
			cat "$work/diff"
		fi
		plant "$work/$k"
		make_table "$work/$k" | diff "$work/$k.txt" - >"$work/diff" || true
		[ "$(grep -c "^[<>].*$planted" "$work/diff")" = "$planted_rows" ] ||
			{ rc=1; echo "a planted difference was not seen in Linux $k"; }
		seen=1
	done
	[ "$seen" -eq 1 ] || echo "skip: no kernel source here"
	return "$rc"
}

# main print|check [TABLE]
main() {
	case ${1:-} in
	print)	take "$work/it" "${files[@]}"; make_table "$work/it" ;;
	check)	check_kernels "${2:-$table}" ;;
	*)	die "print or check" ;;
	esac
}
