#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Initramfs images, all uncompressed newc archives:
#   l1.cpio                 init (gtt2m) and its libraries; every variant
#   modules-<variant>.cpio  /modules/*.ko of that kernel
#   guest.cpio              for L1: the distribution's QEMU, its firmware,
#                           /guest/bzImage and /guest/initrd.cpio (Linux L2)
#   perf.cpio               for L1: perf and hyperfine, for scenarios perf-*
#   metal.cpio              kexec, for a walk through variants on hardware
#   alone.cpio              for L1: stand-alone reproducers, compiled by
#                           scripts/alone-test.sh; only on request
#   guest-initrd.cpio       the L2 initramfs: gtt2m, the IGT programs, i915
#   user-<name>.cpio        for L1: /guest/user.cpio, which L1 adds to the L2
#                           initramfs: programs and drivers of user space
#                           below /user (scripts/user.sh); only on request
# L1's initramfs is l1 + modules, one after the other. The others follow there, or
# a cell gets them at the point (docs/architecture.md).
#
# An image is a list of "path in the image<TAB>source" lines; what the
# sources contain decides whether it is made again, and nothing else: the
# same inputs give the same bytes (sorted, owner 0:0, time 0, inode numbers
# renumbered by cpio).
#
#   images.sh [IMAGE...]    default: all that can be made from the kernels
#                           that are built; l1 and guest must be possible
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

out=$B/images
igt=/usr/libexec/igt-gpu-tools/benchmarks
igt_programs="gem_blt gem_exec_nop gem_wsim"
qemu=${GUEST_QEMU:-/usr/bin/qemu-system-x86_64}
# What -M pc and q35 open with -kernel, no display and no option ROM.
firmware="bios-256k.bin kvmvapic.bin linuxboot_dma.bin"
guest_kernel=baseline
closed_kernel=stock	# its i915 is the control without 2MiB pages

export LC_ALL=C TZ=UTC
umask 022
mkdir -p "$out"
exec 9>"$out/.lock"
flock 9
work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT

need() { [ -e "$1" ] || die "missing: $2: $1 ($3)"; }

# add LIST PATH SOURCE: one file of an image. Directories come by themselves.
add() { printf '%s\t%s\n' "${2#/}" "$3" >>"$1"; }

# add_libs LIST ELF: the shared libraries and the loader that ELF names.
add_libs() {
	local libs lib
	libs=$(ldd "$2") || die "ldd failed on $2"
	case $libs in *'not found'*) die "$2 lacks a library: $libs" ;; esac
	while read -r lib; do
		add "$1" "$lib" "$lib"
	done < <(awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' <<<"$libs")
}

add_elf() {
	add "$1" "$2" "$3"
	add_libs "$1" "$3"
}

# module_closure DIR NAME: NAME and what it depends on, as found in DIR.
module_closure() {
	local dir=$1 queue=$2 seen=" " name deps
	while [ -n "$queue" ]; do
		name=${queue%%,*}
		queue=${queue#"$name"}
		queue=${queue#,}
		case $seen in *" $name "*) continue ;; esac
		seen="$seen$name "
		need "$dir/$name.ko" "a module" "scripts/kernels.sh makes it"
		echo "$name"
		deps=$(modinfo -F depends "$dir/$name.ko")
		[ -z "$deps" ] || queue=${queue:+$queue,}$deps
	done
}

# key LIST: identity of an image: this script, the paths, what they contain.
key() {
	{
		sha256sum <"$top/scripts/images.sh"
		cut -f1 "$1"
		cut -f2 "$1" | sort -u | tr '\n' '\0' | xargs -0 -r sha256sum | cut -d' ' -f1
	} | sha256sum | cut -d' ' -f1
}

# top_links ROOT: /lib and friends are links where the host's are (usrmerge),
# so that a path found by ldd means the same file inside.
top_links() {
	local d
	for d in bin sbin lib lib64; do
		if [ -L "/$d" ]; then
			mkdir -p "$1/usr/$d"
			ln -s "usr/$d" "$1/$d"
		else
			mkdir -p "$1/$d"
		fi
	done
}

stage() {
	local root=$1 list=$2 path src
	mkdir -p "$root"
	top_links "$root"
	while IFS=$'\t' read -r path src; do
		mkdir -p "$root/$(dirname "$path")"
		cp -L --no-preserve=all "$src" "$root/$path"
		case $path in
		*.ko | *.cpio | *.bin | *bzImage) ;;
		*) chmod 755 "$root/$path" ;;
		esac
		# Symbols of our own program are for gdb at L0 only.
		case $path in *bin/gtt2m) strip --strip-all "$root/$path" ;; esac
	done <"$list"
}

# image NAME LIST DIR...: make NAME.cpio from LIST and empty DIRs, if needed.
image() {
	local name=$1 list=$2 root=$work/$1 want
	shift 2
	sort -u -o "$list" "$list"
	want=$(key "$list") # directories are in the script, which is in the key
	if [ -e "$out/$name.cpio" ] && [ "$(cat "$out/.$name.key" 2>/dev/null)" = "$want" ]; then
		return
	fi
	stage "$root" "$list"
	(
		cd "$root"
		for d; do mkdir -p "$d"; done
		case $name in l1 | guest-initrd) ln -s bin/gtt2m init ;; esac
		find . -exec touch -h -d @0 {} +
		find . -mindepth 1 -print0 | sort -z |
			cpio --quiet -0 -o -H newc --reproducible --owner=0:0
	) >"$work/$name.cpio"
	rm -f "$out/.$name.key"
	mv "$work/$name.cpio" "$out/$name.cpio"
	echo "$want" >"$out/.$name.key"
	rm -rf "$root"
	say "$name.cpio: $(($(stat -c %s "$out/$name.cpio") / 1024)) KiB"
}

make_l1() {
	need "$O/gtt2m" "the program" "make builds it"
	add_elf "$work/l1.list" /bin/gtt2m "$O/gtt2m"
	image l1 "$work/l1.list" dev proc run sys tmp
}

make_modules() {
	local variant=$1 dir=$B/kernels/$1/modules ko
	need "$dir" "the modules of $variant" "scripts/kernels.sh makes them"
	: >"$work/modules-$variant.list"
	for ko in "$dir"/*.ko; do
		need "$ko" "the modules of $variant" "scripts/kernels.sh makes them"
		add "$work/modules-$variant.list" "/modules/$(basename "$ko")" "$ko"
	done
	image "modules-$variant" "$work/modules-$variant.list"
}

make_guest_initrd() {
	local list=$work/guest-initrd.list kernel=$B/kernels/$guest_kernel name program
	need "$O/gtt2m" "the program" "make builds it"
	add_elf "$list" /bin/gtt2m "$O/gtt2m"
	for program in $igt_programs; do
		need "$igt/$program" "an IGT benchmark" "package intel-gpu-tools"
		add_elf "$list" "/usr/bin/$program" "$igt/$program"
	done
	need "$kernel/modules" "the guest's modules" "scripts/kernels.sh makes them"
	# KVM is for guests that run a VM of their own: nested-*.
	for name in $(module_closure "$kernel/modules" i915,kvm-amd,kvm-intel); do
		add "$list" "/modules/$name.ko" "$kernel/modules/$name.ko"
	done
	need "$B/kernels/$closed_kernel/modules/i915.ko" "the control's i915" \
		"scripts/kernels.sh makes it"
	add "$list" /modules/i915-closed.ko "$B/kernels/$closed_kernel/modules/i915.ko"
	image guest-initrd "$list" dev proc run sys tmp
}

find_firmware() {
	local dir
	for dir in /usr/share/qemu /usr/share/seabios; do
		[ -e "$dir/$1" ] && echo "$dir/$1" && return
	done
	die "QEMU's firmware $1 is missing (packages qemu-system-data, seabios)"
}

make_guest() {
	local list=$work/guest.list kernel=$B/kernels/$guest_kernel blob src
	make_guest_initrd
	need "$qemu" "the distribution's QEMU" "package qemu-system-x86"
	need "$kernel/bzImage" "the guest's kernel" "scripts/kernels.sh makes it"
	add_elf "$list" /usr/bin/qemu-system-x86_64 "$qemu"
	for blob in $firmware; do
		src=$(find_firmware "$blob")
		add "$list" "/usr/share/qemu/$blob" "$src"
	done
	add "$list" /guest/bzImage "$kernel/bzImage"
	add "$list" /guest/initrd.cpio "$out/guest-initrd.cpio"
	image guest "$list"
}

make_perf() {
	local perf
	perf=$(command -v perf) || die "perf is missing (package linux-perf)"
	add_elf "$work/perf.list" /usr/bin/perf "$(readlink -f "$perf")"
	command -v hyperfine >/dev/null || die "hyperfine is missing (package hyperfine)"
	add_elf "$work/perf.list" /usr/bin/hyperfine "$(readlink -f "$(command -v hyperfine)")"
	image perf "$work/perf.list"
}

# kexec_packages: kexec-tools and the libraries it needs that are not here.
kexec_packages() {
	local p
	echo kexec-tools
	apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
		--no-breaks --no-replaces --no-enhances kexec-tools |
		grep '^lib' | sort -u | while read -r p; do
		dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || echo "$p"
	done
}

# fetch_kexec DIR: unpacked, not installed: this machine would reboot by
# kexec from then on.
fetch_kexec() {
	local deb packages
	rm -rf "$1"
	mkdir -p "$1"
	cd "$1"
	mapfile -t packages < <(kexec_packages)
	apt-get -q download "${packages[@]}"
	for deb in *.deb; do dpkg-deb -x "$deb" .; done
	: >complete
}

# add_kexec LIST: the system's, or the package's.
add_kexec() {
	local dir=$CACHE/dl/kexec kexec
	if kexec=$(PATH=$PATH:/usr/sbin:/sbin command -v kexec); then
		add_elf "$1" /usr/sbin/kexec "$kexec"
		return
	fi
	if [ ! -e "$dir/complete" ]; then
		(fetch_kexec "$dir") >"$work/kexec.log" 2>&1 ||
			die "no kexec, and fetching the package failed: $(tail -n 1 "$work/kexec.log")"
	fi
	LD_LIBRARY_PATH=$dir/usr/lib/$(gcc -dumpmachine) \
		add_elf "$work/kexec.list" /usr/sbin/kexec "$dir/sbin/kexec"
	# where the loader looks, not where they lie here
	awk -F '\t' -v OFS='\t' -v d="${dir#/}" 'index($1, d) == 1 { $1 = substr($1, length(d) + 2) } { print }' \
		"$work/kexec.list" >>"$1"
}

make_user() {
	local name=user-$1
	"$top/scripts/user.sh" "$1" >"$work/$name-root.list"
	image "$name-root" "$work/$name-root.list" user/dev user/proc user/sys user/tmp
	add "$work/$name.list" /guest/user.cpio "$out/$name-root.cpio"
	image "$name" "$work/$name.list"
}

make_alone() {
	local program
	: >"$work/alone.list"
	for program in "$O"/alone/bin/*; do
		need "$program" "a stand-alone reproducer" "scripts/alone-test.sh makes it"
		add_elf "$work/alone.list" "/alone/$(basename "$program")" "$program"
	done
	image alone "$work/alone.list"
}

make_metal() {
	add_kexec "$work/metal.list"
	image metal "$work/metal.list"
}

make_image() {
	case $1 in
	l1) make_l1 ;;
	guest) make_guest ;;
	perf) make_perf ;;
	guest-initrd) make_guest_initrd ;;
	metal) make_metal ;;
	alone) make_alone ;;
	modules-*) make_modules "${1#modules-}" ;;
	user-*) make_user "${1#user-}" ;;
	*) die "no image '$1'; there are: l1 guest perf guest-initrd metal alone modules-<variant> user-cl user-neo user-mesa user-gl user-x user-media" ;;
	esac
}

images=("$@")
if [ ${#images[@]} -eq 0 ]; then
	images=(l1)
	for dir in "$B"/kernels/*/modules; do
		[ -d "$dir" ] && images+=("modules-$(basename "$(dirname "$dir")")")
	done
	images+=(guest perf)
fi
for name in "${images[@]}"; do
	make_image "$name"
done
