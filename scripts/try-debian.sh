#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The user's machine, rehearsed whole: Debian 12 on an NVMe disk, 4 CPUs, the
# emulated GPU as its graphics. Its owner, an ordinary user with sudo, has a
# clone, kernels that were brought, and types
#
#   sudo make bench MACHINE=metal NEXT=kexec BROUGHT=1 SCENARIOS=... VARIANTS=...
#
# The power is cut when the first cell has ended; the machine boots Debian
# again, the same is typed, and the walk goes on to its report. Then Debian has
# to be as it was. What its owner sees is in $O/try-debian/console.log.
#
#   try-debian.sh		all of it
#   try-debian.sh check		boot Debian, gtt2m check and check --full in it
#
# LIMIT=seconds of one boot of the machine. No results for anybody.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

what=${1:-all}
variants=(stock baseline)
scenarios=thp-aligned,small-misaligned
limit=${LIMIT:-3600}
try=$O/try-debian
commas=$(IFS=,; echo "${variants[*]}")
kernels=("${variants[@]}")
[ "$what" = all ] || kernels=()

# What stays as it is, whatever was run: settings, and every file of /etc.
state_of_machine() {
	cat <<'STATE'
state() {
	for f in /sys/kernel/mm/transparent_hugepage/{enabled,defrag} \
		/sys/kernel/mm/ksm/run /proc/sys/vm/nr_hugepages \
		/proc/sys/kernel/{printk,randomize_va_space,nmi_watchdog}; do
		echo "$f $(cat "$f")"
	done
	(cd /etc && sudo find . -type f ! -name adjtime ! -name 'resolv*' ! -name machine-id \
		! -path './ld.so.cache' -print0 | sort -z | sudo xargs -0 sha256sum)
	(cd / && ls boot)
	ulimit -l
	systemctl --failed --no-legend --plain | awk '{ print "failed unit", $1 }'
}
STATE
}

# What the owner types, in each boot of Debian.
typed_all() {
	cat <<TYPED
$(state_of_machine)
cells() { cat results/*/records.jsonl 2>/dev/null | grep '"kind":"cell"' | grep -c '"status":"ok"'; }
sudo udevadm settle
echo "owner: Debian is up, \$(uname -r), \$(nproc) CPUs, \$(cells) cells so far"
[ -e ~/before ] || state >~/before
if [ "\$(cells)" -lt 4 ]; then
	sudo make bench MACHINE=metal NEXT=kexec BROUGHT=1 \\
		SCENARIOS=$scenarios VARIANTS=$commas
	echo "owner: make ended with \$?"
else
	state >~/after
	diff ~/before ~/after && echo "owner: all is as it was"
	sudo build/metal/gtt2m report results/* && sudo cat results/*/report.txt | head -12
	echo "owner: \$(cells) cells"
fi
sudo systemctl poweroff
TYPED
}

typed_check() {
	cat <<TYPED
$(state_of_machine)
echo "owner: Debian is up, \$(uname -r), \$(nproc) CPUs"
sudo udevadm settle
state >~/before
lsmod | grep -E '^(i915|kvm|snd_hda|irq)' | awk '{ print "owner: module", \$1, \$3 }'
build/metal/gtt2m check --next; echo "owner: check as owner \$?"
sudo build/metal/gtt2m check --next; echo "owner: check as root \$?"
build/metal/gtt2m check --full=contact.jsonl --minutes 1 --only memory,blit,gem_exec_nop,selftests
sudo build/metal/gtt2m check --full=contact.jsonl --minutes 1 --only memory,blit,gem_exec_nop,selftests,repro
echo "owner: check --full \$?"
state >~/after
diff ~/before ~/after && echo "owner: all is as it was"
sed 's/^/contact: /' contact.jsonl
sudo systemctl poweroff
TYPED
}

stage() {
	local clone=$try/clone
	rm -rf "$try"
	mkdir -p "$try"
	git clone -q --depth 1 "file://$top" "$clone"
	"$top/scripts/bring.sh" "$clone/build/metal" "${kernels[@]}"
	"typed_$what" >"$clone/typed"
	"$top/scripts/debian.sh" disk "$try/disk" "$clone"
	rm -rf "$clone"
}

# boot CONSOLE: the machine, started in the background; its pid in $qemu. A
# reboot ends it.
boot() {
	local words
	mapfile -d '' words < <("$O/gtt2m" machine owner \
		qemu="$O/qemu/qemu-system-x86_64" console="$1" records="$try/ttyS1" \
		kernel="$debian/vmlinuz" initrd="$debian/initrd" \
		append="root=LABEL=gtt2m-try ro")
	[ ${#words[@]} -gt 0 ] || die "gtt2m machine printed nothing"
	timeout "$limit" "${words[@]}" \
		-drive "if=none,id=disk,format=raw,cache=writethrough,file=$try/disk" \
		-device nvme,drive=disk,serial=try >"$try/machine.log" 2>&1 &
	qemu=$!
}

# until_said CONSOLE PATTERN: or the machine has ended: 1.
until_said() {
	while kill -0 "$qemu" 2>/dev/null; do
		grep -aqE "$2" "$1" 2>/dev/null && return
		sleep 1
	done
	grep -aqE "$2" "$1"
}

must_say() {
	grep -aqE "$2" "$1" || die "the owner does not see '$2': $1"
}

# Boots until Debian has turned the machine off: the walk's end is a reboot.
walk() {
	local n=1 log=$try/console.1
	boot "$log"
	until_said "$log" '^\[1/4\] ok' || die "no cell has ended: $log"
	# of timeout's child, the machine: the power goes
	kill -KILL "$(tr -d ' ' <"/proc/$qemu/task/$qemu/children")"
	wait "$qemu" || true
	say "the power was cut after $SECONDS s; $(grep -ac 'Linux version' "$log") kernels so far"
	until grep -aqE '^owner: 4 cells' "$log" || [ "$n" -gt 4 ]; do
		n=$((n + 1))
		log=$try/console.$n
		boot "$log"
		wait "$qemu" || die "the machine: $(tail -n 1 "$try/machine.log"); $log"
	done
	must_say "$try/console.2" '^owner: Debian is up, .* 4 CPUs, [1-3] cells so far'
	must_say "$log" '^owner: 4 cells'
	must_say "$log" '^owner: all is as it was'
	say "4 of 4 cells in $SECONDS s, $(cat "$try"/console.? | grep -ac 'Linux version') kernels; $log"
}

check_only() {
	local log=$try/console.1
	boot "$log"
	wait "$qemu" || die "the machine: $(tail -n 1 "$try/machine.log"); $log"
	tr -d '\r' <"$log" | sed -n 's/^contact: //p' >"$try/contact.jsonl"
	must_say "$log" '^owner: Debian is up, .* 4 CPUs'
	must_say "$log" '^owner: check as root 0'
	must_say "$log" '^owner: all is as it was'
	(cd "$top" && "$O/gtt2m" calibrate "$try/contact.jsonl") >"$try/calibrated"
	say "Debian boots, gtt2m check passes in it, calibrate takes its file: $SECONDS s"
}

debian=$("$top/scripts/debian.sh")
stage
say "Debian 12 on 4 CPUs, $what"
case $what in
all)	walk ;;
check)	check_only ;;
*)	die "all or check, not '$what'" ;;
esac
