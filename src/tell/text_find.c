/* What stands in a sentence: words, places and periods, by their places. */
#include "tell/text_part.h"
#include "text/period.h"

bool text_is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_whole_word(yg_str s, size_t from, size_t to) {
    bool starts = text_is_word_byte(s.p[from]), ends = text_is_word_byte(s.p[to - 1]);
    return (!starts || from == 0 || !text_is_word_byte(s.p[from - 1])) &&
           (!ends || to >= s.n || !text_is_word_byte(s.p[to]));
}

static const text_word *word_at(const text_words *words, yg_str s, size_t at) {
    const uint64_t *first = at + 2 <= s.n ? yg_map_get(&words->first, yg_str_sub(s, at, 2)) : NULL;
    if (first == NULL)
        return NULL;
    for (size_t i = (size_t)*first - 1; i < words->words.n; i++) {
        const text_word *word = &words->words.at[i];
        if (memcmp(word->phrase.p, s.p + at, 2) != 0)
            return NULL;
        if (yg_str_starts(yg_str_from(s, at), word->phrase) &&
            is_whole_word(s, at, at + word->phrase.n))
            return word;
    }
    return NULL;
}

static bool is_taken(const text_marks *marks, size_t from, size_t to) {
    for (size_t i = 0; i < marks->n; i++)
        if (marks->at[i].from < to && from < marks->at[i].to)
            return true;
    return false;
}

/* --- Periods --- */

static bool starts_word(yg_str s, size_t at) {
    return at == 0 || !text_is_word_byte(s.p[at - 1]) || !text_is_word_byte(s.p[at]);
}

/* Parts in front of which a period may begin: a digit, a month, "first", an era. */
static bool may_begin_period(yg_str s, size_t at) {
    static const char *const words[] = {
        "first",  "second",    "january", "february", "march",    "april",  "may",  "june", "july",
        "august", "september", "october", "november", "december", "jan",    "feb",  "mar",  "apr",
        "jun",    "jul",       "aug",     "sep",      "oct",      "nov",    "dec",  "h1",   "h2",
        "q1",     "q2",        "q3",      "q4",       "third",    "fourth", "令和", "平成"};
    char c = s.p[at];
    if (c >= '0' && c <= '9')
        return at == 0 || !((s.p[at - 1] >= '0' && s.p[at - 1] <= '9') || s.p[at - 1] == '.' ||
                            s.p[at - 1] == ',' || s.p[at - 1] == '-');
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (yg_str_starts(yg_str_from(s, at), yg_str_of(words[i])))
            return true;
    return false;
}

static bool is_boundary(yg_str s, size_t at) {
    if (at >= s.n)
        return true;
    bool continues = ((unsigned char)s.p[at] & 0xC0) == 0x80;
    return !continues && !(text_is_word_byte(s.p[at - 1]) && text_is_word_byte(s.p[at]));
}

/* A bare number is a year only where nothing else follows it that is counted or measured. */
static bool is_bare_year(yg_str s, yg_str text, size_t end) {
    static const char *const units[] = {
        "件",       "社",         "人", "%",  " reports", " cases",   " attacks", " incidents",
        " victims", " companies", "円", "台", "万",       " percent", " people"};
    if (text.n != 4)
        return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (yg_str_starts(yg_str_from(s, end), yg_str_of(units[i])))
            return false;
    return text.p[0] == '1' || text.p[0] == '2';
}

static bool read_period(yg_str s, size_t at, yg_date *ret_date, size_t *ret_end) {
    enum { LONGEST = 48 };
    size_t most = s.n - at < LONGEST ? s.n - at : LONGEST;
    for (size_t n = most; n >= 4; n--) {
        YG_CLEANUP_BUF yg_buf code = {0};
        YG_CLEANUP_BUF yg_buf text = {0};
        if (!is_boundary(s, at + n) || s.p[at + n - 1] == ' ')
            continue;
        /* "the first half of the year 2022", "first six months of 2022" as one form. */
        yg_buf_add(&text, yg_str_sub(s, at, n));
        bool found = yg_period_add(&code, yg_buf_str(&text));
        yg_date date;
        if (found && yg_date_parse(yg_buf_str(&code), &date) && date.precision != YG_DATE_NONE &&
            is_bare_year(s, yg_buf_str(&text), at + n)) {
            *ret_date = date;
            *ret_end = at + n;
            return true;
        }
    }
    return false;
}

typedef struct {
    const char *phrase;
    bool relative, open;
} relative_phrase;

static const relative_phrase relatives[] = {
    {"the same period last year", true, false},
    {"same period last year", true, false},
    {"same period of the previous year", true, false},
    {"same period of the prior year", true, false},
    {"same period a year earlier", true, false},
    {"same period a year before", true, false},
    {"same period the year before", true, false},
    {"same period the previous year", true, false},
    {"same half of the previous year", true, false},
    {"year-earlier period", true, false},
    {"corresponding period last year", true, false},
    {"a year earlier", true, false},
    {"a year before", true, false},
    {"the year before", true, false},
    {"a year ago", true, false},
    {"前年同期", true, false},
    {"昨年同期", true, false},
    {"前年の同じ時期", true, false},
    {"last year", false, true},
    {"previous year", false, true},
    {"this year", false, true},
    {"previous half", false, true},
    {"first half", false, true},
    {"second half", false, true},
    {"latter half", false, true},
    {"上半期", false, true},
    {"下半期", false, true},
    {"前年", false, true},
    {"昨年", false, true},
    {"前期", false, true},
    {"今年", false, true},
};

static void find_periods(yg_str s, text_sentence sentence, text_marks *marks) {
    yg_str part = yg_str_sub(s, 0, sentence.to);
    for (size_t at = sentence.from; at < sentence.to; at++) {
        text_mark mark = {.kind = TEXT_PERIOD, .from = at};
        size_t end = at;
        if (!starts_word(s, at))
            continue;
        if (may_begin_period(s, at) && read_period(part, at, &mark.period, &end)) {
            mark.to = end;
            yg_vec_push(marks, mark);
            at = end - 1;
            continue;
        }
        for (size_t i = 0; i < sizeof relatives / sizeof *relatives; i++) {
            yg_str phrase = yg_str_of(relatives[i].phrase);
            if (!yg_str_starts(yg_str_from(part, at), phrase))
                continue;
            mark.to = at + phrase.n;
            mark.relative = relatives[i].relative;
            mark.open = relatives[i].open;
            yg_vec_push(marks, mark);
            at = mark.to - 1;
            break;
        }
    }
}

/* --- Places: names of countries, as they are written: capitals, or runs of one script --- */

static bool is_capital(const text_plain *p, size_t at) {
    char c = p->original.p[p->at.at[at]];
    return c >= 'A' && c <= 'Z';
}

static void put_place(text_marks *marks, yg_country country, size_t from, size_t to) {
    if (country != 0 && !is_taken(marks, from, to))
        yg_vec_push(
            marks,
            ((text_mark){
                .kind = TEXT_PLACE, .key = yg_country_alpha2(country), .from = from, .to = to}));
}

static size_t word_end(yg_str s, size_t at, size_t to) {
    while (at < to && (text_is_word_byte(s.p[at]) || ((unsigned char)s.p[at]) >= 0x80))
        at++;
    return at;
}

static bool find_latin_place(const text_plain *p, text_sentence sentence, size_t at,
                             text_marks *marks) {
    yg_str s = yg_buf_str(&p->plain);
    size_t ends[3], n = 0, end = at;
    while (n < 3 && end < sentence.to) {
        end = word_end(s, end, sentence.to);
        ends[n++] = end;
        if (end >= sentence.to || s.p[end] != ' ')
            break;
        end++;
    }
    while (n-- > 0) {
        if (ends[n] - at < 4)
            continue;
        yg_country country = yg_country_from_name(yg_str_sub(s, at, ends[n] - at));
        if (country == 0)
            continue;
        put_place(marks, country, at, ends[n]);
        return true;
    }
    return false;
}

/* A run of kanji or of katakana: the whole run, or of kanji its first two to four characters. */
static size_t run_end(yg_str s, size_t at, size_t to, bool *ret_kanji) {
    size_t i = at;
    bool kanji = false, kana = false;
    while (i + 2 < to) {
        unsigned char a = (unsigned char)s.p[i], b = (unsigned char)s.p[i + 1],
                      c = (unsigned char)s.p[i + 2];
        uint32_t code = (uint32_t)((a & 0x0F) << 12 | (b & 0x3F) << 6 | (c & 0x3F));
        bool three = a >= 0xE0 && a < 0xF0;
        bool is_kanji = three && code >= 0x4E00 && code <= 0x9FFF;
        bool is_kana = three && code >= 0x30A1 && code <= 0x30FC;
        if ((!is_kanji && !is_kana) || (is_kanji && kana) || (is_kana && kanji))
            break;
        kanji |= is_kanji;
        kana |= is_kana;
        i += 3;
    }
    *ret_kanji = kanji;
    return i;
}

static size_t find_cjk_place(yg_str s, size_t at, size_t to, text_marks *marks) {
    bool kanji = false;
    size_t end = run_end(s, at, to, &kanji);
    if (end == at)
        return at;
    put_place(marks, yg_country_from_name(yg_str_sub(s, at, end - at)), at, end);
    for (size_t n = 12; kanji && n >= 6; n -= 3)
        if (at + n < end)
            put_place(marks, yg_country_from_name(yg_str_sub(s, at, n)), at, at + n);
    return end;
}

static void find_places(const text_plain *p, text_sentence sentence, text_marks *marks) {
    yg_str s = yg_buf_str(&p->plain);
    for (size_t at = sentence.from; at < sentence.to;) {
        if (s.p[at] >= 'a' && s.p[at] <= 'z' && starts_word(s, at)) {
            if (is_capital(p, at))
                find_latin_place(p, sentence, at, marks);
            at = word_end(s, at, sentence.to);
        } else {
            size_t end =
                ((unsigned char)s.p[at]) >= 0xE0 ? find_cjk_place(s, at, sentence.to, marks) : at;
            at = end > at ? end : at + 1;
        }
    }
}

static int by_place(const void *a, const void *b) {
    const text_mark *x = a, *y = b;
    return x->from != y->from ? (x->from < y->from ? -1 : 1) : (x->to > y->to ? -1 : x->to < y->to);
}

void text_find(const text_plain *plain, const text_words *words, text_sentence sentence,
               text_marks *marks) {
    yg_str s = yg_buf_str(&plain->plain);
    find_periods(s, sentence, marks);
    for (size_t at = sentence.from; at < sentence.to; at++) {
        const text_word *word = word_at(words, yg_str_sub(s, 0, sentence.to), at);
        if (word == NULL || is_taken(marks, at, at + word->phrase.n))
            continue;
        yg_vec_push(
            marks,
            ((text_mark){
                .kind = word->kind, .key = word->key, .from = at, .to = at + word->phrase.n}));
        at += word->phrase.n - 1;
    }
    find_places(plain, sentence, marks);
    text_find_numbers(plain, sentence, marks);
    if (marks->n > 1)
        qsort(marks->at, marks->n, sizeof *marks->at, by_place);
}
