#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Is it said, and written down, when a source is not the pinned one? Is what
# does not fit it named? With a kernel of one file and a QEMU of none, so it
# takes seconds.
# shellcheck disable=SC2016,SC2317
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$work/suite
mkdir "$work/build"
make -s -C "$top" gtt2m >&2
cp "$O/gtt2m" "$work/build"
export CACHE=$work/cache O=$work/build
unset KERNEL PROFILE KERNEL_SRC QEMU_SRC
i915=drivers/gpu/drm/i915
fails=0

# expect WHAT STATUS TEXT COMMAND...: its status, and a text in what it says;
# with "!" before the text, one that it must not say.
expect() {
	local what=$1 want=$2 text=$3 rc=0 said=0 found=0
	shift 3
	case $text in '!'*) said=1 text=${text#!} ;; esac
	"$@" >"$work/log" 2>&1 </dev/null || rc=$?
	grep -qF -- "$text" "$work/log" || found=1
	if [ "$rc" -eq "$want" ] && [ "$found" -eq "$said" ]; then
		echo "ok   $what"
	else
		printf 'FAIL %s: status %d, want %d; about "%s":\n' "$what" "$rc" "$want" "$text"
		sed 's/^/    /' "$work/log"
		fails=1
	fi
}

# suite COMMANDS: with the functions of the scripts.
suite() {
	bash -euc ". '$here/scripts/lib.sh'; . '$here/scripts/kernelsrc.sh'; $1" suite
}
source_of() { suite 'find_source; echo "other: $src_other"; echo "sum: $src_sum"'; }
sum_of() { source_of | sed -n 's/^sum: //p'; }

mkdir -p "$here/kernel/patches" "$here/variants" "$here/gpu/qemu" "$work/linux/$i915"
cp -r "$top/scripts" "$here"

# ---- the kernel's package ------------------------------------------------------
tarball=/usr/src/linux-source-6.1.tar.xz
if [ -e "$tarball" ]; then
	echo "6.1 6.1.0-1 $(sha256sum <"$tarball" | cut -c1-64)" >"$here/kernel/base"
	expect 'the pinned kernel: no warning' 0 '!warning' source_of
	expect '... and nothing to write down' 0 'other: ' source_of
	grep -qx 'other: ' "$work/log" || { echo 'FAIL something was written down'; fails=1; }
	echo "6.1 6.1.0-1 $(printf '%064d' 0)" >"$here/kernel/base"
	expect 'another point release: a warning' 0 'warning: linux-source-6.1 has another version or checksum' source_of
	expect '... that goes on, and is written down' 0 'instead of 6.1.0-1' source_of
	: >"$here/kernel/base"
	expect 'a kernel without a pin' 0 'other: linux-source-6.1, for which there is no pin' source_of
fi

# ---- KERNEL_SRC ------------------------------------------------------------------
git_() { clean_env git -C "$work/linux" -c user.name=t -c user.email=t@t "$@"; }
export KERNEL_SRC=$work/linux
seq -f 'line %g' 60 >"$work/linux/$i915/gtt.c"
printf 'kernelversion:\n\t@echo 6.1.7\n' >"$work/linux/Makefile"
git_ init -q
git_ add -A
git_ commit -qm source
# series FILE SED: a patch that makes this change.
series() {
	sed -i "$2" "$work/linux/$i915/gtt.c"
	git_ diff >"$1"
	git_ checkout -q "$i915/gtt.c"
}
expect 'a git tree is named as such' 0 'other: a tree in KERNEL_SRC' source_of
clean=$(sum_of)
echo more >>"$work/linux/$i915/gtt.c"
[ "$(sum_of)" != "$clean" ] && echo 'ok   a local change is another source' || fails=1
git_ checkout -q "$i915/gtt.c"
[ "$(sum_of)" = "$clean" ] && echo 'ok   ... and without it the first again' || fails=1
tar -C "$work" -cJf "$work/mine.tar.xz" linux
source_in() { KERNEL_SRC=$1 source_of; }
expect 'a tarball by its name' 0 'other: mine.tar.xz in KERNEL_SRC' source_in "$work/mine.tar.xz"
expect 'none there' 1 'none: no such file' source_in "$work/none"

# ---- patches that do not fit it ---------------------------------------------------
mkdir -p "$here/variants"/{baseline,good,bad}
series "$here/kernel/patches/0001-common.patch" 's/^line 1$/line one/'
series "$here/variants/good/0001-good.patch" 's/^line 20$/line twenty/'
series "$work/fit.patch" 's/^line 40$/line forty/'
sed 's/^ line 41$/ line 41 of another/' "$work/fit.patch" >"$here/variants/bad/0001-bad.patch"
fits() { suite "work=$work/w tree=$work/linux; mkdir -p $work/w; fits $*"; }
expect 'a variant that fits' 0 '!error' fits baseline good
expect 'one that does not: its patch' 1 'variants/bad/0001-bad.patch does not apply' fits good bad
expect '... its hunk' 1 'gtt.c: Hunk #1 FAILED at 3' fits good bad
expect '... its name' 1 'but not those of these variants: bad' fits good bad
sed 's/^ line 2$/ line two/' "$here/kernel/patches/0001-common.patch" >"$here/kernel/patches/0002-more.patch"
expect 'a common patch that does not' 1 'these common patches do not apply to Linux 6.1.7: 0002-more' fits good
rm "$here/kernel/patches/0002-more.patch"
mkdir "$here/kernel/patches-6.30"
sed -i 's/6\.1\.7/6.30.1/' "$work/linux/Makefile"
expect 'a source of another version' 0 'the source is Linux 6.30.1; configuration and patches are those for 6.1; KERNEL=6.30 has its own' fits good

# ---- QEMU's package --------------------------------------------------------------
# package VERSION DIR: a source package of one file.
package() {
	local f=qemu_$1.tar.xz
	echo "QEMU $1" >"$2/$f"
	printf 'Source: qemu\nChecksums-Sha256:\n %s 9 %s\n' \
		"$(sha256sum <"$2/$f" | cut -d' ' -f1)" "$f" >"$2/qemu_$1.dsc"
}
# pin VERSION: that of $work/mirror.
pin() {
	printf 'version %s\ndsc qemu_%s.dsc\ndsc_sha256 %s\n' "$1" "$1" \
		"$(sha256sum <"$work/mirror/qemu_$1.dsc" | cut -d' ' -f1)" >"$here/gpu/qemu/base"
}
mkdir "$work/mirror" "$work/bin"
# It has "new" only: asked for another version it fails, as apt does.
cat >"$work/bin/apt-get" <<'EOF'
#!/bin/sh
for last; do :; done
case $last in
update)	exit 0 ;;
qemu=1:"$(cat "$MIRROR/has")"|qemu) cp "$MIRROR/qemu_$(cat "$MIRROR/has")".* . ;;
*)	echo "E: Version not found" >&2; exit 100 ;;
esac
EOF
chmod +x "$work/bin/apt-get"
fetch() { PATH=$work/bin:$PATH MIRROR=$work/mirror "$here/scripts/fetch.sh"; }
dsc() { cat "$CACHE/dl/qemu.dsc"; }
package 7.2-1 "$work/mirror"
package 7.2-2 "$work/mirror"
package 8.0-1 "$work/mirror"
pin 7.2-1
echo 7.2-1 >"$work/mirror/has"
expect 'the pinned QEMU: no warning' 0 '!warning' fetch
expect '... is the one taken' 0 'qemu_7.2-1.dsc' dsc
rm -r "$CACHE/dl"
echo 7.2-2 >"$work/mirror/has"
expect 'another point release: a warning' 0 'warning: QEMU source qemu_7.2-2.dsc instead of the pinned qemu_7.2-1.dsc' fetch
expect '... is the one taken' 0 'qemu_7.2-2.dsc' dsc
expect '... and warned about each time' 0 'warning: QEMU source' fetch
rm -r "$CACHE/dl"
echo 8.0-1 >"$work/mirror/has"
expect 'another QEMU is none' 1 'QEMU 7.2 is needed: give QEMU_SRC=' fetch
rm -r "$CACHE/dl"
echo 7.2-1 >"$work/mirror/has"
sed -i 's/^dsc_sha256 .*/dsc_sha256 0/' "$here/gpu/qemu/base"
expect 'the pinned name with another content' 1 'checksum differs' fetch
rm -r "$CACHE/dl"
pin 7.2-1
echo damaged >"$work/mirror/qemu_7.2-1.tar.xz"
expect 'a damaged download' 1 'missing or damaged' fetch
exit "$fails"
