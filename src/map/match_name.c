/* A name in words, and the places among them. */
#include "map/match_part.h"
#include "text/key.h"

static const yg_str forms[] = {
    {"株式会社", 12},     {"有限会社", 12}, {"合同会社", 12},
    {"股份有限公司", 18}, {"有限公司", 12}, {"公司", 6},
};

/* Legal forms that are written without a space. */
static yg_str without_form(yg_str word) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (word.n >= forms[i].n && yg_str_starts(word, forms[i]))
            return yg_str_from(word, forms[i].n);
        if (word.n > forms[i].n && yg_str_ends(word, forms[i]))
            return yg_str_sub(word, 0, word.n - forms[i].n);
    }
    return word;
}

static unsigned bits_of(const yg_match *match, yg_str word) {
    uint64_t *bits = yg_map_get(&match->words, word);
    return bits != NULL ? (unsigned)*bits : 0;
}

void yg_match_split(const yg_match *match, yg_str text, yg_buf *folded, yg_match_name *ret_name) {
    size_t start = folded->n, end = 0;
    bool letters = false; /* the last word is a run of single letters */
    *ret_name = (yg_match_name){0};
    yg_key_add_folded(folded, yg_str_sub(text, 0, YG_MATCH_NAME_BYTES));
    yg_str rest = yg_str_from(yg_buf_str(folded), start), word;
    /* In place: the words become no longer. */
    char *p = folded->p + start;
    while (rest.n > 0 && yg_str_split(&rest, ' ', &word)) {
        word = without_form(word);
        bool single = word.n == 1 && word.p[0] >= 'a' && word.p[0] <= 'z';
        if (word.n == 0)
            continue;
        if (single && letters && ret_name->n > 0) {
            p[end] = word.p[0];
            ret_name->at[ret_name->n - 1].n++;
            end++;
            continue;
        }
        if (ret_name->n == YG_MATCH_WORDS) {
            ret_name->cut = true;
            break;
        }
        memmove(p + end, word.p, word.n);
        ret_name->at[ret_name->n++] = (yg_str){p + end, word.n};
        end += word.n;
        letters = single;
    }
    for (size_t i = 0; i < ret_name->n; i++)
        ret_name->bits[i] = bits_of(match, ret_name->at[i]);
}

yg_str yg_match_key(const yg_match_name *name, size_t from, size_t to, const char *between,
                    yg_buf *key) {
    yg_buf_clear(key);
    for (size_t i = from; i < to; i++) {
        if (i > from)
            yg_buf_addz(key, between);
        yg_buf_add(key, name->at[i]);
    }
    return yg_buf_str(key);
}

void yg_match_strip(const yg_match_name *name, size_t *ret_from, size_t *ret_to) {
    size_t from = 0, to = name->n;
    while (to - from > 1 && (name->bits[to - 1] & YG_WORD_LEGAL))
        to--;
    while (to - from > 1 && (name->bits[from] & YG_WORD_LEGAL))
        from++;
    *ret_from = from;
    *ret_to = to;
}

yg_match_place yg_match_place_at(const yg_match_name *name, size_t i, yg_buf *key,
                                 size_t *ret_words, yg_country *ret_country) {
    *ret_country = 0;
    for (size_t n = YG_MATCH_BRAND_WORDS; n > 0; n--) {
        if (i + n > name->n || (n == 1 && name->at[i].n < 3))
            continue;
        yg_country country = yg_country_from_name(yg_match_key(name, i, i + n, " ", key));
        if (country != 0) {
            *ret_words = n;
            *ret_country = country;
            return YG_MATCH_PLACE_COUNTRY;
        }
    }
    *ret_words = 1;
    return (name->bits[i] & YG_WORD_REGION) ? YG_MATCH_PLACE_REGION : YG_MATCH_PLACE_NONE;
}
