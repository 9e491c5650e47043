/* Does an incident belong to a set? Apart from the report's own counting, so that one checks the
 * other. */
#include "tell/query.h"
#include "text/key.h"

yg_country yg_query_parent_country(const yg_incident_row *row) {
    yg_country said = yg_country_from_code(row->parent_country);
    if (said != 0 || row->site_labels.n > 0)
        return said;
    return yg_str_chr(row->sites, ' ') == SIZE_MAX ? yg_country_from_code(row->sites) : 0;
}

void yg_query_facts_of(yg_query_facts *facts) {
    const yg_incident_row *row = facts->row;
    yg_str rest = row->sites, one;
    facts->sites_n = 0;
    facts->sites_unknown = row->site_labels.n > 0 || row->sites.n == 0;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        yg_country site = yg_country_from_code(one);
        if (site != 0 && facts->sites_n < sizeof facts->sites / sizeof *facts->sites)
            facts->sites[facts->sites_n++] = site;
        else if (one.n > 0)
            facts->sites_unknown = true;
    }
    facts->parent = yg_query_parent_country(row);
    facts->parent_known = yg_country_from_code(row->parent_country) != 0;
    if (facts->status.n == 0)
        facts->status = row->listing;
}

static bool has_site(const yg_query_facts *facts, yg_country country) {
    for (size_t i = 0; i < facts->sites_n; i++) {
        if (facts->sites[i] == country)
            return true;
    }
    return false;
}

static bool is_in(const yg_query_facts *facts, yg_country country, yg_query_by by) {
    return (by != YG_QUERY_BY_PARENT && has_site(facts, country)) ||
           (by != YG_QUERY_BY_SITE && facts->parent == country);
}

static bool matches_country(const yg_query_set *set, const yg_query_facts *facts) {
    if (set->in != 0 && !has_site(facts, set->in))
        return false;
    if (set->parent_known && !facts->parent_known)
        return false;
    if (set->parent_assumed && (facts->parent_known || facts->parent == 0))
        return false;
    if (set->abroad)
        return facts->parent == set->country && !facts->sites_unknown &&
               !has_site(facts, set->country);
    return (set->country == 0 || is_in(facts, set->country, set->by)) &&
           (set->not_country == 0 || !is_in(facts, set->not_country, set->by));
}

static bool matches_sector(const yg_query_set *set, const yg_incident_row *row) {
    if (set->sector != 0)
        return row->sector.n == 1 && row->sector.p[0] == set->sector;
    if (set->sector_label.n > 0)
        return row->sector.n == 0 && yg_str_eq(row->sector_label, set->sector_label);
    bool known = row->sector.n > 0 || row->sector_label.n > 0;
    return set->sector_known ? known : !set->sector_unknown || !known;
}

/* One word of a list; `known`: any. */
static bool has_word(yg_str list, char separator, yg_str word) {
    yg_str one;
    if (yg_str_eqz(word, "known"))
        return yg_str_trim(list).n > 0;
    while (list.n > 0 && yg_str_split(&list, separator, &one)) {
        if (one.n > 0 && yg_str_eq(one, word))
            return true;
    }
    return false;
}

static bool has_key(yg_str names, yg_str key) {
    YG_CLEANUP_BUF yg_buf own = {0};
    yg_str one;
    while (names.n > 0 && yg_str_split(&names, '\n', &one)) {
        yg_buf_clear(&own);
        yg_key_add(&own, one);
        if (yg_str_eq(yg_buf_str(&own), key))
            return true;
    }
    return false;
}

static bool has_actor(const yg_query_facts *facts, yg_str actor) {
    if (yg_str_eqz(actor, "known"))
        return facts->row->actors.n > 0;
    return has_key(facts->row->actors, actor);
}

static bool is_of(const yg_query_set *set, const yg_query_facts *facts) {
    const yg_incident_row *row = facts->row;
    if (set->organisation_key.n == 0)
        return has_word(facts->organisations, ' ', set->organisation);
    return has_key(row->victim, set->organisation_key) ||
           has_key(row->victim_ja, set->organisation_key) ||
           has_key(row->parent, set->organisation_key) ||
           has_key(row->parent_ja, set->organisation_key);
}

/* What is "unknown" or "not-documented" in a claim is said, but nothing is known by it. */
static bool matches_word(yg_str asked, yg_str said) {
    bool any = yg_str_eqz(asked, "known");
    yg_str one;
    if (asked.n == 0)
        return true;
    while (said.n > 0 && yg_str_split(&said, '\n', &one)) {
        if (any ? one.n > 0 && !yg_str_eqz(one, "unknown") && !yg_str_eqz(one, "not-documented")
                : yg_str_eq(asked, one))
            return true;
    }
    return false;
}

/* The row's date, with the precision that it has, lies wholly inside. */
static bool matches_period(const yg_query_set *set, const yg_incident_row *row) {
    if (set->period.precision == YG_DATE_NONE)
        return true;
    return row->from_us < row->to_us && row->from_us >= set->period.from_us &&
           row->to_us <= set->period.to_us;
}

static bool matches_said(const yg_query_set *set, const yg_query_facts *facts) {
    return matches_word(set->entered, facts->entered) && matches_word(set->entry, facts->entry) &&
           matches_word(set->reached, facts->reached) && matches_word(set->status, facts->status);
}

bool yg_query_asks(const yg_query_set *set, yg_query_part part) {
    switch (part) {
    case YG_QUERY_PERIOD:
        return set->period.precision != YG_DATE_NONE;
    case YG_QUERY_PLACE:
        return set->country != 0 || set->not_country != 0 || set->abroad || set->in != 0 ||
               set->parent_known || set->parent_assumed;
    case YG_QUERY_SECTOR:
        return set->sector != 0 || set->sector_known || set->sector_unknown ||
               set->sector_label.n > 0;
    case YG_QUERY_TYPE:
        return set->type.n > 0;
    case YG_QUERY_SAID:
        return set->entered.n > 0 || set->entry.n > 0 || set->reached.n > 0 || set->status.n > 0;
    case YG_QUERY_ACTOR:
        return set->actor.n > 0;
    case YG_QUERY_ORGANISATION:
        return set->organisation.n > 0;
    case YG_QUERY_PARTS:
        break;
    }
    return false;
}

bool yg_query_match_part(const yg_query_set *set, yg_query_part part, const yg_query_facts *facts) {
    switch (part) {
    case YG_QUERY_PERIOD:
        return matches_period(set, facts->row);
    case YG_QUERY_PLACE:
        return matches_country(set, facts);
    case YG_QUERY_SECTOR:
        return matches_sector(set, facts->row);
    case YG_QUERY_TYPE:
        return set->type.n == 0 || has_word(facts->row->types, ' ', set->type);
    case YG_QUERY_SAID:
        return matches_said(set, facts);
    case YG_QUERY_ACTOR:
        return set->actor.n == 0 || has_actor(facts, set->actor);
    case YG_QUERY_ORGANISATION:
        return set->organisation.n == 0 || is_of(set, facts);
    case YG_QUERY_PARTS:
        break;
    }
    return true;
}

bool yg_query_match(const yg_query_set *set, const yg_query_facts *facts) {
    if (!yg_str_eq(set->source, facts->row->source))
        return false;
    for (int part = 0; part < YG_QUERY_PARTS; part++) {
        if (!yg_query_match_part(set, (yg_query_part)part, facts))
            return false;
    }
    return true;
}
