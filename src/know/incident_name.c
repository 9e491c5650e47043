/* The names of an incident's victim, cut into the ways to write them. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "know/incident_link.h"
#include "text/key.h"

enum { MOST_FORMS = 6, MOST_WORDS = 14, MOST_HOSTS = 4, LONGEST_PART = 300 };

/* The word under which several spellings meet in letters-only comparison: "Büchner" and
 * "Buechner", "Tokyo" and "Toukyou". */
static void squeeze(yg_buf *buf, size_t from) {
    size_t to = from;
    for (size_t i = from; i < buf->n; i++) {
        char c = buf->p[i], next = i + 1 < buf->n ? buf->p[i + 1] : '\0';
        bool umlaut = (c == 'a' || c == 'o' || c == 'u') && next == 'e';
        bool is_long = (c == 'o' && (next == 'u' || next == 'o')) || (c == 'u' && next == 'u');
        buf->p[to++] = c;
        i += umlaut || is_long;
    }
    buf->n = to;
}

static yg_str keep(yg_incident_set *set, size_t from) {
    return yg_arena_copy(&set->arena, yg_str_from(yg_buf_str(&set->scratch), from));
}

static uint32_t vocable_of(yg_incident_set *set, yg_str text, yg_word_class class) {
    bool fresh;
    uint64_t *value = yg_map_put(&set->vocable_numbers, text, &fresh);
    if (fresh) {
        *value = set->vocables.n;
        yg_vec_push(&set->vocables,
                    ((yg_incident_vocable){.text = yg_map_key(value),
                                           .generic = class == YG_WORD_GENERIC,
                                           .place = class == YG_WORD_PLACE,
                                           .institution = yg_word_institution(text)}));
    }
    return (uint32_t)*value;
}

typedef struct {
    yg_incident_set *set;
    yg_incident_form form;
    yg_word_class classes[MOST_WORDS];
    yg_str words[MOST_WORDS], concepts[MOST_WORDS];
    size_t n;
} cutting;

static void take_word(cutting *c, yg_str word) {
    yg_str concept;
    yg_word_class class = yg_word_of(&c->set->dictionary, word, &concept);
    if (c->n == MOST_WORDS)
        return;
    /* "(5)", "2024": digits name nothing. */
    c->words[c->n] = word;
    c->concepts[c->n] = concept;
    c->classes[c->n++] = class;
}

/* Chinese characters are written without spaces: known words are cut out of a run. */
static void take_han(cutting *c, yg_str run) {
    size_t start = 0;
    for (size_t i = 0; i <= run.n;) {
        size_t known = i < run.n ? yg_word_han_prefix(&c->set->dictionary, yg_str_from(run, i)) : 0;
        if (i == run.n || known > 0) {
            if (i > start)
                take_word(c, yg_str_sub(run, start, i - start));
            if (known > 0)
                take_word(c, yg_str_sub(run, i, known));
            start = i + known;
        }
        if (i == run.n)
            break;
        if (known > 0)
            i += known;
        else
            yg_utf8_next(run, &i);
    }
}

static yg_str letters(cutting *c, yg_word_class from) {
    size_t at = c->set->scratch.n;
    for (size_t i = 0; i < c->n; i++) {
        if (c->classes[i] < from)
            yg_buf_add(&c->set->scratch, c->words[i]);
    }
    squeeze(&c->set->scratch, at);
    return keep(c->set, at);
}

static yg_str initials(cutting *c, bool all) {
    size_t at = c->set->scratch.n, n = 0;
    for (size_t i = 0; i < c->n; i++) {
        bool wanted = all ? c->classes[i] != YG_WORD_LEGAL : c->classes[i] < YG_WORD_STOP;
        if (wanted && (unsigned char)c->words[i].p[0] < 0x80) {
            yg_buf_addc(&c->set->scratch, c->words[i].p[0]);
            n++;
        }
    }
    return n >= 3 ? keep(c->set, at) : (yg_str){NULL, 0};
}

static yg_str heard(cutting *c) {
    YG_CLEANUP_BUF yg_buf names = {0};
    for (size_t i = 0; i < c->n; i++) {
        if (c->classes[i] <= YG_WORD_PLACE && (unsigned char)c->words[i].p[0] < 0x80)
            yg_buf_add(&names, c->words[i]);
    }
    size_t at = c->set->scratch.n;
    yg_incident_sound_add(&c->set->scratch, yg_buf_str(&names));
    return keep(c->set, at);
}

static bool already(const yg_incident_set *set, const yg_incident_record *r,
                    const yg_incident_form *form) {
    for (uint32_t i = 0; i < r->forms_n; i++) {
        if (yg_str_eq(set->forms.at[r->forms + i].full, form->full))
            return true;
    }
    return false;
}

static void finish_form(cutting *c, yg_incident_record *r) {
    yg_incident_set *set = c->set;
    yg_incident_form *f = &c->form;
    set->scratch.n = 0;
    f->full = letters(c, YG_WORD_LEGAL);
    f->core = letters(c, YG_WORD_STOP);
    f->own = letters(c, YG_WORD_GENERIC);
    if (f->full.n < 2 || already(set, r, f))
        return;
    if (f->core.n == 0)
        f->core = f->full;
    f->initials = initials(c, false);
    f->all_initials = initials(c, true);
    f->sound = heard(c);
    f->words = (uint32_t)set->words.n;
    for (size_t i = 0; i < c->n; i++) {
        bool number = c->words[i].n == 1;
        if (c->classes[i] >= YG_WORD_STOP || (number && c->n > 1))
            continue;
        yg_vec_push(&set->words, vocable_of(set, c->concepts[i], c->classes[i]));
    }
    f->words_n = (uint32_t)(set->words.n - f->words);
    yg_vec_push(&set->forms, *f);
    r->forms_n++;
}

static bool has_kana(yg_str s) {
    for (size_t i = 0; i < s.n;) {
        uint32_t c = yg_utf8_next(s, &i);
        if ((c >= 0x3041 && c <= 0x30FF) || (c >= 0xFF66 && c <= 0xFF9D))
            return true;
    }
    return false;
}

static void add_form(yg_incident_set *set, yg_incident_record *r, yg_str part) {
    YG_CLEANUP_BUF yg_buf apart = {0};
    cutting c = {.set = set};
    yg_str rest, word;
    part = yg_str_sub(part, 0, yg_utf8_floor(part, part.n < LONGEST_PART ? part.n : LONGEST_PART));
    if (r->forms_n == MOST_FORMS)
        return;
    c.form.kana = has_kana(part);
    if (c.form.kana) {
        yg_incident_part_kana(&apart, part);
        part = yg_buf_str(&apart);
    }
    yg_buf_clear(&set->latin_text);
    yg_latin_add(&set->latin, &set->latin_text, part);
    rest = yg_buf_str(&set->latin_text);
    if (rest.n == 0 || yg_word_is_nobody(rest))
        return;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        if (word.n > 0 && (unsigned char)word.p[0] >= 0x80)
            take_han(&c, word);
        else if (word.n > 0)
            take_word(&c, word);
    }
    finish_form(&c, r);
}

/* --- Hosts --- */

static void add_host(yg_incident_set *set, yg_incident_record *r, yg_str text) {
    char bytes[256];
    yg_str host, registrable;
    if (r->hosts_n == MOST_HOSTS || !yg_host_of(text, bytes, &host))
        return;
    registrable = yg_host_registrable(host);
    if (registrable.n == 0)
        return;
    for (uint32_t i = 0; i < r->hosts_n; i++) {
        if (yg_str_eq(set->hosts.at[r->hosts + i].host, registrable))
            return;
    }
    yg_incident_host h = {.host = yg_arena_copy(&set->arena, registrable),
                          .shared = yg_host_is_shared(registrable)};
    yg_str concept;
    h.label = yg_host_label(h.host);
    h.place = yg_word_of(&set->dictionary, h.label, &concept) == YG_WORD_PLACE;
    yg_buf_clear(&set->scratch);
    for (size_t i = 0; i < h.label.n; i++) {
        if (h.label.p[i] != '-')
            yg_buf_addc(&set->scratch, h.label.p[i]);
    }
    squeeze(&set->scratch, 0);
    h.squeezed = keep(set, 0);
    yg_vec_push(&set->hosts, h);
    r->hosts_n++;
}

/* --- Parts --- */

static size_t find_nocase(yg_str s, const char *needle) {
    size_t n = strlen(needle);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (yg_str_eq_nocase(yg_str_sub(s, i, n), yg_str_of(needle)))
            return i;
    }
    return SIZE_MAX;
}

static void add_part(yg_incident_set *set, yg_incident_record *r, yg_str part) {
    static const char *const also[] = {
        " d/b/a ", " dba ", " doing business as ", " formerly ", " | ", " / ", " aka ", " – ",
        " — ",     " - "};
    char bytes[256];
    yg_str host;
    part = yg_str_trim(part);
    if (yg_host_of(part, bytes, &host)) {
        add_host(set, r, part);
        yg_str registrable = yg_host_registrable(host);
        if (registrable.n > 0 && !yg_host_is_shared(registrable))
            add_form(set, r, yg_host_label(registrable));
        return;
    }
    add_form(set, r, part);
    for (size_t i = 0; i < sizeof also / sizeof *also; i++) {
        size_t at = find_nocase(part, also[i]);
        if (at == SIZE_MAX)
            continue;
        yg_str right = yg_str_trim(yg_str_from(part, at + strlen(also[i])));
        part = yg_str_trim(yg_str_sub(part, 0, at));
        if (i >= 7) { /* a dash parts a name and a remark: only the first part is a name */
            add_form(set, r, part);
            continue;
        }
        add_part(set, r, right);
        add_form(set, r, part);
        if (yg_host_of(part, bytes, &host))
            add_host(set, r, part);
    }
}

/* "Example Works (EW)" is called both; "（株）" is a legal form. */
static void add_name(yg_incident_set *set, yg_incident_record *r, yg_str name) {
    YG_CLEANUP_BUF yg_buf plain = {0}, outside = {0};
    yg_key_add_nfkc(&plain,
                    yg_str_sub(name, 0, yg_utf8_floor(name, name.n < 1000 ? name.n : 1000)));
    yg_str rest = yg_buf_str(&plain);
    size_t inside_at[MOST_FORMS][2], inside_n = 0;
    for (size_t i = 0; i < rest.n;) {
        size_t end = rest.p[i] == '(' ? yg_str_chr(yg_str_from(rest, i), ')') : SIZE_MAX;
        if (end == SIZE_MAX) {
            yg_buf_addc(&outside, rest.p[i++]);
            continue;
        }
        if (inside_n < MOST_FORMS && end > 3) {
            inside_at[inside_n][0] = i + 1;
            inside_at[inside_n++][1] = end - 1;
        }
        yg_buf_addc(&outside, ' ');
        i += end + 1;
    }
    add_part(set, r, yg_buf_str(&outside));
    for (size_t i = 0; i < inside_n; i++) {
        yg_str inside = yg_str_sub(rest, inside_at[i][0], inside_at[i][1]);
        if (yg_country_from_name(inside) == 0 && yg_country_from_code(inside) == 0)
            add_part(set, r, inside);
    }
}

void yg_incident_alias(yg_incident_set *set, yg_str name, uint32_t number) {
    YG_CLEANUP_BUF yg_buf key = {0};
    bool fresh;
    yg_key_add(&key, name);
    if (key.n == 0)
        return;
    uint64_t *value = yg_map_put(&set->aliases, yg_buf_str(&key), &fresh);
    *value = fresh || *value == (uint64_t)number + 1 ? (uint64_t)number + 1 : 0;
}

static uint32_t organisation_of(const yg_incident_set *set, yg_str name) {
    YG_CLEANUP_BUF yg_buf key = {0};
    yg_key_add(&key, name);
    const uint64_t *value = key.n > 0 ? yg_map_get(&set->aliases, yg_buf_str(&key)) : NULL;
    return value != NULL ? (uint32_t)*value : 0;
}

void yg_incident_read_names(yg_incident_set *set, yg_incident_record *r) {
    r->forms = (uint32_t)set->forms.n;
    r->hosts = (uint32_t)set->hosts.n;
    add_name(set, r, r->entry.victim);
    add_name(set, r, r->entry.victim_ja);
    add_host(set, r, r->entry.domain);
    r->organisation = organisation_of(set, r->entry.victim);
    if (r->organisation == 0 && r->entry.victim_ja.n > 0)
        r->organisation = organisation_of(set, r->entry.victim_ja);
}
