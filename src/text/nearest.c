#include "text/nearest.h"

enum { LONGEST = 32 };

static unsigned char lower(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t yg_nearest_distance(yg_str a, yg_str b) {
    size_t rows[3][LONGEST + 1];
    if (a.n > LONGEST || b.n > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3], *before = rows[(i + 2) % 3], *before2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = lower(a.p[i - 1]) == lower(b.p[j - 1]);
            row[j] = least(least(before[j] + 1, row[j - 1] + 1), before[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
                lower(a.p[i - 2]) == lower(b.p[j - 1]))
                row[j] = least(row[j], before2[j - 2] + 1);
        }
    }
    return rows[a.n % 3][b.n];
}

void yg_nearest_offer(yg_nearest *best, yg_str wrong, yg_str candidate) {
    size_t distance = yg_nearest_distance(wrong, candidate);
    size_t most = candidate.n / 3 > 0 ? candidate.n / 3 : 1;
    if (distance > most || (best->word.n > 0 && distance >= best->distance))
        return;
    *best = (yg_nearest){.word = candidate, .distance = distance};
}
