/* What the parts of `yagura names scan` share. */
#ifndef YG_CLI_NAMES_SCAN_H
#define YG_CLI_NAMES_SCAN_H

#include "base/map.h"
#include "cli/names.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "text/json_write.h"
#include "watch/brands.h"
#include "watch/findings.h"
#include "watch/name_scan.h"

/* Hits, or registrable names with hits, that are kept until the end: some 1 GB. */
enum { YG_SCAN_KEPT = 5000000 };

/* A registrable name with hits: its best one. */
typedef struct {
    yg_scan_found best;
    uint64_t hosts;
} yg_scan_row;

typedef struct {
    yg_cli *cli;
    bool all, text, lines, csv; /* else JSON */
    /* rows of registrable names, in the order in which they came */
    YG_VEC(yg_scan_row) rows;
    yg_map by_name, hosts; /* registrable -> row + 1; host -> 1 */
    yg_arena arena;
    yg_jw json;
    yg_table table;
    uint64_t put;
} yg_scan_out;

void yg_scan_out_start(yg_scan_out *out, yg_cli *cli);
bool yg_scan_out_take(yg_scan_out *out, const yg_scan_found *found, yg_error *err);
void yg_scan_out_end(yg_scan_out *out);
void yg_scan_out_free(yg_scan_out *out);

/* names_scan_files.c: what the words of the command line lead to; none: standard input. */
typedef struct {
    YG_VEC(const char *) paths; /* in arena */
    yg_arena arena;
    YG_VEC(yg_error) refused; /* folders below a path that could not be walked */
} yg_scan_files;

/* What can be read below a folder is found though other parts of it cannot. Fails when nothing was
 * found. */
bool yg_scan_files_find(yg_scan_files *files, const char *const *words, size_t n, yg_error *err);
void yg_scan_files_free(yg_scan_files *files);

/* names_scan_store.c: cli->store may be NULL, then nothing is done. */
typedef struct {
    yg_cli *cli;
    yg_findings *findings; /* NULL: the store is left alone */
    yg_error late;         /* of a batch that could not be written while nothing came */
} yg_scan_store;

/* Puts the store's allowed names into allow, and begins to record unless --no-findings. */
bool yg_scan_store_start(yg_scan_store *store, yg_cli *cli, yg_name_allow *allow, yg_error *err);
bool yg_scan_store_take(yg_scan_store *store, const yg_scan_found *found, yg_error *err);
/* To be called now and then: writes what has waited. A failure is told by the next call of the
 * other two. */
void yg_scan_store_tick(yg_scan_store *store);
/* Writes the rest of the findings and tells how many there were. */
bool yg_scan_store_end(yg_scan_store *store, yg_error *err);
void yg_scan_store_free(yg_scan_store *store);

#endif
