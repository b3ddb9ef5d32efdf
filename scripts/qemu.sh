#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Build QEMU with the GPU model: $O/qemu/qemu-system-x86_64.
#
# QEMU's source is unpacked once ($CACHE/src), patched and built in a tree
# of its own ($CACHE/qemu/<version>); our patches and gpu/ are brought into it
# file by file, only where the content differs, so that a change compiles only
# what it touches. The tree cannot be moved: ninja and meson know it by its
# absolute name.
# QEMU_SRC= names another source: a tarball or an unpacked tree.
# ACCEL=kvm builds one more, with KVM, into $O/qemu-kvm.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

qdir=$top/gpu/qemu
options=$qdir/configure
out=$O/qemu
case ${ACCEL:-} in
''|tcg) ;;
kvm) out=$O/qemu-kvm options=$O/qemu-kvm/configure ;;
*) die "ACCEL=$ACCEL: tcg or kvm" ;;
esac
bin=$out/qemu-system-x86_64
jobs=${JOBS:-$(nproc)}

# source_id: a word that names the source's content.
source_id() {
	local dsc
	if [ -z "${QEMU_SRC:-}" ]; then
		dsc=$(cat "$CACHE/dl/qemu.dsc" 2>/dev/null || field "$qdir/base" dsc)
		dsc=${dsc#qemu_}
		echo "${dsc%.dsc}"
	elif [ -d "$QEMU_SRC" ]; then
		echo "tree-$(find "$QEMU_SRC" -path '*/.git' -prune -o -type f \
			-printf '%P %s %T@\n' | sort | sha256sum | cut -c1-12)"
	elif [ -f "$QEMU_SRC" ]; then
		echo "tar-$(sha256sum <"$QEMU_SRC" | cut -c1-12)"
	else
		die "QEMU_SRC=$QEMU_SRC: no such file or folder"
	fi
}

# unpack DIR: the unpatched source into the new folder DIR.
unpack() {
	if [ -z "${QEMU_SRC:-}" ]; then
		dpkg-source --no-check -x "$CACHE/dl/qemu_$id.dsc" "$1"
	elif [ -d "$QEMU_SRC" ]; then
		mkdir "$1" && rsync -a --exclude=.git --exclude=/build "$QEMU_SRC/" "$1/"
	else
		mkdir "$1" && tar -xf "$QEMU_SRC" -C "$1" --strip-components=1
	fi
}

get_source() {
	[ -d "$src" ] && return
	if [ -z "${QEMU_SRC:-}" ] && [ ! -s "$CACHE/dl/qemu_$id.dsc" ]; then
		die "$CACHE/dl/qemu_$id.dsc is missing: scripts/fetch.sh brings it"
	fi
	mkdir -p "$CACHE/src"
	rm -rf "$src".tmp*
	run_logged qemu-unpack 5 "unpacking QEMU $id" unpack "$src.tmp$$"
	[ -f "$src.tmp$$/VERSION" ] || die "QEMU_SRC: no VERSION in it: not QEMU's source?"
	mv "$src.tmp$$" "$src"
}

prepare() {
	local p
	cp -a --reflink=auto "$src" "$tmp/source"
	for p in "$qdir"/patches/*.patch; do
		patch -d "$tmp/source" -p1 --forward --fuzz=3 <"$p"
	done
	mkdir -p "$tree/source"
	rsync -rlpc --delete --exclude=/hw/display/gen9 --exclude=/gpu \
		"$tmp/source/" "$tree/source/"
	mkdir -p "$tree/source/hw/display/gen9"
	echo "$patches" >"$tree/patched"
}

make_tree() {
	[ "$(cat "$tree/patched" 2>/dev/null)" = "$patches" ] && return
	rm -f "$tree/patched"
	run_logged qemu-patch 5 "patching QEMU" prepare
}

# model_files: what QEMU is built with, by its name below the clone.
model_files() {
	(cd "$top" && printf '%s\n' gpu/*/*.[ch]) | grep -v '^gpu/tests/'
}

# The model into the tree, and the list of its files as meson wants it.
sync_model() {
	local to=$tree/source f
	mkdir -p "$tmp/model/hw/display/gen9"
	(cd "$top" && model_files | xargs cp --parents -t "$tmp/model")
	{
		echo "softmmu_ss.add(when: 'CONFIG_IGD_GEN9', if_true: files("
		model_files | sed -n "s,.*\.c\$,  '../../../&'\,,p"
		echo "))"
	} >"$tmp/model/hw/display/gen9/meson.build"
	for f in gpu hw/display/gen9; do
		rsync -rc --delete "$tmp/model/$f/" "$to/$f/"
	done
}

configure_tree() {
	local opts
	mapfile -t opts < <(grep -v '^#' "$options")
	rm -rf "$tree/build"
	mkdir "$tree/build"
	cd "$tree/build"
	../source/configure "${opts[@]}"
	pwd >where
	cp "$options" configured
}

# A failing command is printed whole by ninja; some are 20,000 characters.
build() { ninja -C "$tree/build" -j"$jobs" qemu-system-x86_64 | cut -c1-300; }

# other_source: what it is, if not the pinned one.
other_source() {
	local pin
	pin=$(field "$qdir/base" dsc)
	if [ -n "${QEMU_SRC:-}" ]; then
		echo "a ${id%%-*} in QEMU_SRC, ${id#*-}"
	elif [ "qemu_$id.dsc" != "$pin" ]; then
		echo "qemu_$id instead of ${pin%.dsc}"
	fi
}

id=$(source_id)
other=$(other_source)
src=$CACHE/src/qemu-$id
tree=$CACHE/qemu/$id
if [ "$options" != "$qdir/configure" ]; then
	tree+=-kvm
	mkdir -p "$out"
	sed 's/^--disable-kvm$/--enable-kvm/' "$qdir/configure" >"$options"
fi
patches=$(cat "$qdir"/patches/*.patch | sha256sum | cut -c1-16)
stamp="$id $patches $({ (cd "$top" && model_files | xargs cat); cat "$options"; } |
	sha256sum | cut -c1-16)${other:+ $other}"
[ -x "$bin" ] && [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] && exit 0

mkdir -p "$tree" "$out"
exec 9>"$CACHE/qemu/.lock"
flock 9
rm -rf "$CACHE"/qemu/tmp.*
tmp=$(mktemp -d "$CACHE/qemu/tmp.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

get_source
make_tree
sync_model
[ "$(cat "$tree/build/where" 2>/dev/null)" = "$tree/build" ] ||
	rm -f "$tree/build/configured"
cmp -s "$tree/build/configured" "$options" ||
	run_logged qemu-configure 30 "configuring QEMU" configure_tree
run_logged qemu-build 240 "building QEMU" build
cp "$tree/build/qemu-system-x86_64" "$bin.tmp$$"
mv "$bin.tmp$$" "$bin"
{
	echo "version $(cat "$tree/source/VERSION")"
	echo "source $id"
	[ -z "$other" ] || echo "other-source $other"
	sha256sum "$qdir"/patches/*.patch | sed -E 's#^([0-9a-f]+) .*/#patch \1 #'
} >"$out/info"
echo "$stamp" >"$out/stamp"
