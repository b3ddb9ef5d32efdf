# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Sourced after lib.sh by the scripts that handle kernel sources and patches:
# which source, how a patch is applied and what is said if it does not fit.

kdir=$top/kernel
# Folders that make modules and nothing of vmlinux: all that patches may touch.
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
	if git -C "$1" rev-parse --show-prefix 2>/dev/null | grep -x '' >/dev/null; then
		{ git -C "$1" rev-parse HEAD; git -C "$1" diff HEAD; } | hash_of
	else
		find "$1" -type f -printf '%P %s %T@\n' | LC_ALL=C sort | hash_of
	fi
}

# ---- which source ----------------------------------------------------------
# Sets src (tarball or tree), src_sum, src_name.
find_source() {
	local pin version
	src=${KERNEL_SRC:-/usr/src/linux-source-$KERNEL.tar.xz}
	[ -e "$src" ] || die "$src: no such file. Install linux-source-$KERNEL or give KERNEL_SRC=tarball-or-tree"
	src=$(realpath "$src")
	if [ -d "$src" ]; then
		src_sum=$(tree_sum "$src")
		src_name="tree"
		return
	fi
	src_sum=$(file_sum "$src")
	src_name=$(basename "$src")
	[ -z "${KERNEL_SRC:-}" ] || return 0
	read -r version pin < <(awk -v k="$KERNEL" '$1 == k { print $2, $3 }' "$kdir/base") || true
	if [ -z "${pin:-}" ]; then
		warn "linux-source-$KERNEL is not pinned in kernel/base; its sha256 is $src_sum"
	elif [ "$pin" != "$src_sum" ]; then
		version="$(dpkg-query -W -f '${Version}' "linux-source-$KERNEL" 2>/dev/null || echo unknown), pinned $version"
		warn "linux-source-$KERNEL has another version or checksum ($version); going on with it"
	fi
}

# unpack DIR: the source as a tree of its own in DIR.
unpack() {
	mkdir -p "$1"
	if [ -d "$src" ]; then
		if [ -e "$src/.git" ]; then
			git -C "$src" ls-files -z | tar -C "$src" --null -T - -cf - | tar -C "$1" -xf -
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

# patched_files PATCH...: the files they touch, "new" or "old" before each.
patched_files() {
	awk '/^--- / { old = $2 } /^\+\+\+ / {
		if ($2 == "/dev/null") { f = old; kind = "old" }
		else { f = $2; kind = (old == "/dev/null") ? "new" : "old" }
		sub(/^[ab]\//, "", f); print kind, f }' "$@" | sort -u
}

in_moddirs() {
	local d
	for d in "${moddirs[@]}"; do
		case $1 in "$d"/*) return 0 ;; esac
	done
	return 1
}

# allowed PATCH...: may these be built as modules alone? Names what may not.
# A new file may be anywhere, since only a file touched here can include it.
allowed() {
	local kind f rc=0
	while read -r kind f; do
		if [ "$kind" = new ] || in_moddirs "$f"; then continue; fi
		printf '%s: error: %s is outside of %s\n' "$(basename "$0" .sh)" "$f" "${moddirs[*]}" >&2
		rc=1
	done < <(patched_files "$@")
	return "$rc"
}

# patch_one DIR PATCH [LABEL]: apply it to the tree in DIR, exactly; else say
# which hunk of which file does not fit.
patch_one() {
	local log
	if log=$(patch -d "$1" -p1 -N -F0 --no-backup-if-mismatch -r - <"$2" 2>&1); then
		return 0
	fi
	printf '%s: error: %s does not apply:\n' "$(basename "$0" .sh)" "${3:-${2#"$top"/}}" >&2
	awk '/^patching file|^checking file/ { file = $3 }
	     /FAILED|malformed|an.t find|already exists|previously applied/ {
		sub(/ -- saving.*/, ""); print "    " file ": " $0 }' <<<"$log" >&2
	return 1
}
