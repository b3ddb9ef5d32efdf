# SPDX-License-Identifier: GPL-2.0-or-later
# Heat map: scenario x variant, 2MiB shadow hit ratio, counts printed.
# gnuplot -d -e "term='svg'" hits.gp   (data: hits.dat)
level = system("sed -n 's/^# level: //p' hits.dat")
scenarios = system("awk -F'\"' '!/^#/ && !s[$2]++ { print $2 }' hits.dat")
variants = system("awk -F'\"' '!/^#/ && !s[$4]++ { print $4 }' hits.dat")
rows = words(scenarios)
cols = words(variants)
longest = int(system("awk -F'\"' '!/^#/ && length($2) > m { m = length($2) } END { print m }' hits.dat"))
left = 25 + 7.2 * (longest > 12 ? longest : 12)
width = 60 + left + 110 * cols
height = 120 + (rows > 12 ? 28 : 40) * rows
if (term eq 'svg') {
	set terminal svg size width, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo size width, height font 'sans,11'
}
set output 'hits.'.term
set title "2MiB shadow hit ratio [x], higher is better; ".level."\nU, red: unsafe mappings.  E, yellow: entries failed." noenhanced
set cbrange [0:100]
unset colorbox
set palette defined (0 '#ffffff', 50 '#c6dbef', 100 '#6baed6')
set style fill solid border linecolor '#999999'
set xrange [-0.5:cols - 0.5]
set yrange [rows - 0.5:-0.5]
set lmargin at screen left / width
set xtics scale 0 noenhanced
set xtics nomirror
set ytics scale 0 noenhanced
# all rows have their name, also those without a number
do for [i = 1:rows] { set ytics add (word(scenarios, i) i - 1) }
do for [i = 1:cols] { set xtics add (word(variants, i) i - 1) }
count(n, d, f, u) = sprintf('%d/%d%s%s', d, n, f > 0 ? 'E' : '', u > 0 ? 'U' : '')
x(n) = int(n) % cols
y(n) = int(n) / cols
plot 'hits.dat' using (x($0)):(y($0)):(x($0) - 0.5):(x($0) + 0.5):(y($0) - 0.5):(y($0) + 0.5):3 \
	with boxxyerror linecolor palette notitle, \
     '' using ($6 > 0 ? x($0) : NaN):(y($0)):(x($0) - 0.5):(x($0) + 0.5):(y($0) - 0.5):(y($0) + 0.5) \
	with boxxyerror fillcolor rgb '#fee8a8' notitle, \
     '' using ($7 > 0 ? x($0) : NaN):(y($0)):(x($0) - 0.5):(x($0) + 0.5):(y($0) - 0.5):(y($0) + 0.5) \
	with boxxyerror fillcolor rgb '#f4a582' notitle, \
     '' using (x($0)):(y($0)):($5 == 0 ? strcol(8) : count($5, $4, $6, $7)) with labels notitle
