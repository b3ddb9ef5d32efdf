# SPDX-License-Identifier: GPL-2.0-or-later
# Heat map: rows scenarios (equal ones one row), columns variants (equal ones
# one column), the cells as in the report.
# gnuplot -d -e "term='svg'" hits.gp   (data: hits.dat)
level = system("sed -n 's/^# level: //p' hits.dat")
rows = int(system("awk '!/^#/ { n = $1 } END { print n + 1 }' hits.dat"))
cols = int(system("awk '!/^#/ && $2 > n { n = $2 } END { print n + 1 }' hits.dat"))
longest = int(system("awk -F'\"' '!/^#/ && length($2) > m { m = length($2) } END { print m }' hits.dat"))
# Equal variants are below one another.
lines = int(system("awk -F'\"' '!/^#/ { n = gsub(/=/, \"\", $4); if (n > m) m = n } END { print m + 1 }' hits.dat"))
left = 25 + 8.2 * (longest > 12 ? longest : 12)
width = 60 + left + 130 * cols
width = width < 800 ? 800 : width
fold = sprintf("sed -n 's/^# answer: //p' hits.dat | fold -s -w %d", int((width - left) / 8.0))
answer = system(fold)
heading = 4 + int(system(fold." | wc -l"))
head = 17 * (heading + lines) + 15
foot = 17 * lines + 28
height = head + foot + 25 + 26 * rows
if (term eq 'svg') {
	set terminal svg size width, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo size width, height font 'sans,11'
}
set output 'hits.'.term
set title answer."\n".level."\n2M: all at 2MiB  -: all split  n: so many at 2MiB  E, yellow: failed  U, red: unsafe\nx: boots crashed  ?: other pages than under baseline  .: not counted" noenhanced offset 0, lines - 1
set cbrange [0:100]
unset colorbox
set palette defined (0 '#ffffff', 50 '#c6dbef', 100 '#6baed6')
set style fill solid border linecolor '#999999'
set xrange [-0.5:cols - 0.5]
set yrange [rows - 0.5:-0.5]
set lmargin at screen left / width
set tmargin at screen 1 - head / (1.0 * height)
set bmargin at screen foot / (1.0 * height)
set xtics scale 0 noenhanced nomirror
set x2tics scale 0 noenhanced
set x2range [-0.5:cols - 0.5]
set ytics scale 0 noenhanced
plot 'hits.dat' using 2:1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5):5:xticlabel(4):x2ticlabel(4):yticlabel(3) \
	with boxxyerror linecolor palette notitle, \
     '' using ($8 > 0 ? $2 : NaN):1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5) \
	with boxxyerror fillcolor rgb '#fee8a8' notitle, \
     '' using ($7 > 0 ? $2 : NaN):1:($2 - 0.5):($2 + 0.5):($1 - 0.5):($1 + 0.5) \
	with boxxyerror fillcolor rgb '#f4a582' notitle, \
     '' using 2:1:6 with labels noenhanced notitle
