/* The numbers of a sentence that may count something: percentages, "37 of 114", counts with what is
 * counted, fractions in words. */
#include "tell/text_part.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

typedef struct {
    yg_str s; /* up to the end of the sentence */
    size_t at;
    text_marks *marks;
} reading;

static size_t skip_spaces(yg_str s, size_t at) {
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n'))
        at++;
    return at;
}

/* Which of the phrases stands at `at`: its end, or 0. Latin phrases end at a word's end. */
static size_t any_of(yg_str s, size_t at, const char *phrases) {
    yg_str rest = yg_str_of(phrases), one;
    while (rest.n > 0 && yg_str_split(&rest, '|', &one)) {
        size_t end = at + one.n;
        if (!yg_str_starts(yg_str_from(s, at), one))
            continue;
        if (end < s.n && text_is_word_byte(one.p[one.n - 1]) && text_is_word_byte(s.p[end]))
            continue;
        return end;
    }
    return 0;
}

static bool ends_with_any(yg_str s, const char *phrases) {
    yg_str rest = yg_str_of(phrases), one;
    while (rest.n > 0 && yg_str_split(&rest, '|', &one))
        if (yg_str_ends(s, one))
            return true;
    return false;
}

static text_precision precision_of(yg_str s, size_t from, size_t to) {
    yg_str before = yg_str_sub(s, 0, from);
    while (before.n > 0 && before.p[before.n - 1] == ' ')
        before.n--;
    if (ends_with_any(before, "more than|over|at least|above|exceeding") ||
        any_of(s, to, "超|以上|強|余り") > 0)
        return TEXT_OVER;
    if (ends_with_any(before, "less than|under|fewer than|below|at most") ||
        any_of(s, to, "未満|以下") > 0)
        return TEXT_UNDER;
    if (ends_with_any(before, "nearly|almost|about|around|roughly|approximately|some|close to|約|"
                              "およそ|ほぼ|概ね|おおむね") ||
        any_of(s, to, "近く|弱|程度|ほど|前後") > 0)
        return TEXT_ABOUT;
    return TEXT_EXACT;
}

/* Digits with thousands separators and a decimal part. */
static bool read_digits(yg_str s, size_t at, double *ret_value, int *ret_decimals,
                        size_t *ret_end) {
    YG_CLEANUP_BUF yg_buf text = {0};
    size_t i = at;
    int decimals = 0;
    while (i < s.n && is_digit(s.p[i])) {
        yg_buf_addc(&text, s.p[i++]);
        bool separator = i + 3 < s.n && s.p[i] == ',' && is_digit(s.p[i + 1]) &&
                         is_digit(s.p[i + 2]) && is_digit(s.p[i + 3]) &&
                         !(i + 4 < s.n && is_digit(s.p[i + 4]));
        i += separator || (i + 4 == s.n && s.p[i] == ',' && is_digit(s.p[i + 1]) &&
                           is_digit(s.p[i + 2]) && is_digit(s.p[i + 3]));
    }
    if (i + 1 < s.n && (s.p[i] == '.' || s.p[i] == ',') && is_digit(s.p[i + 1])) {
        size_t point = i++;
        yg_buf_addc(&text, '.');
        while (i < s.n && is_digit(s.p[i]))
            yg_buf_addc(&text, s.p[i++]);
        decimals = (int)(i - point - 1);
        /* 3.0.1, 192.0.2.7: no number. */
        if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1]))
            return false;
    }
    if (text.n == 0 || text.n > 15 || !yg_str_to_double(yg_buf_str(&text), ret_value))
        return false;
    *ret_decimals = decimals;
    *ret_end = i;
    return true;
}

#define NOUNS                                                                                      \
    "reports|report|cases|case|incidents|incident|attacks|attack|victims|victim|companies|"        \
    "company|organisations|organizations|firms|businesses|enterprises|manufacturers|hospitals|"    \
    "prefectures|件|社|団体|都道府県|病院|医療機関"

/* A noun that is counted, at most three words on. */
static size_t counted_noun(yg_str s, size_t at) {
    at = skip_spaces(s, at);
    for (int words = 0; words < 4; words++) {
        if (any_of(s, at, "of|in|to|and|or|from|by|with|on|at|for|out") > 0)
            return 0;
        size_t end = any_of(s, at, NOUNS);
        if (end > 0) {
            /* "114 ransomware attack reports": the last noun of a chain. */
            size_t more = any_of(s, skip_spaces(s, end), NOUNS);
            return more > 0 && s.p[end] == ' ' ? more : end;
        }
        size_t i = at;
        while (i < s.n && (text_is_word_byte(s.p[i]) || s.p[i] == '-'))
            i++;
        if (i == at || i >= s.n || s.p[i] != ' ')
            return 0;
        at = i + 1;
    }
    return 0;
}

static void put(reading *r, text_mark mark, size_t from, size_t to) {
    mark.kind = TEXT_NUMBER;
    mark.from = from;
    mark.to = to;
    mark.precision = precision_of(r->s, from, to);
    yg_vec_push(r->marks, mark);
    r->at = to;
}

/* "37 of the 114", "37 out of a total of 114". */
static size_t read_of(yg_str s, size_t at, uint64_t *ret_n) {
    size_t i = skip_spaces(s, at), noun = counted_noun(s, at);
    double n;
    int decimals;
    size_t end;
    if (noun > 0 && any_of(s, skip_spaces(s, noun), "of the|of all|out of") > 0)
        i = skip_spaces(s, noun);
    size_t of = any_of(s, i, "out of|of");
    if (of == 0)
        return 0;
    i = skip_spaces(s, of);
    for (size_t next; (next = any_of(s, i, "the|a|total|all|of|recorded|reported")) > 0;)
        i = skip_spaces(s, next);
    if (i >= s.n || !is_digit(s.p[i]) || !read_digits(s, i, &n, &decimals, &end) || decimals > 0)
        return 0;
    if (any_of(s, skip_spaces(s, end), "%|percent|per cent|°") > 0)
        return 0;
    *ret_n = (uint64_t)n;
    return end;
}

/* 114件中37件, 114件のうち、37件. */
static size_t read_of_japanese(yg_str s, size_t at, uint64_t *ret_x) {
    size_t i = any_of(s, at, "件|社");
    double x;
    int decimals;
    size_t end;
    if (i == 0 || (i = any_of(s, i, "のうち、|のうち|中の|中、|中|の内|、うち|(うち")) == 0)
        return 0;
    /* The category may stand between: 114件のうち製造業が37件. */
    size_t stop = i;
    while (stop < s.n && stop < i + 60 && !is_digit(s.p[stop]) && s.p[stop] != '\n')
        stop++;
    if (stop >= s.n || !is_digit(s.p[stop]) || !read_digits(s, stop, &x, &decimals, &end) ||
        decimals > 0 || any_of(s, end, "件|社") == 0)
        return 0;
    *ret_x = (uint64_t)x;
    return any_of(s, end, "件|社");
}

static bool is_identifier(yg_str s, size_t at) {
    static const char *const money[] = {"$", "€", "£", "¥", "v"};
    if (at == 0)
        return false;
    char before = s.p[at - 1];
    for (size_t i = 0; i < sizeof money / sizeof *money; i++)
        if (yg_str_ends(yg_str_sub(s, 0, at), yg_str_of(money[i])))
            return true;
    bool hyphen = before == '-' && at > 1 && text_is_word_byte(s.p[at - 2]);
    return text_is_word_byte(before) || before == '.' || before == '#' || before == '/' || hyphen;
}

/* "34.1 to 46.8", "95 % interval": bounds and levels, no shares. */
static bool is_bound(yg_str s, size_t from, size_t to) {
    static const char *const joints = "to|-|~|から|and";
    size_t at = from;
    while (at > 0 && s.p[at - 1] == ' ')
        at--;
    yg_str before = yg_str_sub(s, 0, at), rest = yg_str_of(joints), joint;
    while (rest.n > 0 && yg_str_split(&rest, '|', &joint)) {
        size_t end = before.n - joint.n;
        if (!yg_str_ends(before, joint))
            continue;
        while (end > 0 && (s.p[end - 1] == ' ' || s.p[end - 1] == '%'))
            end--;
        if (end > 0 && is_digit(s.p[end - 1]))
            return true;
    }
    size_t after = skip_spaces(s, to), joined = any_of(s, after, joints), end = 0;
    size_t other = joined > 0 ? skip_spaces(s, joined) : s.n;
    double value;
    int decimals;
    /* "87 % to 114" is no range: both have the sign, or only the second. */
    if (other < s.n && is_digit(s.p[other]) && read_digits(s, other, &value, &decimals, &end) &&
        (s.p[to - 1] != '%' || any_of(s, skip_spaces(s, end), "%") > 0))
        return true;
    return any_of(s, after, "interval|confidence|credible|ci|信頼区間|信頼") > 0;
}

/* Four digits in a row from 1900 on; with a counter of Japanese right behind they are a count. */
static bool is_year(yg_str s, size_t from, size_t to) {
    return to - from == 4 && (s.p[from] == '1' || s.p[from] == '2') &&
           strchr("901", s.p[from + 1]) != NULL && any_of(s, to, "件|社") == 0;
}

static void read_number(reading *r) {
    size_t from = r->at, end = from;
    text_mark mark = {0};
    uint64_t other = 0;
    if (!read_digits(r->s, from, &mark.value, &mark.decimals, &end)) {
        while (r->at < r->s.n && (is_digit(r->s.p[r->at]) || r->s.p[r->at] == '.'))
            r->at++;
        return;
    }
    size_t after = skip_spaces(r->s, end);
    size_t percent = any_of(r->s, after, "%|percentage points|percent|per cent|パーセント");
    size_t of = mark.decimals == 0 ? read_of(r->s, end, &other) : 0;
    size_t japanese = mark.decimals == 0 ? read_of_japanese(r->s, end, &mark.x) : 0;
    if (is_identifier(r->s, from) || is_bound(r->s, from, percent > 0 ? percent : end)) {
        r->at = percent > 0 ? percent : end;
    } else if (percent > 0) {
        bool points = yg_str_starts(yg_str_from(r->s, after), YG_STR("percentage p")) ||
                      any_of(r->s, percent, "ポイント|-point|台") > 0;
        mark.number = TEXT_PERCENT;
        if (points)
            r->at = percent;
        else
            put(r, mark, from, percent);
    } else if (of > 0) {
        mark.number = TEXT_OF;
        mark.x = (uint64_t)mark.value;
        mark.n = other;
        put(r, mark, from, of);
    } else if (japanese > 0) {
        mark.number = TEXT_OF;
        mark.n = (uint64_t)mark.value;
        put(r, mark, from, japanese);
    } else if (mark.decimals == 0 && !is_year(r->s, from, end) && counted_noun(r->s, end) > 0) {
        mark.number = TEXT_COUNT;
        mark.x = (uint64_t)mark.value;
        put(r, mark, from, end);
    } else {
        r->at = end;
    }
}

static const struct {
    const char *phrases;
    double percent;
} fractions[] = {
    {"two-thirds|two thirds|3分の2|三分の二", 200.0 / 3},
    {"one-third|one third|a third|3分の1|三分の一|3割3分", 100.0 / 3},
    {"three-quarters|three quarters|4分の3|四分の三", 75},
    {"one-quarter|one quarter|a quarter|4分の1|四分の一", 25},
    {"one-half|half of|half the|半数|半分|2分の1", 50},
    {"one-fifth|one fifth|a fifth|5分の1|五分の一", 20},
    {"one in ten|a tenth|one-tenth|10分の1|1割", 10},
    {"2割|二割", 20},
    {"3割|三割", 30},
    {"4割|四割", 40},
    {"5割|五割", 50},
    {"6割|六割", 60},
    {"7割|七割", 70},
    {"8割|八割", 80},
};

static bool read_fraction(reading *r) {
    yg_str s = r->s;
    if (r->at > 0 && text_is_word_byte(s.p[r->at - 1]) && text_is_word_byte(s.p[r->at]))
        return false;
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
        size_t end = any_of(s, r->at, fractions[i].phrases);
        if (end == 0 || any_of(s, end, " party| parties|-party|of a ") > 0 ||
            ends_with_any(yg_str_sub(s, 0, r->at), "first |second |latter |1st |2nd |other "))
            continue;
        put(r, (text_mark){.number = TEXT_FRACTION, .value = fractions[i].percent}, r->at, end);
        return true;
    }
    return false;
}

static const char *const small[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                    "seven", "eight", "nine", "ten",   "eleven", "twelve"};

/* "nine of the 114": words only where a whole follows. */
static bool read_word(reading *r) {
    if (r->at > 0 && text_is_word_byte(r->s.p[r->at - 1]))
        return false;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        uint64_t n = 0;
        size_t word = any_of(r->s, r->at, small[i]), of = word > 0 ? read_of(r->s, word, &n) : 0;
        if (of == 0)
            continue;
        put(r, (text_mark){.number = TEXT_OF, .value = (double)i, .x = i, .n = n}, r->at, of);
        return true;
    }
    return false;
}

static bool jump_period(reading *r, size_t periods) {
    for (size_t i = 0; i < periods; i++) {
        const text_mark *mark = &r->marks->at[i];
        if (mark->kind != TEXT_PERIOD || r->at < mark->from || r->at >= mark->to)
            continue;
        r->at = mark->to;
        return true;
    }
    return false;
}

void text_find_numbers(const text_plain *plain, text_sentence sentence, text_marks *marks) {
    reading r = {yg_str_sub(yg_buf_str(&plain->plain), 0, sentence.to), sentence.from, marks};
    size_t others = marks->n;
    while (r.at < r.s.n) {
        if (jump_period(&r, others) || read_fraction(&r) || read_word(&r))
            continue;
        if (is_digit(r.s.p[r.at]))
            read_number(&r);
        else
            r.at++;
    }
}
