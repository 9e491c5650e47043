#include "map/match.h"

#include "map/match_part.h"

const char yg_match_unknown[] = "no name of the registry fits";
static const yg_match_result nothing = {SIZE_MAX, YG_MATCH_NONE, 0, yg_match_unknown};

const char *yg_match_basis_word(yg_match_basis basis) {
    static const char *const words[] = {"", "name", "name-and-country", "domain", "said", "brand"};
    return words[basis];
}

/* --- The index --- */

static void count_bearer(const yg_match *m, yg_match_bearers *bearers, size_t organisation) {
    size_t top = m->tops[organisation];
    if (bearers->n == 0 || organisation == top)
        bearers->best = organisation;
    if (bearers->n == 0)
        bearers->group = top;
    else if (bearers->group != top)
        bearers->group = YG_MATCH_SEVERAL;
    bearers->n++;
}

/* Organisations come one after the other: if this one is there, it is the first of the chain. */
static void put(yg_match *m, yg_map *map, yg_str key, yg_match_entry entry) {
    bool is_new;
    if (key.n == 0)
        return;
    uint64_t *place = yg_map_put(map, key, &is_new);
    if (is_new) {
        *place = m->chains.n;
        yg_vec_push(&m->chains, (yg_match_chain){0});
    }
    yg_match_chain *chain = &m->chains.at[*place];
    chain->whole |= !entry.stripped;
    if (chain->first != 0 && m->entries.at[chain->first - 1].organisation == entry.organisation) {
        m->entries.at[chain->first - 1].stripped &= entry.stripped;
        return;
    }
    count_bearer(m, &chain->all, entry.organisation);
    if (m->group->organisations.at[entry.organisation].group.n > 0)
        count_bearer(m, &chain->own, entry.organisation);
    entry.next = chain->first;
    yg_vec_push(&m->entries, entry);
    chain->first = m->entries.n;
}

static void put_first(yg_match *m, yg_str word, size_t group) {
    bool is_new;
    uint64_t *known = yg_map_put(&m->first, word, &is_new);
    if (is_new)
        *known = group;
    else if (*known != group)
        *known = YG_MATCH_SEVERAL;
}

static void add_name(yg_match *m, size_t organisation, yg_str text, yg_match_scratch *s) {
    yg_match_name name;
    size_t from, to;
    yg_buf_clear(&s->folded);
    yg_match_split(m, text, &s->folded, &name);
    if (name.n == 0 || name.cut)
        return;
    put(m, &m->exact, yg_match_key(&name, 0, name.n, "", &s->key),
        (yg_match_entry){.organisation = organisation});
    yg_match_strip(&name, &from, &to);
    bool stripped = from > 0 || to < name.n, single = to - from == 1;
    put_first(m, name.at[from], m->tops[organisation]);
    put(m, &m->exact, yg_match_key(&name, from, to, "", &s->key),
        (yg_match_entry){organisation, 0, stripped, single});
}

static void add_brand(yg_match *m, size_t organisation, yg_str text, yg_match_scratch *s) {
    yg_match_name name;
    yg_buf_clear(&s->folded);
    yg_match_split(m, text, &s->folded, &name);
    if (name.n > 0 && name.n <= YG_MATCH_BRAND_WORDS)
        put(m, &m->brands, yg_match_key(&name, 0, name.n, " ", &s->key),
            (yg_match_entry){.organisation = organisation});
}

static void add_organisation(yg_match *m, size_t i, yg_match_scratch *s) {
    const yg_organisation_node *o = &m->group->organisations.at[i];
    add_name(m, i, o->name, s);
    add_name(m, i, o->name_ja, s);
    for (size_t k = 0; k < o->names.n; k++) {
        add_name(m, i, o->names.at[k], s);
        if (k >= o->own_names)
            add_brand(m, i, o->names.at[k], s);
    }
    for (size_t k = 0; k < o->domains.n; k++)
        put(m, &m->domains, o->domains.at[k], (yg_match_entry){.organisation = i});
    yg_vec_push(&m->homes, ((yg_match_home){m->tops[i], o->country}));
}

yg_match *yg_match_make(const yg_group *group) {
    yg_match *m = yg_alloc(1, sizeof *m);
    yg_match_scratch s = {0};
    m->group = group;
    yg_match_words(&m->words);
    m->tops = yg_alloc(group->organisations.n + 1, sizeof *m->tops);
    for (size_t i = 0; i < group->organisations.n; i++)
        m->tops[i] = yg_group_ultimate(group, i, YG_TIME_NONE);
    for (int own = 0; own < 2; own++) { /* the own map last: it stands first in every chain */
        for (size_t i = 0; i < group->organisations.n; i++) {
            if ((group->organisations.at[i].group.n > 0) == own)
                add_organisation(m, i, &s);
        }
    }
    yg_match_sort_homes(m);
    yg_match_scratch_free(&s);
    return m;
}

void yg_match_free(yg_match *m) {
    if (m == NULL)
        return;
    yg_map_free(&m->exact);
    yg_map_free(&m->brands);
    yg_map_free(&m->domains);
    yg_map_free(&m->words);
    yg_map_free(&m->first);
    yg_vec_free(&m->entries);
    yg_vec_free(&m->chains);
    yg_vec_free(&m->homes);
    free(m->tops);
    free(m);
}

void yg_match_scratch_free(yg_match_scratch *s) {
    yg_buf_free(&s->raw);
    yg_buf_free(&s->folded);
    yg_buf_free(&s->key);
}

/* --- A query --- */

typedef struct {
    const yg_match *match;
    const yg_match_query *query;
    yg_match_scratch *scratch;
    const char *reason; /* the best that was seen for a refusal */
} job;

/* "Sumitomo" is Sumitomo Corporation without its form, and the first word of other groups. */
static bool is_half_a_name(job *j, size_t chain, yg_str word) {
    if (j->match->chains.at[chain].whole)
        return false;
    uint64_t *group = yg_map_get(&j->match->first, word);
    return group != NULL && *group == YG_MATCH_SEVERAL;
}

static yg_match_result lookup(job *j, const yg_match_name *name, size_t from, size_t to) {
    bool formed = to - from < name->n;
    if (from >= to)
        return nothing;
    uint64_t *first =
        yg_map_get(&j->match->exact, yg_match_key(name, from, to, "", &j->scratch->key));
    if (first == NULL)
        return nothing;
    yg_match_result found = yg_match_choose(j->match, *first, formed, j->query->sites);
    if (found.organisation != SIZE_MAX && to - from == 1 && !formed &&
        is_half_a_name(j, *first, name->at[from]))
        found = (yg_match_result){SIZE_MAX, YG_MATCH_NONE, 0,
                                  "names of several groups begin with this word"};
    if (found.organisation == SIZE_MAX)
        j->reason = found.reason;
    return found;
}

/* Is the host a domain of the organisation or below one? "www.aoba.example" is below
 * "aoba.example", "notaoba.example" is not. */
static bool is_host_of(const yg_match *match, yg_str host, size_t organisation) {
    while (host.n > 0) {
        uint64_t *chain = yg_map_get(&match->domains, host);
        size_t at = chain != NULL ? match->chains.at[*chain].first : 0;
        for (size_t n = 0; at != 0 && n < YG_MATCH_BEARERS; n++) {
            if (match->entries.at[at - 1].organisation == organisation)
                return true;
            at = match->entries.at[at - 1].next;
        }
        size_t dot = yg_str_chr(host, '.');
        host = dot == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(host, dot + 1);
    }
    return false;
}

/* A name of one word is many companies' name. Where the victim's host is known it has to speak for
 * this one: it is the organisation's, or it is the very word, or a country that was hit is one of
 * the organisation's. "AKG" of akg-gruppe.de in Germany is not the AKG of Vienna. */
static bool host_speaks_for(job *j, size_t organisation, yg_str word) {
    const yg_organisation_node *o = &j->match->group->organisations.at[organisation];
    yg_str rest = j->query->domain, label, sites = j->query->sites, site;
    if (is_host_of(j->match, rest, organisation))
        return true;
    while (rest.n > 0 && yg_str_split(&rest, '.', &label)) {
        if (yg_str_eq(label, word))
            return true;
    }
    while (sites.n > 0 && yg_str_split(&sites, ' ', &site)) {
        if (site.n > 0 && yg_country_from_code(site) == o->country)
            return true;
    }
    return false;
}

/* A name of the registry, as it is or without its legal form. */
static yg_match_result by_name(job *j, const yg_match_name *name) {
    size_t from, to;
    if (name->n == 0 || name->cut)
        return nothing;
    yg_match_result found = lookup(j, name, 0, name->n);
    yg_match_strip(name, &from, &to);
    if (found.organisation == SIZE_MAX && to - from < name->n)
        found = lookup(j, name, from, to);
    if (found.organisation != SIZE_MAX && to - from == 1 && j->query->domain.n > 0 &&
        !host_speaks_for(j, found.organisation, name->at[from])) {
        j->reason = "the host name is another company's of the same name";
        return nothing;
    }
    return found;
}

static yg_match_result by_domain(job *j, yg_str host) {
    yg_str rest = host;
    while (rest.n > 0) {
        uint64_t *first = yg_map_get(&j->match->domains, rest);
        if (first != NULL) {
            yg_match_result found = yg_match_choose(j->match, *first, false, j->query->sites);
            if (found.organisation != SIZE_MAX) {
                found.basis = YG_MATCH_DOMAIN;
                found.confidence = 95;
            }
            return found;
        }
        size_t dot = yg_str_chr(rest, '.');
        rest = dot == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_from(rest, dot + 1);
    }
    return nothing;
}

/* "https://www.example.co.jp/x", "example.com": the host in it; empty when it is no host. */
static yg_str host_of(yg_str text, yg_buf *raw) {
    size_t slashes = yg_str_find(text, YG_STR("://"));
    if (slashes != SIZE_MAX)
        text = yg_str_from(text, slashes + 3);
    text = yg_str_sub(text, 0, yg_str_chr(text, '/'));
    if (yg_str_chr(text, '.') == SIZE_MAX || yg_str_chr(text, ' ') != SIZE_MAX || text.n > 253)
        return (yg_str){NULL, 0};
    yg_buf_clear(raw);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        yg_buf_addc(raw, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    return yg_buf_str(raw);
}

/* "CNN Facebook page", "Official Twitter account of Marvel": the words that say whose it is. */
static void without_account(yg_match_name *name) {
    size_t n = name->n, from = 0;
    bool account = n > 0 && (name->bits[n - 1] & YG_WORD_ACCOUNT);
    if (account) {
        do
            n--;
        while (n > 1 && (name->bits[n - 1] & YG_WORD_PLATFORM));
        name->n = n;
        if (n > 1 && name->at[n - 1].n == 1 && name->at[n - 1].p[0] == 's')
            name->n--; /* the possessive */
    }
    while (from < name->n && (yg_str_eqz(name->at[from], "official")))
        from++;
    if (from + 2 < name->n && (name->bits[from] & YG_WORD_PLATFORM) &&
        (name->bits[from + 1] & YG_WORD_ACCOUNT) && (name->bits[from + 2] & YG_WORD_LINK))
        from += 3;
    for (size_t i = from; i < name->n; i++) {
        name->at[i - from] = name->at[i];
        name->bits[i - from] = name->bits[i];
    }
    name->n -= from;
}

static bool refused(const yg_match_name *name) {
    for (size_t i = 0; i < name->n; i++) {
        if (name->bits[i] & YG_WORD_REFUSE)
            return true;
        bool fuel = yg_str_eqz(name->at[i], "gas") || yg_str_eqz(name->at[i], "petrol") ||
                    yg_str_eqz(name->at[i], "filling");
        if (fuel && i + 1 < name->n && yg_str_starts(name->at[i + 1], YG_STR("station")))
            return true;
    }
    return false;
}

static yg_match_result try_text(job *j, yg_str text, yg_match_result (*rule)(job *, yg_str));

static yg_match_result name_rule(job *j, yg_str text) {
    yg_match_name name;
    yg_buf_clear(&j->scratch->folded);
    yg_match_split(j->match, text, &j->scratch->folded, &name);
    yg_match_result found = by_name(j, &name);
    size_t before = name.n;
    if (found.organisation != SIZE_MAX)
        return found;
    without_account(&name);
    return name.n < before ? by_name(j, &name) : found;
}

static yg_match_result brand_rule(job *j, yg_str text) {
    yg_match_name name;
    yg_buf_clear(&j->scratch->folded);
    yg_match_split(j->match, text, &j->scratch->folded, &name);
    without_account(&name);
    yg_match_result found = yg_match_by_brand(j->match, &name, j->query, j->scratch);
    if (found.organisation == SIZE_MAX && found.reason != yg_match_unknown)
        j->reason = found.reason;
    return found;
}

/* The text behind "groupe", "subsidiary of" and their like, in brackets or behind a comma. */
static yg_match_result said_rule(job *j, yg_str inside) {
    static const char *const words[] = {
        "groupe ",    "gruppe ",     "gruppo ",      "grupo ",     "subsidiary of ", "filiale de ",
        "filiale d'", "filiale du ", "division of ", "a unit of ", "part of ",       "owned by "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        yg_str word = yg_str_of(words[i]);
        for (size_t at = 0; at + word.n < inside.n; at++) {
            if (!yg_str_eq_nocase(yg_str_sub(inside, at, word.n), word))
                continue;
            yg_match_result found = name_rule(j, yg_str_from(inside, at + word.n));
            if (found.organisation != SIZE_MAX) {
                found.basis = YG_MATCH_SAID;
                found.confidence = 90;
                return found;
            }
        }
    }
    return nothing;
}

/* "Crescent Health Inc. - a Walgreens Company": the words between "a" and the last one. */
static yg_match_result said_company(job *j, yg_str text) {
    static const char *const ends[] = {" company", " business", " brand"};
    static const char *const begins[] = {" a ", " an ", ",a ", "-a "};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        yg_str end = yg_str_of(ends[i]);
        if (text.n <= end.n || !yg_str_eq_nocase(yg_str_from(text, text.n - end.n), end))
            continue;
        yg_str rest = yg_str_sub(text, 0, text.n - end.n);
        for (size_t at = rest.n; at-- > 0;) {
            for (size_t k = 0; k < sizeof begins / sizeof *begins; k++) {
                yg_str begin = yg_str_of(begins[k]);
                if (yg_str_eq_nocase(yg_str_sub(rest, at, begin.n), begin)) {
                    yg_match_result found = name_rule(j, yg_str_from(rest, at + begin.n));
                    found.basis = found.organisation != SIZE_MAX ? YG_MATCH_SAID : YG_MATCH_NONE;
                    return found;
                }
            }
        }
    }
    return nothing;
}

/* "Teavana/Starbucks": two names in one field, when both are of one group. */
static yg_match_result of_both(job *j, yg_str text) {
    size_t slash = yg_str_chr(text, '/');
    if (slash == SIZE_MAX || slash == 0)
        return nothing;
    yg_match_result left = name_rule(j, yg_str_sub(text, 0, slash)),
                    right = name_rule(j, yg_str_from(text, slash + 1));
    if (left.organisation == SIZE_MAX || right.organisation == SIZE_MAX ||
        j->match->tops[left.organisation] != j->match->tops[right.organisation])
        return nothing;
    return left;
}

static bool is_refused(job *j, yg_str text) {
    yg_match_name name;
    yg_buf_clear(&j->scratch->folded);
    yg_match_split(j->match, text, &j->scratch->folded, &name);
    return refused(&name);
}

/* A rule over a name, the name without its bracket, and what is in the bracket. */
static yg_match_result try_text(job *j, yg_str text, yg_match_result (*rule)(job *, yg_str)) {
    yg_match_result found = rule(j, text);
    size_t open = yg_str_chr(text, '('), close = yg_str_chr(text, ')');
    if (found.organisation == SIZE_MAX && rule == name_rule)
        found = said_company(j, text);
    if (found.organisation == SIZE_MAX && rule == name_rule)
        found = of_both(j, text);
    if (found.organisation == SIZE_MAX && is_refused(j, text))
        return nothing;
    if (found.organisation != SIZE_MAX || open == SIZE_MAX || close == SIZE_MAX || close < open)
        return found;
    if (open > 1)
        found = rule(j, yg_str_trim(yg_str_sub(text, 0, open)));
    if (found.organisation == SIZE_MAX && rule == name_rule)
        found = said_rule(j, yg_str_sub(text, open + 1, close - open - 1));
    return found;
}

static yg_match_result for_each(job *j, yg_match_result (*rule)(job *, yg_str)) {
    yg_str rest = j->query->names, text;
    yg_match_result found = nothing;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &text)) {
        text = yg_str_trim(yg_str_sub(text, 0, YG_MATCH_NAME_BYTES));
        if (text.n > 0)
            found = try_text(j, text, rule);
        if (found.organisation != SIZE_MAX)
            break;
    }
    return found;
}

static yg_match_result host_rule(job *j, yg_str text) {
    return by_domain(j, host_of(text, &j->scratch->raw));
}

yg_match_result yg_match_find(const yg_match *match, const yg_match_query *query,
                              yg_match_scratch *scratch) {
    job j = {match, query, scratch, NULL};
    yg_match_result found = for_each(&j, name_rule);
    if (found.organisation != SIZE_MAX)
        return found;
    if (is_refused(&j, query->names))
        return (yg_match_result){SIZE_MAX, YG_MATCH_NONE, 0,
                                 "a dealer, a franchise or somebody who deals with the group"};
    found = by_domain(&j, query->domain);
    if (found.organisation == SIZE_MAX)
        found = for_each(&j, host_rule);
    if (found.organisation == SIZE_MAX)
        found = for_each(&j, brand_rule);
    if (found.organisation == SIZE_MAX && j.reason != NULL)
        found.reason = j.reason;
    return found;
}
