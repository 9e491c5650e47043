/* WHO, as a flow: from the states that actors are tied to, to the sectors that these actors are
 * said to target. Only actors that all sources tie to one state. */
#include "tell/teller.h"

typedef struct {
    yg_country state;
    yg_sector sector;
    uint64_t actors;
    yg_evidence_set evidence;
} stream;
typedef YG_VEC(stream) stream_list;

static stream *stream_at(stream_list *list, yg_country state, yg_sector sector) {
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].state == state && list->at[i].sector == sector)
            return &list->at[i];
    yg_vec_push(list, ((stream){.state = state, .sector = sector}));
    return &list->at[list->n - 1];
}

static void add_actor(teller *t, stream_list *list, const teller_actor *actor) {
    bool met['U' - 'A' + 1] = {0};
    for (size_t i = 0; i < actor->sectors.n; i++) {
        yg_sector sector = actor->sectors.at[i]->value.p[0];
        if (sector < 'A' || sector > 'U')
            continue;
        stream *s = stream_at(list, actor->sponsors.at[0], sector);
        s->actors += !met[sector - 'A'];
        met[sector - 'A'] = true;
        yg_evidence_add(t->doc, &s->evidence, teller_claim(t, actor->sectors.at[i]));
    }
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].state == actor->sponsors.at[0] && list->at[i].sector >= 'A' &&
            met[list->at[i].sector - 'A'])
            for (size_t c = 0; c < actor->claims.n; c++)
                if (teller_object_country(t, actor->claims.at[c]) == list->at[i].state)
                    yg_evidence_add(t->doc, &list->at[i].evidence,
                                    teller_claim(t, actor->claims.at[c]));
}

static int by_actors(const void *a, const void *b) {
    const stream *x = a, *y = b;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    if (x->actors != y->actors)
        return x->actors > y->actors ? -1 : 1;
    return x->sector < y->sector ? -1 : x->sector > y->sector;
}

static void put(teller *t, yg_chart *chart, const stream *s) {
    YG_CLEANUP_BUF yg_buf id = {0};
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_str code = yg_country_alpha2(s->state);
    yg_buf_addf(&id, "figure-flow-%.*s-%c", YG_FMT(code), s->sector);
    yg_buf_addf(&key, "%.*s|%c", YG_FMT(code), s->sector);
    yg_str text = teller_say(t, "who.flow-count", "n", (double)s->actors);
    yg_figure f = {.id = teller_id(t, &id),
                   .kind = YG_FIGURE_COUNT,
                   .label = teller_say(t, "who.flow-row", "ss", teller_country_name(t, s->state),
                                       yg_sector_name(s->sector, t->voice.lang, true)),
                   .group = teller_country_name(t, s->state),
                   .row = yg_sector_name(s->sector, t->voice.lang, true),
                   .key = teller_buf(t, &key),
                   .text = text,
                   .brief = text,
                   .source = teller_say(t, "source.store", ""),
                   .definition = teller_say(t, "who.flow-definition", "s", t->target),
                   .numerator = s->actors,
                   .evidence = s->evidence};
    yg_report_figure(t->doc, chart, &f);
}

void teller_flow(teller *t, yg_section *section) {
    stream_list list = {0};
    for (size_t i = 0; i < t->actors.n; i++)
        if (t->actors.at[i]->relevant && t->actors.at[i]->sponsors.n == 1)
            add_actor(t, &list, t->actors.at[i]);
    if (list.n > 1)
        qsort(list.at, list.n, sizeof *list.at, by_actors);
    if (list.n > 0) {
        yg_chart *chart = yg_section_chart(t->doc, section, YG_STR("chart-flow"),
                                           teller_say(t, "who.flow-title", ""));
        chart->form = YG_FORM_FLOW;
        chart->caption = teller_say(t, "who.flow-caption", "");
        for (size_t i = 0; i < list.n; i++)
            put(t, chart, &list.at[i]);
    }
    yg_vec_free(&list);
}
