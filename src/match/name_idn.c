/* The rules of match/name_idn.h, on a scale of steps: 5 is the model's threshold for web hosts, 6
 * the one for registrations, so that 4 is "not by itself" and 8 is "whatever stands beside it".
 *
 * Letters (a token in Latin script, read from signs of any script):
 * - what mixes scripts to spell a brand has no honest use: 9 as a segment, 7 within a word of a
 * token of 6 letters and more, 8 for one of up to 3 letters that is all of the label;
 * - one script other than Latin: words of that script may fold to a token by chance, the shorter
 * the more ("сор", "тор"): 3 up to 4 letters, 8 from 5 on;
 * - accents alone: 8 from 5 letters on as a segment, else nothing: "línea" holds "line";
 * - the token in plain ASCII beside signs ("amazon-ログイン"): 5 as a segment.
 * Signs (a token in kana, kanji ...):
 * - signs replaced by others that look alike: 8 from 3 signs on, 6 for 2 (乐天 is also another
 * name);
 * - the token as it is written: 7 when it is the label, 5 when it begins at a boundary and
 * has 4 signs or more (アマゾン川), else 3. Each edit takes 3 off, of which long tokens get 1 back;
 * a word of log-in pages adds 2; a label that its registry would not take (match/confusable.h)
 * loses 2: it is noise in the stream. */
#include "match/name_idn.h"

#include "base/utf8.h"
#include "match/confusable.h"

typedef struct {
    uint32_t points[YG_NAME_MAX];
    size_t n;
    size_t start; /* byte of the host */
    yg_str text;  /* the A-label */
} label;

/* The label that the match begins in. False: no IDN. */
static bool read_label(const yg_name_text *text, const yg_name_match *m, label *ret_label) {
    if (!text->has_idn || m->start >= (m->is_sign ? text->signs_n : text->n))
        return false;
    size_t start = m->is_sign ? text->sign_source[m->start] : text->source[m->start];
    if (start > 0 && text->host.p[start - 1] != '.')
        return false;
    yg_str rest = yg_str_from(text->host, start);
    size_t point = yg_str_chr(rest, '.');
    ret_label->start = start;
    ret_label->text = yg_str_sub(rest, 0, point);
    ret_label->n = yg_punycode_decode(ret_label->text, ret_label->points, YG_NAME_MAX);
    return ret_label->n > 0;
}

/* Does the label hold the token as it is written (letters without case)? */
static bool is_written(const label *l, yg_str token) {
    uint32_t points[YG_NAME_MAX];
    size_t n = 0;
    for (size_t at = 0; at < token.n && n < YG_NAME_MAX;) {
        uint32_t c = yg_utf8_next(token, &at);
        points[n++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
    for (size_t i = 0; n > 0 && i + n <= l->n; i++)
        if (memcmp(l->points + i, points, n * sizeof *points) == 0)
            return true;
    return false;
}

/* Of Latin script: it goes with "a", but not with a Cyrillic letter (as digits and the letters of
 * mathematics do). */
static bool is_latin(uint32_t c) {
    const uint32_t with_latin[] = {c, 'a'}, with_cyrillic[] = {c, 0x431};
    return yg_scripts_level_of(with_latin, 2) <= YG_SCRIPTS_SINGLE &&
           yg_scripts_level_of(with_cyrillic, 2) > YG_SCRIPTS_SINGLE;
}

/* What the letters of a label are that read as Latin ones. */
typedef enum { ACCENTED, FOREIGN, MIXED } disguise;

static disguise disguise_of(const label *l) {
    bool has_latin = false, has_foreign = false;
    for (size_t i = 0; i < l->n; i++) {
        yg_str latin = yg_confusable_latin(l->points[i]);
        if (latin.n == 0 || latin.p[0] == '-' || (latin.p[0] >= '0' && latin.p[0] <= '9'))
            continue;
        bool is_one = is_latin(l->points[i]);
        has_latin = has_latin || is_one;
        has_foreign = has_foreign || !is_one;
    }
    return !has_foreign                                     ? ACCENTED
           : has_latin || yg_scripts_mixed(l->points, l->n) ? MIXED
                                                            : FOREIGN;
}

/* Is the match all letters of its label? */
static bool is_whole(const yg_name_text *text, const yg_name_match *m) {
    uint8_t source = text->source[m->start];
    return (m->start == 0 || text->source[m->start - 1] != source) &&
           text->source[m->end - 1] == source &&
           (m->end == text->n || text->source[m->end] != source);
}

static double score_letters(const label *l, const yg_name_text *text, const yg_name_match *m,
                            const yg_name_token *token) {
    bool is_segment = m->left && m->right;
    if (m->distance == 0 && is_written(l, token->text))
        return is_segment && token->length >= 4 ? 5 : 0;
    switch (disguise_of(l)) {
    case MIXED:
        if (token->length <= 3)
            return is_whole(text, m) ? 8 : 3;
        return is_segment ? 9 : token->length >= 6 ? 7 : 3;
    case FOREIGN:
        return is_segment && token->length >= 5 ? 8 : 3;
    case ACCENTED:
        break;
    }
    return is_segment && token->length >= 5 ? 8 : 0;
}

static double score_signs(const label *l, const yg_name_text *text, const yg_name_match *m,
                          const yg_name_token *token) {
    bool is_start = m->start == 0 || text->sign_source[m->start - 1] != text->sign_source[m->start];
    bool is_end =
        m->end == text->signs_n || text->sign_source[m->end] != text->sign_source[m->start];
    bool is_label = is_start && is_end;
    if (m->distance > 0) /* a sign replaced may make another word: マップル of アップル */
        return is_label || token->signs_n >= 6 ? 7 : 4;
    if (!is_written(l, token->text))
        return (is_label || m->left || m->right) ? (token->signs_n >= 3 ? 8 : 6) : 4;
    if (is_label)
        return 7;
    return token->signs_n >= 4 && m->left ? 5 : 3;
}

static bool may_be_registered(const yg_name_text *text, const label *l) {
    return l->start != text->split.registrable ||
           yg_idn_allowed(l->points, l->n, yg_str_from(text->host, text->split.suffix));
}

/* A word of log-in pages in kana or kanji that is no part of the token itself (三井住友カード). */
static bool has_keyword_beside(const yg_name_context *c, const yg_name_match *m) {
    if (!c->keyword_kana || !m->is_sign)
        return c->keyword_kana;
    yg_name_text rest = {.has_idn = true, .signs_n = c->text->signs_n};
    memcpy(rest.signs, c->text->signs, rest.signs_n * sizeof *rest.signs);
    memset(rest.signs + m->start, 0, (size_t)(m->end - m->start) * sizeof *rest.signs);
    return yg_name_sign_keyword_kana(&rest);
}

/* Steps to the scale of the model. */
static double scaled(const yg_name_model *model, double steps) {
    double web = yg_name_model_threshold(model, YG_STREAM_WEB);
    double step = yg_name_model_threshold(model, YG_STREAM_REGISTRATIONS) - web;
    return web + (steps - 5) * (step > 0.5 ? step : 0.5);
}

double yg_name_idn_score(const yg_name_context *c, const yg_name_match *m,
                         const yg_name_model *model, double score) {
    const yg_name_token *token = yg_names_token(c->names, m->token);
    label l;
    if (!read_label(c->text, m, &l))
        return score;
    double own =
        m->is_sign ? score_signs(&l, c->text, m, token) : score_letters(&l, c->text, m, token);
    if (own == 0)
        return score;
    size_t length = m->is_sign ? token->signs_n * 2u : token->length;
    own -= m->distance * (length >= 10 ? 2.0 : 3.0);
    own += c->keywords > 0 || has_keyword_beside(c, m) ? 2 : 0;
    own -= may_be_registered(c->text, &l) ? 0 : 2;
    own = scaled(model, own);
    return own > score ? own : score;
}

bool yg_name_idn_is_mixed(const yg_name_text *text, const yg_name_match *m) {
    label l;
    return read_label(text, m, &l) && yg_scripts_mixed(l.points, l.n);
}
