# SPDX-License-Identifier: GPL-2.0-or-later
# Heat map: scenario x variant, 2MiB shadow hit ratio, counts printed.
# gnuplot -e "term='svg'; level='emulated'" hits.gp   (data: hits.dat)
rows = int(system("awk -F'\"' '!/^#/ && !s[$2]++ { n++ } END { print n }' hits.dat"))
cols = int(system("awk -F'\"' '!/^#/ && !s[$4]++ { n++ } END { print n }' hits.dat"))
if (term eq 'svg') {
	set terminal svg size 220 + 110 * cols, 160 + 44 * rows font 'sans,12' background 'white'
} else {
	set terminal pngcairo size 220 + 110 * cols, 160 + 44 * rows font 'sans,11'
}
set output 'hits.'.term
set title "2MiB shadow hit ratio [x], higher is better\n".level noenhanced
set cbrange [0:100]
set cblabel 'per cent of the guest 2MiB entries seen'
set palette defined (0 '#f7fbff', 50 '#9ecae1', 100 '#2171b5')
set xrange [-0.5:cols - 0.5]
set yrange [rows - 0.5:-0.5]
set xtics scale 0 noenhanced
set ytics scale 0 noenhanced
set datafile missing 'nan'
count(n, d, f, u) = n == 0 ? '-' : sprintf('%d/%d%s%s', d, n, f ? 'E' : '', u ? 'U' : '')
plot 'hits.dat' using (int($0) % cols):(int($0) / cols):3:xticlabel(2):yticlabel(1) with image notitle, \
     '' using (int($0) % cols):(int($0) / cols):(count($5, $4, $6, $7)) with labels notitle
