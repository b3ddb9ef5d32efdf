# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# Sourced by kernels.sh: variants whose patches reach beyond the folders of
# modules (a header that Linux proper includes, a file of it, a Kconfig). Those
# are built in full in a copy of the tree, which is thrown away: what is not
# touched need not be compiled again, so it costs the copy, the objects that
# include what is touched, and the links.

# in_kept FILE: do the snapshots have it?
in_kept() { in_moddirs "$1" || [[ $1 = virt/kvm/* ]]; }

# compiled_from FILE...: "OBJECT COMMAND-FILE" of all that was made of them, in
# the whole tree, as the compiler has noted.
compiled_from() {
	local f
	for f; do printf '%s\n' "$f"; done | sed 's/[.+]/\\&/g; s,.*,(^| )(\\./)?&( |$|\\)),' >"$work/patterns"
	# find fails if grep finds nothing among its last files
	[ $# -eq 0 ] || (cd "$tree" || exit
		find . -name '.*.cmd' -exec grep -lE -f "$work/patterns" {} + || true) |
		sed -E 's,^\./(.*/)?\.([^/]*)\.cmd$,\1\2 &,' | sort -u
}

# reaches PATCH...: do they change more than modules? Sets why_wide.
reaches() {
	local kind class f headers=() o
	why_wide=
	while read -r kind class f; do
		case $class:${f##*/} in
		text:*)	continue ;;
		build:Kconfig*) why_wide=$f ;;
		esac
		in_kept "$f" && continue
		case $class:$kind:$f in
		build:*|code:old:*.[cS]) why_wide=$f ;;
		code:old:*) headers+=("$f") ;;
		esac
	done < <(patched_files "$@")
	[ -z "$why_wide" ] || return 0
	while read -r o _; do
		in_kept "$o" || { why_wide="$o, which includes ${headers[*]}"; return 0; }
	done < <(compiled_from "${headers[@]}")
	return 1
}

# runs_here PATCH...: names a file of theirs that is compiled into a program
# which the build runs on this machine; false if there is none.
runs_here() {
	local files o cmd
	mapfile -t files < <(patched_files "$@" | awk '$1 == "old" && $2 == "code" { print $3 }')
	while read -r o cmd; do
		grep -q -- -D__KERNEL__ "$tree/$cmd" || { echo "$o"; return 0; }
	done < <(compiled_from "${files[@]}")
	return 1
}

# is_derived OBJECT: made of the links' results, so it differs if they do.
is_derived() {
	case $1 in arch/x86/boot/*|*/.*|.*|*.mod.o) return 0 ;; esac
	[ ! -e "$tree/${1%.o}.c" ] && [ ! -e "$tree/${1%.o}.S" ]
}

# beyond STAMP: objects of Linux proper that are not what they were.
beyond() {
	(cd "$tree" && find . -name '*.o' -newer "$1") | sed 's,^\./,,' | while read -r o; do
		in_kept "$o" || is_derived "$o" || cmp -s "$tree/$o" "$work/aside/$o" || echo "$o"
	done | LC_ALL=C sort
}

touches_menu() { patched_files "${v_patches[@]}" | grep -E '[ /]Kconfig[^/]*$' >/dev/null; }

# build_wide VARIANT: from the tree, which is at the variant's base. That is
# kept aside, not the built one: with another path make would take the
# programs of the build for outdated, and then all that they have made. Leaves
# the built tree, and $work/wide with vm/ and the list beyond.
build_wide() {
	local p
	! p=$(runs_here "${v_patches[@]}") ||
		die "$1: its patches are compiled into $p, which the build runs on this machine"
	say "$1 changes more than modules ($why_wide): Linux is built in full from a copy of its tree"
	rm -rf "$work/aside.tmp"
	cp -a --reflink=auto "$tree" "$work/aside.tmp"
	mv "$work/aside.tmp" "$work/aside"
	mkdir "$work/wide"
	touch "$work/wide/stamp"
	for p in "${v_patches[@]}"; do
		patch_one "$tree" "$p" || return 1
	done
	! touches_menu || make -s -C "$tree" olddefconfig >"$O/logs/kconfig.log" 2>&1 ||
		die "kconfig failed; the log: $O/logs/kconfig.log"
	kmake "kernel-$1" 120 "building Linux with $1" bzImage modules || return 1
	vm=$work/wide/vm
	keep_vm "$vm"
	beyond "$work/wide/stamp" >"$work/wide/beyond"
}

# drop_wide: the tree that was kept aside is the tree again.
drop_wide() {
	vm=$work/vm
	if [ -d "$work/aside" ]; then
		rm -rf "$tree"
		mv "$work/aside" "$tree"
	fi
	rm -rf "$work/aside.tmp" "$work/wide"
}
