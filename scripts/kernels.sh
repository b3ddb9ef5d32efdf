#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Build the kernels of all variants from one object tree.
#
#   kernels.sh [VARIANT...]     default: every folder of variants/
#                               NAME.N: the first N of the patches of NAME
#   kernels.sh --run [LIST]     what a run of these variants (commas) takes:
#                               they, and the guests' baseline and stock;
#                               without LIST, all that are not on request
#   kernels.sh --list ...       only print their names
#   kernels.sh --each NAME      collect nothing: compile, after each patch of
#                               NAME, what is made of the files that it touches
#
# KERNEL=6.1      the distribution's linux-source-$KERNEL
# KERNEL_SRC=     instead of it: a tarball or a source tree
# PROFILE=        debug, selftest or metal: another config, another object tree,
#                 results in $O/$PROFILE/kernels. bare: the usual config, and
#                 the common patches without the last, which counts; for
#                 baseline only
# JOBS=           compilers at a time
#
# The pristine source is built once, in full. The variants touch modules
# only, so the rest is: apply the common patches, build the touched module
# directories, keep a snapshot; per variant apply its series to that, build,
# collect, go back to the snapshot. File times are kept, so make rebuilds
# what a patch touches and nothing else.
#
# A tree is worked on under a lock. Its file "state" is "dirty" while a patch
# is applied; whoever finds it so goes back to the snapshot first. So it may
# be killed at any time.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/kernelsrc.sh
. "$(dirname "$0")/kernelsrc.sh"
# shellcheck source=scripts/kernelwide.sh
. "$(dirname "$0")/kernelwide.sh"

JOBS=${JOBS:-$(nproc)}
# What a module build writes: those, what kvm.ko takes from virt/, the links.
kept=("${moddirs[@]}" virt/kvm Module.symvers .Module.symvers.cmd modules.order)
format=4 # of what is collected; a change makes all kernels anew

out=$B/kernels
fragments=(base host guest measure)
case $PROFILE in
'') ;;
debug|selftest|metal) fragments+=("$PROFILE") ;;
bare) [ "$*" = baseline ] || die "PROFILE=bare: for baseline only" ;;
*) die "PROFILE=$PROFILE: debug, selftest, metal or bare" ;;
esac
[ -e "$kdir/config/$KERNEL.config" ] && fragments+=("$KERNEL")
fragments=("${fragments[@]/#/$kdir/config/}")
fragments=("${fragments[@]/%/.config}")

# ---- the object tree -------------------------------------------------------
# The environment and arguments of every make in the tree. No path of this
# machine and no time of day may reach the code.
export KBUILD_BUILD_TIMESTAMP='Sat Mar 11 00:22:58 UTC 2023'
export KBUILD_BUILD_USER=gtt2m KBUILD_BUILD_HOST=gtt2m KBUILD_BUILD_VERSION=1
unset KBUILD_OUTPUT ARCH CROSS_COMPILE KCFLAGS MAKEFLAGS MFLAGS MAKELEVEL
kmake() { # kmake NAME SECONDS TEXT ARGUMENTS...
	local name=$1 expected=$2 text=$3 prefix
	shift 3
	# In a cache that was moved the objects know the old path; another
	# argument would have make compile them all again, for each variant.
	prefix=$(sed -nE '1,/-fdebug-prefix-map=/s,.*-fdebug-prefix-map=([^ ]*)/= .*,\1,p' \
		"$work/pristine/virt/kvm/.kvm_main.o.cmd" 2>/dev/null || true)
	run_logged "$name" "$expected" "$text" \
		make -C "$tree" --no-print-directory LOCALVERSION= "-j$JOBS" \
		KCFLAGS="-fdebug-prefix-map=${prefix:-$tree}/=" "$@"
}

# set_state WORD: and it is on disk before anything else happens.
set_state() {
	echo "$1" >"$work/state.tmp"
	mv "$work/state.tmp" "$work/state"
}
state() { cat "$work/state" 2>/dev/null || echo none; }

# configure: merge the fragments; no symbol may vanish.
configure() {
	(cd "$tree" && scripts/kconfig/merge_config.sh -n "${fragments[@]}") \
		>"$O/logs/kconfig.log" 2>&1 ||
		die "kconfig failed; the log: $O/logs/kconfig.log"
	awk -f "$kdir/fragments.awk" "${fragments[@]}" "$tree/.config" ||
		die "the configuration is not what the fragments ask for"
}

# snapshot NAME: keep what a module build has written.
snapshot() {
	local tmp=$work/$1.tmp
	rm -rf "$tmp" "${work:?}/$1"
	mkdir -p "$tmp"
	(cd "$tree" && cp -a --parents "${kept[@]}" "$tmp") ||
		die "cannot keep a copy of the objects in $tmp"
	symbols_of >"$tmp/symbols"
	mv "$tmp" "$work/$1"
}

# compiled [FIND TEST...]: the object files that the compiler made.
compiled() {
	(cd "$tree" && find "${moddirs[@]}" virt/kvm -name '*.o' "$@" |
		while read -r f; do
			[ -e "${f%.o}.c" ] || [ -e "${f%.o}.S" ] || continue
			echo "$f"
		done | LC_ALL=C sort)
}

# symbols_of [FIND TEST...]: "object symbol" for the compiled files of the
# module folders. scripts/purity.sh finds a function's source with it.
symbols_of() {
	(cd "$tree" && compiled "$@" | xargs -r nm -A --defined-only 2>/dev/null |
		awk '{ sub(/:.*/, "", $1); while (sub(/\.[0-9]+$/, "", $NF)) { }
		       print $1, $NF }' | LC_ALL=C sort -u)
}

# restore NAME: make the tree again what it was at the snapshot.
restore() {
	local k
	set_state dirty
	for k in "${kept[@]}"; do
		if [ -d "$work/$1/$k" ]; then
			rsync -a --delete --modify-window=-1 "$work/$1/$k/" "$tree/$k/"
		else
			cp -a "$work/$1/$k" "$tree/$k"
		fi
	done
	[ ! -e "$work/added" ] || (cd "$tree" && xargs -r rm -f <"$work/added")
	[ ! -d "$work/outside" ] || cp -a "$work/outside/." "$tree"
	rm -rf "$work/added" "$work/outside"
	set_state "$1"
}

# ensure SNAPSHOT: the tree is in that state.
ensure() { [ "$(state)" = "$1" ] || restore "$1"; }

# Two gigabytes each: trees of other configurations and sources that nobody
# has used for two weeks, and what a kill left of an unpacking.
prune() {
	local old
	rm -rf "$tree".tmp.*
	while read -r old; do
		old=$(dirname "$old")
		[ "$old" = "$work" ] || flock -n "$old/lock" rm -rf "$old" || true
	done < <(find "$CACHE/kernel" -mindepth 2 -maxdepth 2 -name lock -mtime +14)
}

# keep_vm DIR: of a tree that was built in full, what is no module.
keep_vm() {
	rm -rf "$1" "$1.tmp"
	mkdir "$1.tmp"
	cp "$tree/arch/x86/boot/bzImage" "$tree/vmlinux" "$tree/System.map" "$1.tmp"
	cp "$tree/.config" "$1.tmp/config"
	make -s -C "$tree" LOCALVERSION= kernelrelease >"$1.tmp/release"
	mv "$1.tmp" "$1"
}

# Full build of the untouched source, once.
build_pristine() {
	[ -d "$work/pristine" ] && return
	# without its snapshot a patched tree is worth nothing
	[ "$(state)" = none ] || rm -rf "$tree" "$work/configured" "$work/state"
	if [ ! -d "$tree" ]; then
		say "unpacking $src_name"
		prune
		unpack "$tree.tmp.$$"
		mv "$tree.tmp.$$" "$tree"
	fi
	if [ ! -e "$work/configured" ]; then
		fits "${todo[@]}"
		configure
		: >"$work/configured"
	fi
	kmake "kernel-all${PROFILE:+-$PROFILE}" 480 "building Linux $(make -s -C "$tree" LOCALVERSION= kernelversion)${PROFILE:+, $PROFILE}, in full" \
		bzImage modules || exit 1
	keep_vm "$work/vm"
	snapshot pristine
	set_state pristine
}

# keep_aside PATCH...: what they touch and the snapshots do not have: as it
# was, or that it was not. The tree is dirty then.
keep_aside() {
	local f
	rm -rf "$work/outside"
	mkdir "$work/outside"
	patched_files "$@" | while read -r _ _ f; do
		if in_kept "$f"; then
			:
		elif [ -e "$tree/$f" ]; then
			(cd "$tree" && cp -a --parents "$f" "$work/outside")
		else
			echo "$f"
		fi
	done >"$work/added.tmp"
	mv "$work/added.tmp" "$work/added"
	set_state dirty
}

# apply THEN PATCH...: to the tree; all or an error that says which hunk. After
# each of them THEN PATCH.
apply() {
	local then=$1 p
	shift
	[ $# -gt 0 ] || return 0
	keep_aside "$@"
	for p; do
		patch_one "$tree" "$p" || return 1
		"$then" "$p"
	done
}

# build_modules NAME: what the patches touched.
build_modules() {
	kmake "kernel-$1" 20 "building the modules of $1" -f "$kdir/modules.mk" KBUILD_MODULES=1 \
		KBUILD_BUILTIN= GTT2M_DIRS="${moddirs[*]}" gtt2m-modules >/dev/null
}

# The common patches, built, as a snapshot named by their content.
build_common() {
	local patches=("$common"/*.patch)
	common_snap=common-$(hash_files "${patches[@]}" | cut -c1-12)
	[ -d "$work/$common_snap" ] && return
	local t=$SECONDS
	ensure pristine
	apply : "${patches[@]}" ||
		die "a common patch does not apply to this kernel"
	if [ -s "$work/added" ] || [ -n "$(ls -A "$work/outside")" ]; then
		die "the common patches may not touch files outside of ${moddirs[*]}"
	fi
	build_modules common || exit 1
	find "$work" -maxdepth 1 -name 'common-*' -exec rm -rf {} +
	snapshot "$common_snap"
	set_state "$common_snap"
	say "common patches: $((SECONDS - t)) s"
}

# ---- one variant -----------------------------------------------------------
# What goes into a variant, as one hash.
inputs_of() {
	{ echo "$format $1 $src_sum $config_sum $toolchain $v_base ${v_same:-}${src_other:+ $src_other}${v_request:+ on-request}"
	  [ "$v_base" = pristine ] || echo "$common_sum"
	  hash_files "${v_patches[@]}"; } | hash_of
}

up_to_date() {
	[ -s "$out/$1/bzImage" ] && [ -s "$out/$1/info" ] &&
		[ "$(field "$out/$1/info" inputs)" = "$2" ]
}

# begin VARIANT: describe it; the tree is what its patches go onto.
begin() {
	describe "$1"
	build_pristine
	v_snap=pristine
	if [ "$v_base" = common ]; then
		build_common
		v_snap=$common_snap
	fi
	ensure "$v_snap"
}

# build_variant VARIANT: that has begun.
build_variant() {
	[ -n "$v_same" ] || [ ${#v_patches[@]} -gt 0 ] || return 0
	if [ ${#v_patches[@]} -gt 0 ] && reaches "${v_patches[@]}"; then
		build_wide "$1"
		return
	fi
	apply : "${v_patches[@]}" || return 1
	if [ -n "$v_same" ]; then
		# once more: whatever any variant compiles, and the links
		set_state dirty
		patched_files "$top"/variants/*/*.patch | sed -n 's/^[a-z]* code \(.*\)\.c$/\1.o/p' |
			while read -r f; do in_kept "$f" && echo "$f"; done |
			(cd "$tree" && xargs -r rm -f drivers/gpu/drm/i915/kvmgt.* arch/x86/kvm/kvm.*o)
	fi
	build_modules "$1"
}

# touched PATCH...: the objects made of the files that they touch, and for a
# header, of the files that include it, as the compiler has noted; and what
# modpost makes of a module's objects (exports, dependences).
touched() {
	local f o
	patched_files "$@" | while read -r _ _ f; do
		case $f in
		*.h)	compiled_from "$f" | sed -nE 's/^(.*\.o) .*/\1/p' ;;
		*.[cS])	echo "${f%.*}.o" ;;
		esac
	done | while read -r o; do
		echo "$o"
		(cd "$tree" && find "${moddirs[@]}" -name '*.mod' -exec grep -lxF "$o" {} +) | sed 's/$/.o/'
	done | sort -u
}

# collect VARIANT INPUTS: what the other parts read, complete or not at all.
collect() {
	local d=$out/.$1.$$ m p
	mkdir -p "$d/modules"
	for m in bzImage vmlinux System.map config; do
		cp -l "$vm/$m" "$d/$m" 2>/dev/null || cp "$vm/$m" "$d/$m"
	done
	cp "$tree/modules.order" "$d"
	sed -i 's/\.o$/.ko/' "$d/modules.order"
	while read -r m; do
		cp "$tree/$m" "$d/modules"
	done <"$d/modules.order"
	[ "$PROFILE" != debug ] || strip --strip-debug "$d"/modules/*.ko
	{ cat "$work/$v_snap/symbols"
	  if [ -d "$work/wide" ]; then symbols_of -newer "$work/wide/stamp"
	  elif [ "$(state)" = dirty ]; then symbols_of -newer "$work/state"; fi; } >"$d/symbols"
	compiled | (cd "$tree" && xargs -r sha256sum) >"$d/objects"
	{ echo "variant $1"
	  echo "version $(cat "$vm/release")"
	  echo "source $src_name $src_sum"
	  [ -z "$src_other" ] || echo "other-source $src_other"
	  echo "profile ${PROFILE:-normal}"
	  echo "base $v_base"
	  [ -z "$v_same" ] || echo "same-as $v_same"
	  [ -z "$v_request" ] || echo "on-request yes"
	  [ "$v_base" = pristine ] || for p in "$common"/*.patch; do
		echo "common $(sha256sum <"$p" | cut -c1-64) $(basename "$p")"
	  done
	  [ ${#v_patches[@]} -eq 0 ] || for p in "${v_patches[@]}"; do
		echo "patch $(sha256sum <"$p" | cut -c1-64) $(basename "$p")"
	  done
	  # purity.sh: what may differ, and what was built
	  [ "$v_base" = pristine ] || touched "$common"/*.patch | sed 's/^/common-touches /'
	  [ ${#v_patches[@]} -eq 0 ] || touched "${v_patches[@]}" | sed 's/^/touches /'
	  if [ -d "$work/wide" ]; then
		sed 's/^/beyond /' "$work/wide/beyond"
		! touches_menu || echo "kconfig yes"
	  fi
	  (cd "$d/modules" && sha256sum ./*.ko) | sed 's/^/module /; s,\./,,'
	  echo "config $(sha256sum <"$d/config" | cut -c1-64)"
	  echo "toolchain $toolchain"
	  echo "inputs $2"; } >"$d/info"
	rm -rf "$out/$1.old"
	[ ! -e "$out/$1" ] || mv "$out/$1" "$out/$1.old"
	mv "$d" "$out/$1"
	rm -rf "$out/$1.old"
}

# run_variants LIST: of a run, in the order of building. Its guests are the
# baseline, and stock for a closed gate (images.sh).
run_variants() {
	local v names
	IFS=', ' read -ra names <<<"$1"
	{ printf '%s\n' stock baseline "${names[@]}"
	  if [ -z "$1" ]; then
		for v in "$top"/variants/*/; do
			v=$(basename "$v")
			(describe "$v" && [ -z "$v_request" ]) && echo "$v"
		done
	  fi; } | awk 'NF && !seen[$0]++'
}

# compile_touched PATCH: a line: ok, or what the compiler says.
compile_touched() {
	local said=ok objects
	n=$((n + 1))
	mapfile -t objects < <(touched "$1" | grep -v '\.mod\.o$')
	kmake "each-$of" 20 "$of, patch $n" "${objects[@]}" >/dev/null || said=FAIL
	! grep -q 'warning:' "$O/logs/each-$of.log" || said=warns
	[ "$said" = ok ] || bad=1
	printf '%-5s %s %s %2d of %d: %s (%d)\n' "$said" "$KERNEL" "$of" "$n" \
		${#v_patches[@]} "$(basename "$1" .patch | cut -c6-)" ${#objects[@]}
}

# compile_each NAME: each of its patches, with those before it.
compile_each() {
	local of=$1 n=0 bad=0
	begin "$of"
	apply compile_touched "${v_patches[@]}" || bad=1
	restore "$v_snap"
	return "$bad"
}

# ---- all of them -----------------------------------------------------------
list='' each=''
[ "${1:-}" != --each ] || { each=1; shift; }
[ "${1:-}" != --list ] || { list=1; shift; }
if [ "${1:-}" = --run ]; then
	mapfile -t variants < <(run_variants "${2:-}")
elif [ $# -gt 0 ]; then variants=("$@"); else
	# baseline first: a failure of the common part shows before the rest
	mapfile -t variants < <(cd "$top/variants" && printf '%s\n' * |
		awk '{ print ($0 == "stock" ? 0 : $0 == "baseline" ? 1 : 2), $0 }' |
		sort -s -n -k1,1 | cut -d' ' -f2)
fi

[ -z "$list" ] || { printf '%s\n' "${variants[@]}"; exit 0; }

mkdir -p "$out" "$O/logs"
# What a variant left that is gone would be run all the same.
for v in "$out"/*/info; do
	v=$(basename "$(dirname "$v")")
	[ "$v" = '*' ] || [ -d "$top/variants/$(folder_of "$v")" ] ||
		{ say "$v is no variant any more"; rm -rf "${out:?}/$v"; }
done
[ "$B" = "$O" ] || ln -sfn ../qemu "$B/qemu"
find_source
toolchain="$(gcc --version | sed -n 1p), $(ld --version | sed -n 1p)"
config_sum=$(hash_files "${fragments[@]}")
common_sum=$(hash_files "$common"/*.patch)
key=$(printf '%s\n' "$src_sum" "$config_sum" "$toolchain" | hash_of | cut -c1-16)
work=$CACHE/kernel/$KERNEL-$key
[ -z "$PROFILE" ] || [ "$PROFILE" = bare ] || work=$CACHE/kernel/$KERNEL-$PROFILE-$key
tree=$work/linux vm=$work/vm
common_snap=

# What the folder says of a variant (its facts, and what it "is" by the first
# line of its README) is no part of its kernel: kept beside it, as it is now,
# and nothing is built for it.
note_facts() {
	local from=$top/variants/$1 to=$out/$1/facts
	[ -s "$out/$1/info" ] || return 0
	{ [ ! -e "$from/facts" ] || cat "$from/facts"
	  [ ! -e "$from/README.md" ] ||
		sed -n '1s/^# [^:]*: */is /p' "$from/README.md" | cut -c 1-100
	} >"$to.new"
	if [ ! -s "$to.new" ]; then rm -f "$to" "$to.new"
	elif cmp -s "$to.new" "$to"; then rm "$to.new"
	else mv "$to.new" "$to"; fi
}

todo=()
for v in "${variants[@]}"; do
	if ! ported "$v"; then
		say "$v is left out: its patches are for another kernel than $KERNEL"
		continue
	fi
	describe "$v"
	inputs=$(inputs_of "$v")
	up_to_date "$v" "$inputs" || todo+=("$v")
	note_facts "$v"
done
[ -z "$each" ] || todo=("${variants[@]}")
[ ${#todo[@]} -gt 0 ] || { say "${#variants[@]} kernels are up to date"; exit 0; }

need_program
mkdir -p "$work"
exec 9>"$work/lock"
flock -n 9 || { say "another build is at work; waiting"; flock 9; }
touch "$work/lock"
find "$out" -maxdepth 1 -name '.*.*' -exec rm -rf {} +
drop_wide # what a kill left

if [ -n "$each" ]; then
	compile_each "${variants[0]}"
	exit
fi
n=0
for v in "${todo[@]}"; do
	n=$((n + 1))
	t=$SECONDS
	describe "$v"
	inputs=$(inputs_of "$v")
	! up_to_date "$v" "$inputs" || continue
	begin "$v"
	build_variant "$v" || die "variant $v was not built"
	collect "$v" "$inputs"
	drop_wide
	note_facts "$v"
	say "$v ($n of ${#todo[@]}): $((SECONDS - t)) s"
done
