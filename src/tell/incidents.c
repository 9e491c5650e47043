/* Incidents of the country: at a site in it, or at a company whose ultimate parent is of it. What
 * happened (the way in, did it reach the parent, whose lines stood still) is claims. */
#include "tell/teller.h"

typedef YG_VEC(yg_str) name_list;

#define COPY(member) copy->member = teller_copy(t, row->member)

static bool take_row(void *self, const yg_incident_row *row, yg_error *err) {
    teller *t = self;
    (void)err;
    if (!teller_in_period(t, row->from_us, row->to_us) ||
        (t->organisation != 0 && !yg_owner_scope_has(&t->owned, row->organisation_eid,
                                                     yg_owner_moment(row->from_us, row->to_us))))
        return true;
    teller_incident *incident = yg_arena_alloc(&t->doc->arena, sizeof *incident);
    yg_incident_row *copy = yg_arena_alloc(&t->doc->arena, sizeof *copy);
    *copy = *row;
    COPY(id), COPY(source), COPY(key), COPY(date), COPY(date_kind), COPY(victim), COPY(victim_ja);
    COPY(sites), COPY(parent), COPY(parent_ja), COPY(parent_country), COPY(sector);
    COPY(sector_label), COPY(types), COPY(asserted_by), COPY(references), COPY(basis);
    COPY(summary_en), COPY(summary_ja), COPY(tags), COPY(name);
    incident->row = copy;
    yg_vec_push(&t->incidents, incident);
    return true;
}

static yg_str in_language(const teller *t, yg_str plain, yg_str japanese) {
    return t->voice.lang == YG_LANG_JA && japanese.n > 0 ? japanese : plain;
}

/* The only site; empty when there are several or none. */
static yg_str only_site(yg_str sites) {
    yg_str only = {0}, site;
    while (sites.n > 0 && yg_str_split(&sites, ' ', &site)) {
        if (site.n == 0 || yg_str_eq(site, only))
            continue;
        if (only.n > 0)
            return (yg_str){0};
        only = site;
    }
    return only;
}

static bool has_site(yg_str sites, yg_str code) {
    yg_str site;
    while (sites.n > 0 && yg_str_split(&sites, ' ', &site))
        if (site.n > 0 && yg_str_eq(site, code))
            return true;
    return false;
}

/* The same rule with and without a country, so that the incidents of a country are a part of those
 * of the world. Where only sites are asked for, they take the place of the parents. */
static void place(teller *t, teller_incident *i) {
    const yg_incident_row *row = i->row;
    i->victim = in_language(t, row->name, row->victim_ja);
    i->parent = in_language(t, row->parent, row->parent_ja);
    i->home = row->parent_country.n > 0 ? row->parent_country : only_site(row->sites);
    if (t->options->by == YG_BY_SITE && t->code.n > 0 && t->organisation == 0)
        i->home = has_site(row->sites, t->code) ? t->code : (yg_str){0};
    i->of_group = i->home.n > 0 && (t->country == 0 || yg_str_eq(i->home, t->code));
    i->abroad = i->home.n > 0 && row->sites.n > 0 &&
                !has_site(row->sites, t->country != 0 ? t->code : i->home);
}

/* The largest of several values: sources that differ are told one by one elsewhere. */
static void raise(uint64_t *most, yg_str text) {
    uint64_t value = 0;
    if (yg_str_to_u64(text, &value) && value > *most)
        *most = value;
}

static void first(yg_str *place, yg_str value) {
    if (place->n == 0)
        *place = value;
}

static bool read_entry(teller *t, teller_incident *i, const yg_claim_row *row) {
    if (yg_str_eqz(row->predicate, "entry-country"))
        first(&i->entry_country, row->value);
    else if (yg_str_eqz(row->predicate, "entry-method"))
        first(&i->entry_how, row->value);
    else if (yg_str_eqz(row->predicate, "entry-organisation"))
        first(&i->entry_organisation, row->value);
    else if (yg_str_eqz(row->predicate, "entered-at") && !yg_str_eqz(row->value, "unknown"))
        first(&i->entry_at, row->value);
    else
        return false;
    yg_evidence_add(t->doc, &i->entry, teller_claim(t, row));
    return true;
}

static void read_reach(teller *t, teller_incident *i, const yg_claim_row *row) {
    if (!yg_str_eqz(row->predicate, "reached-parent") || yg_str_eqz(row->value, "not-documented"))
        return;
    yg_evidence_add(t->doc, &i->reach, teller_claim(t, row));
    if (yg_str_eqz(row->value, "yes"))
        i->reached = REACHED_YES;
    else if (i->reached == REACHED_UNDOCUMENTED)
        i->reached = REACHED_NO;
}

static void read_supply(teller *t, teller_incident *i, const yg_claim_row *row, name_list *names) {
    if (!yg_str_starts(row->predicate, YG_STR("supply-stop")))
        return;
    yg_evidence_add(t->doc, &i->supply, teller_claim(t, row));
    if (yg_str_eqz(row->predicate, "supply-stop"))
        i->stops_supply |= yg_str_eqz(row->value, "yes");
    else if (yg_str_eqz(row->predicate, "supply-stop-lines"))
        raise(&i->lines, row->value);
    else if (yg_str_eqz(row->predicate, "supply-stop-plants"))
        raise(&i->plants, row->value);
    else if (yg_str_eqz(row->predicate, "supply-stop-hours"))
        raise(&i->hours, row->value);
    else if (yg_str_eqz(row->predicate, "supply-stop-vehicles"))
        raise(&i->vehicles, row->value);
    else if (yg_str_eqz(row->predicate, "supply-stop-amount-of"))
        first(&i->amount_of, teller_party(t, teller_value(t, row)));
    else if (yg_str_eqz(row->predicate, "supply-stop-organisation"))
        yg_vec_push(names, teller_party(t, row->value));
}

static void read_claims(teller *t, teller_incident *i) {
    name_list stopped = {0};
    for (size_t c = 0; c < i->claims.n; c++) {
        const yg_claim_row *row = i->claims.at[c];
        if (yg_str_eqz(row->predicate, "attributed-to"))
            yg_evidence_add(t->doc, &i->actors, teller_claim(t, row));
        if (read_entry(t, i, row))
            continue;
        read_reach(t, i, row);
        read_supply(t, i, row, &stopped);
    }
    i->stopped = teller_copy(t, yg_say_list(&t->voice, stopped.at, stopped.n));
    yg_vec_free(&stopped);
}

static bool complete(teller *t, teller_incident *i, yg_error *err) {
    yg_claim_filter filter = {.subject_eid = i->row->eid};
    place(t, i);
    yg_report_speaks_of(t->doc, &(yg_report_thing){.id = i->row->id});
    yg_evidence_add(t->doc, &i->about, teller_incident_evidence(t, i->row));
    if (!teller_claims_of(t, &filter, &i->claims, err))
        return false;
    read_claims(t, i);
    i->entry_known = i->entry_at.n > 0;
    i->entry_placed = i->entry_known && (i->entry_country.n > 0 || i->row->sites.n > 0 ||
                                         !yg_str_eqz(i->entry_at, "affiliate"));
    yg_str home = t->country != 0 ? t->code : i->home;
    bool elsewhere =
        i->entry_country.n > 0 && home.n > 0 ? !yg_str_eq(i->entry_country, home) : i->abroad;
    i->entry_abroad = yg_str_eqz(i->entry_at, "affiliate") && elsewhere;
    return true;
}

bool teller_gather_incidents(teller *t, yg_error *err) {
    yg_str letter = {&t->sector, t->sector != 0 && t->organisation == 0};
    yg_incident_filter filter = {.sector = letter, .told = true};
    if (t->organisation != 0)
        filter.organisations = yg_buf_str(&t->owned.organisations);
    else if (t->options->by == YG_BY_SITE)
        filter.site_country = t->code;
    else if (t->options->by == YG_BY_PARENT)
        filter.by_parent = t->code;
    else
        filter.country = t->code;
    if (!yg_store_incidents(t->store, &filter, take_row, t, err))
        return false;
    for (size_t i = 0; i < t->incidents.n; i++)
        if (!complete(t, t->incidents.at[i], err))
            return false;
    return true;
}
