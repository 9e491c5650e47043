/* yagura findings show, set: one finding, and a person's decision. */
#include "base/time.h"
#include "base/utf8.h"
#include "cli/findings.h"
#include "text/defang.h"
#include "watch/findings.h"

/* Findings that one word may mean; hosts that are shown without --format json. */
enum { MOST_NAMED = 1000, MOST_HOSTS = 20 };

/* --- Which --- */

typedef struct {
    yg_finding_visit visit;
    void *self;
    size_t n;
} named_query;

static bool on_named(void *self, const yg_finding_row *row, yg_error *err) {
    named_query *q = self;
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

bool yg_findings_named(yg_cli *cli, const char *word, yg_finding_visit visit, void *self,
                       yg_error *err) {
    YG_CLEANUP_BUF yg_buf plain = {0}, name = {0}, id = {0};
    named_query q = {visit, self, 0};
    if (is_id(yg_str_of(word), &id)) {
        if (!yg_store_findings_named(cli->store, yg_buf_str(&id), MOST_NAMED, on_named, &q, err))
            return false;
    } else {
        yg_defang_refang(yg_str_of(word), &plain);
        yg_str host = host_of(yg_buf_str(&plain));
        if (!yg_indicator_normalise(YG_STR("domain-name"), host, &name))
            yg_buf_add(&name, host);
        if (!yg_store_findings_named(cli->store, yg_buf_str(&name), MOST_NAMED, on_named, &q, err))
            return false;
    }
    return q.n > 0 ||
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

static void put_field(yg_cli *cli, const char *label, yg_str text) {
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
    yg_findings_add_day(day, row->first_us);
    yg_buf_addz(day, " to ");
    yg_findings_add_day(day, row->last_us);
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

static bool show_text(show *s, const yg_finding_row *row, yg_error *err) {
    YG_CLEANUP_BUF yg_buf signs = {0};
    yg_cli *cli = s->page.cli;
    yg_host_add_unicode(&signs, row->host);
    if (s->shown++ > 0)
        yg_buf_addc(&cli->out, '\n');
    yg_cli_puts(cli, YG_BOLD, row->subject);
    yg_buf_addz(&cli->out, "  ");
    yg_cli_put(cli, row->state);
    yg_buf_addc(&cli->out, '\n');
    put_field(cli, "looks like", yg_buf_str(&signs));
    put_field(cli, "id", row->id);
    put_field(cli, "imitates", row->brand);
    put_field(cli, "of", row->organisation);
    put_field(cli, "kind", row->how);
    put_field(cli, "why", yg_findings_explanation(cli, row->explanation, row->explanation_ja));
    put_field(cli, "signs", row->signs);
    put_label(cli, "score");
    yg_buf_addf(&cli->out, "%.2f\n", row->score);
    if (row->shared_hosting)
        put_field(cli, "hosting", YG_STR("shared: strangers have names under the same suffix"));
    put_field(cli, "note", row->note);
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

static bool show_json(show *s, const yg_finding_row *row, yg_error *err) {
    yg_jw *w = &s->page.json;
    yg_cli *cli = s->page.cli;
    yg_jw_begin(w, NULL, '{');
    yg_findings_put_members(w, row, cli->lang == YG_LANG_JA);
    yg_jw_begin(w, "hosts", '[');
    if (!yg_store_finding_details(cli->store, row->fid, on_host_json, s, err))
        return false;
    yg_jw_end(w, ']');
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

static bool on_shown(void *self, const yg_finding_row *row, yg_error *err) {
    show *s = self;
    return s->page.text ? show_text(s, row, err) : show_json(s, row, err);
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
        done = yg_findings_named(cli, cli->words[i], on_shown, &s, &err);
    if (done && !s.page.text)
        yg_findings_page_end(&s.page);
    yg_findings_page_free(&s.page);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}

/* --- set --- */

typedef struct {
    int64_t fid;
    yg_str subject, brand, before, host;
    uint64_t hosts;
    bool whole; /* as a false alarm, scans leave out all under the subject */
} chosen;

typedef struct {
    YG_VEC(chosen) findings;
    yg_arena arena;
} choice;

static bool on_chosen(void *self, const yg_finding_row *row, yg_error *err) {
    choice *c = self;
    (void)err;
    for (size_t i = 0; i < c->findings.n; i++) {
        if (c->findings.at[i].fid == row->fid)
            return true;
    }
    yg_vec_push(&c->findings, ((chosen){.fid = row->fid,
                                        .subject = yg_arena_copy(&c->arena, row->subject),
                                        .brand = yg_arena_copy(&c->arena, row->brand),
                                        .before = yg_arena_copy(&c->arena, row->state),
                                        .host = yg_arena_copy(&c->arena, row->host),
                                        .hosts = row->hosts,
                                        .whole = yg_findings_allows_whole(row)}));
    return true;
}

/* What the next scan makes of it. */
static void add_scans(yg_buf *text, const chosen *f, const char *state) {
    if (strcmp(state, "false-alarm") != 0) {
        if (yg_str_eqz(f->before, "false-alarm"))
            yg_buf_addz(text, "; scans look at it again");
    } else if (f->whole) {
        yg_buf_addf(text, "; scans leave out %.*s and all names under it", YG_FMT(f->subject));
    } else if (f->hosts == 1) {
        yg_buf_addf(text, "; scans leave out %.*s, not the rest of %.*s, which is not its own",
                    YG_FMT(f->host), YG_FMT(f->subject));
    } else {
        yg_buf_addf(text,
                    "; scans leave out %.*s and %llu more host names, not the rest of %.*s, which "
                    "is not their own",
                    YG_FMT(f->host), (unsigned long long)f->hosts - 1, YG_FMT(f->subject));
    }
}

static void say(yg_cli *cli, const chosen *f, const char *state) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_buf_add(&text, f->subject);
    if (f->brand.n > 0)
        yg_buf_addf(&text, " (%.*s)", YG_FMT(f->brand));
    yg_buf_addf(&text, ": %s, was %.*s", state, YG_FMT(f->before));
    add_scans(&text, f, state);
    yg_cli_note(cli, "%s", yg_buf_z(&text));
}

/* All or nothing: a word that names nothing leaves every finding as it was. */
static bool set_all(yg_cli *cli, choice *c, yg_error *err) {
    yg_str state = yg_str_of(cli->words[1]), note = yg_cli_str(cli, "note", "");
    int64_t now_us = yg_time_now_us();
    if (!yg_cli_open(cli, YG_STORE_WRITE, err) || !yg_store_begin(cli->store, err))
        return false;
    bool done = true;
    for (size_t i = 2; i < cli->words_n && done; i++)
        done = yg_findings_named(cli, cli->words[i], on_chosen, c, err);
    for (size_t i = 0; i < c->findings.n && done; i++)
        done = yg_store_finding_decide(cli->store, c->findings.at[i].fid, state, note, now_us, err);
    if (done && yg_store_commit(cli->store, err))
        return true;
    yg_store_rollback(cli->store);
    return false;
}

int yg_findings_set_run(yg_cli *cli) {
    enum { MOST_NOTE_BYTES = 4000 };
    yg_error err = {0};
    choice c = {0};
    if (cli->words_n < 2 || !yg_finding_state_is(yg_str_of(cli->words[1])))
        return yg_cli_usage(cli, "set what? A state comes first: new, watched, reported, gone or "
                                 "false-alarm");
    if (cli->words_n < 3)
        return yg_cli_usage(cli,
                            "set %s for which? Give names or ids; `yagura findings` lists them",
                            cli->words[1]);
    if (yg_cli_str(cli, "note", "").n > MOST_NOTE_BYTES)
        return yg_cli_usage(cli, "--note: at most %d bytes", MOST_NOTE_BYTES);
    if (yg_utf8_check(yg_cli_str(cli, "note", "")) != yg_cli_str(cli, "note", "").n)
        return yg_cli_usage(cli, "--note: is no valid UTF-8");
    bool done = set_all(cli, &c, &err);
    for (size_t i = 0; i < c.findings.n && done; i++)
        say(cli, &c.findings.at[i], cli->words[1]);
    yg_vec_free(&c.findings);
    yg_arena_free(&c.arena);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}
