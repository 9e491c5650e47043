/* yagura names learn: takes confirmed cases into the store and shows what they teach. */
#include "base/input.h"
#include "base/time.h"
#include "cli/names.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "text/json_write.h"
#include "watch/confirmed.h"

enum { MOST_FAULTS_SHOWN = 10, MOST_OF_A_KIND = 8 };

typedef struct {
    yg_cli *cli;
    bool text, lines;
    int32_t on_day;     /* of cases without a date */
    int32_t latest_day; /* tomorrow: somebody's clock may be ahead */
    yg_str path;        /* of the file at hand */
    uint64_t taken, known, rejected;
    yg_learned *learned;
    yg_confirmed_counts counts;
} page;

/* --- In --- */

static bool take(void *self, const yg_confirmed_case *it, yg_error *err) {
    page *p = self;
    bool is_new = false;
    const yg_confirmed_row row = {it->day, it->host, it->registrable, it->brand, p->path};
    if (!yg_store_confirmed_put(p->cli->store, &row, &is_new, err))
        return false;
    p->taken += is_new;
    p->known += !is_new;
    return true;
}

static void fault(void *self, const yg_fault *f) {
    page *p = self;
    if (p->rejected++ < MOST_FAULTS_SHOWN)
        yg_cli_note(p->cli, "%.*s: byte %llu: %s", YG_FMT(p->path),
                    (unsigned long long)f->offset_bytes, f->reason);
}

static bool on_file(void *self, const yg_input_file *file, yg_error *err) {
    page *p = self;
    const yg_confirmed_reader reader = {
        .on_day = p->on_day, .latest_day = p->latest_day, .self = p, .take = take, .fault = fault};
    p->path = file->path;
    if (file->damage)
        yg_cli_note(p->cli, "%.*s: %s", YG_FMT(file->path), file->damage);
    return yg_confirmed_read(&reader, file->bytes, err);
}

static bool read_all(page *p, yg_error *err) {
    yg_cli *cli = p->cli;
    if (!yg_store_begin(cli->store, err))
        return false;
    for (size_t i = 1; i < cli->words_n; i++)
        if (!yg_input_each(cli->words[i], &(yg_input_options){0}, on_file, p, err)) {
            yg_store_rollback(cli->store);
            return false;
        }
    if (p->rejected > MOST_FAULTS_SHOWN)
        yg_cli_note(cli, "%llu more remarks on records are not shown",
                    (unsigned long long)(p->rejected - MOST_FAULTS_SHOWN));
    return yg_store_commit(cli->store, err);
}

/* --- Out --- */

static void add_day(yg_buf *buf, int32_t day) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, (int64_t)day * YG_US_PER_DAY);
    yg_buf_add(buf, yg_str_sub(yg_buf_str(&time), 0, 10));
}

static void put_day(yg_jw *w, const char *key, int32_t day) {
    YG_CLEANUP_BUF yg_buf text = {0};
    add_day(&text, day);
    yg_jw_str(w, key, yg_buf_str(&text));
}

static void put_row(yg_jw *w, const yg_learned_row *row) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", row->kind);
    yg_jw_str(w, "what", row->what);
    yg_jw_opt(w, "brand", row->brand);
    yg_jw_uint(w, "domains", row->domains);
    yg_jw_double(w, "weight", row->weight, 3);
    put_day(w, "first", row->first_day);
    put_day(w, "last", row->last_day);
    yg_jw_double(w, "score", row->score, 2);
    yg_jw_end(w, '}');
}

static void put_json(page *p) {
    yg_jw w = {.buf = &p->cli->out, .pretty = true};
    const size_t n = p->learned ? yg_learned_count(p->learned) : 0;
    yg_jw_begin(&w, NULL, '{');
    yg_jw_uint(&w, "new", p->taken);
    yg_jw_uint(&w, "known", p->known);
    yg_jw_uint(&w, "rejected", p->rejected);
    yg_jw_uint(&w, "cases", p->counts.cases);
    if (p->counts.cases) {
        put_day(&w, "first", p->counts.first);
        put_day(&w, "last", p->counts.last);
        put_day(&w, "as_of", p->counts.today);
    }
    yg_jw_int(&w, "window_days", YG_LEARNED_WINDOW_DAYS);
    yg_jw_uint(&w, "window_hosts", p->counts.window);
    yg_jw_uint(&w, "window_domains", p->counts.domains);
    yg_jw_uint(&w, "left_out", p->counts.left_out);
    yg_jw_begin(&w, "learned", '[');
    for (size_t i = 0; i < n; i++) {
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        put_row(&w, &row);
        yg_cli_flush_some(p->cli);
    }
    yg_jw_end(&w, ']');
    yg_jw_end(&w, '}');
    yg_buf_addc(&p->cli->out, '\n');
}

static void put_lines(page *p) {
    for (size_t i = 0; p->learned && i < yg_learned_count(p->learned); i++) {
        yg_jw w = {.buf = &p->cli->out};
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        put_row(&w, &row);
        yg_buf_addc(&p->cli->out, '\n');
        yg_cli_flush_some(p->cli);
    }
}

static const struct {
    const char *kind, *title;
} kinds[] = {
    {"label", "labels"},
    {"template", "templates: what whole names are made of"},
    {"pieces", "neighbouring pieces"},
    {"piece", "pieces between hyphens"},
    {"beginning", "beginnings of labels"},
    {"ending", "endings of labels"},
    {"edit", "labels with one letter changed"},
    {"cluster", "clusters of similar labels"},
};

/* The heaviest of one kind. */
static void put_kind(page *p, size_t kind) {
    static const yg_column columns[] = {{"what", 60, false},  {"domains", 0, true},
                                        {"since", 0, false},  {"last", 0, false},
                                        {"brand", 30, false}, {"score", 0, true}};
    const size_t n = yg_learned_count(p->learned);
    size_t all = 0;
    yg_table table;
    yg_table_start(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        if (!yg_str_eqz(row.kind, kinds[kind].kind) || all++ >= MOST_OF_A_KIND)
            continue;
        YG_CLEANUP_BUF yg_buf first = {0}, last = {0};
        add_day(&first, row.first_day);
        add_day(&last, row.last_day);
        const size_t blank = yg_str_chr(row.what, ' ');
        yg_table_cell(&table, yg_str_from(row.what, blank == SIZE_MAX ? 0 : blank + 1));
        yg_table_cellf(&table, "%u", row.domains);
        yg_table_cell(&table, yg_buf_str(&first));
        yg_table_cell(&table, yg_buf_str(&last));
        yg_table_cell(&table, row.brand);
        yg_table_cellf(&table, "%.1f", row.score);
    }
    if (all > 0) {
        yg_buf_addf(&p->cli->out, "\n%s%s%s (%zu", yg_cli_style(p->cli, YG_BOLD), kinds[kind].title,
                    yg_cli_style(p->cli, YG_PLAIN), all);
        yg_buf_addz(&p->cli->out, all > MOST_OF_A_KIND ? "; the heaviest of them)\n" : ")\n");
        yg_table_end(&table, p->cli);
    }
    yg_table_drop(&table);
}

static void put_text(page *p) {
    yg_buf *out = &p->cli->out;
    const yg_confirmed_counts *c = &p->counts;
    if (c->cases == 0) {
        yg_buf_addz(out, "no confirmed names in the store: yagura names learn FILE\n");
        return;
    }
    yg_buf_addf(out, "%llu confirmed names, ", (unsigned long long)c->cases);
    add_day(out, c->first);
    yg_buf_addz(out, " to ");
    add_day(out, c->last);
    yg_buf_addf(out, "\n%llu of them, %llu registrable names, in the %d days to ",
                (unsigned long long)c->window, (unsigned long long)c->domains,
                YG_LEARNED_WINDOW_DAYS);
    add_day(out, c->today);
    if (c->left_out)
        yg_buf_addf(out, "; %llu left out (false alarms, own domains)",
                    (unsigned long long)c->left_out);
    yg_buf_addf(out, "\n%zu things learned from them\n", yg_learned_count(p->learned));
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        put_kind(p, k);
}

bool yg_names_day(const yg_cli *cli, int32_t *ret_day, yg_error *err) {
    const char *text = yg_cli_get(cli, "on");
    int64_t us = 0;
    *ret_day = (int32_t)(yg_time_now_us() / YG_US_PER_DAY);
    if (!text)
        return true;
    YG_CLEANUP_BUF yg_buf full = {0};
    yg_buf_addf(&full, "%sT00:00:00Z", text);
    if (strlen(text) != 10 || !yg_time_parse(yg_buf_str(&full), &us))
        return yg_fail(err, YG_ERR_USAGE, "--on %s: write a day, like 2022-03-01", text);
    *ret_day = (int32_t)(us / YG_US_PER_DAY);
    return true;
}

static int forget(yg_cli *cli) {
    yg_error err = {0};
    uint64_t n = 0;
    if (cli->words_n > 1)
        return yg_cli_usage(cli, "names learn --forget takes no files");
    if (!yg_cli_open(cli, YG_STORE_WRITE, &err) || !yg_store_begin(cli->store, &err) ||
        !yg_store_confirmed_forget(cli->store, &n, &err) || !yg_store_commit(cli->store, &err))
        return yg_cli_fail(cli, &err);
    yg_cli_note(cli, "%llu confirmed names forgotten", (unsigned long long)n);
    return YG_EXIT_DONE;
}

int yg_names_learn_run(yg_cli *cli) {
    yg_error err = {0};
    page p = {.cli = cli,
              .text = yg_cli_is(cli, "format", "text") || !yg_cli_get(cli, "format"),
              .lines = yg_cli_is(cli, "format", "jsonl")};
    const bool reads = cli->words_n > 1;
    p.latest_day = (int32_t)(yg_time_now_us() / YG_US_PER_DAY) + 1;
    if (yg_cli_is(cli, "format", "csv"))
        return yg_cli_usage(cli, "names learn --format csv: there are text, json and jsonl");
    if (yg_cli_get(cli, "forget"))
        return forget(cli);
    if (!yg_names_day(cli, &p.on_day, &err) ||
        !yg_cli_open(cli, reads ? YG_STORE_WRITE : YG_STORE_READ, &err) ||
        (reads && !read_all(&p, &err)) ||
        !yg_confirmed_load(cli->store, yg_cli_get(cli, "on") ? p.on_day : INT32_MIN, NULL,
                           &p.learned, &p.counts, &err))
        return yg_cli_fail(cli, &err);
    if (p.text)
        put_text(&p);
    else if (p.lines)
        put_lines(&p);
    else
        put_json(&p);
    yg_cli_flush(cli);
    yg_learned_free(p.learned);
    if (!reads)
        return YG_EXIT_DONE;
    yg_cli_note(cli, "%llu new, %llu known, %llu rejected", (unsigned long long)p.taken,
                (unsigned long long)p.known, (unsigned long long)p.rejected);
    return p.rejected && p.taken + p.known == 0 ? YG_EXIT_INPUT : YG_EXIT_DONE;
}
