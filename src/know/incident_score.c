/* How alike two incidents are: names, hosts, countries, actors, dates. */
#include <math.h>

#include "know/incident_link.h"

/* Of one pair of incidents at most so many spellings are compared letter by letter [QUADRATIC]. */
enum { NEED_LETTERS = 5, LONGEST_COMPARED = 48, MOST_DISTANCES = 16 };
/* Countries and dates that agree make no name alike that is not. */
#define SURE_IDENTITY 62.0
#define DAY_US INT64_C(86400000000)

static size_t smallest(size_t a, size_t b) {
    return a < b ? a : b;
}

static double largest(double a, double b) {
    return a > b ? a : b;
}

/* Levenshtein's distance in bytes when it is at most `most`, else most + 1. */
static size_t distance(uint32_t *effort, yg_str a, yg_str b, size_t most) {
    uint8_t row[LONGEST_COMPARED + 1];
    if (a.n > b.n) {
        yg_str swap = a;
        a = b;
        b = swap;
    }
    if (b.n - a.n > most || a.n > LONGEST_COMPARED || *effort >= MOST_DISTANCES)
        return most + 1;
    if (a.n > 0 && a.p[0] != b.p[0] && a.p[a.n - 1] != b.p[b.n - 1])
        return most + 1; /* misspelt, but not at both ends */
    (*effort)++;
    for (size_t i = 0; i <= a.n; i++)
        row[i] = (uint8_t)i;
    for (size_t k = 0; k < b.n; k++) {
        uint8_t diagonal = row[0], least = 255;
        row[0] = (uint8_t)(k + 1);
        for (size_t i = 0; i < a.n; i++) {
            uint8_t above = row[i + 1], best = (uint8_t)(diagonal + (a.p[i] != b.p[k]));
            if (above + 1 < best)
                best = (uint8_t)(above + 1);
            if (row[i] + 1 < best)
                best = (uint8_t)(row[i] + 1);
            diagonal = above;
            row[i + 1] = best;
            least = best < least ? best : least;
        }
        if (least > most)
            return most + 1;
    }
    return row[a.n];
}

/* --- Two names --- */

typedef struct {
    double share;
    double named, placed; /* weight of words in common that name, and of places */
    uint32_t words[8], words_n;
} alike_words;

static bool alike(uint32_t *effort, const yg_incident_vocable *a, const yg_incident_vocable *b) {
    size_t shorter = smallest(a->text.n, b->text.n);
    if (a == b)
        return true;
    if (a->generic || b->generic || a->place || b->place || shorter < 6)
        return false;
    return distance(effort, a->text, b->text, shorter / 6) <= shorter / 6;
}

static double weight_of(const yg_incident_set *set, const yg_incident_form *f) {
    double sum = 0;
    for (uint32_t i = 0; i < f->words_n; i++)
        sum += set->vocables.at[set->words.at[f->words + i]].weight;
    return sum;
}

static double named_weight(const yg_incident_set *set, const yg_incident_form *f) {
    double sum = 0;
    for (uint32_t i = 0; i < f->words_n; i++) {
        const yg_incident_vocable *v = &set->vocables.at[set->words.at[f->words + i]];
        sum += v->generic || v->place ? 0 : v->weight;
    }
    return sum;
}

/* Weight of a word that two records in all have. */
static double rare_weight(const yg_incident_set *set) {
    return log2((double)(set->records.n + 2000) / 2);
}

static alike_words common_words(const yg_incident_set *set, const yg_incident_form *f,
                                const yg_incident_form *g, uint32_t *effort) {
    alike_words found = {0};
    uint32_t used = 0;
    double shared = 0, both = weight_of(set, f), less = weight_of(set, g);
    for (uint32_t i = 0; i < f->words_n; i++) {
        const yg_incident_vocable *v = &set->vocables.at[set->words.at[f->words + i]];
        for (uint32_t k = 0; k < g->words_n && k < 32; k++) {
            const yg_incident_vocable *w = &set->vocables.at[set->words.at[g->words + k]];
            if ((used >> k & 1) != 0 || !alike(effort, v, w))
                continue;
            used |= 1u << k;
            double weight = v->weight < w->weight ? v->weight : w->weight;
            shared += weight;
            found.named += v->generic || v->place ? 0 : weight;
            found.placed += v->place ? weight : 0;
            if (found.words_n < 8)
                found.words[found.words_n++] = set->words.at[f->words + i];
            break;
        }
    }
    both += less;
    less = both - less < less ? both - less : less;
    if (shared > 0 && less > 0)
        found.share = 0.5 * shared / (both - shared) + 0.5 * (shared > less ? 1 : shared / less);
    return found;
}

static bool is_initials(yg_str name, const yg_incident_form *of) {
    return name.n >= 3 && name.n <= 10 &&
           (yg_str_eq(name, of->initials) || yg_str_eq(name, of->all_initials));
}

static double by_initials(const yg_incident_form *f, const yg_incident_form *g,
                          yg_incident_likeness *l) {
    yg_str name = {NULL, 0};
    if (is_initials(f->full, g))
        name = f->full;
    else if (is_initials(g->full, f))
        name = g->full;
    if (name.n == 0)
        return 0;
    l->initials = name;
    return name.n >= 4 ? 0.7 : 0.5;
}

static yg_str before_han(yg_str name) {
    size_t n = 0;
    while (n < name.n && (unsigned char)name.p[n] < 0x80)
        n++;
    return yg_str_sub(name, 0, n);
}

/* A name in kana and one in Latin letters. */
static double by_sound(const yg_incident_form *f, const yg_incident_form *g, uint32_t *effort) {
    if (f->kana == g->kana || f->sound.n < 2 || !yg_str_eq(f->sound, g->sound))
        return 0;
    if (f->sound.n >= 4)
        return 0.8;
    yg_str a = before_han(f->own), b = before_han(g->own);
    size_t most = (smallest(a.n, b.n) + 1) / 2;
    bool near = distance(effort, a, b, most) <= most;
    return f->sound.n == 3 ? (near ? 0.65 : 0.5) : near ? 0.45 : 0;
}

static bool nearly(uint32_t *effort, yg_str a, yg_str b) {
    size_t shorter = smallest(a.n, b.n);
    return shorter >= 9 && distance(effort, a, b, shorter / 9) <= shorter / 9;
}

static uint32_t institutions(const yg_incident_set *set, const yg_incident_form *f) {
    uint32_t bits = 0;
    for (uint32_t i = 0; i < f->words_n; i++)
        bits |= set->vocables.at[set->words.at[f->words + i]].institution;
    return bits;
}

static bool kinds_differ(const yg_incident_set *set, const yg_incident_form *f,
                         const yg_incident_form *g) {
    uint32_t a = institutions(set, f), b = institutions(set, g);
    return a != 0 && b != 0 && (a & b) == 0;
}

/* The most that words alone can say: "City Hospital" is many, "University of Virginia" one or two.
 */
static double most_of(const yg_incident_set *set, const yg_incident_form *f,
                      const alike_words *words) {
    if (named_weight(set, f) > 0)
        return 1;
    return words->share > 0.99 && words->placed > 0 && words->words_n >= 2 ? 0.78 : 0.5;
}

static double by_words(const yg_incident_set *set, const yg_incident_form *f,
                       const yg_incident_form *g, const alike_words *words, uint32_t *effort) {
    double need = 0.75 * rare_weight(set), sure = words->named < need ? words->named / need : 1;
    double best = words->share * (0.25 + 0.75 * sure);
    if (words->named <= 0)
        best = words->share > 0.99 && words->placed > 0 ? 0.78 : best < 0.25 ? best : 0.25;
    if (yg_str_eq(f->core, g->core))
        best = largest(best, 0.96 * (sure > 0.9 || f->core.n >= 10 ? 1 : 0.6 + 0.4 * sure));
    else if (nearly(effort, f->core, g->core))
        best = largest(best, 0.88);
    else if (f->own.n >= 6 && yg_str_eq(f->own, g->own) && words->named > 0)
        best = largest(best, 0.6 + 0.2 * sure);
    double most = most_of(set, f, words), other = most_of(set, g, words);
    most = other < most ? other : most;
    if (yg_str_eq(f->core, g->core) && f->core.n >= 20) /* long names of kinds are few */
        most = largest(most, 0.78);
    return best < most ? best : most;
}

static void compare_forms(const yg_incident_set *set, const yg_incident_form *f,
                          const yg_incident_form *g, yg_incident_likeness *l) {
    alike_words words = common_words(set, f, g, &l->effort);
    double best = by_words(set, f, g, &words, &l->effort), other;
    bool differ = kinds_differ(set, f, g);
    if (differ)
        best = best < 0.5 ? best : 0.5;
    if ((other = by_initials(f, g, l)) > best)
        best = other;
    other = by_sound(f, g, &l->effort);
    if (other > best) {
        best = other;
        l->sound = true;
    }
    if (best <= l->name)
        return;
    l->name = best;
    l->same_name = yg_str_eq(f->core, g->core);
    l->kinds_differ = differ;
    l->words_n = words.words_n;
    memcpy(l->words, words.words, sizeof l->words);
}

/* --- A host and a name --- */

/* "lexrich" of Lexington-Richland: the share of the label that beginnings of the words make up. */
static double covered(const yg_incident_set *set, yg_str label, const yg_incident_form *f) {
    size_t at = 0, used = 0;
    for (uint32_t i = 0; i < f->words_n && at < label.n; i++) {
        yg_str word = set->vocables.at[set->words.at[f->words + i]].text;
        size_t n = 0;
        while (n < word.n && at + n < label.n && word.p[n] == label.p[at + n])
            n++;
        if (n >= 3 || (n > 0 && n == word.n)) {
            at += n;
            used++;
        }
    }
    return used >= 2 ? (double)at / (double)label.n : 0;
}

static double within(yg_str longer, yg_str shorter) {
    if (shorter.n < NEED_LETTERS || shorter.n >= longer.n)
        return 0;
    double share = (double)shorter.n / (double)longer.n;
    if (yg_str_starts(longer, shorter))
        return 0.45 + 0.45 * share;
    return shorter.n >= 6 && yg_str_find(longer, shorter) != SIZE_MAX ? 0.35 + 0.45 * share : 0;
}

static double label_alike(const yg_incident_set *set, yg_str label, const yg_incident_form *f,
                          uint32_t *effort) {
    double best = 0;
    if (yg_str_eq(label, f->full) || yg_str_eq(label, f->core))
        return label.n >= NEED_LETTERS ? 0.93 : label.n >= 3 ? 0.8 : 0.4;
    if (yg_str_eq(label, f->own))
        return label.n >= NEED_LETTERS ? 0.85 : label.n >= 3 ? 0.6 : 0.3;
    if (nearly(effort, label, f->core) || nearly(effort, label, f->full))
        return 0.85;
    if (is_initials(label, f))
        best = label.n >= 4 ? 0.7 : 0.5;
    best = largest(best, largest(within(label, f->core), within(f->core, label)));
    best = largest(best, largest(within(label, f->own), within(f->own, label)));
    if (label.n >= NEED_LETTERS) {
        double part = covered(set, label, f);
        best = largest(best, part >= 0.75 ? 0.2 + 0.5 * part : 0);
    }
    return best;
}

static void compare_labels(const yg_incident_set *set, const yg_incident_record *a,
                           const yg_incident_record *b, yg_incident_likeness *l) {
    for (uint32_t i = 0; i < a->hosts_n; i++) {
        const yg_incident_host *h = &set->hosts.at[a->hosts + i];
        for (uint32_t k = 0; k < b->forms_n && !h->shared; k++) {
            double share = label_alike(set, h->squeezed, &set->forms.at[b->forms + k], &l->effort);
            share = h->place && share > 0.4 ? 0.4 : share;
            if (share > l->label) {
                l->label = share;
                l->label_text = h->host;
            }
        }
    }
}

static void compare_hosts(const yg_incident_set *set, const yg_incident_record *a,
                          const yg_incident_record *b, yg_incident_likeness *l) {
    for (uint32_t i = 0; i < a->hosts_n; i++) {
        for (uint32_t k = 0; k < b->hosts_n; k++) {
            const yg_incident_host *g = &set->hosts.at[a->hosts + i],
                                   *h = &set->hosts.at[b->hosts + k];
            if (g->shared || h->shared)
                continue;
            if (yg_str_eq(g->host, h->host)) {
                l->domain = true;
                l->host = g->host;
            } else if (yg_str_eq(g->squeezed, h->squeezed) && g->squeezed.n >= 4 && !l->domain) {
                l->label_domain = true;
                l->host = g->host;
            }
        }
    }
}

/* --- The rest --- */

static int64_t days_between(const yg_incident_record *a, const yg_incident_record *b) {
    const yg_incident_entry *x = &a->entry, *y = &b->entry;
    if ((x->from_us == 0 && x->to_us == 0) || (y->from_us == 0 && y->to_us == 0))
        return -1;
    int64_t gap = x->from_us > y->to_us ? x->from_us - y->to_us : y->from_us - x->to_us;
    return gap <= 0 ? 0 : gap / DAY_US;
}

static bool is_coarse(const yg_incident_record *r) {
    return r->entry.to_us / DAY_US - r->entry.from_us / DAY_US > 80;
}

static int compare_countries(const yg_incident_record *a, const yg_incident_record *b) {
    for (uint32_t i = 0; i < a->countries_n; i++) {
        for (uint32_t k = 0; k < b->countries_n; k++) {
            if (a->countries[i] == b->countries[k])
                return 1;
        }
    }
    return a->countries_n > 0 && b->countries_n > 0 ? -1 : 0;
}

static int compare_actors(const yg_incident_record *a, const yg_incident_record *b) {
    for (uint32_t i = 0; i < a->actors_n; i++) {
        for (uint32_t k = 0; k < b->actors_n; k++) {
            if (a->actors[i] == b->actors[k])
                return 1;
        }
    }
    return a->actors_n > 0 && b->actors_n > 0 ? -1 : 0;
}

/* Nearer is better, so that of several incidents of one victim the nearest is taken. */
static double date_points(int64_t days, bool coarse) {
    if (days < 0 || coarse)
        return 0;
    if (days <= YG_INCIDENT_WINDOW_DAYS)
        return 12.0 * (1.0 - (double)days / YG_INCIDENT_WINDOW_DAYS);
    return -10.0;
}

static double points_of(yg_incident_likeness *l) {
    double host = l->domain ? 0.95 : l->label_domain ? 0.75 : 0;
    double apart = (1 - 0.97 * l->name) * (1 - 0.97 * l->label) * (1 - host);
    double points = 100 * (1 - (l->organisation ? 0.05 : 1) * apart);
    l->identity = points;
    points += l->countries > 0 ? 4 : l->countries < 0 ? -15 : 0;
    points += l->actors > 0 ? 10 : l->actors < 0 ? -8 : 0;
    return points + date_points(l->days, l->coarse);
}

/* Countries that differ, dates of a year or none: then the name must be the same, not only alike.
 */
static bool is_sure(const yg_incident_record *x, const yg_incident_record *y,
                    const yg_incident_likeness *l) {
    bool same = l->same_name || l->organisation;
    if (l->domain)
        return true;
    if (l->identity < SURE_IDENTITY)
        return false;
    if (l->coarse || (l->countries < 0 && l->days > 30))
        return same && l->countries >= 0;
    if (l->countries < 0)
        return same;
    if (l->days < 0)
        return x->undated || y->undated;
    return !l->kinds_differ || l->organisation;
}

void yg_incident_compare(const yg_incident_set *set, uint32_t a, uint32_t b,
                         yg_incident_likeness *ret_likeness) {
    const yg_incident_record *x = &set->records.at[a], *y = &set->records.at[b];
    yg_incident_likeness l = {0};
    for (uint32_t i = 0; i < x->forms_n; i++) {
        for (uint32_t k = 0; k < y->forms_n; k++)
            compare_forms(set, &set->forms.at[x->forms + i], &set->forms.at[y->forms + k], &l);
    }
    compare_labels(set, x, y, &l);
    compare_labels(set, y, x, &l);
    compare_hosts(set, x, y, &l);
    l.organisation = x->organisation != 0 && x->organisation == y->organisation;
    l.countries = compare_countries(x, y);
    l.actors = compare_actors(x, y);
    l.days = days_between(x, y);
    l.coarse = is_coarse(x) || is_coarse(y);
    /* Equal evidence shall be equal, whatever the order of the sums. */
    l.points = round(points_of(&l) * 10) / 10;
    l.sure = is_sure(x, y, &l);
    *ret_likeness = l;
}
