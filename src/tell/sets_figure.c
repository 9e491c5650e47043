/* Figures over incident data sets: their queries, intervals, evidence and words. */
#include "model/interval.h"
#include "tell/sets.h"

bool set_wanted(const teller *t, size_t by) {
    if (t->organisation != 0)
        return by == 1;
    if (t->country == 0)
        return by == 0;
    return t->options->by == YG_BY_BOTH || t->options->by == (by == 0 ? YG_BY_SITE : YG_BY_PARENT);
}

bool set_is_parent(const teller *t, size_t by) {
    return by == 1 && t->country != 0 && t->organisation == 0;
}

bool set_shown(const teller *t, const set_source *source, size_t by) {
    return set_wanted(t, by) && (!set_is_parent(t, by) || source->by[by]->place.named > 0);
}

size_t set_first(const teller *t) {
    return set_wanted(t, 0) ? 0 : 1;
}

/* Nothing distinguishes them: no affiliate abroad, no owner abroad. */
bool set_same(const teller *t, const set_source *source) {
    if (t->country == 0 || t->organisation != 0 || t->options->by != YG_BY_BOTH)
        return false;
    const set_counts *a = source->by[0], *b = source->by[1];
    return b->place.named > 0 && a->n == b->n && b->abroad == 0 && a->place.n == b->place.n &&
           memcmp(a->place.sectors, b->place.sectors, sizeof a->place.sectors) == 0 &&
           memcmp(a->quarters, b->quarters, sizeof a->quarters) == 0;
}

yg_str set_dependent(teller *t, const set_source *source) {
    yg_str reason = yg_say_word(&t->voice, "dependent", source->name);
    return yg_str_eq(reason, source->name) ? (yg_str){0} : reason;
}

yg_query_set set_query(const teller *t, const set_source *source, size_t by) {
    yg_query_set q = {
        .source = source->name, .period_text = t->doc->asked.period, .period = t->period};
    if (t->organisation != 0) {
        q.organisation = t->doc->asked.organisation;
    } else if (t->country != 0) {
        q.country = t->country;
        q.by = by == 0 ? YG_QUERY_BY_SITE : YG_QUERY_BY_PARENT;
        q.not_country = by == 0 ? t->not_country : 0;
    }
    return q;
}

yg_str set_query_text(teller *t, const yg_query_set *numerator, const yg_query_set *denominator) {
    YG_CLEANUP_BUF yg_buf text = {0};
    yg_query q = {.numerator = *numerator, .has_denominator = denominator != NULL};
    if (denominator != NULL)
        q.denominator = *denominator;
    yg_query_add(&text, &q);
    return text.n <= YG_QUERY_BYTES ? teller_buf(t, &text) : (yg_str){0};
}

yg_str set_heading(teller *t, const set_source *source, size_t by, bool place) {
    const set_counts *c = source->by[by];
    uint64_t n = place ? c->place.n : c->n, named = place ? c->place.named : c->named;
    if (t->organisation != 0)
        return teller_say(t, "sets.of-organisation", "sn", t->name, (double)n);
    if (t->country == 0)
        return teller_say(t, "sets.of-world", "n", (double)n);
    if (by == 0 && set_same(t, source)) {
        const set_counts *other = source->by[1];
        named = place ? other->place.named : other->named;
        return teller_say(t, "sets.by-both", "snnn", t->place, (double)n, (double)named,
                          (double)(n - named));
    }
    if (by == 0)
        return teller_say(t, "sets.by-site", "sn", t->place, (double)n);
    return teller_say(t, "sets.by-parent", "snnn", t->place, (double)n, (double)named,
                      (double)(n - named));
}

yg_str set_command(teller *t, const set_source *source, size_t by, bool place) {
    YG_CLEANUP_BUF yg_buf line = {0};
    const yg_asked *asked = &t->doc->asked;
    yg_buf_addz(&line, "yagura incidents");
    teller_add_option(&line, "source", source->name);
    if (t->organisation != 0)
        teller_add_option(&line, "organisation", t->organisation_word);
    else
        teller_add_option(&line, "country", t->code);
    if (t->organisation == 0 && t->country != 0)
        yg_buf_addz(&line, by == 0 ? " --by site" : " --by parent");
    if (t->organisation == 0 && by == 0)
        teller_add_option(&line, "not-country", yg_country_alpha2(t->not_country));
    if (!place && t->organisation == 0)
        teller_add_option(&line, "sector", asked->sector);
    teller_add_option(&line, "period", asked->period);
    yg_buf_addz(&line, " --format csv");
    return teller_buf(t, &line);
}

/* One piece of evidence for all figures of a source: the set, how many are in it, how to list it.
 * Each figure's own query narrows it. */
yg_evidence_set set_evidence(teller *t, const set_source *source, size_t by) {
    yg_query_set q = set_query(t, source, by);
    yg_evidence e = {
        .id = set_query_text(t, &q, NULL),
        .kind = YG_STR("query"),
        .statement =
            teller_say(t, "sets.evidence", "ss", source->name, set_heading(t, source, by, true)),
        .asserted_by = source->name,
        .collection = source->name,
        .note = teller_say(t, "sets.list", "s", set_command(t, source, by, true)),
    };
    yg_evidence_set set = {0};
    yg_evidence_add(t->doc, &set, yg_report_evidence(t->doc, &e, (yg_str){0}));
    return set;
}

static yg_str share_text(teller *t, uint64_t x, uint64_t n, yg_interval i) {
    switch (yg_share_show(n)) {
    case YG_SHOW_NOTHING:
        return teller_say(t, "share.none", "n", (double)n);
    case YG_SHOW_INTERVAL:
        return teller_say(t, "share.interval", "nnn", (double)n, i.low * 100, i.high * 100);
    default:
        return teller_say(t, "share.full", "snnnn",
                          teller_say(t, "share.percent", "n", (double)x / (double)n * 100),
                          (double)x, (double)n, i.low * 100, i.high * 100);
    }
}

/* The definition of a count by parent says how much of it is only assumed. */
static yg_str define(teller *t, const set_share *s) {
    const set_counts *c = s->source->by[s->by];
    uint64_t n = s->of_place ? c->place.n : c->n, named = s->of_place ? c->place.named : c->named;
    if (!set_is_parent(t, s->by))
        return s->definition;
    return teller_say(t, "sets.parent-definition", "snn", s->definition, (double)named,
                      (double)(n - named));
}

static yg_figure common(teller *t, const set_share *s) {
    static const char *const words[] = {"site", "parent"};
    YG_CLEANUP_BUF yg_buf id = {0};
    yg_buf_addf(&id, "figure-%s-%s-%.*s-%.*s", s->chart, words[s->by], YG_FMT(s->source->name),
                YG_FMT(s->key));
    yg_figure f = {.id = teller_id(t, &id),
                   .label = teller_say(t, "what.label", "ss", s->row, s->group),
                   .group = s->group,
                   .row = s->row,
                   .key = s->key,
                   .query = set_query_text(t, s->numerator, s->denominator),
                   .source = s->source->name,
                   .period = t->doc->asked.period,
                   .period_label = t->doc->asked.period_label,
                   .definition = define(t, s),
                   .numerator = s->x,
                   .denominator = s->n,
                   .unknown = s->unknown,
                   .evidence = set_evidence(t, s->source, s->by)};
    return f;
}

yg_figure *set_put_share(teller *t, yg_chart *chart, const set_share *s) {
    if (set_is_parent(t, s->by)) {
        set_share count = *s;
        count.denominator = NULL;
        return set_put_count(
            t, chart, &count,
            teller_say(t, "sets.named", "nn", (double)s->named, (double)(s->x - s->named)));
    }
    yg_figure f = common(t, s);
    f.kind = YG_FIGURE_SHARE;
    f.has_denominator = f.has_unknown = true;
    f.interval = s->categories > 1 ? yg_interval_goodman(s->x, s->n, s->categories, 0.95)
                                   : yg_share_wilson95(s->x, s->n);
    f.method = s->categories > 1 ? YG_STR("goodman") : YG_STR("wilson");
    f.categories = s->categories > 1 ? s->categories : 0;
    f.text = share_text(t, s->x, s->n, f.interval);
    if (yg_share_show(s->n) == YG_SHOW_SHARE)
        f.brief = teller_say(t, "share.percent", "n", (double)s->x / (double)s->n * 100);
    return yg_report_figure(t->doc, chart, &f);
}

yg_figure *set_put_count(teller *t, yg_chart *chart, const set_share *s, yg_str note) {
    yg_figure f = common(t, s);
    f.kind = YG_FIGURE_COUNT;
    f.has_unknown = s->denominator == NULL && s->unknown > 0;
    f.interval = yg_interval_garwood(s->x, 0.95);
    f.method = YG_STR("garwood");
    f.text = teller_say(t, "sets.count", "nnn", (double)s->x, f.interval.low, f.interval.high);
    f.note = note;
    f.brief = yg_say_number(&t->voice, (double)s->x);
    return yg_report_figure(t->doc, chart, &f);
}
