/* yagura names generate: the names that somebody would register to pass for a domain, those that
 * deceive best first. Nothing is asked of the network without --resolve. */
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/names.h"
#include "cli/table.h"
#include "match/name_generate.h"
#include "text/csv_write.h"
#include "text/json_write.h"

typedef struct {
    yg_str name, unicode;
    double score;
    uint64_t order; /* among equals: as they were made */
    yg_made_kind kind;
} made;

typedef struct {
    yg_cli *cli;
    yg_arena arena;
    YG_VEC(made) names;
    uint64_t order;
    yg_made_counts counts;
    yg_table table;
    yg_jw json;
    bool text, lines, csv;
} page;

static bool keep(void *self, const yg_made_name *name) {
    page *p = self;
    made *m = yg_vec_add(&p->names);
    *m = (made){.name = yg_arena_copy(&p->arena, name->name),
                .score = yg_made_kind_weight(name->kind),
                .order = p->order++,
                .kind = name->kind};
    m->unicode =
        name->unicode.p == name->name.p ? m->name : yg_arena_copy(&p->arena, name->unicode);
    return true;
}

static int by_score(const void *left, const void *right) {
    const made *a = left, *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static const yg_column columns[] = {
    {"NAME", 0, false}, {"UNICODE", 0, false}, {"KIND", 0, false},
    {"SCORE", 0, true}, {"WHY", 120, false},
};
static const char *const csv_columns[] = {"name", "unicode", "kind", "score", "explanation"};

static void put_json(page *p, const made *m) {
    yg_jw *w = &p->json;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "name", m->name);
    yg_jw_str(w, "unicode", m->unicode);
    yg_jw_str(w, "kind", yg_made_kind_word(m->kind));
    yg_jw_double(w, "score", m->score, 3);
    yg_jw_str(w, "explanation", yg_made_kind_text(m->kind));
    yg_jw_end(w, '}');
    if (p->lines) {
        yg_buf_addc(&p->cli->out, '\n');
        w->filled = false;
    }
}

static void put_row(page *p, const made *m) {
    YG_CLEANUP_BUF yg_buf score = {0};
    yg_buf_addf(&score, "%.2f", m->score);
    const yg_str cells[] = {m->name, m->unicode, yg_made_kind_word(m->kind), yg_buf_str(&score),
                            yg_made_kind_text(m->kind)};
    if (p->csv) {
        yg_csv_add_row(&p->cli->out, cells, sizeof cells / sizeof *cells);
        return;
    }
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        yg_table_cell(&p->table, cells[i]);
}

static void put_all(page *p, uint64_t limit) {
    if (p->text)
        yg_table_start(&p->table, columns, sizeof columns / sizeof *columns);
    if (p->csv) {
        yg_str heads[sizeof csv_columns / sizeof *csv_columns];
        for (size_t i = 0; i < sizeof csv_columns / sizeof *csv_columns; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&p->cli->out, heads, sizeof heads / sizeof *heads);
    }
    if (!p->text && !p->csv && !p->lines)
        yg_jw_begin(&p->json, NULL, '[');
    for (size_t i = 0; i < p->names.n && (limit == 0 || i < limit); i++) {
        if (p->text || p->csv)
            put_row(p, &p->names.at[i]);
        else
            put_json(p, &p->names.at[i]);
        if (!p->text)
            yg_cli_flush_some(p->cli);
    }
    if (p->text)
        yg_table_end(&p->table, p->cli);
    if (!p->text && !p->csv && !p->lines) {
        yg_jw_end(&p->json, ']');
        yg_buf_addc(&p->cli->out, '\n');
    }
}

static bool make_all(page *p, yg_error *err) {
    yg_cli *cli = p->cli;
    yg_made_options options = {.tlds = yg_cli_str(cli, "tlds", "")};
    for (size_t i = 1; i < cli->words_n; i++) {
        yg_made_counts counts;
        if (!yg_made_names(yg_str_of(cli->words[i]), &options, keep, p, &counts, err))
            return false;
        p->counts.names += counts.names;
        p->counts.forbidden += counts.forbidden;
        if (counts.is_full)
            yg_cli_note(cli,
                        "%s: cut at %llu names; ask for fewer suffixes (--tlds) or kinds (--kind)",
                        cli->words[i], (unsigned long long)counts.names);
    }
    return true;
}

int yg_names_generate_run(yg_cli *cli) {
    yg_error err = {0};
    uint64_t limit = 0;
    const char *most = yg_cli_get(cli, "limit");
    page p = {.cli = cli,
              .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
              .lines = yg_cli_is(cli, "format", "jsonl"),
              .csv = yg_cli_is(cli, "format", "csv"),
              .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (cli->words_n < 2)
        return yg_cli_usage(cli, "names generate: name a domain, such as example.com");
    if (most != NULL && (!yg_str_to_u64(yg_str_of(most), &limit) || limit == 0))
        return yg_cli_usage(cli, "--limit %s: a number from 1", most);
    int code = YG_EXIT_DONE;
    if (make_all(&p, &err)) {
        qsort(p.names.at, p.names.n, sizeof *p.names.at, by_score);
        put_all(&p, limit);
    } else {
        code = yg_cli_fail(cli, &err);
    }
    yg_table_drop(&p.table);
    yg_vec_free(&p.names);
    yg_arena_free(&p.arena);
    return code;
}
