# SPDX-License-Identifier: GPL-2.0-or-later
# Did every symbol asked for in the fragments end up as asked? A symbol
# whose dependencies are not met vanishes without a word from kconfig.
#
#   awk -f fragments.awk FRAGMENT... .config    exit 1 if not, naming each
#
# In the fragments a later line overrides an earlier one.
function parse(line,    eq) {
	sym = ""
	if (line ~ /^CONFIG_[A-Za-z0-9_]+=/) {
		eq = index(line, "=")
		sym = substr(line, 1, eq - 1)
		val = substr(line, eq + 1)
	} else if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set$/) {
		split(line, word, " ")
		sym = word[2]
		val = "n"
	}
	return sym != ""
}

FILENAME == ARGV[ARGC - 1] { if (parse($0)) got[sym] = val; next }
parse($0) { want[sym] = val; where[sym] = FILENAME ":" FNR }

END {
	for (s in want) {
		have = (s in got) ? got[s] : "n"
		if (have == want[s])
			continue
		printf "%s: %s=%s asked for, kconfig made it %s (a dependency is not met, or the name is gone)\n",
			where[s], s, want[s], have
		bad = 1
	}
	exit bad
}
