/* yagura names learn: takes confirmed cases into the store and shows what they teach. */
#include "base/input.h"
#include "base/time.h"
#include "cli/names.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "text/json_write.h"
#include "watch/confirmed.h"

enum { MOST_FAULTS_SHOWN = 10, MOST_SHOWN = 10 };

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
    const char *kind, *title, *title_ja;
} kinds[] = {
    {"label", "labels", "ラベル"},
    {"template", "templates: what whole names are made of", "ひな型 (名前全体の作り)"},
    {"pieces", "neighbouring pieces", "隣り合う部分"},
    {"piece", "pieces between hyphens", "ハイフンの間の部分"},
    {"beginning", "beginnings of labels", "ラベルの始まり"},
    {"ending", "endings of labels", "ラベルの終わり"},
    {"edit", "labels with one letter changed", "1文字違いのラベル"},
    {"cluster", "clusters of similar labels", "似たラベルの集まり"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const yg_column columns[] = {{"WHAT", 60, false}, {"DOMAINS", 0, true}, {"SINCE", 0, false},
                                    {"LAST", 0, false},  {"BRAND", 30, false}, {"SCORE", 0, true}};

static bool japanese(const page *p) {
    return p->cli->lang == YG_LANG_JA;
}

static const char *say(const page *p, const char *en, const char *ja) {
    return japanese(p) ? ja : en;
}

/* whole: with the kind in front ("label amaozom"). */
static void add_row(const page *p, yg_table *table, const yg_learned_row *row, bool whole) {
    YG_CLEANUP_BUF yg_buf first = {0}, last = {0};
    add_day(&first, row->first_day);
    add_day(&last, row->last_day);
    const yg_str what = japanese(p) ? row->what_ja : row->what;
    const size_t blank = whole ? SIZE_MAX : yg_str_chr(what, ' ');
    yg_table_cell(table, yg_str_from(what, blank == SIZE_MAX ? 0 : blank + 1));
    yg_table_cellf(table, "%u", row->domains);
    yg_table_cell(table, yg_buf_str(&first));
    yg_table_cell(table, yg_buf_str(&last));
    yg_table_cell(table, row->brand);
    yg_table_cellf(table, "%.1f", row->score);
}

/* All of one kind, for --all. */
static void put_kind(page *p, size_t kind) {
    const size_t n = yg_learned_count(p->learned);
    size_t all = 0;
    yg_table table;
    yg_table_start(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        if (!yg_str_eqz(row.kind, kinds[kind].kind))
            continue;
        all++;
        add_row(p, &table, &row, false);
    }
    if (all > 0) {
        yg_buf_addf(&p->cli->out, "\n%s%s%s (%zu)\n", yg_cli_style(p->cli, YG_BOLD),
                    say(p, kinds[kind].title, kinds[kind].title_ja), yg_cli_style(p->cli, YG_PLAIN),
                    all);
        yg_table_end(&table, p->cli);
    }
    yg_table_drop(&table);
}

/* "labels 12, templates 3". */
static void put_counts(page *p) {
    size_t counts[KINDS] = {0};
    bool begun = false;
    for (size_t i = 0; i < yg_learned_count(p->learned); i++) {
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        for (size_t k = 0; k < KINDS; k++)
            counts[k] += yg_str_eqz(row.kind, kinds[k].kind);
    }
    for (size_t k = 0; k < KINDS; k++) {
        if (counts[k] == 0)
            continue;
        const yg_str title = yg_str_of(say(p, kinds[k].title, kinds[k].title_ja));
        const size_t colon = yg_str_chr(title, ':');
        yg_buf_addz(&p->cli->out, begun ? say(p, ", ", "、") : "");
        yg_buf_add(&p->cli->out, yg_str_sub(title, 0, colon == SIZE_MAX ? title.n : colon));
        yg_buf_addf(&p->cli->out, " %zu", counts[k]);
        begun = true;
    }
    if (begun)
        yg_buf_addc(&p->cli->out, '\n');
}

static yg_str payload(yg_str what) {
    const size_t blank = yg_str_chr(what, ' ');
    return yg_str_from(what, blank == SIZE_MAX ? 0 : blank + 1);
}

/* Two views of one campaign: one text holds the other, or the same brand, days and number of
 * domains ("label abc", "label a?c"). */
static bool is_near(const yg_learned_row *a, const yg_learned_row *b) {
    const uint32_t more = a->domains > b->domains ? a->domains : b->domains;
    const uint32_t less = a->domains > b->domains ? b->domains : a->domains;
    const yg_str x = payload(a->what), y = payload(b->what);
    if (yg_str_find(x, y) != SIZE_MAX || yg_str_find(y, x) != SIZE_MAX)
        return true;
    return yg_str_eq(a->brand, b->brand) && a->first_day == b->first_day &&
           a->last_day == b->last_day && more - less <= more / 10;
}

static size_t kind_of(const yg_learned_row *row) {
    size_t k = 0;
    while (k + 1 < KINDS && !yg_str_eqz(row->kind, kinds[k].kind))
        k++;
    return k;
}

/* Of what is near each other one row is kept: a label says more than its beginning. */
static void fold(yg_learned_row *shown, size_t *shown_n, const yg_learned_row *row,
                 size_t *folded) {
    for (size_t k = 0; k < *shown_n; k++) {
        if (!is_near(&shown[k], row))
            continue;
        if (kind_of(row) < kind_of(&shown[k]) && row->domains >= shown[k].domains / 10 * 9)
            shown[k] = *row;
        ++*folded;
        return;
    }
    if (*shown_n < MOST_SHOWN)
        shown[(*shown_n)++] = *row;
}

static void put_heaviest(page *p) {
    const size_t n = yg_learned_count(p->learned);
    yg_learned_row shown[MOST_SHOWN];
    size_t shown_n = 0, folded = 0;
    yg_table table;
    yg_table_start(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        yg_learned_row row;
        yg_learned_row_of(p->learned, i, &row);
        fold(shown, &shown_n, &row, &folded);
    }
    for (size_t k = 0; k < shown_n; k++)
        add_row(p, &table, &shown[k], true);
    if (shown_n > 0) {
        yg_buf_addf(&p->cli->out, "\n%s%s%s\n", yg_cli_style(p->cli, YG_BOLD),
                    japanese(p) ? "最も重いもの" : "the heaviest", yg_cli_style(p->cli, YG_PLAIN));
        yg_table_end(&table, p->cli);
    }
    yg_table_drop(&table);
    if (shown_n + folded < n || folded > 0)
        yg_buf_addf(&p->cli->out,
                    japanese(p) ? "ほぼ同じもの %zu 件は省略。すべて見るには --all\n"
                                : "%zu near-identical ones folded; all of them: --all\n",
                    folded);
}

static void put_head(page *p) {
    yg_buf *out = &p->cli->out;
    const yg_confirmed_counts *c = &p->counts;
    if (c->cases == 0) {
        yg_buf_addz(out, japanese(p)
                             ? "確認済みの名前はまだありません: yagura names learn FILE\n"
                             : "no confirmed names in the store: yagura names learn FILE\n");
        return;
    }
    YG_CLEANUP_BUF yg_buf first = {0}, last = {0}, today = {0};
    add_day(&first, c->first);
    add_day(&last, c->last);
    add_day(&today, c->today);
    const unsigned long long cases = c->cases, window = c->window, domains = c->domains;
    if (japanese(p))
        yg_buf_addf(out,
                    "確認済みの名前 %llu 件、%s から %s まで\n"
                    "うち %s までの %d 日間に %llu 件、登録名 %llu 件",
                    cases, yg_buf_z(&first), yg_buf_z(&last), yg_buf_z(&today),
                    YG_LEARNED_WINDOW_DAYS, window, domains);
    else
        yg_buf_addf(out,
                    "%llu confirmed names, %s to %s\n"
                    "%llu of them, %llu registrable names, in the %d days to %s",
                    cases, yg_buf_z(&first), yg_buf_z(&last), window, domains,
                    YG_LEARNED_WINDOW_DAYS, yg_buf_z(&today));
    if (c->left_out)
        yg_buf_addf(out,
                    japanese(p) ? "。%llu 件は除外 (誤検知、自社ドメイン)"
                                : "; %llu left out (false alarms, own domains)",
                    (unsigned long long)c->left_out);
    yg_buf_addf(out, japanese(p) ? "\n学んだこと %zu 件\n" : "\n%zu things learned from them\n",
                yg_learned_count(p->learned));
}

static void put_text(page *p) {
    put_head(p);
    if (!p->learned || p->counts.cases == 0)
        return;
    put_counts(p);
    if (!yg_cli_get(p->cli, "all")) {
        put_heaviest(p);
        return;
    }
    for (size_t k = 0; k < KINDS; k++)
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
    if (reads && p.taken + p.known + p.rejected == 0) {
        yg_learned_free(p.learned);
        yg_cli_note(cli, "%s",
                    japanese(&p) ? "学ぶものがありません: 入力に記録が一つもありません"
                                 : "nothing to learn: no record in what was given");
        return YG_EXIT_DONE;
    }
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
    yg_cli_note(cli,
                japanese(&p) ? "新規 %llu 件、既知 %llu 件、除外 %llu 件"
                             : "%llu new, %llu known, %llu rejected",
                (unsigned long long)p.taken, (unsigned long long)p.known,
                (unsigned long long)p.rejected);
    return p.rejected && p.taken + p.known == 0 ? YG_EXIT_INPUT : YG_EXIT_DONE;
}
