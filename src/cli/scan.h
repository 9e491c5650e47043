/* What the parts of `yagura scan` share. */
#ifndef YG_CLI_SCAN_H
#define YG_CLI_SCAN_H

#include "base/map.h"
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "tell/message.h"
#include "text/json_write.h"
#include "watch/log_scan.h"
#include "watch/sightings.h"

/* Rows that a table for a person has at most; the other forms keep none. */
enum { YG_SIGHT_ROWS = 100000 };

/* scan_put.c: table, lines of a table that never ends (--follow), JSON, JSON lines, CSV. */
typedef struct {
    yg_cli *cli;
    enum { YG_SIGHT_TABLE, YG_SIGHT_LINES, YG_SIGHT_JSON, YG_SIGHT_JSONL, YG_SIGHT_CSV } form;
    yg_voice voice;
    yg_arena words;
    yg_jw json;
    yg_table table;
    const char *titles[YG_TABLE_COLUMNS];
    yg_column columns[YG_TABLE_COLUMNS];
    uint64_t limit, put, not_put;
} yg_sight_out;
bool yg_sight_out_start(yg_sight_out *out, yg_cli *cli, yg_error *err);
bool yg_sight_out_take(yg_sight_out *out, const yg_sighting *sighting, yg_error *err);
void yg_sight_out_end(yg_sight_out *out);
void yg_sight_out_free(yg_sight_out *out);

/* scan_with.c: what is looked for, and where in the group. */
typedef struct {
    yg_cli *cli;
    yg_watchlist *list;
    yg_places *places; /* NULL: there is no group */
    yg_group group;
    struct yg_sight_group *file;
    yg_arena arena;
    yg_buf cache; /* folder for what may be made again; empty: --no-cache, or there is none */
    bool keeps;   /* what is found becomes findings in the store */
} yg_sight_with;
bool yg_sight_with_open(yg_sight_with *with, yg_cli *cli, unsigned threads, yg_error *err);
void yg_sight_with_free(yg_sight_with *with);
/* All values of an option that may be given more than once, in their order. Free *ret_values. */
size_t yg_sight_given(const yg_cli *cli, const char *name, const char ***ret_values);

/* scan_alarms.c: indicators that a person called false alarms when the scan began: what is seen of
 * them is recorded, and not printed. Zero-initialise. */
typedef struct {
    yg_map known;
    yg_buf key;
    uint64_t passed_over, counted; /* rows, and the sightings in them */
} yg_sight_alarms;
/* store NULL: there are none. */
bool yg_sight_alarms_read(yg_sight_alarms *alarms, yg_store *store, yg_error *err);
/* Is it one? Then it is counted. */
bool yg_sight_alarms_has(yg_sight_alarms *alarms, const yg_sighting *sighting);
void yg_sight_alarms_free(yg_sight_alarms *alarms);

/* scan_said.c: what is said on standard error at the end. */
typedef struct {
    yg_cli *cli;
    const yg_voice *voice;
    const yg_log_scan_counts *counts;
    const yg_watchlist *list;
    const yg_sight_out *out;
    const yg_sight_alarms *alarms;
    double seconds;
    bool is_interrupted, is_kept;
    yg_str resume; /* as of yg_log_scan_run */
} yg_sight_said;
void yg_sight_say(const yg_sight_said *said);
/* Adds what was left out of the list, and why: "4 digests of empty data"; nothing: nothing was. */
void yg_sight_left_out(yg_buf *buf, const yg_voice *voice, const yg_watchlist *list);
/* One line of i18n. */
void yg_sight_note(yg_cli *cli, yg_str line);
/* Adds "FILE: byte 0: WHY", of a STIX pattern with the lines that show the place in it. */
void yg_sight_add_reject(yg_buf *buf, const yg_watchlist_reject *reject);

#endif
