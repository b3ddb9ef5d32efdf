#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The user's machine, rehearsed whole: Debian 12 on an NVMe disk, 4 CPUs, the
# emulated GPU as its graphics. Its owner, an ordinary user with sudo, has a
# clone, kernels that were brought, and types
#
#   sudo make bench MACHINE=metal NEXT=kexec BROUGHT=1 SCENARIOS=... VARIANTS=...
#
# The power is cut when the second kernel is at work; the machine boots Debian
# again, the same is typed, and the walk goes on to its report. Then Debian has
# to be as it was, and the counts those of make bench. What the owner sees is
# in $O/try-debian/console.N, a file for each time that the machine is started.
#
#   try-debian.sh		all of it
#   try-debian.sh check		boot Debian, gtt2m check and check --full in it
#
# VARIANTS= others than stock, baseline and vfio-only. LIMIT=seconds of one start
# of the machine. No results for anybody.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

what=${1:-all}
IFS=' ,' read -ra variants <<<"${VARIANTS:-stock,baseline,vfio-only}"
scenarios=(thp-aligned small-misaligned)
cells=$((${#variants[@]} * ${#scenarios[@]}))
limit=${LIMIT:-3600}
try=$O/try-debian
kernels=("${variants[@]}")
[ "$what" = all ] || kernels=()

comma() { local IFS=,; echo "$*"; }

# What stays as it is, whatever was run: settings, services, packages, the
# clone, every file of /etc, and what there is in root's home.
state_of_machine() {
	cat <<'STATE'
state() {
	grep -H . /sys/kernel/mm/transparent_hugepage/{enabled,defrag} \
		/sys/kernel/mm/ksm/run /sys/class/vtconsole/*/{name,bind} \
		/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor 2>/dev/null
	sudo grep -H . /sys/module/{i915,kvm,snd_hda_intel}/parameters/* 2>/dev/null
	sudo sysctl -a 2>/dev/null | grep -E '^(vm|kernel)\.' |
		grep -vE 'random|last_pid|pty.nr|perf_|tainted|sched_domain|hung_task_warnings'
	(cd /etc && sudo find . -type f ! -name adjtime ! -name 'resolv*' \
		! -path './ld.so.cache' -print0 | sort -z | sudo xargs -0 sha256sum)
	ls /boot
	sudo find /root | sort
	cat /proc/cmdline
	echo "memlock $(ulimit -l), root's $(sudo bash -c 'ulimit -l')"
	systemctl list-units --type=service --no-legend --plain |
		awk '$1 !~ /^(typed|systemd-tmpfiles-clean|apt-daily|dpkg-db|e2scrub|fstrim|man-db)/ { print $1, $3, $4 }'
	systemctl --failed --no-legend --plain | awk '{ print "failed unit", $1 }'
	lsmod | awk 'NR > 1 { print "module", $1 }' | sort
	dpkg-query -W
	git status --porcelain
}
STATE
}

# What the owner types, in each boot of Debian.
typed_all() {
	cat <<TYPED
$(state_of_machine)
cells() { sudo cat results/*/records.jsonl 2>/dev/null | grep '"kind":"cell"' | grep -c '"status":"ok"'; }
sudo udevadm settle --timeout=900
echo "owner: Debian is up, \$(uname -r), \$(nproc) CPUs, on \$(findmnt -no SOURCE,FSTYPE / | xargs), \$(cells) cells so far"
[ -e ~/before ] || state >~/before
if [ "\$(cells)" -lt $cells ]; then
	sudo make bench MACHINE=metal NEXT=kexec BROUGHT=1 \\
		SCENARIOS=$(comma "${scenarios[@]}") VARIANTS=$(comma "${variants[@]}")
	echo "owner: make ended with \$?"
	sleep 120
else
	state >~/after
	diff ~/before ~/after && echo "owner: all is as it was, \$(wc -l <~/before) lines"
	sudo build/metal/gtt2m report results/* && sudo head -n 12 results/*/report.txt
	echo "owner: \$(cells) cells"
fi
sudo systemctl poweroff
TYPED
}

typed_check() {
	cat <<TYPED
$(state_of_machine)
sudo udevadm settle --timeout=900
echo "owner: Debian is up, \$(uname -r), \$(nproc) CPUs, on \$(findmnt -no SOURCE,FSTYPE / | xargs)"
state >~/before
build/metal/gtt2m check --next; echo "owner: check as owner \$?"
sudo build/metal/gtt2m check --next; echo "owner: check as root \$?"
build/metal/gtt2m check --full=\$HOME/contact.jsonl --minutes 1 --only memory,selftests
sudo build/metal/gtt2m check --full=\$HOME/contact.jsonl --minutes 1
echo "owner: check --full \$?"
state >~/after
diff ~/before ~/after && echo "owner: all is as it was, \$(wc -l <~/before) lines"
sed "s/^/contact: /" ~/contact.jsonl
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
# reboot ends it, and so does a panic. cache=unsafe: a power cut is QEMU's end,
# not the host's. no_timer_check: on a loaded host the machine's ticks may come
# too late for that test, and a kernel that fails it panics.
boot() {
	local words
	mapfile -d '' words < <("$O/gtt2m" machine owner \
		qemu="$O/qemu/qemu-system-x86_64" console="$1" records="$try/ttyS1" \
		kernel="$debian/vmlinuz" initrd="$debian/initrd" \
		append="root=LABEL=gtt2m-try ro transparent_hugepage=never panic=1 no_timer_check")
	[ ${#words[@]} -gt 0 ] || die "gtt2m machine printed nothing"
	timeout "$limit" "${words[@]}" \
		-drive "if=none,id=disk,format=raw,cache=unsafe,file=$try/disk" \
		-device nvme,drive=disk,serial=try >"$try/machine.log" 2>&1 &
	qemu=$!
}

# until_said CONSOLE PATTERN TIMES: or the machine has ended: 1.
until_said() {
	local n=0
	until n=$(grep -acE "$2" "$1" 2>/dev/null) || true; [ "${n:-0}" -ge "$3" ]; do
		kill -0 "$qemu" 2>/dev/null || return 1
		sleep 1
	done
}

# panicked CONSOLE: what a kernel said when it died, for an error's end.
panicked() { grep -ao 'Kernel panic - not syncing: .*' "$1" | tail -n 1 | tr -d '\r' | sed 's/^/; /'; }

# A line of progress is overwritten by the next.
must_say() {
	sed 's/\x1b\[K/\n/g' "$1" | tr -d '\r' | grep -aE "$2" >/dev/null ||
		die "the owner does not see '$2': $1$(panicked "$1")"
}

# What the distribution has set otherwise than a run wants it: each is said.
settings_are_said() {
	must_say "$1" '^warn +processor +of a virtual machine'
	must_say "$1" '^warn +i915.enable_guc +2'
	must_say "$1" '^warn +THP +always madvise \[never\]'
	must_say "$1" '^warn +KSM +1'
	must_say "$1" '^warn +snd_hda_intel +there'
	must_say "$1" '^warn +irqbalance +runs'
	must_say "$1" '^ok +memlock '
	must_say "$1" '^warn +room for vGPUs '
}

# The run's folder, out of the disk: its counts are those of make bench.
counts_are_right() {
	local run
	/usr/sbin/debugfs -R "rdump /home/owner/gtt2m/results $try" "$try/disk" 2>"$try/debugfs.log"
	run=$(echo "$try"/results/*)
	[ -d "$run" ] || die "not one run but these came out of the machine: $run"
	[ ! -e "$run/next.cpio" ] || die "$run/next.cpio is left"
	counts_of_bench "$run" "${variants[*]}" "${scenarios[*]}" ||
		die "other counts than make bench has: $run"
	"$O/gtt2m" report "$run" >"$try/report.txt"
	grep -q '^test level: a virtual machine, not bare metal' "$try/report.txt" ||
		die "not called a virtual machine: $try/report.txt"
}

# The second start went on, and the last one found all as it was.
walk_is_right() {
	must_say "$try/console.2" "^owner: Debian is up, .* 4 CPUs, on /dev/nvme.* ext4, [1-$((cells - 1))] cells so far"
	must_say "$try/console.2" '^setting: .*transparent_hugepage/enabled: never again'
	must_say "$1" "^owner: $cells cells"
	must_say "$1" '^owner: all is as it was'
	counts_are_right
}

# Boots until Debian has turned the machine off: the walk's end is a reboot.
walk() {
	local n=1 log=$try/console.1
	boot "$log"
	until_said "$log" '^booted: ' 2 || die "not two kernels were booted: $log$(panicked "$log")"
	# of timeout's child, the machine: the power goes
	kill -KILL "$(tr -d ' ' <"/proc/$qemu/task/$qemu/children")"
	wait "$qemu" || true
	settings_are_said "$log"
	must_say "$log" '^setting: .*transparent_hugepage/enabled: madvise instead of never'
	say "the power was cut after $SECONDS s; $(grep -ac 'Linux version' "$log") kernels so far"
	until grep -aqE "^owner: $cells cells" "$log" || [ "$n" -ge 4 ]; do
		n=$((n + 1))
		log=$try/console.$n
		boot "$log"
		wait "$qemu" || die "the machine: $(tail -n 1 "$try/machine.log"); $log"
	done
	walk_is_right "$log"
	rm "$try/disk"
	say "$cells of $cells cells in $SECONDS s, $(cat "$try"/console.? | grep -ac 'Linux version') kernels; $log, $try/report.txt"
}

# What is there is measured; of clpeak, what the model gets done in its time.
check_only() {
	local log=$try/console.1 step
	boot "$log"
	wait "$qemu" || die "the machine: $(tail -n 1 "$try/machine.log"); $log"
	tr -d '\r' <"$log" | sed -n 's/^contact: //p' >"$try/contact.jsonl"
	must_say "$log" '^owner: Debian is up, .* 4 CPUs, on /dev/nvme.* ext4'
	settings_are_said "$log"
	must_say "$log" '^MISSING +memlock '
	must_say "$log" '^owner: check as root 0'
	must_say "$log" '^owner: all is as it was'
	for step in memory blit gem_blt gem_exec_nop; do
		must_say "$log" "^contact: .*\"name\":\"$step\",\"status\":\"ok\""
	done
	must_say "$log" '^contact: .*"name":"clpeak",("status":"ok"|.*no end within)'
	(cd "$top" && "$O/gtt2m" calibrate "$try/contact.jsonl") >"$try/calibrated"
	rm "$try/disk"
	say "Debian boots, gtt2m check passes in it, calibrate takes its file: $SECONDS s; $try/calibrated"
}

qemu=
trap '[ -z "$qemu" ] || ! kill -0 "$qemu" 2>/dev/null || kill "$qemu"' EXIT
debian=$("$top/scripts/debian.sh")
stage
say "Debian 12 on 4 CPUs, $what"
case $what in
all)	walk ;;
check)	check_only ;;
*)	die "all or check, not '$what'" ;;
esac
