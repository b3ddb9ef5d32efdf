# SPDX-License-Identifier: GPL-2.0-or-later
# Hit ratio by what backs the guest's memory, one bar a variant.
# gnuplot -d -e "term='svg'" backing.gp   (data: backing.dat)
level = system("sed -n 's/^# level: //p' backing.dat")
groups = int(system("awk '!/^#/ { n = $(NF - 1) } END { print n + 1 }' backing.dat"))
variants = system("awk -F'\"' '!/^#/ && !s[$4]++ { print $4 }' backing.dat")
bars = words(variants)
width = 170 + 34 * bars * groups
width = width < 800 ? 800 : width > 1800 ? 1800 : width
if (term eq 'svg') {
	set terminal svg size width, 470 font 'sans,12' background 'white'
} else {
	set terminal pngcairo size width, 470 font 'sans,11'
}
set output 'backing.'.term
set title "2MiB shadow hit ratio by backing [x], higher is better; ".level."\nU: the mappings are unsafe.  E: entries failed.  No bar: not counted." noenhanced
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set yrange [0:118]
set ylabel 'entries shadowed as 2MiB, %'
set ytics 0, 20, 100
set grid ytics
set xrange [-0.6:groups - 0.4]
set xtics scale 0 noenhanced
if (groups > 9) { set xtics rotate by -25 }
set key outside top right noenhanced reverse Left
set style fill solid 0.8 border -1
w = 0.84 / bars
mark(f, u) = u > 0 ? 'U' : f > 0 ? 'E' : ''
number(p, f, u) = sprintf(p == 0 || p == 100 || p >= 10 ? ' %.0f%s' : ' %.1f%s', p, mark(f, u))
is(v) = strcol(2) eq word(variants, v)
labels = system("awk -F'\"' '!/^#/ && !s[$2]++ { print $2 }' backing.dat")
do for [g = 1:groups] { set xtics add (word(labels, g) g - 1) }
set boxwidth w
plot for [v = 1:bars] 'backing.dat' using (is(v) && $5 > 0 ? $9 + (v - 1 - (bars - 1) / 2.0) * w : NaN):3 \
	with boxes linecolor v title word(variants, v), \
     for [v = 1:bars] '' using (is(v) ? $9 + (v - 1 - (bars - 1) / 2.0) * w : NaN):($5 > 0 ? $3 : 0):($5 > 0 ? number($3, $6, $7) : ' not counted') \
	with labels rotate by 90 left font ',9' notitle
