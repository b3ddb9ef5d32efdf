# SPDX-License-Identifier: GPL-2.0-or-later
# The published rows with their error bars against the ensemble's, then the
# ensemble swept over each mechanism: dark 5 to 95 %, light the extremes, line
# the median. Blue: what a blit of 4K pages loses behind an IOMMU (green: as
# published); orange: what 2MiB entries gain against split ones.
# gnuplot -d -e "term='svg'" mechanisms.gp   (data: mechanisms.dat)
rows = int(system("grep -c '^row' mechanisms.dat"))
axes = int(system("awk '$1 == \"gain\" && !s[$2]++ { n++ } END { print n }' mechanisms.dat"))
axis(i) = system(sprintf("awk '$1 == \"gain\" && !s[$2]++ && ++n == %d { print $2 }' mechanisms.dat", i))
of(kind, i) = sprintf("< awk '$1 == \"%s\" { if (!($2 in A)) A[$2] = ++n; if (A[$2] == %d) print }' mechanisms.dat", kind, i)
lo = real(system("awk '$1 == \"row\" { sub(/.*\" /, \"\"); print $1; exit }' mechanisms.dat"))
hi = real(system("awk '$1 == \"row\" { sub(/.*\" /, \"\"); print $2; exit }' mechanisms.dat"))
cols = 3
lines = (axes + cols - 1) / cols
# a line of text for each row, a square for each axis
top = 90 + 18 * rows
height = top + 250 * lines
share = 1 - 1.0 * top / height
if (term eq 'svg') {
	set terminal svg size 1100, height font 'sans,11' background 'white'
} else {
	set terminal pngcairo size 1100, height font 'sans,10'
}
set output 'mechanisms.'.term
set multiplot
set label 1 'Published (green, as given) against 200 parameter sets (blue: median, 5 to 95 %, extremes)' at screen 0.02, 0.99 left
set origin 0, share + 0.02
set size 1, 1 - share - 0.03
set lmargin at screen 0.45
set rmargin at screen 0.97
set yrange [rows - 0.5:-0.5]
set xrange [-30:60]
set ytics scale 0 noenhanced
set grid xtics
plot "< grep '^row' mechanisms.dat" using 5:0:8:9:yticlabel(2) with xerrorbars pointtype 0 linewidth 1 linecolor rgb '#0072b2' notitle, \
     '' using 5:0:6:7 with xerrorbars pointtype 7 pointsize 0.6 linewidth 3 linecolor rgb '#0072b2' notitle, \
     '' using ($3 < -15 ? $4 : ($3 + $4) / 2):($0 + 0.3):($3 < -15 ? -30 : $3):4 with xerrorbars pointtype 6 pointsize 0.6 linewidth 2 linecolor rgb '#009e73' notitle
unset label 1
unset lmargin
unset rmargin
set autoscale
set ytics auto scale 1
set label 2 'Swept in each set: blue, % that a blit of 4K pages loses behind an IOMMU (green: published); orange, % that 2MiB gain against split' at screen 0.02, share + 0.008 left
do for [i = 1:axes] {
	c = (i - 1) % cols
	r = (i - 1) / cols
	set origin c / 3.0, share * (1 - (r + 1.0) / lines)
	set size 1 / 3.0, share / lines
	set title axis(i) noenhanced
	if (strstrt('stream_lines gtt_cache_lines iotlb_entries', axis(i))) { set logscale x 2 } else { unset logscale x }
	set yrange [-30:60]
	set object 1 rectangle from graph 0, first lo to graph 1, first hi fillcolor '#009e73' fillstyle solid 0.35 noborder behind
	plot of('gain', i) using 3:7:8 with filledcurves fillcolor rgb '#e69f00' fillstyle transparent solid 0.15 notitle, \
	     '' using 3:5:6 with filledcurves fillcolor rgb '#e69f00' fillstyle transparent solid 0.35 notitle, \
	     '' using 3:4 with linespoints pointtype 7 pointsize 0.4 linecolor rgb '#e69f00' linewidth 2 notitle, \
	     of('lost', i) using 3:7:8 with filledcurves fillcolor rgb '#0072b2' fillstyle transparent solid 0.15 notitle, \
	     '' using 3:5:6 with filledcurves fillcolor rgb '#0072b2' fillstyle transparent solid 0.35 notitle, \
	     '' using 3:4 with linespoints pointtype 7 pointsize 0.4 linecolor rgb '#0072b2' linewidth 2 notitle
	unset label 2
}
unset multiplot
