/* What `yagura names scan` prints: each registrable name once at the end, or each name as it comes.
 */
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/names_scan.h"
#include "match/confusable.h"
#include "text/csv_write.h"

enum { PIPE_COLUMNS = 100 };

static const yg_column columns[] = {
    {"SCORE", 0, true},   {"NAME", 60, false}, {"HOSTS", 0, true},
    {"BRAND", 24, false}, {"KIND", 0, false},  {"WHY", 400, false},
};
static const yg_column all_columns[] = {
    {"SCORE", 0, true}, {"NAME", 80, false}, {"BRAND", 24, false},
    {"KIND", 0, false}, {"WHY", 400, false},
};
static const char *const csv_columns[] = {
    "name",     "registrable", "brand", "kind",           "token",       "start", "end",
    "distance", "score",       "signs", "shared_hosting", "explanation", "hosts", "organisation",
    "learned",  "time",        "file",  "line",           "offset"};

void yg_scan_out_start(yg_scan_out *out, yg_cli *cli) {
    *out = (yg_scan_out){.cli = cli,
                         .all = yg_cli_get(cli, "all") != NULL,
                         .text = yg_str_eqz(yg_cli_str(cli, "format", "text"), "text"),
                         .lines = yg_cli_is(cli, "format", "jsonl"),
                         .csv = yg_cli_is(cli, "format", "csv"),
                         .json = {.buf = &cli->out, .pretty = yg_cli_is(cli, "format", "json")}};
    if (out->text && out->all)
        yg_table_start(&out->table, all_columns, sizeof all_columns / sizeof *all_columns);
    else if (out->text)
        yg_table_start(&out->table, columns, sizeof columns / sizeof *columns);
    out->table.width = yg_terminal_columns(PIPE_COLUMNS);
    if (out->csv) {
        yg_str heads[sizeof csv_columns / sizeof *csv_columns];
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
            heads[i] = yg_str_of(csv_columns[i]);
        yg_csv_add_row(&cli->out, heads, sizeof heads / sizeof *heads);
    } else if (!out->text && !out->lines) {
        yg_jw_begin(&out->json, NULL, '[');
    }
}

static yg_str why_of(const yg_scan_out *out, const yg_scan_found *f) {
    return out->cli->lang == YG_LANG_JA ? f->explanation_ja : f->explanation;
}

/* The name as its owner wrote it; empty when it is the same. */
static void add_unicode(yg_buf *buf, yg_str name) {
    uint32_t points[64];
    bool differs = false;
    yg_str label;
    while (yg_str_split(&name, '.', &label)) {
        size_t n = yg_str_starts(label, YG_STR("xn--")) ? yg_punycode_decode(label, points, 64) : 0;
        if (buf->n > 0)
            yg_buf_addc(buf, '.');
        if (n == 0)
            yg_buf_add(buf, label);
        for (size_t i = 0; i < n; i++)
            yg_utf8_put(buf, points[i]);
        differs |= n > 0;
    }
    if (!differs)
        yg_buf_clear(buf);
}

/* For the table, which has the brand in a column of its own: what stands behind "imitates BRAND: ".
 */
static yg_str without_brand(yg_str why, yg_str brand) {
    size_t at = brand.n > 0 ? yg_str_find(why, brand) : SIZE_MAX;
    if (at > 16) /* "imitates ", or an opening bracket */
        return why;
    size_t colon = yg_str_find(yg_str_sub(why, at + brand.n, 40), YG_STR(": "));
    return colon != SIZE_MAX ? yg_str_from(why, at + brand.n + colon + 2) : why;
}

static void put_json(yg_scan_out *out, const yg_scan_found *f, uint64_t hosts) {
    YG_CLEANUP_BUF yg_buf unicode = {0};
    yg_jw *w = &out->json;
    add_unicode(&unicode, f->name);
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "name", f->name);
    yg_jw_str(w, "registrable", f->registrable);
    yg_jw_str(w, "brand", f->brand);
    yg_jw_str(w, "kind", f->kind);
    yg_jw_str(w, "token", f->token);
    yg_jw_begin(w, "span", '[');
    yg_jw_uint(w, NULL, f->start);
    yg_jw_uint(w, NULL, f->end);
    yg_jw_end(w, ']');
    yg_jw_uint(w, "distance", f->distance);
    yg_jw_double(w, "score", f->score, 3);
    yg_jw_list(w, "signs", f->signs, ' ');
    yg_jw_bool(w, "shared_hosting", f->shared_hosting);
    yg_jw_str(w, "explanation", why_of(out, f));
    if (hosts > 0)
        yg_jw_uint(w, "hosts", hosts);
    yg_jw_opt(w, "unicode", yg_buf_str(&unicode));
    yg_jw_opt(w, "organisation", f->organisation);
    yg_jw_opt(w, "learned", f->learned);
    if (f->time_us != YG_TIME_NONE) {
        YG_CLEANUP_BUF yg_buf time = {0};
        yg_time_add(&time, f->time_us);
        yg_jw_str(w, "time", yg_buf_str(&time));
    }
    yg_jw_str(w, "file", f->file);
    yg_jw_uint(w, "line", f->line);
    yg_jw_uint(w, "offset", f->offset_bytes);
    yg_jw_end(w, '}');
    if (out->lines) {
        yg_buf_addc(&out->cli->out, '\n');
        w->filled = false;
    }
}

static void put_csv(yg_scan_out *out, const yg_scan_found *f, uint64_t hosts) {
    YG_CLEANUP_BUF yg_buf number = {0};
    YG_CLEANUP_BUF yg_buf time = {0};
    YG_CLEANUP_BUF yg_buf why = {0};
    YG_CLEANUP_BUF yg_buf file = {0};
    size_t at[7], n = 0;
    at[n++] = 0;
    yg_buf_addf(&number, "%u", f->start);
    at[n++] = number.n;
    yg_buf_addf(&number, "%u", f->end);
    at[n++] = number.n;
    yg_buf_addf(&number, "%u", f->distance);
    at[n++] = number.n;
    yg_buf_addf(&number, "%llu", (unsigned long long)(hosts > 0 ? hosts : 1));
    at[n++] = number.n;
    yg_buf_addf(&number, "%llu", (unsigned long long)f->line);
    at[n++] = number.n;
    yg_buf_addf(&number, "%llu", (unsigned long long)f->offset_bytes);
    at[n++] = number.n;
    yg_str digits[6], all = yg_buf_str(&number);
    for (size_t i = 0; i < 6; i++)
        digits[i] = yg_str_sub(all, at[i], at[i + 1] - at[i]);
    char score[32];
    int score_n = snprintf(score, sizeof score, "%.3f", f->score);
    if (f->time_us != YG_TIME_NONE)
        yg_time_add(&time, f->time_us);
    /* Labels of another script stand in the explanation as their owner wrote them. */
    yg_utf8_add_printable(&why, why_of(out, f), false);
    yg_utf8_add_printable(&file, f->file, false);
    const yg_str cells[] = {f->name,
                            f->registrable,
                            f->brand,
                            f->kind,
                            f->token,
                            digits[0],
                            digits[1],
                            digits[2],
                            {score, score_n > 0 ? (size_t)score_n : 0},
                            f->signs,
                            f->shared_hosting ? YG_STR("true") : YG_STR("false"),
                            yg_buf_str(&why),
                            digits[3],
                            f->organisation,
                            f->learned,
                            yg_buf_str(&time),
                            yg_buf_str(&file),
                            digits[4],
                            digits[5]};
    yg_csv_add_row(&out->cli->out, cells, sizeof cells / sizeof *cells);
}

static void put_text(yg_scan_out *out, const yg_scan_found *f, uint64_t hosts) {
    YG_CLEANUP_BUF yg_buf why = {0};
    YG_CLEANUP_BUF yg_buf unicode = {0};
    add_unicode(&unicode, f->name);
    if (unicode.n > 0)
        yg_buf_addf(&why, "%.*s: ", YG_FMT(yg_buf_str(&unicode)));
    yg_buf_add(&why, without_brand(why_of(out, f), f->brand));
    yg_table_cellf(&out->table, "%.1f", f->score);
    yg_table_cell(&out->table, f->name);
    if (!out->all)
        yg_table_cellf(&out->table, "%llu", (unsigned long long)hosts);
    yg_table_cell(&out->table, f->brand);
    yg_table_cell(&out->table, f->kind);
    yg_table_cell(&out->table, yg_buf_str(&why));
}

static void put(yg_scan_out *out, const yg_scan_found *f, uint64_t hosts) {
    out->put++;
    if (out->text)
        put_text(out, f, hosts);
    else if (out->csv)
        put_csv(out, f, hosts);
    else
        put_json(out, f, hosts);
    yg_cli_flush_some(out->cli);
}

static yg_scan_found copied(yg_arena *arena, const yg_scan_found *f) {
    yg_scan_found c = *f;
    yg_str *const texts[] = {&c.name, &c.signs, &c.explanation, &c.explanation_ja, &c.file};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = yg_arena_copy(arena, *texts[i]);
    c.registrable = yg_str_from(c.name, f->name.n - f->registrable.n);
    return c; /* brand, kind, token, learned live as long as what is watched for */
}

bool yg_scan_out_take(yg_scan_out *out, const yg_scan_found *found, yg_error *err) {
    bool is_new = false;
    if (out->put >= YG_SCAN_KEPT || out->rows.n >= YG_SCAN_KEPT || out->hosts.n >= YG_SCAN_KEPT) {
        if (!(out->all && !out->text))
            return yg_fail(err, YG_ERR_LIMIT,
                           "more than %d hits are not kept; use --all --format jsonl, which keeps "
                           "none, or a higher --threshold",
                           YG_SCAN_KEPT);
    }
    if (out->all) {
        put(out, found, 0);
        return !out->cli->out_failed ||
               yg_fail(err, YG_ERR_IO, "standard output was closed before the end");
    }
    uint64_t *row = yg_map_put(&out->by_name, found->registrable, &is_new);
    if (is_new) {
        yg_vec_push(&out->rows, ((yg_scan_row){.best = copied(&out->arena, found)}));
        *row = out->rows.n;
    }
    yg_scan_row *at = &out->rows.at[*row - 1];
    if (!is_new && found->score > at->best.score)
        at->best = copied(&out->arena, found);
    yg_map_put(&out->hosts, found->name, &is_new);
    at->hosts += is_new;
    return true;
}

/* For a person the surest first; equal ones in the order of the input. */
static int by_score(const void *a, const void *b) {
    const yg_scan_row *x = *(yg_scan_row *const *)a, *y = *(yg_scan_row *const *)b;
    if (x->best.score != y->best.score)
        return x->best.score > y->best.score ? -1 : 1;
    return x < y ? -1 : x > y;
}

void yg_scan_out_end(yg_scan_out *out) {
    yg_scan_row **order = yg_alloc(out->rows.n + 1, sizeof *order);
    for (size_t i = 0; i < out->rows.n; i++)
        order[i] = &out->rows.at[i];
    if (out->text)
        qsort(order, out->rows.n, sizeof *order, by_score);
    for (size_t i = 0; i < out->rows.n; i++)
        put(out, &order[i]->best, order[i]->hosts);
    free(order);
    if (out->text && out->put > 0)
        yg_table_end(&out->table, out->cli);
    if (!out->text && !out->lines && !out->csv) {
        yg_jw_end(&out->json, ']');
        yg_buf_addc(&out->cli->out, '\n');
    }
}

void yg_scan_out_free(yg_scan_out *out) {
    yg_table_drop(&out->table);
    yg_vec_free(&out->rows);
    yg_map_free(&out->by_name);
    yg_map_free(&out->hosts);
    yg_arena_free(&out->arena);
}
