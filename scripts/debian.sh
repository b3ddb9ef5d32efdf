#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian 12 as somebody has it installed, from the distribution's packages:
# systemd, udev, journald, its own kernel, an ordinary user "owner" with sudo,
# ext4. Made once, below $CACHE/debian; prints the folder, which has root.tar,
# vmlinuz and initrd. Needs no root: mmdebstrap, fakeroot.
#
#   debian.sh			make it, if it is not there
#   debian.sh disk FILE DIR	a disk of it, with DIR as /home/owner/gtt2m
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

packages=systemd-sysv,udev,dbus,sudo,linux-image-amd64,kmod,kexec-tools
packages+=,git,make,binutils,cpio,procps,pciutils,dmidecode,irqbalance
packages+=,libjansson4,libmd0,intel-gpu-tools,clpeak,intel-opencl-icd
size=6G

export PATH=$PATH:/usr/sbin:/sbin
for tool in mmdebstrap fakeroot mke2fs; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing: apt-get install --no-install-recommends mmdebstrap fakeroot e2fsprogs"
done
kernel=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }')
key=$(printf '%s\n' "$packages" "$kernel" | sha256sum | cut -c1-16)
home=$CACHE/debian/$key

make_root() {
	mkdir -p "$home"
	rm -f "$home"/*.tmp
	mmdebstrap --quiet --variant=apt --include="$packages" bookworm "$home/root.tmp.tar"
	mv "$home/root.tmp.tar" "$home/root.tar"
}

# The kernel and its initramfs, for a direct boot.
take_boot() {
	local what name
	for what in vmlinuz initrd.img; do
		name=$(tar tf "$home/root.tar" | grep -E "^\./boot/$what-" | sort -V | tail -n 1)
		tar xOf "$home/root.tar" "$name" >"$home/boot.tmp"
		mv "$home/boot.tmp" "$home/${what%.img}"
	done
}

# What an installer asks for, and who types on this machine.
configure() {
	local root=$1
	echo gtt2m-try >"$root/etc/hostname"
	# else the first boot is another than the next ones
	echo 67747432006d000000000000000000aa >"$root/etc/machine-id"
	printf '127.0.0.1\tlocalhost gtt2m-try\n' >"$root/etc/hosts"
	echo 'LABEL=gtt2m-try / ext4 errors=remount-ro 0 1' >"$root/etc/fstab"
	echo 'owner:x:1000:1000::/home/owner:/bin/bash' >>"$root/etc/passwd"
	echo 'owner:*:19400:0:99999:7:::' >>"$root/etc/shadow"
	echo 'owner:x:1000:' >>"$root/etc/group"
	echo 'owner ALL=(ALL:ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/owner"
	chmod 440 "$root/etc/sudoers.d/owner"
	cat >"$root/etc/systemd/system/typed.service" <<-'UNIT'
	[Unit]
	Description=What the owner types
	After=multi-user.target systemd-user-sessions.service
	[Service]
	Type=oneshot
	User=owner
	WorkingDirectory=/home/owner/gtt2m
	ExecStart=/bin/bash /home/owner/typed
	StandardOutput=tty
	StandardError=tty
	TTYPath=/dev/ttyS0
	TimeoutStartSec=infinity
	UNIT
	# settings that a suite may not trip over, nor lose (try-debian.sh)
	echo 'w /sys/kernel/mm/ksm/run - - - - 1' >"$root/etc/tmpfiles.d/ksm.conf"
	echo 'options i915 enable_guc=2' >"$root/etc/modprobe.d/i915.conf"
	echo snd_hda_intel >"$root/etc/modules-load.d/sound.conf"
	mkdir -p "$root/etc/systemd/system/graphical.target.wants"
	ln -sf ../typed.service "$root/etc/systemd/system/graphical.target.wants/typed.service"
	ln -sf /lib/systemd/system/graphical.target "$root/etc/systemd/system/default.target"
	# a line that the serial console is not fought over
	ln -sf /dev/null "$root/etc/systemd/system/serial-getty@ttyS0.service"
}

# In one fakeroot: who owns what is known only there.
pack() {
	local file=$1 dir=$2 root=$1.root
	rm -rf "$root" "$file"
	mkdir -p "$root"
	tar xpf "$home/root.tar" -C "$root" --exclude='./dev/*'
	configure "$root"
	mkdir -p "$root/home/owner"
	cp -a "$dir" "$root/home/owner/gtt2m"
	mv "$root/home/owner/gtt2m/typed" "$root/home/owner/typed"
	chown -R 1000:1000 "$root/home/owner"
	mke2fs -q -t ext4 -L gtt2m-try -d "$root" "$file" "$size"
	rm -rf "$root"
}

if [ "${1:-}" = disk ]; then
	[ -e "$home/root.tar" ] || die "debian.sh first"
	if [ -z "${FAKEROOTKEY:-}" ] && [ "$(id -u)" -ne 0 ]; then
		exec fakeroot "$0" "$@"
	fi
	pack "$2" "$3"
	exit
fi
mkdir -p "$CACHE/debian"
exec 9>"$CACHE/debian/.lock"
flock 9
[ -e "$home/root.tar" ] ||
	run_logged debian 240 "Debian 12 from its packages" make_root >&2 9>&-
[ -e "$home/initrd" ] || take_boot
echo "$home"
