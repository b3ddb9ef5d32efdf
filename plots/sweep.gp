# SPDX-License-Identifier: GPL-2.0-or-later
# Throughput of a variant over the baseline's at the points of each axis of the
# GPU's cost model, evenly spaced. Within the grey band of 1 % it says nothing.
# gnuplot -d -e "term='svg'" sweep.gp   (data: sweep.dat)
level = system("sed -n 's/^# level: //p' sweep.dat")
answer = system("sed -n 's/^# answer: //p' sweep.dat | fold -s -w 100")
panels = int(system("awk -F'\"' '!/^#/ && !s[$2]++ { n++ } END { print n }' sweep.dat"))
panel(i) = system(sprintf("awk -F'\"' '!/^#/ && !s[$2]++ && ++n == %d { print $2 }' sweep.dat", i))
variants = int(system("awk -F'\"' '!/^#/ && !s[$4]++ { n++ } END { print n }' sweep.dat"))
name(v) = system(sprintf("awk -F'\"' '!/^#/ && !s[$4]++ && ++n == %d { print $4 }' sweep.dat", v))
# by their place: a name is never text of a command
line(i, v) = sprintf("< awk -F'\"' '!/^#/ { if (!($2 in S)) S[$2] = ++ns; if (!($4 in V)) V[$4] = ++nv; if (S[$2] == %d && V[$4] == %d) print $5 }' sweep.dat", i, v)
# the places of the variants that a panel has
drawn(i) = system(sprintf("awk -F'\"' '!/^#/ { if (!($2 in S)) S[$2] = ++ns; if (!($4 in V)) V[$4] = ++nv; if (S[$2] == %d && !has[$4]++) print V[$4] }' sweep.dat", i))
rows = (panels + 2) / 3
k = variants
height = 205 + 190 * rows + 18 * k
if (term eq 'svg') {
	set terminal svg rounded size 1000, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo rounded size 1000, height font 'sans,11'
}
set output 'sweep.'.term
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set multiplot layout rows, 3 margins 0.06, 0.98, (85.0 + 18 * k) / height, 1 - 125.0 / height spacing 0.06, 90.0 / height \
	title answer."\n".level."; y: the blitter's throughput over the baseline's" noenhanced
set xlabel 'parameter, % of its default'
set tics font ',9'
set yrange [*<0.97:1.03<*]
set offsets 0.3, 0.3, 0, 0
set grid
unset key
set object 1 rectangle from graph 0, first 0.99 to graph 1, first 1.01 \
	fillcolor '#dddddd' fillstyle solid noborder behind
do for [i = 1:panels] {
	set title panel(i) noenhanced font ',10'
	if (i == panels) { set key at screen 0.5, 0.005 center bottom vertical noenhanced reverse Left samplen 3 width 1 }
	plot for [v in drawn(i)] line(i, int(v)) using 0:2:xtic(1) with linespoints pointtype 7 pointsize 0.4 linecolor int(v) linewidth 2 notitle, \
	     for [v = 1:k] keyentry with lines linecolor v linewidth 2 title name(v)
}
unset multiplot
