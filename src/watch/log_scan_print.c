/* The fingerprint of a file: a log that was moved, packed or copied is known again by how it
 * begins.
 *
 * Log files begin with a time, as a rule, so that a thousand bytes tell them apart; and they grow
 * at their end only. A first line that is long may be the heading of a table, which all files of
 * its kind share: then as many bytes behind it count, too. */
#include <stdio.h>

#include "watch/log_scan_part.h"

enum { PRINT_BYTES = 1024 };

void yg_log_member_print(scan_member *m, yg_str head) {
    unsigned char digest[YG_HASH128_BYTES];
    size_t line = yg_str_chr(head, '\n'), wanted = PRINT_BYTES;
    if (line != SIZE_MAX && line >= PRINT_BYTES / 2)
        wanted += line;
    m->print[0] = '\0';
    if (head.n < wanted)
        return;
    yg_hash128(yg_str_sub(head, 0, wanted), digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(m->print + 2 * i, 3, "%02x", digest[i]);
}
