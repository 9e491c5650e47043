/* What the parts of `yagura group` share. */
#ifndef YG_CLI_GROUP_H
#define YG_CLI_GROUP_H

#include "base/vec.h"
#include "cli/cli.h"
#include "know/registry.h"
#include "text/json_write.h"

/* Incident records of one source at one organisation. */
typedef struct {
    size_t organisation;
    yg_str source;
    uint64_t records;
} yg_group_count;

/* The registry as it is asked about: on one day. */
typedef struct {
    yg_cli *cli;
    yg_arena arena;
    yg_group group;
    YG_VEC(yg_group_count) counts; /* by organisation */
    bool *shown;                   /* is the organisation of the maps asked for? */
    size_t shown_n;
    bool has_own; /* a group's own map is loaded, not only a public registry */
    int64_t when_us;
    yg_str on; /* the day as it was asked for, or empty: today */
} yg_group_page;

int yg_group_load_run(yg_cli *cli);
int yg_group_init_run(yg_cli *cli);
int yg_group_show_run(yg_cli *cli);

/* "Aoba India Pvt Ltd", in the language of the program. */
yg_str yg_group_name_of(const yg_group_page *page, size_t organisation);
/* "100 %", "66.7 %", or nothing. */
void yg_group_add_share(yg_buf *buf, double share);
/* "2004-04 to 2019-03", "since 2004-04", "until 2019", or nothing. */
void yg_group_add_time(yg_buf *buf, const yg_edge_row *edge);
/* "3", "3 (2 sources)", or nothing. */
void yg_group_add_count(const yg_group_page *page, size_t organisation, yg_buf *buf);
/* The first of an organisation's counts; *ret_n says how many follow. */
const yg_group_count *yg_group_counts_of(const yg_group_page *page, size_t organisation,
                                         size_t *ret_n);
/* One organisation as an object, with everything that is known. */
void yg_group_put_json(const yg_group_page *page, size_t organisation, yg_jw *w);
/* The children of one organisation that are open on the day, owned ones first, by name; edges'
 * numbers. Free *ret_edges. */
size_t yg_group_open_children(const yg_group_page *page, size_t organisation, size_t **ret_edges);

/* The tree for a person. */
void yg_group_put_tree(yg_group_page *page);
/* One organisation for a person. */
void yg_group_put_one(const yg_group_page *page, size_t organisation);

#endif
