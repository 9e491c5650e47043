/* TRAFFIC and THREAT logs of PAN-OS (9.0 and later): CSV without names, by position. */
#include "event/log_part.h"

static const char *const common[] = {
    NULL,    "receive_time", "serial",    "type",    "subtype",    NULL,          "time_generated",
    "src",   "dst",          "natsrc",    "natdst",  "rule",       "srcuser",     "dstuser",
    "app",   "vsys",         "from_zone", "to_zone", "inbound_if", "outbound_if", "log_action",
    NULL,    "session",      "repeat",    "sport",   "dport",      "natsport",    "natdport",
    "flags", "proto",        "action"};
static const char *const threat[] = {"misc",
                                     "threatid",
                                     "category",
                                     "severity",
                                     "direction",
                                     NULL,
                                     NULL,
                                     NULL,
                                     NULL,
                                     NULL,
                                     "contenttype",
                                     NULL,
                                     "filedigest_hash",
                                     NULL,
                                     NULL,
                                     "user_agent",
                                     "filetype",
                                     "xff",
                                     "referer",
                                     "sender",
                                     NULL,
                                     "recipient"};

enum { COMMON = sizeof common / sizeof *common, THREAT = sizeof threat / sizeof *threat };

static const char *name_of(size_t column, bool is_threat) {
    if (column < COMMON)
        return common[column];
    return is_threat && column < COMMON + THREAT ? threat[column - COMMON] : NULL;
}

bool yg_log_read_panos(yg_log_record *r, size_t at, size_t end) {
    yg_str row = yg_str_sub(r->bytes, at, end - at), cells[4] = {{NULL, 0}};
    size_t next = 0, start = 0, stop = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!yg_log_csv_cell(row, ',', &next, &start, &stop))
            return false;
        cells[i] = yg_str_sub(row, start, stop - start);
    }
    bool is_threat = yg_str_eqz(cells[3], "THREAT");
    if (!is_threat && !yg_str_eqz(cells[3], "TRAFFIC"))
        return false;
    next = 0;
    for (size_t i = 0; i < COMMON + THREAT && yg_log_csv_cell(row, ',', &next, &start, &stop);
         i++) {
        const char *name = name_of(i, is_threat);
        if (name != NULL && stop > start)
            yg_log_csv_add(r, yg_str_of(name), at + start, at + stop);
    }
    r->shape = YG_SHAPE_KEYS;
    r->kind = cells[3];
    return true;
}
