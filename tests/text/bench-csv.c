/* Rows and bytes a second over a million rows, beside a bare memchr for line ends. */
#include <stdio.h>

#include "base/time.h"
#include "text/csv.h"

int main(void) {
    YG_CLEANUP_BUF yg_buf text = {0};
    for (int i = 0; i < 1000000; i++)
        yg_buf_addf(&text, "%s,http://host%d.example.com/path/%d,\"tag%d\"\n", "2024-01-02", i, i,
                    i);
    int64_t start_us = yg_time_mono_us();
    size_t rows = 0, cells = 0, lines = 0;
    YG_CLEANUP_CSV yg_csv csv;
    yg_csv_start(&csv, yg_buf_str(&text), (yg_csv_options){0});
    for (; yg_csv_next(&csv) == YG_CSV_ROW; rows++)
        cells += csv.n;
    int64_t csv_us = yg_time_mono_us() - start_us;
    start_us = yg_time_mono_us();
    for (const char *p = text.p, *end = text.p + text.n; p < end; lines++)
        p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
    int64_t plain_us = yg_time_mono_us() - start_us;
    printf("%zu rows, %zu cells, %.0f MB: %.3f s, %.0f MB/s, %.1f times the time of memchr (%zu)\n",
           rows, cells, (double)text.n / 1e6, (double)csv_us / 1e6, (double)text.n / (double)csv_us,
           (double)csv_us / (double)(plain_us ? plain_us : 1), lines);
    return rows == 1000000 ? 0 : 1;
}
