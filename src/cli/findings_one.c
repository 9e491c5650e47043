/* yagura findings show: one finding, its hosts or sightings, and its history. */
#include "base/time.h"
#include "base/utf8.h"
#include "cli/findings.h"
#include "text/defang.h"

/* Findings that one word may mean; hosts that are shown without --format json. */
enum { MOST_NAMED = 1000, MOST_HOSTS = 20 };

/* --- Which --- */

typedef struct {
    yg_finding_visit visit;
    void *self;
    yg_str value;
    bool machines; /* also indicators that were seen on the machine of that name */
    size_t n;
} named_query;

static bool on_named(void *self, const yg_finding_row *row, yg_error *err) {
    named_query *q = self;
    if (!q->machines && yg_str_eqz(row->kind, "indicator") && !yg_str_eq(row->subject, q->value))
        return true;
    q->n++;
    return q->visit(q->self, row, err);
}

/* "finding--5446ceda" or "5446ceda": hexadecimal digits and hyphens, at least six. */
static bool is_id(yg_str word, yg_buf *id) {
    bool whole = yg_str_starts(word, YG_STR("finding--"));
    yg_str digits = whole ? yg_str_from(word, sizeof "finding--" - 1) : word;
    for (size_t i = 0; i < digits.n; i++) {
        char c = digits.p[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && c != '-')
            return false;
    }
    if (digits.n < 6)
        return false;
    yg_buf_addf(id, "finding--%.*s", YG_FMT(digits));
    return true;
}

/* Of "http://user@host:80/path" the host; anything else as it is. */
static yg_str host_of(yg_str plain) {
    size_t at = yg_str_find(plain, YG_STR("://"));
    if (at == SIZE_MAX && yg_str_chr(plain, '/') == SIZE_MAX)
        return plain;
    yg_str host = at == SIZE_MAX ? plain : yg_str_from(plain, at + 3);
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == '/' || host.p[i] == '?' || host.p[i] == '#')
            host.n = i;
    }
    size_t user = yg_str_chr(host, '@');
    host = user != SIZE_MAX ? yg_str_from(host, user + 1) : host;
    return yg_str_sub(host, 0, yg_str_chr(host, ':'));
}

/* The findings whose subject or detail is the value. *ret_found: there are some. */
static bool look(yg_cli *cli, yg_str value, named_query *q, bool *ret_found, yg_error *err) {
    q->n = 0;
    q->value = value;
    if (value.n > 0 && !yg_store_findings_named(cli->store, value, MOST_NAMED, on_named, q, err))
        return false;
    *ret_found = q->n > 0;
    return true;
}

/* As it stands; as what it is, in the form in which the store has it; the host of a URL. */
static bool look_for_forms(yg_cli *cli, yg_str word, named_query *q, bool *ret_found,
                           yg_error *err) {
    YG_CLEANUP_BUF yg_buf plain = {0}, whole = {0}, name = {0};
    yg_defang_refang(word, &plain);
    const char *kind = yg_indicator_kind(yg_buf_str(&plain));
    if (kind != NULL)
        yg_indicator_normalise(yg_str_of(kind), yg_buf_str(&plain), &whole);
    yg_str host = host_of(yg_buf_str(&plain));
    if (!yg_indicator_normalise(YG_STR("domain-name"), host, &name))
        yg_buf_add(&name, host);
    const yg_str forms[] = {word, yg_buf_str(&whole), yg_buf_str(&plain), yg_buf_str(&name)};
    *ret_found = false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !*ret_found; i++) {
        if (!look(cli, forms[i], q, ret_found, err))
            return false;
    }
    return true;
}

bool yg_findings_named(yg_cli *cli, const char *word, bool machines, yg_finding_visit visit,
                       void *self, yg_error *err) {
    YG_CLEANUP_BUF yg_buf id = {0};
    named_query q = {.visit = visit, .self = self, .machines = true};
    bool found = false;
    if (is_id(yg_str_of(word), &id) && !look(cli, yg_buf_str(&id), &q, &found, err))
        return false;
    q.machines = machines; /* digests look like ids */
    if (!found && !look_for_forms(cli, yg_str_of(word), &q, &found, err))
        return false;
    return found ||
           yg_fail(err, YG_ERR_USAGE, "no finding is called \"%.*s\"; `yagura findings` lists them",
                   YG_FMT(yg_str_sub(yg_str_of(word), 0, 260)));
}

/* --- show --- */

typedef struct {
    yg_findings_page page;
    size_t hosts, shown;
} show;

static void put_label(yg_cli *cli, const char *label) {
    yg_buf_addf(&cli->out, "  %s%-11s%s", yg_cli_style(cli, YG_DIM), label,
                yg_cli_style(cli, YG_PLAIN));
}

void yg_findings_put_field(yg_cli *cli, const char *label, yg_str text) {
    if (text.n == 0)
        return;
    put_label(cli, label);
    yg_cli_put(cli, text);
    yg_buf_addc(&cli->out, '\n');
}

static bool on_host_text(void *self, const yg_finding_detail_row *row, yg_error *err) {
    show *s = self;
    yg_cli *cli = s->page.cli;
    yg_buf *day = &s->page.scratch;
    (void)err;
    if (s->hosts++ >= MOST_HOSTS)
        return true;
    yg_buf_clear(day);
    yg_time_add_day(day, row->first_us);
    yg_buf_addz(day, " to ");
    yg_time_add_day(day, row->last_us);
    yg_buf_addf(&cli->out, "    %6.1f  ", row->score);
    yg_cli_put(cli, row->value);
    yg_buf_addf(&cli->out, "  %.*s  ", YG_FMT(yg_buf_str(day)));
    yg_cli_puts(cli, YG_DIM, row->file);
    yg_buf_addf(&cli->out, "%s at byte %llu%s\n", yg_cli_style(cli, YG_DIM),
                (unsigned long long)row->offset_bytes, yg_cli_style(cli, YG_PLAIN));
    return true;
}

static bool on_history_text(void *self, const yg_finding_history_row *row, yg_error *err) {
    show *s = self;
    yg_cli *cli = s->page.cli;
    (void)err;
    yg_buf_addz(&cli->out, "    ");
    yg_time_add(&cli->out, row->at_us - row->at_us % YG_US_PER_S);
    yg_buf_addz(&cli->out, "  ");
    yg_cli_put(cli, row->state);
    yg_buf_addz(&cli->out, " (by ");
    yg_cli_put(cli, row->made_by);
    yg_buf_addc(&cli->out, ')');
    if (row->note.n > 0) {
        yg_buf_addz(&cli->out, ": ");
        yg_cli_put(cli, row->note);
    }
    yg_buf_addc(&cli->out, '\n');
    return true;
}

static bool show_name(show *s, const yg_finding_row *row, yg_error *err) {
    YG_CLEANUP_BUF yg_buf signs = {0};
    yg_cli *cli = s->page.cli;
    yg_host_add_unicode(&signs, row->host);
    yg_findings_put_field(cli, "looks like", yg_buf_str(&signs));
    yg_findings_put_field(cli, "id", row->id);
    yg_findings_put_field(cli, "imitates", row->brand);
    yg_findings_put_field(cli, "of", row->organisation);
    yg_findings_put_field(cli, "kind", row->how);
    yg_findings_put_field(cli, "why",
                          yg_findings_explanation(cli, row->explanation, row->explanation_ja));
    yg_findings_put_field(cli, "signs", row->signs);
    put_label(cli, "score");
    yg_buf_addf(&cli->out, "%.2f\n", row->score);
    if (row->shared_hosting)
        yg_findings_put_field(cli, "hosting",
                              YG_STR("shared: strangers have names under the same suffix"));
    yg_findings_put_field(cli, "note", row->note);
    put_label(cli, "hosts");
    yg_buf_addf(&cli->out, "%llu%s\n", (unsigned long long)row->hosts,
                row->more ? " kept; there were more" : "");
    s->hosts = 0;
    if (!yg_store_finding_details(cli->store, row->fid, on_host_text, s, err))
        return false;
    if (s->hosts > MOST_HOSTS)
        yg_buf_addf(&cli->out, "    ... and %zu more; --format json lists all\n",
                    s->hosts - MOST_HOSTS);
    put_label(cli, "history");
    yg_buf_addc(&cli->out, '\n');
    return true;
}

static bool show_text(show *s, const yg_finding *finding, yg_error *err) {
    yg_cli *cli = s->page.cli;
    const yg_finding_row *row = finding->row;
    if (s->shown++ > 0)
        yg_buf_addc(&cli->out, '\n');
    yg_cli_puts(cli, YG_BOLD, row->subject);
    yg_buf_addz(&cli->out, "  ");
    yg_cli_put(cli, row->state);
    yg_buf_addc(&cli->out, '\n');
    if (finding->is_indicator ? !yg_findings_show_sight(&s->page, finding, err)
                              : !show_name(s, row, err))
        return false;
    return yg_store_finding_history(cli->store, row->fid, on_history_text, s, err);
}

static void put_time(yg_jw *w, const char *key, int64_t us) {
    YG_CLEANUP_BUF yg_buf time = {0};
    yg_time_add(&time, us);
    yg_jw_str(w, key, yg_buf_str(&time));
}

static bool on_host_json(void *self, const yg_finding_detail_row *row, yg_error *err) {
    show *s = self;
    yg_jw *w = &s->page.json;
    (void)err;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "host", row->value);
    yg_jw_str(w, "kind", row->how);
    yg_jw_double(w, "score", row->score, 3);
    yg_jw_begin(w, "span", '[');
    yg_jw_uint(w, NULL, row->start);
    yg_jw_uint(w, NULL, row->end);
    yg_jw_end(w, ']');
    yg_jw_opt(w, "explanation",
              yg_findings_explanation(s->page.cli, row->explanation, row->explanation_ja));
    put_time(w, "first_seen", row->first_us);
    put_time(w, "last_seen", row->last_us);
    yg_jw_opt(w, "file", row->file);
    yg_jw_uint(w, "offset", row->offset_bytes);
    yg_jw_end(w, '}');
    yg_cli_flush_some(s->page.cli);
    return true;
}

static bool on_history_json(void *self, const yg_finding_history_row *row, yg_error *err) {
    yg_jw *w = &((show *)self)->page.json;
    (void)err;
    yg_jw_begin(w, NULL, '{');
    put_time(w, "time", row->at_us);
    yg_jw_str(w, "state", row->state);
    yg_jw_str(w, "by", row->made_by);
    yg_jw_opt(w, "note", row->note);
    yg_jw_end(w, '}');
    return true;
}

static bool show_json(show *s, const yg_finding *finding, yg_error *err) {
    yg_jw *w = &s->page.json;
    yg_cli *cli = s->page.cli;
    const yg_finding_row *row = finding->row;
    yg_jw_begin(w, NULL, '{');
    if (!yg_findings_put_members(&s->page, finding, err))
        return false;
    if (finding->is_indicator && !yg_findings_put_sightings(&s->page, finding, err))
        return false;
    if (!finding->is_indicator) {
        yg_jw_begin(w, "hosts", '[');
        if (!yg_store_finding_details(cli->store, row->fid, on_host_json, s, err))
            return false;
        yg_jw_end(w, ']');
    }
    yg_jw_begin(w, "history", '[');
    if (!yg_store_finding_history(cli->store, row->fid, on_history_json, s, err))
        return false;
    yg_jw_end(w, ']');
    yg_jw_end(w, '}');
    if (s->page.lines) {
        yg_buf_addc(&cli->out, '\n');
        w->filled = false;
    }
    return true;
}

static bool on_shown(void *self, const yg_finding *finding, yg_error *err) {
    show *s = self;
    return s->page.text ? show_text(s, finding, err) : show_json(s, finding, err);
}

static bool on_row(void *self, const yg_finding_row *row, yg_error *err) {
    show *s = self;
    return yg_finding_of(s->page.cli->store, row, on_shown, s, err);
}

int yg_findings_show_run(yg_cli *cli) {
    yg_error err = {0};
    show s = {0};
    if (cli->words_n < 2)
        return yg_cli_usage(cli, "show what? Give a name or an id; `yagura findings` lists them");
    if (!yg_cli_open(cli, YG_STORE_READ, &err))
        return yg_cli_fail(cli, &err);
    yg_findings_page_start(&s.page, cli);
    bool done = true;
    for (size_t i = 1; i < cli->words_n && done; i++)
        done = yg_findings_named(cli, cli->words[i], true, on_row, &s, &err);
    if (done && !s.page.text)
        yg_findings_page_end(&s.page);
    yg_findings_page_free(&s.page);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
