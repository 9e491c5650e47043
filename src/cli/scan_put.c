/* What `yagura scan` prints on standard output. */
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/scan.h"
#include "text/csv_write.h"

enum { PIPE_COLUMNS = 132, COLUMNS = 9 };

static const struct {
    const char *key;
    size_t most;
    bool right;
} text_columns[COLUMNS] = {
    {"scan.column.time", 0, false},       {"scan.column.count", 0, true},
    {"scan.column.indicator", 48, false}, {"scan.column.type", 0, false},
    {"scan.column.field", 24, false},     {"scan.column.machine", 32, false},
    {"scan.column.place", 24, false},     {"scan.column.actor", 24, false},
    {"scan.column.record", 400, false},
};
static const char *const csv_columns[] = {"time",
                                          "last",
                                          "count",
                                          "indicator",
                                          "type",
                                          "seen",
                                          "field",
                                          "role",
                                          "kind",
                                          "machine",
                                          "actor",
                                          "actor_country",
                                          "actor_source",
                                          "source",
                                          "context",
                                          "confidence",
                                          "tlp",
                                          "organisation",
                                          "organisation_id",
                                          "parent",
                                          "placed_by",
                                          "file",
                                          "line",
                                          "offset",
                                          "placed_mark",
                                          "actor_id",
                                          "organisation_key"};

/* The first column's title as it is printed, in the language of the run. */
static void start_table(yg_sight_out *out) {
    for (size_t i = 0; i < COLUMNS; i++) {
        yg_str title = yg_say(&out->voice, text_columns[i].key, "");
        out->titles[i] = yg_arena_copy(&out->words, title).p;
        out->columns[i] = (yg_column){out->titles[i], text_columns[i].most, text_columns[i].right};
    }
    yg_table_start(&out->table, out->columns, COLUMNS);
    out->table.width = yg_terminal_columns(PIPE_COLUMNS);
}

bool yg_sight_out_start(yg_sight_out *out, yg_cli *cli, yg_error *err) {
    const char *limit = yg_cli_get(cli, "limit");
    yg_str format = yg_cli_str(cli, "format", "text");
    *out = (yg_sight_out){.cli = cli, .limit = UINT64_MAX};
    out->voice = (yg_voice){cli->lang, &out->words};
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &out->limit) || out->limit == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: write a number from 1 on", limit);
    out->form = yg_str_eqz(format, "json")          ? YG_SIGHT_JSON
                : yg_str_eqz(format, "jsonl")       ? YG_SIGHT_JSONL
                : yg_str_eqz(format, "csv")         ? YG_SIGHT_CSV
                : yg_cli_get(cli, "follow") != NULL ? YG_SIGHT_LINES
                                                    : YG_SIGHT_TABLE;
    out->json = (yg_jw){.buf = &cli->out, .pretty = out->form == YG_SIGHT_JSON};
    if (out->form == YG_SIGHT_TABLE) {
        start_table(out);
        if (out->limit > YG_SIGHT_ROWS)
            out->limit = YG_SIGHT_ROWS;
    }
    if (out->form == YG_SIGHT_JSON)
        yg_jw_begin(&out->json, NULL, '[');
    if (out->form == YG_SIGHT_CSV) {
        yg_str heads[sizeof csv_columns / sizeof *csv_columns];
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&cli->out, heads, sizeof heads / sizeof *heads);
    }
    return true;
}

/* --- Machine-readable --- */

/* The keys of the contract are always there; null where nothing is known. */
static void put_known(yg_jw *w, const char *key, yg_str value) {
    if (value.n > 0)
        yg_jw_str(w, key, value);
    else
        yg_jw_null(w, key);
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, us);
    put_known(w, key, yg_buf_str(&time));
}

static void put_more(yg_jw *w, const yg_sighting *s) {
    yg_jw_opt(w, "kind", s->kind);
    yg_jw_opt(w, "machine", s->machine);
    yg_jw_opt(w, "actor_id", s->known.actor_id);
    yg_jw_opt(w, "actor_said", s->known.actor_said);
    yg_jw_opt(w, "actor_country", s->known.actor_country);
    yg_jw_opt(w, "country_source", s->known.country_source);
    yg_jw_opt(w, "source", s->known.source);
    yg_jw_opt(w, "context", s->known.context);
    if (s->known.confidence >= 0)
        yg_jw_int(w, "confidence", s->known.confidence);
    yg_jw_opt(w, "tlp", s->known.tlp);
    yg_jw_opt(w, "organisation_id", s->place.id);
    yg_jw_opt(w, "organisation_key", s->place.key);
    yg_jw_opt(w, "parent", s->place.parent);
    yg_jw_opt(w, "parent_id", s->place.parent_id);
    yg_jw_opt(w, "placed_by", s->place.basis);
    yg_jw_opt(w, "placed_mark", s->place.mark);
    if (s->count > 1 && s->last_us != YG_TIME_NONE)
        put_time(w, "last", s->last_us);
}

static void put_json(yg_sight_out *out, const yg_sighting *s) {
    yg_jw *w = &out->json;
    yg_jw_begin(w, NULL, '{');
    put_time(w, "time", s->time_us);
    yg_jw_str(w, "file", s->file);
    yg_jw_uint(w, "offset", s->offset_bytes);
    yg_jw_uint(w, "line", s->line);
    yg_jw_str(w, "indicator", s->indicator);
    yg_jw_str(w, "type", yg_str_of(yg_sighting_type_word(s)));
    yg_jw_str(w, "seen", s->seen);
    yg_jw_str(w, "field", s->field);
    yg_jw_str(w, "role", yg_str_of(yg_log_role_word(s->role)));
    put_known(w, "actor", s->known.actor);
    put_known(w, "actor_source", s->known.actor_source);
    put_known(w, "organisation", s->place.name);
    yg_jw_uint(w, "count", s->count);
    put_more(w, s);
    yg_jw_end(w, '}');
    if (out->form == YG_SIGHT_JSONL) {
        yg_buf_addc(&out->cli->out, '\n');
        w->filled = false;
    }
}

typedef struct {
    yg_buf text;
    size_t ends[sizeof csv_columns / sizeof *csv_columns], n;
} cells;

static void cell(cells *c, yg_str text) {
    yg_utf8_add_printable(&c->text, text, false);
    c->ends[c->n++] = c->text.n;
}

static void cell_number(cells *c, uint64_t number) {
    yg_buf_addf(&c->text, "%llu", (unsigned long long)number);
    c->ends[c->n++] = c->text.n;
}

static void cell_time(cells *c, int64_t us) {
    yg_time_add(&c->text, us);
    c->ends[c->n++] = c->text.n;
}

static void put_csv(yg_sight_out *out, const yg_sighting *s) {
    cells c = {0};
    yg_str row[sizeof csv_columns / sizeof *csv_columns];
    cell_time(&c, s->time_us);
    cell_time(&c, s->last_us);
    cell_number(&c, s->count);
    cell(&c, s->indicator);
    cell(&c, yg_str_of(yg_sighting_type_word(s)));
    cell(&c, s->seen);
    cell(&c, s->field);
    cell(&c, yg_str_of(yg_log_role_word(s->role)));
    cell(&c, s->kind);
    cell(&c, s->machine);
    cell(&c, s->known.actor);
    cell(&c, s->known.actor_country);
    cell(&c, s->known.actor_source);
    cell(&c, s->known.source);
    cell(&c, s->known.context);
    if (s->known.confidence >= 0)
        cell_number(&c, (uint64_t)s->known.confidence);
    else
        cell(&c, YG_STR(""));
    cell(&c, s->known.tlp);
    cell(&c, s->place.name);
    cell(&c, s->place.id);
    cell(&c, s->place.parent);
    cell(&c, s->place.basis);
    cell(&c, s->file);
    cell_number(&c, s->line);
    cell_number(&c, s->offset_bytes);
    cell(&c, s->place.mark);
    cell(&c, s->known.actor_id);
    cell(&c, s->place.key);
    for (size_t i = 0, start = 0; i < c.n; start = c.ends[i++])
        row[i] = yg_str_sub(yg_buf_str(&c.text), start, c.ends[i] - start);
    yg_csv_add_row(&out->cli->out, row, c.n);
    yg_buf_free(&c.text);
}

/* --- For a person --- */

static yg_str place_of(const yg_sight_out *out, const yg_sighting *s) {
    bool ja = out->cli->lang == YG_LANG_JA && s->place.name_ja.n > 0;
    return ja ? s->place.name_ja : s->place.name;
}

static void put_row(yg_sight_out *out, const yg_sighting *s) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, s->time_us);
    yg_table_cell(&out->table, yg_str_sub(yg_buf_str(&time), 0, 19));
    yg_table_cellf(&out->table, "%llu", (unsigned long long)s->count);
    yg_table_cell(&out->table, s->indicator);
    yg_table_cell(&out->table, yg_str_of(yg_sighting_type_word(s)));
    yg_table_cell(&out->table, s->field.n > 0 ? s->field : yg_str_of(yg_log_role_word(s->role)));
    yg_table_cell(&out->table, s->machine);
    yg_table_cell(&out->table, place_of(out, s));
    yg_table_cell(&out->table, s->known.actor);
    yg_table_cellf(&out->table, "%.*s:%llu", YG_FMT(s->file), (unsigned long long)s->line);
}

/* One line: "TIME  INDICATOR (TYPE)  FIELD  MACHINE  [ORGANISATION]  ACTOR  FILE:LINE  x3". */
static void put_line(yg_sight_out *out, const yg_sighting *s) {
    yg_cli *cli = out->cli;
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, s->time_us != YG_TIME_NONE ? s->time_us : yg_time_now_us());
    yg_cli_put(cli, yg_str_sub(yg_buf_str(&time), 0, 19));
    yg_buf_addz(&cli->out, "  ");
    yg_cli_puts(cli, YG_RED, s->indicator);
    yg_buf_addf(&cli->out, " (%s)  ", yg_sighting_type_word(s));
    yg_cli_put(cli, s->field.n > 0 ? s->field : yg_str_of(yg_log_role_word(s->role)));
    if (s->machine.n > 0) {
        yg_buf_addz(&cli->out, "  ");
        yg_cli_put(cli, s->machine);
    }
    if (s->place.name.n > 0) {
        yg_buf_addz(&cli->out, "  [");
        yg_cli_put(cli, place_of(out, s));
        yg_buf_addc(&cli->out, ']');
    }
    if (s->known.actor.n > 0) {
        yg_buf_addz(&cli->out, "  ");
        yg_cli_puts(cli, YG_BOLD, s->known.actor);
    }
    yg_buf_addz(&cli->out, "  ");
    yg_cli_put(cli, s->file);
    yg_buf_addf(&cli->out, ":%llu", (unsigned long long)s->line);
    if (s->count > 1)
        yg_buf_addf(&cli->out, "  x%llu", (unsigned long long)s->count);
    yg_buf_addc(&cli->out, '\n');
}

bool yg_sight_out_take(yg_sight_out *out, const yg_sighting *s, yg_error *err) {
    if (out->put >= out->limit) {
        out->not_put++;
        return true;
    }
    out->put++;
    switch (out->form) {
    case YG_SIGHT_TABLE:
        put_row(out, s);
        break;
    case YG_SIGHT_LINES:
        put_line(out, s);
        break;
    case YG_SIGHT_CSV:
        put_csv(out, s);
        break;
    default:
        put_json(out, s);
    }
    if (out->form != YG_SIGHT_TABLE)
        yg_cli_flush_some(out->cli);
    return !out->cli->out_failed ||
           yg_fail(err, YG_ERR_IO, "standard output was closed before the end");
}

void yg_sight_out_end(yg_sight_out *out) {
    if (out->form == YG_SIGHT_TABLE && out->put > 0)
        yg_table_end(&out->table, out->cli);
    if (out->form == YG_SIGHT_JSON) {
        yg_jw_end(&out->json, ']');
        yg_buf_addc(&out->cli->out, '\n');
    }
}

void yg_sight_out_free(yg_sight_out *out) {
    yg_table_drop(&out->table);
    yg_arena_free(&out->words);
}
