/* yagura findings list --by: how often indicators were seen, by actor, organisation or day. */
#include "base/time.h"
#include "cli/findings.h"
#include "tell/message.h"
#include "text/csv_write.h"

enum { SUM_COLUMNS = 6 };

/* What comes first depends on what is asked for: the first three, in the order of yg_sighting_by.
 */
static const yg_column columns[] = {
    {"ACTOR", 60, false}, {"ORGANISATION", 60, false}, {"DAY", 0, false},   {"INDICATORS", 0, true},
    {"SEEN", 0, true},    {"MACHINES", 0, true},       {"FIRST", 0, false}, {"LAST", 0, false},
};

typedef struct {
    yg_findings_page page; /* its form, and names of organisations */
    yg_voice voice;
    yg_arena words;
    yg_column columns[SUM_COLUMNS];
    yg_table table;
    yg_sighting_by by;
    const char *what; /* "actor" */
    uint64_t most, all;
} sums;

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, us);
    yg_jw_str(w, key, yg_buf_str(&time));
}

static void put_json(sums *s, const yg_sighting_sum *sum, yg_str name) {
    yg_jw *w = &s->page.json;
    yg_jw_begin(w, NULL, '{');
    if (name.n > 0)
        yg_jw_str(w, s->what, name);
    else
        yg_jw_null(w, s->what);
    if (s->by == YG_SIGHTINGS_BY_ORGANISATION)
        yg_jw_opt(w, "organisation_id", sum->key);
    yg_jw_uint(w, "indicators", sum->findings);
    yg_jw_uint(w, "count", sum->count);
    yg_jw_uint(w, "machines", sum->machines);
    put_time(w, "first_seen", sum->first_us);
    put_time(w, "last_seen", sum->last_us);
    yg_jw_end(w, '}');
    if (s->page.lines) {
        yg_buf_addc(&s->page.cli->out, '\n');
        w->filled = false;
    }
}

static void put_csv(sums *s, const yg_sighting_sum *sum, yg_str name) {
    YG_CLEANUP_BUF yg_buf texts = {0};
    size_t ends[7], n = 0;
    yg_str cells[7];
    yg_buf_add(&texts, name);
    ends[n++] = texts.n;
    yg_buf_add(&texts, s->by == YG_SIGHTINGS_BY_ORGANISATION ? sum->key : YG_STR(""));
    ends[n++] = texts.n;
    const uint64_t numbers[] = {sum->findings, sum->count, sum->machines};
    for (size_t i = 0; i < 3; i++) {
        yg_buf_addf(&texts, "%llu", (unsigned long long)numbers[i]);
        ends[n++] = texts.n;
    }
    yg_time_add(&texts, sum->first_us);
    ends[n++] = texts.n;
    yg_time_add(&texts, sum->last_us);
    ends[n++] = texts.n;
    for (size_t i = 0, start = 0; i < n; start = ends[i++])
        cells[i] = yg_str_sub(yg_buf_str(&texts), start, ends[i] - start);
    yg_csv_add_row(&s->page.cli->out, cells, n);
}

static void put_day(sums *s, int64_t us) {
    yg_buf_clear(&s->page.scratch);
    yg_time_add_day(&s->page.scratch, us);
    yg_table_cell(&s->table, yg_buf_str(&s->page.scratch));
}

static void put_text(sums *s, const yg_sighting_sum *sum, yg_str name) {
    yg_table_cell(&s->table, name.n > 0 ? name : yg_say(&s->voice, "findings.unknown", ""));
    yg_table_cellf(&s->table, "%llu", (unsigned long long)sum->findings);
    yg_table_cellf(&s->table, "%llu", (unsigned long long)sum->count);
    yg_table_cellf(&s->table, "%llu", (unsigned long long)sum->machines);
    if (s->by != YG_SIGHTINGS_BY_DAY) {
        put_day(s, sum->first_us);
        put_day(s, sum->last_us);
    }
}

static bool on_sum(void *self, const yg_sighting_sum *sum, yg_error *err) {
    sums *s = self;
    yg_str name = sum->key;
    if (s->by == YG_SIGHTINGS_BY_ORGANISATION && name.n > 0 &&
        !yg_findings_place_name(&s->page, sum->key, &name, err))
        return false;
    if (s->all++ >= s->most && s->most > 0)
        return true;
    s->page.n++;
    if (s->page.text)
        put_text(s, sum, name);
    else if (s->page.csv)
        put_csv(s, sum, name);
    else
        put_json(s, sum, name);
    yg_cli_flush_some(s->page.cli);
    return true;
}

static void start(sums *s, yg_cli *cli) {
    static const char *const words[] = {"actor", "organisation", "day"};
    yg_str format = yg_cli_str(cli, "format", "text");
    s->by = yg_cli_is(cli, "by", "actor")          ? YG_SIGHTINGS_BY_ACTOR
            : yg_cli_is(cli, "by", "organisation") ? YG_SIGHTINGS_BY_ORGANISATION
                                                   : YG_SIGHTINGS_BY_DAY;
    s->what = words[s->by];
    s->voice = (yg_voice){cli->lang, &s->words};
    s->page = (yg_findings_page){.cli = cli,
                                 .text = yg_str_eqz(format, "text"),
                                 .lines = yg_str_eqz(format, "jsonl"),
                                 .csv = yg_str_eqz(format, "csv"),
                                 .json = {.buf = &cli->out, .pretty = yg_str_eqz(format, "json")}};
    s->columns[0] = columns[s->by];
    memcpy(s->columns + 1, columns + YG_SIGHTINGS_BY_DAY + 1, (SUM_COLUMNS - 1) * sizeof *columns);
    yg_table_start(&s->table, s->columns,
                   s->by == YG_SIGHTINGS_BY_DAY ? SUM_COLUMNS - 2 : SUM_COLUMNS);
    if (s->page.csv) {
        const yg_str heads[] = {yg_str_of(s->what), YG_STR("organisation_id"), YG_STR("indicators"),
                                YG_STR("count"),    YG_STR("machines"),        YG_STR("first_seen"),
                                YG_STR("last_seen")};
        yg_csv_add_row(&cli->out, heads, sizeof heads / sizeof *heads);
    } else if (!s->page.text && !s->page.lines) {
        yg_jw_begin(&s->page.json, NULL, '[');
    }
}

static void end(sums *s) {
    yg_cli *cli = s->page.cli;
    if (s->page.text && s->page.n > 0) {
        yg_table_end(&s->table, cli);
    } else if (!s->page.text && !s->page.lines && !s->page.csv) {
        yg_jw_end(&s->page.json, ']');
        yg_buf_addc(&cli->out, '\n');
    }
    if (s->page.n == 0)
        yg_cli_note(cli, "no sighting matches; `yagura scan` makes findings of indicators");
    else if (s->page.n < s->all)
        yg_cli_note(cli, "%zu of %llu rows", s->page.n, (unsigned long long)s->all);
}

static bool run(sums *s, yg_cli *cli, yg_findings_scope *scope, yg_error *err) {
    yg_finding_filter filter;
    if (!yg_cli_open(cli, YG_STORE_READ, err) ||
        !yg_findings_read_filter(cli, "", scope, &filter, err))
        return false;
    if (filter.how.n > 0 || yg_str_eqz(filter.kind, "name"))
        return yg_fail(err, YG_ERR_USAGE, "--by counts sightings of indicators, not names");
    start(s, cli);
    s->most = filter.most;
    if (!yg_store_sighting_sums(cli->store, &scope->sights, s->by, on_sum, s, err))
        return false;
    end(s);
    return true;
}

int yg_findings_sums_run(yg_cli *cli) {
    yg_error err = {0};
    sums s = {0};
    yg_findings_scope scope = {0};
    bool done = run(&s, cli, &scope, &err);
    yg_table_drop(&s.table);
    yg_findings_page_free(&s.page);
    yg_findings_scope_free(&scope);
    yg_arena_free(&s.words);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
