/* What the parts of `yagura names generate` share. */
#ifndef YG_CLI_NAMES_GENERATE_H
#define YG_CLI_NAMES_GENERATE_H

#include "cli/names.h"
#include "fetch/resolve.h"
#include "match/name_generate.h"

/* A name that was made, and what DNS says of it. */
typedef struct {
    yg_str name, unicode;
    yg_str explanation;
    double score, rank;
    double place;      /* rank among its kind's others: the order of the list */
    uint64_t order;    /* among equals: as they were made */
    bool can_register; /* as yg_name_ranked */
    yg_made_kind kind;
    const yg_resolved *resolved; /* NULL: not asked */
} yg_made_row;

typedef struct {
    yg_made_row *at;
    size_t n, cap;
} yg_made_rows;

/* Asks DNS about the rows with a progress line; results and their texts go into the arena. After
 * Ctrl-C the rows that were not asked keep NULL. Fails when there is no server, or an option is
 * wrong. */
bool yg_names_ask(yg_cli *cli, yg_made_rows *rows, yg_arena *arena, yg_error *err);

/* Prints the rows in the wanted format; with_dns adds what DNS said, only_registered leaves out
 * what is not known to exist. */
void yg_names_put(yg_cli *cli, const yg_made_rows *rows, bool with_dns, bool only_registered);

#endif
