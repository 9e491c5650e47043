#include "cli/show_indicator.h"

#include "store/read.h"
#include "text/defang.h"

typedef struct {
    yg_cli *cli;
    yg_str query;
    bool json;
    size_t n;
    yg_jw w;
    yg_table table;
} page;

static const yg_column columns[] = {
    {"SOURCE", 40, false}, {"FIRST SEEN", 0, false}, {"LAST SEEN", 0, false}, {"ALERT", 0, false},
    {"ROLE", 30, false},   {"CONTEXT", 60, false},   {"OBJECT", 0, false},
};

static void start(page *p, const yg_indicator_row *row) {
    if (!p->json) {
        yg_cli_puts(p->cli, YG_BOLD, row->value);
        yg_buf_addf(&p->cli->out, "  (%.*s)\n\n", YG_FMT(row->type));
        yg_table_start(&p->table, columns, sizeof columns / sizeof *columns);
        return;
    }
    yg_jw_begin(&p->w, NULL, '{');
    yg_jw_str(&p->w, "schema", YG_STR("yagura-indicator/1"));
    yg_jw_str(&p->w, "query", p->query);
    yg_jw_str(&p->w, "value", row->value);
    yg_jw_str(&p->w, "type", row->type);
    yg_jw_begin(&p->w, "statements", '[');
}

static bool on_row(void *self, const yg_indicator_row *row, yg_error *err) {
    page *p = self;
    if (p->n++ == 0)
        start(p, row);
    if (!p->json) {
        yg_table_cell(&p->table, row->source);
        yg_table_cell(&p->table, row->first_seen);
        yg_table_cell(&p->table, row->last_seen);
        yg_table_cell(&p->table, row->to_ids ? YG_STR("yes") : YG_STR("no"));
        yg_table_cell(&p->table, row->role);
        yg_table_cell(&p->table, row->context);
        yg_table_cell(&p->table, row->object_id);
        return true;
    }
    yg_jw_begin(&p->w, NULL, '{');
    yg_jw_str(&p->w, "source", row->source);
    yg_jw_opt(&p->w, "first_seen", row->first_seen);
    yg_jw_opt(&p->w, "last_seen", row->last_seen);
    yg_jw_opt(&p->w, "context", row->context);
    yg_jw_opt(&p->w, "role", row->role);
    yg_jw_bool(&p->w, "to_ids", row->to_ids);
    yg_jw_opt(&p->w, "object_id", row->object_id);
    yg_jw_end(&p->w, '}');
    return true;
}

static void end(page *p) {
    if (!p->json) {
        yg_table_end(&p->table, p->cli);
        return;
    }
    yg_jw_end(&p->w, ']');
    yg_jw_end(&p->w, '}');
    yg_buf_addc(&p->cli->out, '\n');
}

bool yg_show_indicator(yg_cli *cli, yg_str query, bool json, bool *ret_found, yg_error *err) {
    YG_CLEANUP_BUF yg_buf plain = {0};
    YG_CLEANUP_BUF yg_buf value = {0};
    page p = {.cli = cli, .query = query, .json = json, .w = {.buf = &cli->out, .pretty = true}};
    *ret_found = false;
    yg_defang_refang(query, &plain);
    const char *kind = yg_indicator_kind(yg_buf_str(&plain));
    if (kind == NULL || !yg_indicator_normalise(yg_str_of(kind), yg_buf_str(&plain), &value))
        return true;
    bool done =
        yg_store_indicator(cli->store, yg_str_of(kind), yg_buf_str(&value), on_row, &p, err);
    *ret_found = done && p.n > 0;
    if (*ret_found)
        end(&p);
    else
        yg_table_drop(&p.table);
    return done;
}
