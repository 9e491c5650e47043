#include "match/name_feature.h"

#include "match/confusable.h"
#include "match/name_chance.h"

/* Groups, in the order of the weights. A name is for reading; n is how many features. */
enum {
    G_BIAS,     /* 1 */
    G_CELL,     /* distance 0..3 x length class x boundaries 0..2 */
    G_FOLD,     /* distance 0 but not literal, by length class */
    G_EDIT,     /* counts by kind */
    G_ENDS,     /* first, last letter changed; by distance 1 and more */
    G_PLACE,    /* registrable, sub-domain, private x distance 0 or more x boundaries 0..2 */
    G_LABEL,    /* covers the registrable label: suffix class x distance 0 or more */
    G_CHANCE,   /* decades by which ordinary names hold the token seldom, at this distance and
                 * with these boundaries: linear up to 5.5, up to 8, beyond; by kind of place */
    G_SEGMENT,  /* count of the surrounding segment among ordinary names x distance 0, 1, more */
    G_CROSS,    /* spans a hyphen, spans a point */
    G_BESIDE,   /* a keyword left, right, anywhere; by length class short, long */
    G_KEYWORDS, /* 0..5 */
    G_SECOND,   /* second token of the brand: distance 0 or more; edited, and another brand explains
                 * the place without edits */
    G_EMBEDDED, /* none, plain, garbled x adjacent x length short, long */
    G_DEPTH,    /* 0..4 */
    G_PRIVATE,  /* shared hosting x place */
    G_RISK,     /* of the suffix: linear, by boundaries 0..2 x distance; and bare */
    G_RANDOM,   /* of the registrable label: linear above a floor; by place */
    G_COVER,    /* share of its label's letters, quarters x distance */
    G_BARE,     /* no match: plain, garbled, other */
    G_SIGN,     /* kana or kanji; mixed with keyword */
    G_IDN,      /* an A-label elsewhere; the match stands in it: exact, inside, edited; its letters
                 * are of another script than Latin, are Latin with marks */
    G_JP,       /* under .jp: by distance */
    G_DERIVED,  /* the token is derived: by length class */
    G_LEFTMOST, /* the match stands at the very left of the host; of its label */
    G_STYLE,    /* log-odds of the style of confirmed cases: linear, by edited or not */
    G_TAIL,     /* what follows the match in its segment: nothing, digits, 1-2 letters, more */
    G_LONG,     /* length of the registrable label, buckets */
    G_GARBLE,   /* two edits and more: consonants missing 0..2, extra 0..2, vowels 0..2 */
    G_FAME,     /* ordinary names with the brand in them: none, 1, 2..5, more x distance */
    G_ODD,      /* decades by which the edited place is a seldomer word than the others that are as
                 * near to the token: one edit, more */
    GROUPS,
};
enum { LENGTHS = 8, PLACES = 14, COUNTS = 6 };

static const yg_name_feature_group groups[GROUPS] = {
    [G_BIAS] = {"bias", 0, 1},
    [G_CELL] = {"cell", 1, 4 * LENGTHS * 3},
    [G_FOLD] = {"fold", 97, LENGTHS},
    [G_EDIT] = {"edit", 105, 9},
    [G_ENDS] = {"ends", 114, 4},
    [G_PLACE] = {"place", 118, 3 * 2 * 3},
    [G_LABEL] = {"label", 136, 5 * 2},
    [G_CHANCE] = {"chance", 146, PLACES * 3},
    [G_SEGMENT] = {"segment", 188, COUNTS * 3},
    [G_CROSS] = {"cross", 206, 4},
    [G_BESIDE] = {"beside", 210, 6},
    [G_KEYWORDS] = {"keywords", 216, 6},
    [G_SECOND] = {"second", 222, 3},
    [G_EMBEDDED] = {"embedded", 225, 3 * 2 * 2},
    [G_DEPTH] = {"depth", 237, 5},
    [G_PRIVATE] = {"private", 242, 3},
    [G_RISK] = {"risk", 245, 7},
    [G_RANDOM] = {"random", 252, 4},
    [G_COVER] = {"cover", 256, 8},
    [G_BARE] = {"bare", 264, 3},
    [G_SIGN] = {"sign", 267, 2},
    [G_IDN] = {"idn", 269, 6},
    [G_JP] = {"jp", 275, 2},
    [G_DERIVED] = {"derived", 277, LENGTHS},
    [G_LEFTMOST] = {"leftmost", 285, 4},
    [G_STYLE] = {"style", 289, 3},
    [G_TAIL] = {"tail", 292, 8},
    [G_LONG] = {"long", 300, 5},
    [G_GARBLE] = {"garble", 305, 9},
    [G_FAME] = {"fame", 314, 4 * 2},
    [G_ODD] = {"odd", 322, 2},
};

const yg_name_feature_group *yg_name_feature_groups(size_t *ret_n) {
    *ret_n = GROUPS;
    return groups;
}

size_t yg_name_feature_count(void) {
    return groups[GROUPS - 1].first + (size_t)groups[GROUPS - 1].n;
}

static void put(yg_name_features *f, unsigned group, size_t at, double value) {
    if (f->n < YG_FEATURES_MAX && at < groups[group].n && value != 0) {
        f->id[f->n] = (uint16_t)(groups[group].first + at);
        f->value[f->n++] = (float)value;
    }
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* 2, 3, 4, 5, 6, 7-8, 9-11, 12 and more letters. */
static size_t length_class(size_t n) {
    static const uint8_t of[] = {0, 0, 0, 1, 2, 3, 4, 5, 5, 6, 6, 6};
    return n < sizeof of ? of[n] : 7;
}

void yg_name_context_make(yg_name_context *c, const yg_names *names, const yg_name_prior *prior,
                          const yg_name_text *text) {
    yg_str label = yg_name_sign_label(text);
    *c = (yg_name_context){.names = names, .prior = prior, .text = text};
    yg_name_sign_embedded(text, &c->embedded);
    /* The letters of an A-label are no word of any language. */
    bool is_read = label.n > 0 && !yg_str_starts(label, YG_STR("xn--"));
    c->surprise = is_read ? yg_name_prior_surprise(prior, label) : 0;
    c->keywords = yg_name_sign_keywords(text);
    c->keyword_kana = yg_name_sign_keyword_kana(text);
    c->depth = yg_name_sign_depth(text);
    c->is_jp = yg_str_ends(text->host, YG_STR(".jp"));
}

bool yg_name_loose_is_due(const yg_name_prior *prior, const yg_name_text *text, double risk) {
    static const double risk_floor = 1, surprise_floor = 4.3;
    if (risk >= risk_floor || text->split.is_private)
        return true;
    /* a sub-domain beyond "www" of a name that looks drawn by lot */
    return text->split.registrable > 0 &&
           text->split.registrable > (yg_str_starts(text->host, YG_STR("www.")) ? 4 : 0) &&
           yg_name_prior_surprise(prior, yg_name_sign_label(text)) > surprise_floor;
}

static bool is_separator(char c) {
    return c == '.' || c == '-' || c == '_';
}

void yg_name_match_span(const yg_name_text *text, const yg_name_match *match, uint16_t *ret_start,
                        uint16_t *ret_end) {
    size_t body = text->split.suffix ? text->split.suffix - 1U : 0, start, end;
    if (match->is_sign) {
        start = match->start < text->signs_n ? text->sign_source[match->start] : 0;
        end = start;
        while (end < body && text->host.p[end] != '.')
            end++;
    } else {
        start = match->start < text->n ? text->source[match->start] : body;
        end = match->end < text->n ? text->source[match->end] : body;
        while (end < body && end <= start)
            end++; /* letters of one A-label share their byte: take the whole label */
        if (text->has_idn && match->end > match->start && end <= start + 1)
            while (end < body && text->host.p[end] != '.')
                end++;
        while (end > start && is_separator(text->host.p[end - 1]))
            end--;
    }
    *ret_start = (uint16_t)start;
    *ret_end = (uint16_t)end;
}

bool yg_name_has_second_token(const yg_name_context *c, const yg_name_match *match) {
    uint32_t brand = yg_names_token(c->names, match->token)->brand;
    uint16_t start = 0, end = 0;
    for (size_t i = 0; i < c->matches_n; i++) {
        const yg_name_match *o = &c->matches[i];
        uint16_t from, to;
        if (o == match || !o->left || !o->right ||
            yg_names_token(c->names, o->token)->brand != brand)
            continue;
        if (end == 0) /* in bytes: letters and signs are counted apart */
            yg_name_match_span(c->text, match, &start, &end);
        yg_name_match_span(c->text, o, &from, &to);
        if (to <= start || from >= end)
            return true;
    }
    return false;
}

/* Does a token of another brand stand, as it is written, on most of the place ("paypalcorp" is no
 * typing error of "paypay-corp")? */
static bool is_explained_away(const yg_name_context *c, const yg_name_match *m) {
    enum { LONG = 5 };
    for (size_t i = 0; i < c->matches_n; i++) {
        const yg_name_match *o = &c->matches[i];
        const yg_name_token *token = yg_names_token(c->names, o->token);
        size_t from = o->start > m->start ? o->start : m->start;
        size_t to = o->end < m->end ? o->end : m->end;
        if (o->distance == 0 && !o->is_sign && token->length >= LONG &&
            token->brand != yg_names_token(c->names, m->token)->brand && to > from &&
            (to - from) * 5 >= (size_t)(m->end - m->start) * 3)
            return true;
    }
    return false;
}

/* What stands around the span. */
typedef struct {
    uint16_t start, end;             /* of the span */
    uint16_t label_start, label_end; /* of the label it begins in */
    uint16_t segment_start, segment_end;
    unsigned place; /* 0 registrable, 1 sub-domain, 2 registrable under a private suffix */
    bool crosses_hyphen, crosses_point;
} around;

static around look_around(const yg_name_text *text, const yg_name_match *match) {
    around a;
    yg_str h = text->host;
    size_t body = text->split.suffix ? text->split.suffix - 1U : 0;
    yg_name_match_span(text, match, &a.start, &a.end);
    size_t from = a.start, to = a.start;
    while (from > 0 && h.p[from - 1] != '.')
        from--;
    while (to < body && h.p[to] != '.')
        to++;
    a.label_start = (uint16_t)from;
    a.label_end = (uint16_t)to;
    a.place = a.start < text->split.registrable ? 1 : text->split.is_private ? 2 : 0;
    a.crosses_point = a.end > to;
    a.crosses_hyphen = false;
    for (size_t i = a.start; i < a.end && i < h.n; i++)
        a.crosses_hyphen |= h.p[i] == '-' || h.p[i] == '_';
    for (from = a.start; from > 0 && h.p[from - 1] >= 'a' && h.p[from - 1] <= 'z';)
        from--;
    for (to = a.end; to < body && h.p[to] >= 'a' && h.p[to] <= 'z';)
        to++;
    a.segment_start = (uint16_t)from;
    a.segment_end = (uint16_t)to;
    return a;
}

/* Is the match the whole label that was registered? */
static bool covers_label(const around *a) {
    return a->place != 1 && a->start == a->label_start && a->end == a->label_end;
}

static size_t count_bucket(uint32_t n) {
    return n == 0 ? 0 : n == 1 ? 1 : n <= 3 ? 2 : n <= 9 ? 3 : n <= 40 ? 4 : 5;
}

/* Decades by which a place of the token is seldom among ordinary names, from 2 to 12. */
static double seldom(const yg_name_context *c, const yg_name_match *m, const yg_name_token *token) {
    size_t edits = least(m->distance, YG_CHANCE_EDITS - 1);
    double chance = (double)token->chance.at[edits][yg_chance_sides(m)];
    if (c->is_counted)
        chance = yg_name_chance_without(chance, yg_name_prior_names(c->prior));
    return -chance < 2 ? 2 : -chance > 12 ? 12 : -chance;
}

static void put_chance(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                       const yg_name_token *token, bool covers, bool folded) {
    static const double bends[] = {5.5, 8, 12};
    size_t sides = (size_t)m->left + m->right, edits = least(m->distance, 2);
    size_t stands = sides < 2 ? 0 : covers ? 2 : 1, place;
    if (m->is_sign)
        place = 10U + (edits > 0);
    else if (edits > 0)
        place = 1 + edits * 3 + stands;
    else if (folded)
        place = 12U + (stands > 0);
    else
        place = stands > 0 ? stands + 1 : sides;
    double decades = seldom(c, m, token);
    put(f, G_CHANCE, place * 3, (decades < bends[0] ? decades : bends[0]) - 4);
    for (size_t k = 0; k < 2; k++) {
        double more = decades - bends[k], most = bends[k + 1] - bends[k];
        put(f, G_CHANCE, place * 3 + 1 + k, more <= 0 ? 0 : more < most ? more : most);
    }
    size_t fame = token->chance.fame;
    fame -= c->is_counted && fame > 0 && edits == 0;
    size_t level = fame == 0 ? 0 : fame == 1 ? 1 : fame <= 5 ? 2 : 3;
    put(f, G_FAME, level * 2 + (edits > 0), 1);
}

/* A letter that is read as Latin in an A-label: of which kind is it? */
static void put_idn(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                    const around *a) {
    uint32_t points[YG_NAME_MAX];
    if (!c->text->has_idn || m->is_sign)
        return;
    yg_str label =
        yg_str_sub(c->text->host, a->label_start, (size_t)(a->label_end - a->label_start));
    size_t n =
        yg_str_starts(label, YG_STR("xn--")) ? yg_punycode_decode(label, points, YG_NAME_MAX) : 0;
    put(f, G_IDN, n == 0 ? 0 : m->distance ? 3 : m->left && m->right ? 1 : 2, 1);
    bool foreign = false;
    for (size_t i = 0; i < n;
         i++) /* behind the blocks of Latin letters, but for those with two marks */
        foreign |= points[i] >= 0x250 && (points[i] < 0x1E00 || points[i] > 0x1EFF);
    put(f, G_IDN, foreign ? 4 : 5, n > 0);
}

static void put_edits(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                      const yg_name_token *token) {
    yg_name_edits e;
    yg_name_edits_count(token, c->text->letter + m->start, (size_t)(m->end - m->start), &e);
    const uint8_t counts[] = {e.look,      e.vowel, e.other, e.doubled, e.vowel_in,
                              e.vowel_out, e.in,    e.out,   e.swapped};
    for (size_t i = 0; i < sizeof counts; i++)
        put(f, G_EDIT, i, counts[i]);
    size_t more = m->distance > 1 ? 2 : 0;
    put(f, G_ENDS, more, e.first);
    put(f, G_ENDS, more + 1, e.last);
    if (m->distance > 1) {
        yg_name_garble g;
        yg_name_garble_count(token, c->text->letter + m->start, (size_t)(m->end - m->start), &g);
        put(f, G_GARBLE, least(g.missing, 2), 1);
        put(f, G_GARBLE, 3 + least(g.extra, 2), 1);
        put(f, G_GARBLE, 6 + least(g.vowels, 2), 1);
    }
}

static size_t suffix_class(const yg_name_context *c) {
    yg_str s = yg_name_sign_suffix(c->text);
    if (yg_str_eqz(s, "com") || yg_str_eqz(s, "net") || yg_str_eqz(s, "org"))
        return 0;
    if (c->is_jp)
        return 1;
    return c->text->split.is_private ? 4 : c->risk > 0 ? 3 : 2;
}

static void put_token(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                      const yg_name_token *token, const around *a) {
    size_t edited = m->distance > 0, sides = (size_t)m->left + m->right;
    size_t length = length_class(token->length ? token->length : token->signs_n * 2U);
    unsigned bits = 0;
    put(f, G_CELL, (least(m->distance, 3) * LENGTHS + length) * 3 + sides, 1);
    put(f, G_PLACE, (a->place * 2 + edited) * 3 + sides, 1);
    yg_str span = yg_str_sub(c->text->host, a->start, (size_t)(a->end - a->start));
    bool folded = !edited && !m->is_sign && !yg_name_span_is_literal(span, token->text, &bits);
    put_chance(f, c, m, token, covers_label(a), folded);
    put(f, G_DERIVED, length, token->is_derived);
    put(f, G_SIGN, 0, m->is_sign);
    put(f, G_SIGN, 1, m->is_sign && c->keyword_kana);
    put(f, G_FOLD, length, folded);
}

static void put_place(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                      const around *a) {
    size_t edited = m->distance > 0;
    yg_str host = c->text->host;
    if (covers_label(a))
        put(f, G_LABEL, suffix_class(c) * 2 + edited, 1);
    put(f, G_CROSS, edited * 2, a->crosses_hyphen);
    put(f, G_CROSS, edited * 2 + 1, a->crosses_point);
    size_t label = (size_t)(a->label_end - a->label_start);
    size_t cover = a->end >= a->label_end ? label : (size_t)(a->end - a->start);
    put(f, G_COVER, (label ? least(cover * 4 / label, 3) : 3) * 2 + edited, 1);
    put(f, G_LEFTMOST, edited, a->start == 0);
    put(f, G_LEFTMOST, 2 + edited, a->start == a->label_start);
    size_t tail = a->end < a->segment_end ? least((size_t)(a->segment_end - a->end), 3) : 0;
    bool digit = tail == 0 && a->end < host.n && host.p[a->end] >= '0' && host.p[a->end] <= '9';
    size_t kind = tail == 0 ? (digit ? 1 : 0) : tail < 3 ? 2 : 3;
    put(f, G_TAIL, kind * 2 + edited, 1);
}

/* Of the strings at this distance from a token ordinary names hold some by far more often than
 * others: a surname, a word, another company. Who types wrong, or invents, does not choose those.
 * By the letters alone, for none of them need have been counted. */
static const double odd_least = -3, odd_most = 4;

static double oddness(const yg_name_context *c, const yg_name_match *m, const around *a) {
    static const double usual = 3, decades_a_bit = 0.30103;
    yg_str span = yg_str_sub(c->text->host, a->start, (size_t)(a->end - a->start));
    double bits = yg_name_prior_surprise(c->prior, span) * (double)(span.n + 1);
    double odd = bits * decades_a_bit - seldom(c, m, yg_names_token(c->names, m->token)) - usual;
    return odd < odd_least ? odd_least : odd > odd_most ? odd_most : odd;
}

static void put_around(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                       const yg_name_token *token, const around *a) {
    size_t edited = m->distance > 0, is_long = token->length > 4;
    yg_str host = c->text->host;
    yg_str segment =
        yg_str_sub(host, a->segment_start, (size_t)(a->segment_end - a->segment_start));
    uint32_t count = yg_name_prior_segment(c->prior, segment);
    count -= c->is_counted && count > 0;
    put(f, G_SEGMENT, count_bucket(count) * 3 + least(m->distance, 2), 1);
    size_t start = a->start, end = a->end;
    while (start > a->label_start && is_separator(host.p[start - 1]))
        start--;
    while (end < a->label_end && is_separator(host.p[end]))
        end++;
    bool left = yg_name_sign_keyword_before(host, start, a->label_start) > 0;
    bool right = yg_name_sign_keyword_at(host, end, a->label_end) > 0;
    put(f, G_BESIDE, is_long, left);
    put(f, G_BESIDE, 2 + is_long, right);
    put(f, G_BESIDE, 4 + is_long, left && right);
    put(f, G_SECOND, edited, yg_name_has_second_token(c, m));
    put(f, G_SECOND, 2, edited && is_explained_away(c, m));
    put_idn(f, c, m, a);
    if (edited && !m->is_sign && m->left && m->right && !c->text->has_idn)
        put(f, G_ODD, m->distance > 1, oddness(c, m, a));
}

/* The highest of n weights, and nothing at least. */
static double most_of(const double *weight, unsigned group, size_t from, size_t n, size_t step) {
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        double w = weight[groups[group].first + from + i * step];
        most = w > most ? w : most;
    }
    return most;
}

double yg_name_features_around_most(const double *weight, unsigned distance) {
    bool edited = distance > 0;
    double odd = edited ? weight[groups[G_ODD].first + (distance > 1)] : 0;
    double most = most_of(weight, G_SEGMENT, least(distance, 2), COUNTS, 3);
    most += odd * (odd > 0 ? odd_most : odd_least);
    for (size_t i = 0; i < 3; i++)
        most += most_of(weight, G_BESIDE, 2 * i, 2, 1);
    most += most_of(weight, G_SECOND, edited, 1, 1);
    return most + (edited ? most_of(weight, G_SECOND, 2, 1, 1) : 0);
}

void yg_name_features_prices(const double *weight, yg_name_edit_prices *ret_prices) {
    yg_name_edit_prices_make(weight + groups[G_EDIT].first, ret_prices);
}

double yg_name_features_edits_most(const double *weight, const yg_name_edit_prices *prices,
                                   const yg_name_edit_shape *shape, unsigned distance) {
    const double *ends = weight + groups[G_ENDS].first + (distance > 1 ? 2 : 0);
    const double *garble = weight + groups[G_GARBLE].first;
    double most = yg_name_edits_most(prices, shape, distance);
    most += (shape->first ? ends[0] : 0) + (shape->last ? ends[1] : 0);
    if (distance < 2)
        return most;
    most += most_of(weight, G_GARBLE, 0, 3, 1) + most_of(weight, G_GARBLE, 3, 3, 1);
    return most + garble[6 + least((size_t)abs(shape->vowels), 2)];
}

static void put_name(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                     const around *a) {
    bool edited = m && m->distance > 0;
    size_t label = yg_name_sign_label(c->text).n;
    put(f, G_BIAS, 0, 1);
    put(f, G_KEYWORDS, least(c->keywords, 5), 1);
    put(f, G_DEPTH, least(c->depth, 4), 1);
    put(f, G_PRIVATE, a ? (a->place == 1 ? 1 : 0) : 2, c->text->split.is_private);
    put(f, G_RISK, !m ? 6 : ((size_t)m->left + m->right) * 2 + edited, c->risk);
    double random = c->surprise > 4 ? c->surprise - 4 : 0;
    put(f, G_RANDOM, !m ? 3 : a->place == 1 ? (edited ? 1 : 0) : 2, random);
    put(f, G_JP, edited, c->is_jp);
    put(f, G_STYLE, !m ? 2 : edited, c->style);
    put(f, G_LONG, least(label / 5, 4), 1);
}

static void put_cheap(yg_name_features *f, const yg_name_context *c, const yg_name_match *m,
                      const yg_name_token *token, const around *a) {
    f->n = 0;
    put_name(f, c, m, a);
    put_token(f, c, m, token, a);
    put_place(f, c, m, a);
    bool near = c->embedded.kind != YG_EMBEDDED_NONE && c->embedded.start >= a->end &&
                c->embedded.start <= a->end + 1U;
    put(f, G_EMBEDDED, ((size_t)c->embedded.kind * 2 + near) * 2 + (token->length > 4), 1);
}

void yg_name_features_cheap(const yg_name_context *c, const yg_name_match *m, yg_name_features *f) {
    around a = look_around(c->text, m);
    put_cheap(f, c, m, yg_names_token(c->names, m->token), &a);
}

void yg_name_features_around(const yg_name_context *c, const yg_name_match *m,
                             yg_name_features *f) {
    around a = look_around(c->text, m);
    put_around(f, c, m, yg_names_token(c->names, m->token), &a);
}

void yg_name_features_edits(const yg_name_context *c, const yg_name_match *m, yg_name_features *f) {
    if (m->distance > 0 && !m->is_sign)
        put_edits(f, c, m, yg_names_token(c->names, m->token));
}

void yg_name_features_make(const yg_name_context *c, const yg_name_match *m, yg_name_features *f) {
    if (m) {
        yg_name_features_cheap(c, m, f);
        yg_name_features_around(c, m, f);
        yg_name_features_edits(c, m, f);
        return;
    }
    f->n = 0;
    put_name(f, c, NULL, NULL);
    put(f, G_BARE,
        c->embedded.kind == YG_EMBEDDED_PLAIN     ? 0
        : c->embedded.kind == YG_EMBEDDED_GARBLED ? 1
                                                  : 2,
        1);
}
