/* Which findings: --state, --brand, --actor, --organisation, --kind, --since. */
#include "base/utf8.h"
#include "cli/findings.h"
#include "know/resolve.h"
#include "model/date.h"
#include "text/key.h"
#include "text/nearest.h"
#include "watch/findings_kinds.h"

static bool check_states(yg_str states, yg_error *err) {
    yg_str rest = states, state;
    while (rest.n > 0 && yg_str_split(&rest, ',', &state)) {
        if (!yg_finding_state_is(state))
            return yg_fail(
                err, YG_ERR_USAGE,
                "--state %.*s: write new, watched, reported, acknowledged, gone, closed or "
                "false-alarm; several with commas",
                YG_FMT(yg_str_sub(states, 0, 100)));
    }
    return true;
}

bool yg_findings_is_narrowed(const yg_cli *cli) {
    static const char *const names[] = {"state", "brand", "actor", "organisation", "kind", "since"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (yg_cli_get(cli, names[i]) != NULL)
            return true;
    }
    return false;
}

static yg_finding_order order_of(const yg_cli *cli) {
    return yg_cli_is(cli, "sort", "first")   ? YG_FINDINGS_BY_FIRST
           : yg_cli_is(cli, "sort", "score") ? YG_FINDINGS_BY_SCORE
           : yg_cli_is(cli, "sort", "name")  ? YG_FINDINGS_BY_NAME
           : yg_cli_is(cli, "sort", "brand") ? YG_FINDINGS_BY_BRAND
                                             : YG_FINDINGS_BY_LAST;
}

/* The organisation whose brand is imitated belonged to what was asked for on the day when the name
 * was seen last: the rule of reports, too. */
static bool is_in_scope(void *self, const yg_finding_row *row) {
    /* Of an indicator each sighting is asked by itself. */
    return yg_str_eqz(row->kind, "indicator") ||
           yg_owner_scope_has(self, row->organisation_eid, row->last_us);
}

/* The same of a sighting, on its own day. */
static bool is_sight_in_scope(const void *self, int64_t organisation_eid, int64_t when_us) {
    return yg_owner_scope_has(self, organisation_eid, when_us);
}

void yg_findings_scope_free(yg_findings_scope *scope) {
    yg_owner_scope_free(&scope->owner);
    yg_buf_free(&scope->brands);
}

static bool read_kind(yg_str kind, yg_finding_filter *f, yg_error *err) {
    YG_CLEANUP_BUF yg_buf all = {0};
    yg_nearest best = {0};
    if (kind.n == 0)
        return true;
    if (yg_str_eqz(kind, "name") || yg_str_eqz(kind, "indicator")) {
        f->kind = kind;
        return true;
    }
    f->how = kind;
    yg_str word;
    for (size_t i = 0; (word = yg_findings_kind(i)).n > 0; i++) {
        if (yg_str_eq(kind, word))
            return true;
        yg_nearest_offer(&best, kind, word);
        yg_buf_addf(&all, "%s%.*s", i > 0 ? ", " : "", YG_FMT(word));
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--kind %.*s: did you mean %.*s?",
                       YG_FMT(yg_str_sub(kind, 0, 60)), YG_FMT(best.word));
    return yg_fail(err, YG_ERR_USAGE, "--kind %.*s: there are %s; name and indicator",
                   YG_FMT(yg_str_sub(kind, 0, 60)), yg_buf_z(&all));
}

/* --- --brand: labels of the store's findings that hold the words --- */

typedef struct {
    yg_buf wanted, label, some; /* folded; folded; the first labels, for a message */
    yg_jw json;
    size_t labels, matches;
} brand_query;

static bool on_brand(void *self, yg_str brand, uint64_t findings, yg_error *err) {
    enum { SHOWN = 8 };
    brand_query *q = self;
    (void)err;
    yg_buf_clear(&q->label);
    yg_key_add_folded(&q->label, brand);
    if (yg_str_find(yg_buf_str(&q->label), yg_buf_str(&q->wanted)) != SIZE_MAX) {
        yg_jw_str(&q->json, NULL, brand);
        q->matches++;
    }
    if (q->labels++ < SHOWN)
        yg_buf_addf(&q->some, "%s%.*s (%llu)", q->labels > 1 ? ", " : "",
                    YG_FMT(yg_str_sub(brand, 0, yg_utf8_floor(brand, 60))),
                    (unsigned long long)findings);
    else if (q->labels == SHOWN + 1)
        yg_buf_addz(&q->some, " ...");
    return true;
}

static bool read_brand(yg_cli *cli, yg_findings_scope *scope, yg_finding_filter *f, yg_error *err) {
    yg_str brand = yg_cli_str(cli, "brand", "");
    brand_query q = {.json = {.buf = &scope->brands}};
    if (brand.n == 0)
        return true;
    if (yg_str_eqz(f->kind, "indicator"))
        return yg_fail(err, YG_ERR_USAGE, "--brand is of names; of indicators say --actor");
    f->kind = YG_STR("name");
    yg_key_add_folded(&q.wanted, brand);
    yg_jw_begin(&q.json, NULL, '[');
    bool done = yg_store_finding_brands(cli->store, on_brand, &q, err);
    yg_jw_end(&q.json, ']');
    f->brands = yg_buf_str(&scope->brands);
    if (done && q.labels > 0 && q.matches == 0)
        done = yg_fail(err, YG_ERR_USAGE,
                       "--brand %.*s: no finding imitates a brand of that name; there are: %s",
                       YG_FMT(yg_str_sub(brand, 0, 100)), yg_buf_z(&q.some));
    yg_buf_free(&q.wanted);
    yg_buf_free(&q.label);
    yg_buf_free(&q.some);
    return done;
}

/* --- --actor: by its name here, by the source's, or by any name that the store knows it by --- */

typedef struct {
    yg_store *store;
    yg_str wanted;
    yg_buf key, other, some; /* folded; folded; the first actors, for a message */
    yg_resolution bearers;
    yg_nearest best;
    yg_arena words;
    yg_jw json;
    size_t actors, matches;
} actor_query;

static bool is_bearer(actor_query *q, yg_str actor_id, bool *ret_is, yg_error *err) {
    int64_t eid = 0;
    *ret_is = false;
    if (actor_id.n == 0 || q->bearers.candidates.n == 0)
        return true;
    if (!yg_store_entity_of(q->store, actor_id, &eid, err))
        return false;
    for (size_t i = 0; i < q->bearers.candidates.n && eid != 0; i++) {
        const yg_eids *eids = &q->bearers.candidates.at[i].eids;
        for (size_t k = 0; k < eids->n; k++)
            *ret_is |= eids->at[k] == eid;
    }
    return true;
}

static bool on_actor(void *self, yg_str actor, yg_str actor_id, uint64_t findings, yg_error *err) {
    enum { SHOWN = 8 };
    actor_query *q = self;
    bool is_it = false;
    yg_buf_clear(&q->other);
    yg_key_add(&q->other, actor);
    if (!is_bearer(q, actor_id, &is_it, err))
        return false;
    if (is_it || yg_str_eq(yg_buf_str(&q->other), yg_buf_str(&q->key))) {
        yg_jw_str(&q->json, NULL, actor);
        q->matches++;
    }
    yg_nearest_offer(&q->best, q->wanted, yg_arena_copy(&q->words, actor));
    if (q->actors++ < SHOWN)
        yg_buf_addf(&q->some, "%s%.*s (%llu)", q->actors > 1 ? ", " : "",
                    YG_FMT(yg_str_sub(actor, 0, yg_utf8_floor(actor, 60))),
                    (unsigned long long)findings);
    else if (q->actors == SHOWN + 1)
        yg_buf_addz(&q->some, " ...");
    return true;
}

static bool unknown_actor(const actor_query *q, yg_error *err) {
    yg_str wanted = yg_str_sub(q->wanted, 0, 100);
    if (q->best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--actor %.*s: did you mean \"%.*s\"?", YG_FMT(wanted),
                       YG_FMT(q->best.word));
    if (q->actors == 0)
        return yg_fail(err, YG_ERR_USAGE,
                       "--actor %.*s: no finding names an actor; `yagura scan` makes findings of "
                       "indicators",
                       YG_FMT(wanted));
    return yg_fail(err, YG_ERR_USAGE,
                   "--actor %.*s: no finding names an actor of that name; there are: %.*s",
                   YG_FMT(wanted), YG_FMT(yg_buf_str(&q->some)));
}

static bool read_actor(yg_cli *cli, yg_findings_scope *scope, yg_finding_filter *f, yg_error *err) {
    actor_query q = {.store = cli->store,
                     .wanted = yg_cli_str(cli, "actor", ""),
                     .json = {.buf = &scope->brands}};
    if (q.wanted.n == 0)
        return true;
    if (yg_str_eqz(f->kind, "name") || f->how.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--actor is of indicators; of names say --brand");
    f->kind = YG_STR("indicator");
    yg_key_add(&q.key, q.wanted);
    yg_jw_begin(&q.json, NULL, '[');
    bool done = yg_resolve(cli->store, q.wanted, YG_STR(""), &q.bearers, err) &&
                yg_store_sighting_actors(cli->store, on_actor, &q, err);
    yg_jw_end(&q.json, ']');
    f->brands = yg_buf_str(&scope->brands);
    if (done && q.matches == 0)
        done = unknown_actor(&q, err);
    yg_resolution_free(&q.bearers);
    yg_buf_free(&q.key);
    yg_buf_free(&q.other);
    yg_buf_free(&q.some);
    yg_arena_free(&q.words);
    return done;
}

/* --- --organisation --- */

static bool unknown_organisation(const yg_owner_scope *scope, yg_str name, yg_error *err) {
    yg_nearest best = {0};
    for (size_t i = 0; i < scope->registry.organisations.n; i++) {
        const yg_organisation_node *o = &scope->registry.organisations.at[i];
        yg_nearest_offer(&best, name, o->key);
        yg_nearest_offer(&best, name, o->name);
        for (size_t k = 0; k < o->names.n; k++)
            yg_nearest_offer(&best, name, o->names.at[k]);
    }
    if (best.word.n > 0)
        return yg_fail(err, YG_ERR_USAGE, "--organisation %.*s: did you mean \"%.*s\"?",
                       YG_FMT(yg_str_sub(name, 0, 200)), YG_FMT(best.word));
    return yg_fail(err, YG_ERR_USAGE,
                   "--organisation %.*s: the store knows no such organisation; `yagura group "
                   "show` lists them",
                   YG_FMT(yg_str_sub(name, 0, 200)));
}

static bool read_organisation(yg_cli *cli, yg_owner_scope *scope, yg_finding_filter *f,
                              yg_error *err) {
    yg_str organisation = yg_cli_str(cli, "organisation", "");
    if (organisation.n == 0)
        return true;
    if (!yg_owner_scope_read(cli->store, organisation, scope, err))
        return false;
    if (scope->targets == 0)
        return unknown_organisation(scope, organisation, err);
    f->organisations = yg_buf_str(&scope->organisations);
    f->wanted = is_in_scope;
    f->wanted_self = scope;
    return true;
}

bool yg_findings_read_filter(yg_cli *cli, const char *otherwise, yg_findings_scope *scope,
                             yg_finding_filter *f, yg_error *err) {
    const char *since = yg_cli_get(cli, "since"), *limit = yg_cli_get(cli, "limit");
    yg_date date = {0};
    *f = (yg_finding_filter){.states = yg_cli_str(cli, "state", otherwise),
                             .since_us = INT64_MIN,
                             .order = order_of(cli)};
    if (!check_states(f->states, err) || !read_kind(yg_cli_str(cli, "kind", ""), f, err))
        return false;
    if (since != NULL && !yg_date_parse(yg_str_of(since), &date))
        return yg_fail(err, YG_ERR_USAGE, "--since %s: write 2022, 2022-03 or 2022-03-10", since);
    if (since != NULL)
        f->since_us = date.from_us;
    if (limit != NULL && (!yg_str_to_u64(yg_str_of(limit), &f->most) || f->most == 0))
        return yg_fail(err, YG_ERR_USAGE, "--limit %s: a number from 1", limit);
    if (!read_brand(cli, scope, f, err) || !read_actor(cli, scope, f, err) ||
        !read_organisation(cli, &scope->owner, f, err))
        return false;
    bool is_narrow = f->organisations.n > 0;
    scope->sights =
        (yg_sighting_filter){.states = f->states,
                             .actors = yg_cli_get(cli, "actor") != NULL ? f->brands : YG_STR(""),
                             .organisations = f->organisations,
                             .from_us = f->since_us,
                             .wanted = is_narrow ? is_sight_in_scope : NULL,
                             .wanted_self = &scope->owner};
    return true;
}
