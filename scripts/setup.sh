#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Name and install the missing packages; fetch the sources. Silent and quick
# when there is nothing to do.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

list=$top/scripts/packages

# Slurm, what the tests of the execution units take (EU=1) and what checks
# the sources (LINT=1) are asked for only by those who use them, and a site's
# own is as good.
list_others() {
	local pkg probe why
	{
		[ "${ENGINE:-}" != slurm ] || cat "$list.slurm"
		[ -z "${EU:-}" ] || cat "$list.eu"
		[ -z "${LINT:-}" ] || cat "$list.lint"
	} | while read -r pkg probe why; do
		case $pkg in ''|'#'*) continue ;; esac
		present "$probe" || printf '%s %s %s\n' "$pkg" "$probe" "$why"
	done
}

# Another kernel's source is needed only where KERNEL= asks for it.
extra=
[ "$KERNEL" = 6.1 ] || [ -n "${KERNEL_SRC:-}" ] || extra=linux-source-$KERNEL

missing_debian() {
	local want
	want="$(awk '!/^#/ && NF { print $1 }' "$list") $extra"
	want+=" $(list_others | awk '{ print $1 }')"
	# shellcheck disable=SC2086
	dpkg-query -W -f '${Package} ${db:Status-Status}\n' $want 2>/dev/null |
		awk '$2 == "installed" { print $1 }' | sort -u |
		comm -13 - <(printf '%s\n' $want | sort -u)
}

present() {
	case $1 in
	cmd:*)	command -v "${1#cmd:}" >/dev/null ;;
	pc:*)	pkg-config --exists "${1#pc:}" ;;
	hdr:*)	[ -e "/usr/include/${1#hdr:}" ] ;;
	file:*)	[ -e "${1#file:}" ] ;;
	*)	die "scripts/packages: unknown probe '$1'" ;;
	esac
}

install_debian() {
	local as_root=()
	if [ "$(id -u)" -ne 0 ]; then
		if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
			as_root=(sudo)
			sudo -v # ask for the password here, not behind a log
		else
			printf '%s\n' "setup: these packages are missing and this user may not install them:" \
				"  $*" "Type this as root, then make again:" \
				"  apt-get update && apt-get install -y --no-install-recommends $*" >&2
			exit 1
		fi
	fi
	say "installing: $*"
	run_logged apt-update 10 "reading the package lists" \
		"${as_root[@]}" apt-get update ||
		warn "apt-get update failed; trying with the lists at hand"
	run_logged apt-install 60 "installing $# packages" \
		"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends "$@" && return
	case " $* " in *" $extra "*)
		[ -z "$extra" ] || apt-cache show "$extra" >/dev/null 2>&1 ||
			warn "no $extra in this distribution's lists. Debian 12 has linux-source-6.12 in bookworm-security; or give KERNEL_SRC=tarball-or-tree" ;;
	esac
	return 1
}

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
	mapfile -t missing < <(missing_debian)
	[ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"
else
	lacking=0
	while read -r pkg probe why; do
		case $pkg in ''|'#'*) continue ;; esac
		present "$probe" && continue
		printf 'setup: needed: %s (%s; Debian calls it %s)\n' "${probe#*:}" "$why" "$pkg" >&2
		lacking=1
	done < <(cat "$list"; list_others)
	[ "$lacking" -eq 0 ] || die "this is not Debian: install the above, then make again"
fi

"$top/scripts/fetch.sh"
