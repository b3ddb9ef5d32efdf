# SPDX-License-Identifier: GPL-2.0-or-later
# Throughput over the baseline's against each axis of the GPU's cost model.
# The band is a difference of 1 %; 0 % stands left of the broken axis.
# gnuplot -d -e "term='svg'" sweep.gp   (data: sweep.dat)
level = system("sed -n 's/^# level: //p' sweep.dat")
panels = int(system("awk -F'\"' '!/^#/ && !s[$2]++ { n++ } END { print n }' sweep.dat"))
panel(i) = system(sprintf("awk -F'\"' '!/^#/ && !s[$2]++ && ++n == %d { print $2 }' sweep.dat", i))
variants = system("awk -F'\"' '!/^#/ && !s[$4]++ { print $4 }' sweep.dat")
# by their place: a name is never text of a command
line(i, v) = sprintf("< awk -F'\"' '!/^#/ { if (!($2 in S)) S[$2] = ++ns; if (!($4 in V)) V[$4] = ++nv; if (S[$2] == %d && V[$4] == %d) print $5 }' sweep.dat", i, v)
rows = (panels + 1) / 2
k = words(variants)
height = 155 + 260 * rows
if (term eq 'svg') {
	set terminal svg rounded size 1000, height font 'sans,12' background 'white'
} else {
	set terminal pngcairo rounded size 1000, height font 'sans,11'
}
set output 'sweep.'.term
set colorsequence podo
set linetype 5 linecolor rgb '#cc79a7'	# not yellow on white
set multiplot layout rows, 2 margins 0.07, 0.97, 140.0 / height, 1 - 85.0 / height spacing 0.09, 110.0 / height \
	title "Throughput of the blitter over the baseline's [v], higher is better\n".level noenhanced
zero = 4
at(x) = x == 0 ? zero : x
set logscale xy
set xrange [3:100000]
set xtics ('0' zero, '10' 10, '100' 100, '1000' 1000, '1e4' 10000, '1e5' 100000)
set xlabel 'parameter, % of the model''s own value'
set ylabel 'ratio'
set grid
unset key
set object 1 rectangle from graph 0, first 0.99 to graph 1, first 1.01 \
	fillcolor '#dddddd' fillstyle solid noborder behind
# Curves that are the same lie on each other: the first is the widest.
do for [i = 1:panels] {
	set title panel(i) noenhanced
	if (i == panels) { set key at screen 0.5, 0.005 center bottom horizontal noenhanced reverse Left samplen 3 width 1 }
	plot [*:*][0.9:*] for [v = 1:k] line(i, v) using (at($1)):2 \
		with lines linecolor v linewidth 1.5 + 1.2 * (k - v) title word(variants, v)
}
unset multiplot
