/* yagura search: names and descriptions. */
#include "cli/show_indicator.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "know/dossier.h"
#include "text/json_write.h"

const yg_option yg_search_options[] = {
    {"type", 0, "TYPE",
     "only this STIX type or kind of entry (intrusion-set, malware, ransomware ...)", NULL},
    {"limit", 'n', "N", "at most so many (default 25)", NULL},
    {"format", 0, "FORM", "(default text)", "text|json|jsonl"},
    {NULL, 0, NULL, NULL, NULL},
};

typedef struct {
    yg_cli *cli;
    yg_table table;
    yg_jw json;
    bool text, lines;
    yg_str type;
    uint64_t n, most;
} page;

static bool on_hit(void *self, const yg_hit_row *row, yg_error *err) {
    page *p = self;
    if (p->n >= p->most ||
        (p->type.n > 0 && !yg_str_eq(p->type, row->type) && !yg_str_eq(p->type, row->entry)))
        return true;
    p->n++;
    if (p->text) {
        yg_table_cell(&p->table, row->name.n ? row->name : row->id);
        yg_table_cell(&p->table, row->external_id);
        yg_table_cell(&p->table, row->entry);
        yg_table_cell(&p->table, row->source);
        yg_table_cell(&p->table, row->flags & YG_OBJECT_REVOKED      ? YG_STR("revoked")
                                 : row->flags & YG_OBJECT_DEPRECATED ? YG_STR("deprecated")
                                 : row->in_name                      ? YG_STR("name")
                                                                     : YG_STR("text"));
        return true;
    }
    yg_hit_json(&p->json, row);
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        p->json.filled = false;
    }
    return true;
}

static const yg_column columns[] = {
    {"NAME", 60, false},   {"NUMBER", 0, false},   {"KIND", 0, false},
    {"SOURCE", 30, false}, {"FOUND IN", 0, false},
};

int yg_search_run(yg_cli *cli) {
    YG_CLEANUP_BUF yg_buf words = {0};
    yg_error err = {0};
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .type = yg_cli_str(cli, "type", ""),
              .most = 25,
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    const char *limit = yg_cli_get(cli, "limit");
    if (limit != NULL &&
        (!yg_str_to_u64(yg_str_of(limit), &p.most) || p.most == 0 || p.most > 100000))
        return yg_cli_usage(cli, "--limit %s: a number from 1 to 100000", limit);
    for (size_t i = 0; i < cli->words_n; i++) {
        if (i > 0)
            yg_buf_addc(&words, ' ');
        yg_buf_addz(&words, cli->words[i]);
    }
    if (words.n == 0)
        return yg_cli_usage(cli, "say what to look for: yagura search lotus");
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    bool indicator = false;
    if (p.text && p.type.n == 0 &&
        !yg_show_indicator(cli, yg_buf_str(&words), false, &indicator, &err))
        return yg_cli_fail(cli, &err);
    yg_table_start(&p.table, columns, sizeof columns / sizeof *columns);
    if (!p.text && !p.lines)
        yg_jw_begin(&p.json, NULL, '[');
    uint64_t ask = p.type.n > 0 ? 100000 : p.most;
    if (!yg_store_search(cli->store, yg_buf_str(&words), ask, on_hit, &p, &err)) {
        yg_table_drop(&p.table);
        return yg_cli_fail(cli, &err);
    }
    if (indicator && p.n > 0)
        yg_buf_addc(&cli->out, '\n');
    if (p.text && p.n == 0 && !indicator)
        yg_cli_note(cli, "nothing found; `yagura sources` says what the store holds");
    if (p.text && p.n > 0)
        yg_table_end(&p.table, cli);
    if (!p.text && !p.lines) {
        yg_jw_end(&p.json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
    return YG_EXIT_DONE;
}
