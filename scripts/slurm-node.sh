#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A Slurm of one node, private to one folder: to try `make bench
# ENGINE=slurm` without a cluster. Own ports, own munge key and socket, no
# system service, no file outside the folder. As root (slurmd starts jobs).
#   slurm-node.sh start DIR [CORES]    then: export SLURM_CONF=DIR/slurm.conf
#   slurm-node.sh stop DIR
#   slurm-node.sh try DIR              four cells by Slurm and four here: the
#                                      counts must be the same
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

conf() {
	local host mem
	host=$(hostname -s)
	mem=$(awk '/^MemTotal/ { print int($2 / 1024 * 0.9) }' /proc/meminfo)
	cat <<-EOF
		ClusterName=gtt2m
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=16817
		SlurmdPort=16818
		SlurmUser=root
		AuthType=auth/munge
		AuthInfo=socket=$dir/munge/socket
		CredType=cred/munge
		StateSaveLocation=$dir/state
		SlurmdSpoolDir=$dir/spool
		SlurmctldPidFile=$dir/slurmctld.pid
		SlurmdPidFile=$dir/slurmd.pid
		SlurmctldLogFile=$dir/slurmctld.log
		SlurmdLogFile=$dir/slurmd.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		MpiDefault=none
		SwitchType=switch/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core_Memory
		ReturnToService=2
		SlurmctldParameters=enable_configless
		MaxArraySize=1001
		KillWait=5
		MinJobAge=300
		NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores Boards=1 SocketsPerBoard=1 CoresPerSocket=$cores ThreadsPerCore=1 RealMemory=$mem State=UNKNOWN
		PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
	EOF
}

start() {
	for tool in munged slurmctld slurmd sinfo; do
		PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null ||
			die "no $tool: apt-get install slurm-wlm munge"
	done
	[ "$(id -u)" -eq 0 ] || die "slurm-node.sh: root is needed, slurmd starts jobs"
	mkdir -p "$dir/munge" "$dir/state" "$dir/spool"
	chmod 700 "$dir/munge"
	[ -s "$dir/munge/key" ] || head -c 1024 /dev/urandom >"$dir/munge/key"
	chmod 400 "$dir/munge/key"
	conf >"$dir/slurm.conf"
	export SLURM_CONF=$dir/slurm.conf PATH=$PATH:/usr/sbin
	munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" \
		--pid-file="$dir/munged.pid" --log-file="$dir/munge/log" \
		--seed-file="$dir/munge/seed"
	slurmctld
	slurmd
	for ((i = 0; i < 100; i++)); do
		if sinfo -h -o %t 2>/dev/null | grep -E '^(idle|mix|alloc)$' >/dev/null; then
			say "Slurm is up: export SLURM_CONF=$SLURM_CONF"
			return
		fi
		sleep 0.2
	done
	tail -n 5 "$dir"/slurm*.log >&2
	die "slurm-node.sh: the node did not come up within 20 s"
}

stop() {
	for p in slurmd slurmctld munged; do
		[ -s "$dir/$p.pid" ] || continue
		kill "$(cat "$dir/$p.pid")" 2>/dev/null || true
	done
	say "Slurm in $dir stopped"
}

try() {
	local by=$dir/by-slurm here=$dir/here rc=0
	set -- --profile quick --variants baseline,vfio-only \
		--scenarios thp-aligned,hugetlb-1g --order-seed 1 --build "$O"
	[ -x "$O/gtt2m" ] || die "build first: make qemu kernels images"
	start
	trap stop EXIT
	export SLURM_CONF=$dir/slurm.conf
	rm -rf "$by" "$here"
	(cd "$top" && "$O/gtt2m" run --engine slurm -j1 --out "$by" "$@") >"$dir/by-slurm.log"
	(cd "$top" && "$O/gtt2m" run -j1 --out "$here" "$@") >"$dir/here.log"
	"$O/gtt2m" compare "$here" "$by" || rc=$?
	# 0 or 2 (times of one seed are undecided): no count differs
	[ "$rc" -eq 0 ] || [ "$rc" -eq 2 ] || die "the records differ (compare: $rc)"
	say "the records of Slurm's tasks are those of a local run"
}

case ${1:-} in
start|stop|try) ;;
*)	die "usage: slurm-node.sh start|stop|try DIR [CORES]" ;;
esac
[ -n "${2:-}" ] || die "usage: slurm-node.sh start|stop|try DIR [CORES]"
mkdir -p "$2"
dir=$(cd "$2" && pwd)
cores=${3:-$(nproc)}
"$1"
