#include "cli/show_indicator.h"

#include "know/attribution.h"
#include "store/read.h"
#include "text/defang.h"

typedef struct {
    yg_cli *cli;
    yg_str query;
    bool json;
    size_t n;
    yg_jw w;
    yg_table table;
    yg_attributor *attributor;
} page;

static const yg_column columns[] = {
    {"SOURCE", 40, false}, {"FIRST SEEN", 0, false}, {"LAST SEEN", 0, false}, {"ALERT", 0, false},
    {"ROLE", 30, false},   {"CONTEXT", 60, false},   {"ACTOR", 40, false},
};

/* Whose it is, of a statement: as `scan` tells it (know/attribution.h). */
static bool put_actor(page *p, const yg_indicator_row *row, yg_error *err) {
    yg_attribution actor;
    const yg_attribution_basis basis = {.object_id = row->object_id,
                                        .report_eid = row->report_eid,
                                        .context = row->context,
                                        .path = row->path,
                                        .source = row->source};
    if (!yg_attribute(p->attributor, &basis, &actor, err))
        return false;
    if (!p->json) {
        YG_CLEANUP_BUF yg_buf text = {0};
        yg_buf_add(&text, actor.actor);
        if (actor.country.n > 0)
            yg_buf_addf(&text, " (%.*s)", YG_FMT(actor.country));
        yg_table_cell(&p->table, yg_buf_str(&text));
        return true;
    }
    yg_jw_opt(&p->w, "actor", actor.actor);
    yg_jw_opt(&p->w, "actor_id", actor.actor_id);
    yg_jw_opt(&p->w, "actor_source", actor.source);
    yg_jw_opt(&p->w, "actor_country", actor.country);
    yg_jw_opt(&p->w, "actor_country_source", actor.country_source);
    return true;
}

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
        return put_actor(p, row, err);
    }
    yg_jw_begin(&p->w, NULL, '{');
    yg_jw_str(&p->w, "source", row->source);
    yg_jw_opt(&p->w, "first_seen", row->first_seen);
    yg_jw_opt(&p->w, "last_seen", row->last_seen);
    yg_jw_opt(&p->w, "context", row->context);
    yg_jw_opt(&p->w, "role", row->role);
    yg_jw_bool(&p->w, "to_ids", row->to_ids);
    yg_jw_opt(&p->w, "object_id", row->object_id);
    yg_jw_opt(&p->w, "valid_from", row->valid_from);
    yg_jw_opt(&p->w, "valid_until", row->valid_until);
    yg_jw_opt(&p->w, "tlp", row->tlp);
    if (row->confidence > 0)
        yg_jw_int(&p->w, "confidence", row->confidence);
    if (!put_actor(p, row, err))
        return false;
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
    p.attributor = yg_attributor_make(cli->store);
    bool done =
        yg_store_indicator(cli->store, yg_str_of(kind), yg_buf_str(&value), on_row, &p, err);
    /* The name alone, without what is below it, is a kind of its own. */
    if (done && p.n == 0 && strcmp(kind, "domain-name") == 0)
        done = yg_store_indicator(cli->store, YG_STR("host-name"), yg_buf_str(&value), on_row, &p,
                                  err);
    yg_attributor_free(p.attributor);
    *ret_found = done && p.n > 0;
    if (*ret_found)
        end(&p);
    else
        yg_table_drop(&p.table);
    return done;
}
