#include "tell/sets.h"

#include "base/time.h"
#include "store/incident_scope.h"
#include "text/key.h"

typedef struct {
    teller *t;
    struct teller_sets *sets;
    set_source *last;
    yg_map by_name; /* actor as written -> number + 1 in keys */
    YG_VEC(yg_str) keys;
} tally;

void set_free_words(set_words *words) {
    yg_map_free(&words->at);
    yg_vec_free(&words->words);
}

void teller_free_sets(teller *t) {
    if (t->sets == NULL)
        return;
    for (size_t i = 0; i < t->sets->sources.n; i++) {
        set_source *s = &t->sets->sources.at[i];
        set_free_words(&s->all.labels);
        for (size_t by = 0; by < 2; by++)
            if (s->by[by] != NULL) {
                set_free_words(&s->by[by]->place.labels);
                set_free_words(&s->by[by]->types);
                set_free_words(&s->by[by]->actors);
                set_free_told(&s->by[by]->told);
            }
    }
    for (size_t k = 0; k < YG_SAIDS; k++)
        yg_vec_free(&t->sets->said[k].rows);
    yg_map_free(&t->sets->said_words);
    yg_vec_free(&t->sets->sources);
}

/* --- One row --- */

static void meet(teller *t, set_words *words, yg_str word, yg_str text, bool named) {
    bool is_new = false;
    uint64_t *place = yg_map_put(&words->at, word, &is_new);
    if (is_new) {
        yg_vec_push(&words->words, ((set_word){teller_copy(t, word), teller_copy(t, text), 0, 0}));
        *place = words->words.n;
    }
    words->words.at[*place - 1].n++;
    words->words.at[*place - 1].named += named;
}

static size_t sector_of(const yg_tally_row *row) {
    if (row->sector.n == 1 && row->sector.p[0] >= 'A' && row->sector.p[0] <= 'U')
        return (size_t)(row->sector.p[0] - 'A');
    return row->sector_label.n > 0 || row->sector.n > 0 ? SET_LABELS : SET_SECTORS;
}

/* Does anybody name the parent's country? */
static bool is_named(const yg_tally_row *row) {
    return yg_country_from_code(row->parent_country) != 0;
}

void set_meet(teller *t, set_words *words, yg_str word, yg_str text) {
    meet(t, words, word, text, false);
}

static void add_sector(teller *t, set_sectors *s, const yg_tally_row *row, size_t sector) {
    bool named = is_named(row);
    s->n++;
    s->named += named;
    if (sector == SET_SECTORS)
        return;
    s->sector_known++;
    s->sectors[sector]++;
    s->named_sectors[sector] += named;
    if (sector == SET_LABELS)
        meet(t, &s->labels, row->sector_label, row->sector_label, named);
}

/* The quarter of a moment, counted from SET_FIRST_YEAR; -1: not in the years that are counted. */
static int quarter_of(int64_t us) {
    int year, month, day;
    yg_civil_from_days(yg_time_day(us), &year, &month, &day);
    if (year < SET_FIRST_YEAR || year >= SET_FIRST_YEAR + SET_YEARS)
        return -1;
    return (year - SET_FIRST_YEAR) * 4 + (month - 1) / 3;
}

/* The year and the quarter that hold the whole date; -1 where none does. */
static void date_of(const yg_tally_row *row, int *ret_year, int *ret_quarter) {
    *ret_year = *ret_quarter = -1;
    if (row->from_us >= row->to_us)
        return;
    int first = quarter_of(row->from_us), last = quarter_of(row->to_us - 1);
    if (first < 0 || last < 0 || first / 4 != last / 4)
        return;
    *ret_year = first / 4;
    *ret_quarter = first == last ? first : -1;
}

static void note_date(set_source *s, const yg_tally_row *row) {
    int first = row->from_us < row->to_us ? quarter_of(row->from_us) : -1;
    int last = first >= 0 ? quarter_of(row->to_us - 1) : -1;
    if (last < 0)
        return;
    s->begins[first]++;
    s->ends[last]++;
    s->dated++;
}

static void find_span(set_source *s) {
    uint64_t enough = s->dated / 200 < 2 ? 2 : s->dated / 200, before = 0, after = 0;
    enough = enough < s->dated ? enough : s->dated;
    s->first_quarter = 0;
    s->last_quarter = SET_QUARTERS;
    while (s->dated > 0 && before < enough)
        before += s->begins[s->first_quarter++];
    while (s->dated > 0 && after < enough)
        after += s->ends[--s->last_quarter];
    s->first_quarter -= s->first_quarter > 0;
}

static yg_str key_of(tally *y, yg_str name) {
    bool is_new = false;
    uint64_t *place = yg_map_put(&y->by_name, name, &is_new);
    if (is_new) {
        yg_vec_push(&y->keys, teller_key(y->t, name));
        *place = y->keys.n;
    }
    return y->keys.at[*place - 1];
}

static void add_words(tally *y, set_counts *c, const yg_tally_row *row) {
    yg_str rest = row->types, one;
    bool any = false, named = is_named(row);
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one))
        if (one.n > 0) {
            meet(y->t, &c->types, one, one, named);
            any = true;
        }
    c->types.known += any;
    rest = row->actors;
    while (rest.n > 0 && yg_str_split(&rest, '\n', &one)) {
        yg_str key = one.n > 0 ? key_of(y, one) : one;
        if (key.n > 0) /* names of punctuation alone have none */
            meet(y->t, &c->actors, key, one, named);
    }
    c->actors.known += yg_str_trim(row->actors).n > 0;
}

static size_t site_at(yg_country country) {
    unsigned a = (country >> 8) - 'A', b = (country & 0xFF) - 'A';
    return a < 26 && b < 26 ? a * 26 + b : SIZE_MAX;
}

static void add_sites(teller *t, set_counts *c, const yg_tally_row *row, bool inside, size_t by) {
    yg_str rest = row->sites, one;
    bool by_parent = by == YG_QUERY_BY_PARENT - 1 && t->country != 0;
    /* Elsewhere than at home is known of a row only when all of its sites are. */
    if (row->sites.n == 0 || (by_parent && row->has_site_labels))
        return;
    if (!by_parent || is_named(row))
        c->sites_known++;
    if (by_parent && inside)
        return;
    c->abroad += by_parent;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &one)) {
        size_t at = site_at(yg_country_from_code(one));
        if (one.n > 0 && at != SIZE_MAX) {
            c->sites[at]++;
            c->sites_n++;
        }
    }
}

static void add(tally *y, set_counts *c, const yg_tally_row *row, bool inside, size_t by) {
    size_t sector = sector_of(row);
    int year, quarter;
    date_of(row, &year, &quarter);
    add_sector(y->t, &c->place, row, sector);
    if (year >= 0 && sector < SET_SECTORS)
        c->year_sectors[year][sector]++;
    if (y->t->sector != 0 && y->t->organisation == 0 && sector != (size_t)(y->t->sector - 'A'))
        return;
    c->n++;
    c->named += is_named(row);
    add_words(y, c, row);
    set_add_told(y->t, &c->told, row->oid);
    if (year >= 0) {
        c->years[year]++;
        c->dated_years++;
    }
    if (quarter >= 0) {
        c->quarters[quarter]++;
        c->dated_quarters++;
    }
    add_sites(y->t, c, row, inside, by);
}

/* --- Which rows --- */

static set_source *source_of(tally *y, int64_t sid) {
    if (y->last != NULL && y->last->sid == sid)
        return y->last;
    for (size_t i = 0; i < y->sets->sources.n; i++)
        if (y->sets->sources.at[i].sid == sid)
            return y->last = &y->sets->sources.at[i];
    return NULL;
}

/* Where a source chooses between words: the ways in are left out, which always differ. */
static void see_said(const teller *t, set_source *s, int64_t oid) {
    for (size_t k = YG_SAID_ENTERED; k < YG_SAIDS; k++) {
        size_t n = 0;
        const set_said *rows = s->distinguishes[k] ? NULL : set_said_of(t, (yg_said)k, oid, &n);
        for (size_t i = 0; i < n; i++) {
            if (s->first_said[k].n == 0)
                s->first_said[k] = rows[i].word;
            s->distinguishes[k] |= !yg_str_eq(rows[i].word, s->first_said[k]);
        }
    }
}

static bool take_row(void *self, const yg_tally_row *row, yg_error *err) {
    tally *y = self;
    teller *t = y->t;
    set_source *s = source_of(y, row->sid);
    (void)err;
    if (s == NULL)
        return true;
    note_date(s, row);
    if (row->from_us > s->begun_us && row->from_us < row->to_us)
        s->begun_us = row->from_us;
    if (!teller_in_period(t, row->from_us, row->to_us))
        return true;
    add_sector(t, &s->all, row, sector_of(row));
    set_cover_add(&s->cover, row->from_us, row->to_us);
    see_said(t, s, row->oid);
    if (t->organisation != 0) {
        if (yg_owner_scope_has(&t->owned, row->organisation,
                               yg_owner_moment(row->from_us, row->to_us)))
            add(y, s->by[1], row, t->country != 0 && yg_incident_has_site(row->sites, t->country),
                1);
        return true;
    }
    if (t->country == 0) {
        add(y, s->by[0], row, false, 0);
        return true;
    }
    bool named, inside = yg_incident_has_site(row->sites, t->country);
    bool shared = inside && yg_incident_has_site(row->sites, t->not_country);
    s->shared += shared;
    if (inside && !shared)
        add(y, s->by[0], row, true, 0);
    if (yg_incident_parent(row->parent_country, row->sites, row->has_site_labels, &named) ==
        t->country)
        add(y, s->by[1], row, inside, 1);
    return true;
}

/* --- All of them --- */

static bool take_source(void *self, const yg_source_name_row *row, yg_error *err) {
    tally *y = self;
    set_source s = {.sid = row->sid, .name = teller_copy(y->t, row->name)};
    (void)err;
    for (size_t by = 0; by < 2; by++)
        s.by[by] = yg_arena_alloc(&y->t->doc->arena, sizeof *s.by[by]);
    yg_vec_push(&y->sets->sources, s);
    return true;
}

static int by_count(const void *a, const void *b) {
    const set_word *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return yg_str_cmp(x->word, y->word);
}

void set_sort(set_words *words) {
    if (words->words.n > 1)
        qsort(words->words.at, words->words.n, sizeof *words->words.at, by_count);
}

bool teller_gather_sets(teller *t, yg_error *err) {
    tally y = {.t = t};
    t->sets = y.sets = yg_arena_alloc(&t->doc->arena, sizeof *y.sets);
    bool ok = set_gather_said(t, err) &&
              yg_store_incident_sources(t->store, take_source, &y, err) &&
              (y.sets->sources.n == 0 || yg_store_tally(t->store, take_row, &y, err));
    for (size_t i = 0; ok && i < y.sets->sources.n; i++) {
        find_span(&y.sets->sources.at[i]);
        for (size_t by = 0; by < 2; by++) {
            set_counts *c = y.sets->sources.at[i].by[by];
            set_sort(&c->types);
            set_sort(&c->actors);
            set_sort_told(&c->told);
            set_sort(&c->place.labels);
        }
    }
    yg_vec_free(&y.keys);
    yg_map_free(&y.by_name);
    return ok;
}
