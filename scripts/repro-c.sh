#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Write a stand-alone reproducer of a defect: one C file for any host with
# kvmgt, made of bench/repro-c/NAME.c.in and the parts that its first line names.
#
#   repro-c.sh NAME     to standard output; report-X is repro-X
#   repro-c.sh --list   the names
set -euo pipefail
dir=$(dirname "$0")/../bench/repro-c
name=${1:-}
name=${name/#report-/repro-}

list() { (cd "$dir" && printf '%s\n' *.c.in | sed 's/\.c\.in$//'); }

[ "$name" != --list ] || { list; exit 0; }
if [ -z "$name" ] || [[ $name = */* ]] || [ ! -e "$dir/$name.c.in" ]; then
	echo "repro-c: no stand-alone reproducer '$name'; there are: $(list | tr '\n' ' ')" >&2
	exit 1
fi
read -ra parts < <(sed -n '1s,^/\* uses: \(.*\) \*/$,\1,p' "$dir/$name.c.in")
[ ${#parts[@]} -gt 0 ] || { echo "repro-c: $name.c.in:1: not /* uses: PART... */" >&2; exit 1; }
files=("${parts[@]/#/$dir/parts/}")
files=("${files[@]/%/.c.in}")

# has WORD: do these files use it?
has() { grep -qw -- "$1" "${files[@]}" "$dir/$name.c.in"; }

cat <<EOF
// SPDX-License-Identifier: GPL-2.0-or-later
// gcc -O2 -Wall -o $name $name.c && ./$name UUID
// As root, on a host that may be lost, with a vGPU that nobody uses (write its
// UUID into mdev_supported_types/*/create of the GPU before). Exit status 1:
// the defect was seen, 0: it was not, 2: this could not try.
EOF
sed -n '2,/^ \*\/$/p' "$dir/$name.c.in"
{
	printf '%s\n' errno fcntl stdint stdio stdlib string unistd linux/kvm linux/vfio sys/ioctl sys/mman
	! has opendir || echo dirent
	! has sigaction || echo signal
	! has waitpid || echo sys/wait
	! has sched_setscheduler || echo sched
	! has syscall || echo sys/syscall
} | LC_ALL=C sort | sed 's,.*,#include <&.h>,'
for f in "${files[@]}"; do
	echo
	cat "$f"
done
sed '1d' "$dir/$name.c.in" | sed '1,/^ \*\/$/d'
