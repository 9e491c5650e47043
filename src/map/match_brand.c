/* The rule of brands: a brand, and nothing around it but places and the words of a company. */
#include "map/match_part.h"

static const yg_match_result nothing = {SIZE_MAX, YG_MATCH_NONE, 0, yg_match_unknown};

bool yg_match_has_site(yg_str sites, yg_country country) {
    yg_str rest = sites, one;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        if (one.n > 0 && yg_country_from_code(one) == country)
            return true;
    }
    return false;
}

static const yg_match_result several_bear = {SIZE_MAX, YG_MATCH_NONE, 0,
                                             "several organisations of the registry bear the name"};

/* Are all bearers of one group, as it is now? Then its name is no question of whom, only of which
 * part, and the highest of them stands for it. */
static yg_match_result of_one_group(const yg_match_bearers *bearers, yg_match_result found) {
    if (bearers->n == 0 || bearers->group == YG_MATCH_SEVERAL)
        return several_bear;
    found.organisation = bearers->best;
    return found;
}

yg_match_result yg_match_choose(const yg_match *match, size_t chain, bool formed, yg_str sites) {
    const yg_match_chain *c = &match->chains.at[chain];
    const yg_organisation_node *all = match->group->organisations.at;
    yg_match_result found = {SIZE_MAX, YG_MATCH_NAME, 100, NULL};
    /* The user's own map goes before the public registry, and stands before it. */
    bool own_only = false, too_many = c->all.n > YG_MATCH_BEARERS;
    if (too_many && (c->own.n == 0 || c->own.n > YG_MATCH_BEARERS))
        return c->whole ? of_one_group(c->own.n > 0 ? &c->own : &c->all, found) : several_bear;
    size_t by_country = 0, bearers = 0, seen = 0;
    for (size_t i = c->first; i != 0; i = match->entries.at[i - 1].next) {
        const yg_match_entry *entry = &match->entries.at[i - 1];
        const yg_organisation_node *o = &all[entry->organisation];
        if (seen++ >= YG_MATCH_BEARERS || ((too_many || own_only) && o->group.n == 0))
            break;
        bool there = yg_match_has_site(sites, o->country);
        if (c->whole && entry->stripped)
            continue;
        if (entry->stripped && !there && (entry->single || (sites.n > 0 && !formed)))
            continue; /* "Alpha" is not "Alpha Ltd" of another country */
        own_only |= o->group.n > 0;
        bearers++;
        by_country += there;
        if (found.organisation == SIZE_MAX || there)
            found.organisation = entry->organisation;
    }
    if (bearers > 1 && by_country == 1)
        found.basis = YG_MATCH_NAME_COUNTRY;
    else if (bearers > 1)
        return of_one_group(own_only ? &c->own : &c->all, found);
    return found.organisation == SIZE_MAX ? nothing : found;
}

/* Words in front of the brand: legal forms, "Groupe", and a country that was hit ("American
 * Honda").
 */
static bool leads(const yg_match_name *name, size_t brand, yg_str sites, yg_buf *key) {
    size_t i = 0, words;
    yg_country country;
    while (i < brand) {
        if (name->bits[i] & (YG_WORD_LEAD | YG_WORD_LEGAL)) {
            i++;
            continue;
        }
        if (yg_match_place_at(name, i, key, &words, &country) != YG_MATCH_PLACE_COUNTRY ||
            (sites.n > 0 && !yg_match_has_site(sites, country)))
            return false;
        i += words;
    }
    return i == brand;
}

/* What stands behind the brand: true when all of it is of a company that belongs to the brand. */
static bool follows(const yg_match_name *name, size_t from, yg_buf *key, size_t *ret_places,
                    const char **ret_reason) {
    size_t places = 0, trades = 0, legal = 0, words;
    bool link = false;
    yg_country country;
    for (size_t i = from; i < name->n; i += words) {
        unsigned bits = name->bits[i];
        yg_match_place place = yg_match_place_at(name, i, key, &words, &country);
        if (place != YG_MATCH_PLACE_NONE) {
            places++;
            link = false;
            continue;
        }
        words = 1;
        /* "Toyota of Orlando": the town of a dealer. "Sony Corporation of America": a place. */
        if (link && !(bits & (YG_WORD_LINK | YG_WORD_PART))) {
            *ret_reason = "a brand of somewhere: a dealer or a franchise";
            return false;
        }
        if (bits & YG_WORD_LINK) {
            link = true;
        } else if (bits & YG_WORD_TRADE) {
            trades++;
        } else if (bits & YG_WORD_LEGAL) {
            legal++;
        } else if (!(bits & YG_WORD_PART)) {
            *ret_reason = "a brand among words that are not of its group";
            return false;
        }
    }
    if (trades > 0 && places == 0 && legal == 0) {
        *ret_reason = "a brand and a trade: it may be a dealer";
        return false;
    }
    *ret_places = places;
    return true;
}

static int by_group_and_country(const void *left, const void *right) {
    const yg_match_home *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return (a->country > b->country) - (a->country < b->country);
}

void yg_match_sort_homes(yg_match *match) {
    if (match->homes.n > 0)
        qsort(match->homes.at, match->homes.n, sizeof *match->homes.at, by_group_and_country);
}

/* Does the registry know an organisation of the same group in a country that was hit? */
static bool is_at_home(const yg_match *match, size_t organisation, yg_str sites) {
    yg_str rest = sites, one;
    if (sites.n == 0)
        return true;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        yg_match_home home = {match->tops[organisation], yg_country_from_code(one)};
        if (one.n > 0 && bsearch(&home, match->homes.at, match->homes.n, sizeof home,
                                 by_group_and_country) != NULL)
            return true;
    }
    return false;
}

yg_match_result yg_match_by_brand(const yg_match *match, const yg_match_name *name,
                                  const yg_match_query *query, yg_match_scratch *scratch) {
    yg_match_result best = nothing;
    size_t from, to;
    if (name->cut)
        return best;
    yg_match_strip(name, &from, &to);
    for (size_t at = 0; at < name->n; at++) {
        for (size_t n = YG_MATCH_BRAND_WORDS; n > 0; n--) {
            if (at + n > name->n)
                continue;
            uint64_t *first =
                yg_map_get(&match->brands, yg_match_key(name, at, at + n, " ", &scratch->key));
            if (first == NULL || (at <= from && at + n >= to)) /* alone: a name, not a brand */
                continue;
            size_t places = 0;
            const char *reason = "a brand among words that are not of its group";
            if (!leads(name, at, query->sites, &scratch->key) ||
                !follows(name, at + n, &scratch->key, &places, &reason)) {
                best.reason = reason;
                break;
            }
            yg_match_result found = yg_match_choose(match, *first, false, query->sites);
            if (found.organisation != SIZE_MAX && !places && at == 0 &&
                !is_at_home(match, found.organisation, query->sites))
                return (yg_match_result){
                    SIZE_MAX, YG_MATCH_NONE, 0,
                    "a brand and no place, in a country that the registry does "
                    "not know of the group"};
            if (found.organisation != SIZE_MAX) {
                found.basis = YG_MATCH_BRAND;
                found.confidence = 85;
            }
            return found;
        }
    }
    return best;
}
