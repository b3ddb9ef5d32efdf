# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Sourced after lib.sh by the scripts that handle kernel sources and patches:
# which source, how a patch is applied and what is said if it does not fit.

kdir=$top/kernel
# Folders that make modules and nothing of vmlinux: what patches touch for the
# least cost (kernelwide.sh has the rest).
moddirs=(drivers/gpu/drm/i915 arch/x86/kvm drivers/vfio)
# The patches common to all gate-open variants: this kernel's own, or 6.1's.
common=$kdir/patches
[ ! -d "$kdir/patches-$KERNEL" ] || common=$kdir/patches-$KERNEL

hash_of() { sha256sum | cut -c1-64; }
hash_files() { if [ $# -gt 0 ]; then cat "$@" | hash_of; else echo none; fi; }

# file_sum FILE: its sha256, remembered by size and time.
file_sum() {
	local key sum memo=$CACHE/kernel/sums
	key="$1 $(stat -c '%s %Y' "$1")"
	mkdir -p "$CACHE/kernel"
	sum=$(awk -v k="$key" 'substr($0, 66) == k { print $1; exit }' "$memo" 2>/dev/null || true)
	if [ -z "$sum" ]; then
		sum=$(sha256sum <"$1" | cut -c1-64)
		printf '%s %s\n' "$sum" "$key" >>"$memo"
	fi
	echo "$sum"
}

# tree_sum DIR: what a user's source tree holds, by commit and local changes
# in a git tree, else by names, sizes and times.
tree_sum() {
	if clean_env git -C "$1" rev-parse --show-prefix 2>/dev/null | grep -x '' >/dev/null; then
		{ clean_env git -C "$1" rev-parse HEAD
		  clean_env git -C "$1" -c core.fsmonitor=false diff --no-ext-diff --no-textconv HEAD; } | hash_of
	else
		find "$1" -type f -printf '%P %s %T@\n' | LC_ALL=C sort | hash_of
	fi
}

# ---- which source ----------------------------------------------------------
# Sets src (tarball or tree), src_sum, src_name; and src_other, which says what
# it is if not the pinned source, for those who read a result.
find_source() {
	local pin version have
	src_other=
	src=${KERNEL_SRC:-/usr/src/linux-source-$KERNEL.tar.xz}
	[ -e "$src" ] || die "$src: no such file. Install linux-source-$KERNEL or give KERNEL_SRC=tarball-or-tree"
	src=$(realpath "$src")
	if [ -d "$src" ]; then
		src_sum=$(tree_sum "$src")
		src_name="tree"
		src_other="a tree in KERNEL_SRC, ${src_sum:0:12}"
		return
	fi
	src_sum=$(file_sum "$src")
	src_name=$(basename "$src")
	if [ -n "${KERNEL_SRC:-}" ]; then
		src_other="$src_name in KERNEL_SRC, ${src_sum:0:12}"
		return
	fi
	read -r version pin < <(awk -v k="$KERNEL" '$1 == k { print $2, $3 }' "$kdir/base") || true
	if [ -z "${pin:-}" ]; then
		src_other="linux-source-$KERNEL, for which there is no pin"
		warn "linux-source-$KERNEL is not pinned in kernel/base; its sha256 is $src_sum"
	elif [ "$pin" != "$src_sum" ]; then
		have=$(dpkg-query -W -f '${Version}' "linux-source-$KERNEL" 2>/dev/null || echo unknown)
		src_other="linux-source-$KERNEL $have instead of $version"
		warn "linux-source-$KERNEL has another version or checksum ($have, pinned $version); it is used all the same"
	fi
}

# unpack DIR: the source as a tree of its own in DIR.
unpack() {
	mkdir -p "$1"
	if [ -d "$src" ]; then
		if [ -e "$src/.git" ]; then
			clean_env git -C "$src" -c core.fsmonitor=false ls-files -z | tar -C "$src" --null -T - -cf - | tar -C "$1" -xf -
		else
			cp -a "$src/." "$1"
			[ ! -e "$1/.config" ] || make -s -C "$1" mrproper
		fi
	else
		tar -C "$1" --strip-components=1 -xf "$src"
	fi
}

# take_files DIR: of the source only the files named on stdin. One that is not
# there is no error here: the patch that wants it will say so.
take_files() {
	local f root
	if [ -d "$src" ]; then
		while read -r f; do
			[ -e "$src/$f" ] || continue
			mkdir -p "$1/$(dirname "$f")"
			cp "$src/$f" "$1/$f"
		done
	else
		root=$(tar -tf "$src" 2>/dev/null | head -n 1 || true)
		sed "s,^,${root%%/*}/," |
			tar -C "$1" --strip-components=1 -xf "$src" -T - 2>/dev/null || true
	fi
}

# need_program: the program reads patches. A suite without a makefile (tests)
# has it already.
need_program() {
	[ ! -e "$top/Makefile" ] || env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
		make -s -C "$top" gtt2m >&2
}
patches() { "$O/gtt2m" patches "$@"; }

# patched_files PATCH...: the files they touch, as "old|new code|build|text
# NAME": there before, or not; compiled, read by make, neither.
patched_files() { [ $# -eq 0 ] || patches "$@" | sort -u; }

in_moddirs() {
	local d
	for d in "${moddirs[@]}"; do
		case $1 in "$d"/*) return 0 ;; esac
	done
	return 1
}

# patch_one DIR PATCH [LABEL]: apply it to the tree in DIR, exactly; else say
# which hunk of which file does not fit. What git gets is the patch as the
# program has read it.
patch_one() {
	local log text
	if text=$(patches --clean "$2" 2>&1); then
		log=$(cd "$1" && clean_env GIT_DIR=/nonexistent \
			git apply --whitespace=nowarn 2>&1 <<<"$text") && return 0
	else
		log="error: ${text#"$2": }" text=
	fi
	printf '%s: error: %s does not apply:\n' "$(basename "$0" .sh)" "${3:-${2#"$top"/}}" >&2
	awk 'NR == FNR { if (/^diff --git /) { file = substr($4, 3); n = 0 }
			if (/^@@ -/) { split(substr($2, 2), at, ","); nr[file ":" at[1]] = ++n }
			next }
	     sub(/^error: patch failed: /, "") {
		line = $0; sub(/.*:/, "", line); file = substr($0, 1, length($0) - length(line) - 1)
		print "    " file ": Hunk #" nr[$0] " FAILED at " line; next }
	     /: patch does not apply$/ { next }
	     sub(/^(error|fatal): /, "") { print "    " $0 }' \
		<(printf '%s\n' "$text") <(printf '%s\n' "$log") >&2
	if [ -n "$text" ] && (cd "$1" && clean_env GIT_DIR=/nonexistent \
			git apply --check -R --whitespace=nowarn 2>/dev/null <<<"$text"); then
		echo '    it has been applied already' >&2
	fi
	return 1
}

# ---- which patches ---------------------------------------------------------
# folder_of VARIANT: its folder in variants/: NAME, or for NAME.N, which is the
# first N of its patches, NAME.
folder_of() {
	if [ ! -d "$top/variants/$1" ] && [[ $1 =~ ^(.+)\.[0-9]+$ ]]; then
		echo "${BASH_REMATCH[1]}"
	else
		echo "$1"
	fi
}

# patches_dir VARIANT: the folder that has its patches: its own, or that of the
# variant that it repeats (same-as) or has on another base (patches-of).
patches_dir() {
	local dir f of
	dir=$top/variants/$(folder_of "$1")
	for f in same-as patches-of; do
		[ -s "$dir/$f" ] || continue
		read -r of <"$dir/$f"
		[ -d "$top/variants/$of" ] || die "variants/$1/$f: no variant $of"
		dir=$top/variants/$of
		break
	done
	echo "$dir"
}

# ported VARIANT: does it say what it is on this kernel? It has patches for it
# (for another than 6.1 in a folder of that name), or none for any.
ported() {
	local dir
	dir=$(patches_dir "$1")
	if [ "$KERNEL" = 6.1 ]; then
		compgen -G "$dir/*.patch" >/dev/null || ! compgen -G "$dir/*/*.patch" >/dev/null
	else
		[ -d "$dir/$KERNEL" ] || ! compgen -G "$dir/*.patch" >/dev/null
	fi
}

# describe VARIANT: sets v_patches, v_base (pristine or common), v_same, and
# v_request if it is only for who names it; later build_variant sets v_snap,
# the snapshot it started from.
describe() {
	local dir
	dir=$top/variants/$(folder_of "$1")
	[ -d "$dir" ] || die "no variant $1; there are: $(cd "$top/variants" && echo *)"
	v_same='' v_base=common v_request=''
	if [ -e "$dir/on-request" ] || [ "$(basename "$dir")" != "$1" ]; then v_request=yes; fi
	[ -e "$dir/same-as" ] && read -r v_same <"$dir/same-as"
	[ -e "$dir/base" ] && read -r v_base <"$dir/base"
	dir=$(patches_dir "$1")
	case $v_base in pristine|common) ;; *) die "variants/$1/base: pristine or common, not $v_base" ;; esac
	[ "$KERNEL" = 6.1 ] || [ ! -d "$dir/$KERNEL" ] || dir=$dir/$KERNEL
	shopt -s nullglob
	v_patches=("$dir"/*.patch)
	shopt -u nullglob
	[ -d "$top/variants/$1" ] || v_patches=("${v_patches[@]:0:${1##*.}}")
	if [ "$PROFILE" = bare ]; then
		v_base=pristine
		v_patches=("$common"/*.patch)
		unset "v_patches[-1]"
	fi
}

# series VARIANT: its patches, and "common" or "pristine" before them.
series() { (describe "$1"; printf '%s\n' "$v_base" "${v_patches[@]}"); }

# fits VARIANT...: do the patches go onto the unpacked source? Minutes of
# building come before the first is needed. Names what needs porting.
fits() {
	local dir=$work/fits v p version bad='' all series
	version=$(make -s -C "$tree" LOCALVERSION= kernelversion)
	case $version in
	"$KERNEL"|"$KERNEL"[.-]*) ;;
	*)	v=$(cut -d. -f1,2 <<<"${version%%-*}")
		[ -d "$kdir/patches-$v" ] && v="; KERNEL=$v has its own" || v=
		warn "the source is Linux $version; configuration and patches are those for $KERNEL$v" ;;
	esac
	rm -rf "$dir"
	mkdir -p "$dir/common"
	mapfile -t all < <(find "$common" "$top/variants" -name '*.patch')
	patched_files "${all[@]}" | awk '{ print $3 }' | sort -u |
		(src=$tree; take_files "$dir/common")
	cp -a "$dir/common" "$dir/pristine"
	for p in "$common"/*.patch; do
		patch_one "$dir/common" "$p" || bad+=" $(basename "$p" .patch)"
	done
	[ -z "$bad" ] || die "these common patches do not apply to Linux $version:$bad"
	for v; do
		mapfile -t series < <(series "$v")
		rm -rf "$dir/now"
		cp -a "$dir/${series[0]}" "$dir/now"
		for p in "${series[@]:1}"; do
			patch_one "$dir/now" "$p" || { bad+=" $v"; break; }
		done
	done
	rm -rf "$dir"
	[ -z "$bad" ] || die "the common patches apply to Linux $version, but not those of these variants:$bad"
}
