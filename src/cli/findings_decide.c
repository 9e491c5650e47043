/* yagura findings set, ack, close: what a person decided. */
#include "base/time.h"
#include "base/utf8.h"
#include "cli/findings.h"
#include "watch/findings.h"

typedef struct {
    int64_t fid;
    yg_str subject, brand, before, host;
    uint64_t hosts;
    bool is_indicator;
    bool whole; /* as a false alarm, scans leave out all under the subject */
} chosen;

typedef struct {
    const char *state;
    size_t first_word; /* of the command line that names a finding */
    YG_VEC(chosen) findings;
    yg_arena arena;
    /* By --organisation: what was seen elsewhere, too, is counted and left as it is. */
    bool spares;
    size_t spared;
    yg_store *store;
    yg_sighting_filter there; /* its sightings */
} choice;

static bool on_chosen(void *self, const yg_finding_row *row, yg_error *err) {
    choice *c = self;
    (void)err;
    for (size_t i = 0; i < c->findings.n; i++) {
        if (c->findings.at[i].fid == row->fid)
            return true;
    }
    bool is_indicator = yg_str_eqz(row->kind, "indicator");
    yg_vec_push(&c->findings, ((chosen){.fid = row->fid,
                                        .subject = yg_arena_copy(&c->arena, row->subject),
                                        .brand = yg_arena_copy(&c->arena, row->brand),
                                        .before = yg_arena_copy(&c->arena, row->state),
                                        .host = yg_arena_copy(&c->arena, row->host),
                                        .hosts = row->hosts,
                                        .is_indicator = is_indicator,
                                        .whole = !is_indicator && yg_findings_allows_whole(row)}));
    return true;
}

/* --- What is said --- */

/* What the next scan makes of it. */
static void add_scans(yg_buf *text, const chosen *f, const char *state) {
    if (strcmp(state, "false-alarm") != 0) {
        if (yg_str_eqz(f->before, "false-alarm"))
            yg_buf_addz(text,
                        f->is_indicator ? "; scans show it again" : "; scans look at it again");
    } else if (f->is_indicator) {
        yg_buf_addz(text, "; scans count it, and show it no more");
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

/* --- Which --- */

/* Has it sightings that are not the organisation's? A finding has one state for all of them. */
static bool is_elsewhere(const choice *c, const yg_finding *finding, bool *ret_is, yg_error *err) {
    const yg_sighting_filter all = {.from_us = INT64_MIN};
    YG_CLEANUP_BUF yg_buf texts = {0};
    yg_sighting_total here, everywhere;
    int64_t fid = finding->row->fid;
    *ret_is = false;
    if (!finding->is_indicator)
        return true;
    if (!yg_store_sighting_total(c->store, fid, &c->there, &here, &texts, err) ||
        !yg_store_sighting_total(c->store, fid, &all, &everywhere, &texts, err))
        return false;
    *ret_is = everywhere.count > here.count;
    return true;
}

static bool on_matching(void *self, const yg_finding *finding, yg_error *err) {
    choice *c = self;
    bool elsewhere = false;
    /* What has the state already keeps its note. */
    if (yg_str_eqz(finding->row->state, c->state))
        return true;
    if (c->spares && !is_elsewhere(c, finding, &elsewhere, err))
        return false;
    c->spared += elsewhere;
    return elsewhere || on_chosen(c, finding->row, err);
}

/* Work on it may begin anywhere; that it is over must be so everywhere. */
static bool is_end(const char *state) {
    return strcmp(state, "closed") == 0 || strcmp(state, "gone") == 0 ||
           strcmp(state, "false-alarm") == 0;
}

/* Nothing that is over, or that somebody called a false alarm, unless --state asks for it. */
static const char *states_for(const char *state) {
    if (strcmp(state, "acknowledged") == 0)
        return "new";
    return strcmp(state, "closed") == 0 ? "new,watched,reported,acknowledged" : "";
}

static bool choose_matching(yg_cli *cli, choice *c, yg_error *err) {
    yg_findings_scope scope = {0};
    yg_finding_filter filter;
    bool done = yg_findings_read_filter(cli, states_for(c->state), &scope, &filter, err);
    c->store = cli->store;
    c->there = scope.sights;
    c->there.from_us = INT64_MIN;
    c->spares =
        is_end(c->state) && filter.organisations.n > 0 && yg_cli_get(cli, "everywhere") == NULL;
    done = done && yg_findings_each(cli->store, &filter, &scope.sights, on_matching, c, err);
    yg_findings_scope_free(&scope);
    if (done && c->findings.n > 0 && yg_cli_get(cli, "yes") == NULL)
        return yg_fail(
            err, YG_ERR_USAGE,
            "%zu finding%s would become %s%s (`yagura findings list` with the same options "
            "shows them); say --yes to do it",
            c->findings.n, c->findings.n == 1 ? "" : "s", c->state,
            c->spared > 0 ? ", without those that were seen elsewhere, too (--everywhere)" : "");
    return done;
}

static void say_spared(yg_cli *cli, const choice *c) {
    if (c->spared > 0)
        yg_cli_note(cli,
                    "%zu more finding%s seen elsewhere, too, or nobody knows where, and stay%s as "
                    "%s; --everywhere sets them all the same",
                    c->spared, c->spared == 1 ? " was" : "s were", c->spared == 1 ? "s" : "",
                    c->spared == 1 ? "it is" : "they are");
}

static bool choose(yg_cli *cli, choice *c, yg_error *err) {
    if (cli->words_n == c->first_word)
        return choose_matching(cli, c, err);
    for (size_t i = c->first_word; i < cli->words_n; i++) {
        if (!yg_findings_named(cli, cli->words[i], false, on_chosen, c, err))
            return false;
    }
    return true;
}

/* All or nothing: a word that names nothing leaves every finding as it was. */
static bool set_all(yg_cli *cli, choice *c, yg_error *err) {
    yg_str state = yg_str_of(c->state), note = yg_cli_str(cli, "note", "");
    int64_t now_us = yg_time_now_us();
    if (!yg_cli_open(cli, YG_STORE_WRITE, err) || !yg_store_begin(cli->store, err))
        return false;
    bool done = choose(cli, c, err);
    for (size_t i = 0; i < c->findings.n && done; i++)
        done = yg_store_finding_decide(cli->store, c->findings.at[i].fid, state, note, now_us, err);
    if (done && yg_store_commit(cli->store, err))
        return true;
    yg_store_rollback(cli->store);
    return false;
}

static int decide(yg_cli *cli, const char *state, size_t first_word) {
    enum { MOST_NOTE_BYTES = 4000, MOST_SAID = 20 };
    yg_error err = {0};
    choice c = {.state = state, .first_word = first_word};
    bool named = cli->words_n > first_word, narrowed = yg_findings_is_narrowed(cli);
    if (!named && !narrowed)
        return yg_cli_usage(cli,
                            "%s for which? Give names, indicators or ids (`yagura findings` lists "
                            "them), or choose by --actor, --organisation, --state ...",
                            state);
    if (named && narrowed)
        return yg_cli_usage(cli, "either names or options that choose (--actor, --state ...), not "
                                 "both");
    if (yg_cli_str(cli, "note", "").n > MOST_NOTE_BYTES)
        return yg_cli_usage(cli, "--note: at most %d bytes", MOST_NOTE_BYTES);
    if (yg_utf8_check(yg_cli_str(cli, "note", "")) != yg_cli_str(cli, "note", "").n)
        return yg_cli_usage(cli, "--note: is no valid UTF-8");
    bool done = set_all(cli, &c, &err);
    for (size_t i = 0; i < c.findings.n && done && (named || i < MOST_SAID); i++)
        say(cli, &c.findings.at[i], state);
    if (done && !named)
        yg_cli_note(cli, "%zu finding%s: %s", c.findings.n, c.findings.n == 1 ? "" : "s", state);
    say_spared(cli, &c);
    yg_vec_free(&c.findings);
    yg_arena_free(&c.arena);
    return done ? YG_EXIT_DONE : yg_cli_fail(cli, &err);
}

int yg_findings_set_run(yg_cli *cli) {
    if (cli->words_n < 2 || !yg_finding_state_is(yg_str_of(cli->words[1])))
        return yg_cli_usage(cli, "set what? A state comes first: new, watched, reported, "
                                 "acknowledged, gone, closed or false-alarm");
    return decide(cli, cli->words[1], 2);
}

int yg_findings_ack_run(yg_cli *cli) {
    return decide(cli, "acknowledged", 1);
}

int yg_findings_close_run(yg_cli *cli) {
    return decide(cli, "closed", 1);
}
