#include "know/incident_evidence.h"

#include "text/json_write.h"

/* Above the levels of links between actors (know/link_rule.h). */
enum { LEVEL_BITS = 40, FIRST_LEVEL = 16 };
typedef enum { UNSURE, ALIKE, DOMAIN, REGISTRY, SAID } level;

static level level_of(const yg_incident_pair *p, const yg_incident_likeness *l) {
    if (p->said)
        return SAID;
    if (p->reason != YG_INCIDENT_AUTO)
        return UNSURE;
    return l->organisation ? REGISTRY : l->domain ? DOMAIN : ALIKE;
}

int64_t yg_incident_rank(const yg_incident_pair *p, const yg_incident_likeness *l) {
    double points = p->points > 0 ? p->points * 10 : 0;
    return ((int64_t)(FIRST_LEVEL + level_of(p, l)) << LEVEL_BITS) + (int64_t)points;
}

const char *yg_incident_level_word(int64_t at) {
    static const char *const words[] = {"unsure", "alike", "domain", "registry", "said"};
    return at >= FIRST_LEVEL && at <= FIRST_LEVEL + SAID ? words[at - FIRST_LEVEL] : NULL;
}

static const char *reason_word(yg_incident_reason reason) {
    static const char *const words[] = {"",     "weak", "open", "not-best",
                                        "near", "tie",  "far",  "cut"};
    return words[reason];
}

static void put(yg_jw *w, const char *kind, const char *key, yg_str value) {
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", yg_str_of(kind));
    if (key != NULL)
        yg_jw_str(w, key, value);
    yg_jw_end(w, '}');
}

static void put_names(yg_jw *w, const yg_incident_set *set, const yg_incident_pair *p,
                      const yg_incident_likeness *l) {
    if (l->name < 0.3)
        return;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", yg_str_of(l->same_name ? "same-name" : "alike-name"));
    yg_jw_str(w, "left", set->records.at[p->a].entry.victim);
    yg_jw_str(w, "right", set->records.at[p->b].entry.victim);
    yg_jw_double(w, "alike", l->name, 2);
    if (l->sound)
        yg_jw_bool(w, "by_sound", true);
    yg_jw_opt(w, "initials", l->initials);
    yg_jw_begin(w, "words", '[');
    for (uint32_t i = 0; i < l->words_n && i < 8; i++) {
        const yg_incident_vocable *v = &set->vocables.at[l->words[i]];
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "word", v->text);
        yg_jw_uint(w, "held_by", v->held);
        yg_jw_end(w, '}');
    }
    yg_jw_end(w, ']');
    yg_jw_end(w, '}');
}

static void put_hosts(yg_jw *w, const yg_incident_likeness *l) {
    if (l->domain || l->label_domain)
        put(w, l->domain ? "domain" : "domain-label", "value", l->host);
    if (l->label < 0.4 || l->domain)
        return;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", YG_STR("name-in-domain"));
    yg_jw_str(w, "value", l->label_text);
    yg_jw_double(w, "alike", l->label, 2);
    yg_jw_end(w, '}');
}

static void put_countries(yg_jw *w, const yg_incident_record *a, const yg_incident_record *b,
                          int agree) {
    char code[3] = {0};
    for (uint32_t i = 0; i < a->countries_n && agree > 0; i++) {
        for (uint32_t k = 0; k < b->countries_n; k++) {
            if (a->countries[i] == b->countries[k] && code[0] == '\0')
                memcpy(code, yg_country_alpha2(a->countries[i]).p, 2);
        }
    }
    if (agree > 0)
        put(w, "country", "value", yg_str_of(code));
    else if (agree < 0)
        put(w, "country-clash", NULL, YG_STR(""));
}

static void put_actors(yg_jw *w, const yg_incident_record *a, const yg_incident_record *b,
                       int agree) {
    yg_str rest = a->entry.actors, name;
    if (agree < 0) {
        put(w, "actor-clash", NULL, YG_STR(""));
        return;
    }
    for (uint32_t i = 0; i < a->actors_n && agree > 0 && yg_str_split(&rest, '\n', &name); i++) {
        for (uint32_t k = 0; k < b->actors_n; k++) {
            if (a->actors[i] == b->actors[k]) {
                put(w, "actor", "value", name);
                return;
            }
        }
    }
}

static void put_date(yg_jw *w, const yg_incident_likeness *l) {
    if (l->days < 0) {
        put(w, "not-dated", NULL, YG_STR(""));
        return;
    }
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", YG_STR("date"));
    yg_jw_int(w, "days_apart", l->days);
    if (l->coarse)
        yg_jw_bool(w, "coarse", true);
    yg_jw_end(w, '}');
}

static void put_obstacle(yg_jw *w, const yg_incident_set *set, const yg_incident_pair *p) {
    if (p->equal > 0) {
        yg_jw_begin(w, NULL, '{');
        yg_jw_str(w, "kind", YG_STR("equal"));
        yg_jw_uint(w, "others", p->equal);
        yg_jw_end(w, '}');
    }
    if (p->reason == YG_INCIDENT_AUTO)
        return;
    yg_jw_begin(w, NULL, '{');
    yg_jw_str(w, "kind", YG_STR("obstacle"));
    yg_jw_str(w, "reason", yg_str_of(reason_word(p->reason)));
    if (p->reason == YG_INCIDENT_CUT)
        yg_jw_uint(w, "most_compared", YG_INCIDENT_BLOCK);
    if (p->by != YG_INCIDENT_NONE) {
        yg_jw_str(w, "id", set->records.at[p->by].entry.id);
        yg_jw_str(w, "name", set->records.at[p->by].entry.victim);
        yg_jw_str(w, "source", set->records.at[p->by].entry.source);
    }
    yg_jw_end(w, '}');
}

void yg_incident_evidence_add(yg_buf *buf, const yg_incident_set *set, const yg_incident_pair *p,
                              const yg_incident_likeness *l) {
    const yg_incident_record *a = &set->records.at[p->a], *b = &set->records.at[p->b];
    yg_jw w = {.buf = buf};
    yg_jw_begin(&w, NULL, '[');
    put(&w, "level", "value",
        yg_str_of(yg_incident_level_word(yg_incident_rank(p, l) >> LEVEL_BITS)));
    if (p->said)
        put(&w, "statement", "value", YG_STR("says so"));
    if (l->organisation)
        put(&w, "registry", "value", YG_STR("both names are one organisation's"));
    put_hosts(&w, l);
    put_names(&w, set, p, l);
    put_countries(&w, a, b, l->countries);
    put_actors(&w, a, b, l->actors);
    put_date(&w, l);
    put_obstacle(&w, set, p);
    yg_jw_begin(&w, NULL, '{');
    yg_jw_str(&w, "kind", YG_STR("points"));
    yg_jw_double(&w, "value", l->points, 1);
    yg_jw_end(&w, '}');
    yg_jw_end(&w, ']');
}
