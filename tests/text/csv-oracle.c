/* Reads CSV from standard input, the delimiter from the first argument, and prints every row as the
 * hexadecimal digits of its cells with blanks between them, "-" for an empty cell. */
#include <stdio.h>

#include "text/csv.h"

int main(int argc, char **argv) {
    YG_CLEANUP_BUF yg_buf text = {0};
    YG_CLEANUP_CSV yg_csv csv;
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        yg_buf_add(&text, (yg_str){chunk, n});
    yg_csv_start(
        &csv, yg_buf_str(&text),
        (yg_csv_options){.delimiter = argc > 1 ? argv[1][0] : '\0', .keep_comments = true});
    for (yg_csv_step step; (step = yg_csv_next(&csv)) != YG_CSV_END;) {
        if (step == YG_CSV_BAD)
            fputs("bad", stdout);
        for (size_t i = 0; step == YG_CSV_ROW && i < csv.n; i++) {
            fputs(i > 0 ? " " : "", stdout);
            for (size_t k = 0; k < csv.cells[i].n; k++)
                printf("%02x", (unsigned char)csv.cells[i].p[k]);
            fputs(csv.cells[i].n == 0 ? "-" : "", stdout);
        }
        putchar('\n');
    }
    return 0;
}
