/* Times as logs write them: RFC 3339 and its relatives, the month by name (RFC 3164, RFC 5322,
 * Cisco, CEF, the common log format), seconds and finer since 1970. Without a zone: UTC. Days and
 * months in figures whose order is not known (10/11/2019) are not read, never guessed. */
#include "event/log_part.h"

typedef struct {
    yg_str s;
    size_t at;
    int year, month, day, hour, minute, second;
    int64_t fraction_us;
    int zone_minutes;
    bool has_year;
} clock_read;

static bool digits(clock_read *c, size_t least, size_t most, int *ret) {
    size_t n = 0;
    int value = 0;
    while (n < most && c->at + n < c->s.n && yg_log_is_digit(c->s.p[c->at + n]))
        value = value * 10 + (c->s.p[c->at + n++] - '0');
    if (n < least)
        return false;
    c->at += n;
    *ret = value;
    return true;
}

static bool take(clock_read *c, const char *any) {
    if (c->at >= c->s.n || c->s.p[c->at] == '\0' || strchr(any, c->s.p[c->at]) == NULL)
        return false;
    c->at++;
    return true;
}

static void blanks(clock_read *c) {
    while (take(c, " "))
        ;
}

static bool month_name(clock_read *c) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (c->s.n - c->at < 3)
        return false;
    for (int m = 0; m < 12; m++) {
        if (yg_str_eq_nocase(yg_str_sub(c->s, c->at, 3), (yg_str){names + 3 * m, 3})) {
            c->at += 3;
            c->month = m + 1;
            return true;
        }
    }
    return false;
}

static void weekday(clock_read *c) {
    static const char names[] = "sunmontuewedthufrisat";
    if (c->s.n - c->at < 5)
        return;
    char behind = c->s.p[c->at + 3];
    for (int d = 0; d < 7 && (behind == ' ' || behind == ','); d++) {
        if (yg_str_eq_nocase(yg_str_sub(c->s, c->at, 3), (yg_str){names + 3 * d, 3})) {
            c->at += 3;
            take(c, ",");
            blanks(c);
            return;
        }
    }
}

/* .5 and the like. After a comma thousandths, millionths or billionths and nothing that goes on
 * with figures: in tables it parts cells ("22:29:00,192.0.2.100,c2.example"). */
static void fraction(clock_read *c) {
    yg_str s = c->s;
    size_t start = c->at + 1, end = start;
    if (c->at >= s.n || (s.p[c->at] != '.' && s.p[c->at] != ','))
        return;
    while (end < s.n && yg_log_is_digit(s.p[end]))
        end++;
    size_t n = end - start;
    char behind = end < s.n ? s.p[end] : ' ', next = end + 1 < s.n ? s.p[end + 1] : ' ';
    if (n == 0 || (behind == '.' && yg_log_is_digit(next)))
        return;
    if (s.p[c->at] == ',' && (n > 9 || n % 3 != 0 || memchr(".,:;|\t", behind, 6) != NULL))
        return;
    int64_t unit = YG_US_PER_S / 10;
    for (size_t i = start; i < end; i++, unit /= 10)
        c->fraction_us += unit * (s.p[i] - '0');
    c->at = end;
}

static bool time_of_day(clock_read *c) {
    if (!digits(c, 1, 2, &c->hour) || !take(c, ":") || !digits(c, 2, 2, &c->minute) ||
        !take(c, ":") || !digits(c, 2, 2, &c->second))
        return false;
    fraction(c);
    return true;
}

/* Zones by name that are the same all over the world, and Japan's. */
static bool zone_name(clock_read *c) {
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {{"UTC", 0}, {"GMT", 0}, {"JST", 540}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        yg_str name = yg_str_of(zones[i].name);
        if (yg_str_starts(yg_str_from(c->s, c->at), name) &&
            (c->at + name.n == c->s.n || !yg_log_is_word(c->s.p[c->at + name.n]))) {
            c->at += name.n;
            c->zone_minutes = zones[i].minutes;
            return true;
        }
    }
    return false;
}

/* Z, +09:00, +0900, +09, with a blank before it; none is no fault. */
static void zone(clock_read *c) {
    size_t before = c->at;
    int hours, minutes = 0, sign;
    take(c, " ");
    if (take(c, "Zz") || zone_name(c))
        return;
    if (c->at < c->s.n && (c->s.p[c->at] == '+' || c->s.p[c->at] == '-')) {
        sign = c->s.p[c->at++] == '-' ? -1 : 1;
        if (digits(c, 2, 2, &hours) && hours <= 15) {
            size_t whole = c->at;
            if (take(c, ":") && !digits(c, 2, 2, &minutes))
                c->at = whole;
            else if (c->at == whole && !digits(c, 2, 2, &minutes))
                c->at = whole;
            c->zone_minutes = sign * (hours * 60 + minutes);
            return;
        }
    }
    c->at = before;
}

static int64_t us_of(const clock_read *c, int year) {
    if (c->month < 1 || c->month > 12 || c->day < 1 || c->day > yg_days_in_month(year, c->month) ||
        c->hour > 24 || c->minute > 59 || c->second > 60)
        return YG_TIME_NONE;
    int64_t days = yg_days_from_civil(year, c->month, c->day);
    int64_t seconds = c->hour * 3600 + (c->minute - c->zone_minutes) * 60 + c->second;
    return days * YG_US_PER_DAY + seconds * YG_US_PER_S + c->fraction_us;
}

/* The last such day of a year that is not more than a day after before_us. */
static int64_t without_year(const clock_read *c, int64_t before_us) {
    int year, month, day;
    if (before_us == YG_TIME_NONE)
        return YG_TIME_NONE;
    yg_civil_from_days(before_us / YG_US_PER_DAY, &year, &month, &day);
    for (int back = -1; back < 9; back++) { /* a 29th of February may be eight years away */
        int64_t us = us_of(c, year - back);
        if (us != YG_TIME_NONE && us <= before_us + YG_US_PER_DAY)
            return us;
    }
    return YG_TIME_NONE;
}

/* 2023-01-31T12:34:56.789+09:00, 2023/01/31 12:34:56, 2023-01-31 */
static bool year_first(clock_read *c) {
    if (!digits(c, 4, 4, &c->year) || !take(c, "-/") || !digits(c, 2, 2, &c->month) ||
        !take(c, "-/") || !digits(c, 2, 2, &c->day))
        return false;
    c->has_year = true;
    size_t date = c->at;
    if (!take(c, "T t_") || !time_of_day(c)) {
        c->at = date;
        c->hour = c->minute = c->second = 0;
    } else {
        zone(c);
    }
    return true;
}

/* Oct 11 22:14:15, Oct 11 2023 22:14:15.123 UTC, Wed Oct 11 14:32:52 2000 */
static bool month_first(clock_read *c) {
    weekday(c);
    if (!month_name(c) || !take(c, " "))
        return false;
    blanks(c);
    if (!digits(c, 1, 2, &c->day) || !take(c, " ,"))
        return false;
    blanks(c);
    size_t before = c->at;
    if (digits(c, 4, 4, &c->year) && take(c, " ")) {
        c->has_year = true;
        blanks(c);
    } else {
        c->at = before;
    }
    if (!time_of_day(c))
        return false;
    size_t end = c->at;
    if (!c->has_year && take(c, " ") && digits(c, 4, 4, &c->year) && c->year >= 1970 &&
        (c->at == c->s.n || !yg_log_is_word(c->s.p[c->at])) &&
        (c->at == c->s.n || strchr(".-:/", c->s.p[c->at]) == NULL)) {
        c->has_year = true;
        return true;
    }
    c->at = end;
    zone(c);
    return true;
}

/* 10/Oct/2000:13:55:36 -0700, 10 Oct 2000 13:55:36 GMT, 10-Oct-2000 13:55:36 */
static bool day_first(clock_read *c) {
    weekday(c);
    if (!digits(c, 1, 2, &c->day) || !take(c, "/ -") || !month_name(c) || !take(c, "/ -") ||
        !digits(c, 4, 4, &c->year) || !take(c, ": "))
        return false;
    c->has_year = true;
    if (!time_of_day(c))
        return false;
    zone(c);
    return true;
}

size_t yg_log_time_front(yg_str text, int64_t before_us, int64_t *ret_us) {
    static bool (*const ways[])(clock_read *) = {year_first, month_first, day_first};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        clock_read c = {.s = yg_str_sub(text, 0, 64)};
        if (!ways[i](&c))
            continue;
        *ret_us = c.has_year ? us_of(&c, c.year) : without_year(&c, before_us);
        /* A time without a year is one even where its year cannot be told. */
        return *ret_us != YG_TIME_NONE || !c.has_year ? c.at : 0;
    }
    return 0;
}

/* Seconds, or finer by size: what lies before the year 2286 in seconds has at most 10 digits.
 * Figures are read as they stand, so that microseconds are exact. */
static int64_t since_1970(yg_str s) {
    uint64_t whole = 0;
    int64_t fraction = 0, unit = YG_US_PER_S / 10;
    size_t i = 0;
    for (; i < s.n && yg_log_is_digit(s.p[i]); i++) {
        if (i == 19)
            return YG_TIME_NONE;
        whole = whole * 10 + (uint64_t)(s.p[i] - '0');
    }
    if (i < 9 || whole == 0 || (i < s.n && s.p[i] != '.'))
        return YG_TIME_NONE;
    for (i++; i < s.n; i++, unit /= 10) {
        if (!yg_log_is_digit(s.p[i]))
            return YG_TIME_NONE;
        fraction += unit * (s.p[i] - '0');
    }
    if (whole < UINT64_C(100000000000))
        return (int64_t)whole * YG_US_PER_S + fraction;
    if (whole < UINT64_C(100000000000000))
        return (int64_t)whole * 1000 + fraction / 1000;
    return (int64_t)(whole < UINT64_C(100000000000000000) ? whole : whole / 1000);
}

int64_t yg_log_time(yg_str text, int64_t before_us) {
    int64_t us = YG_TIME_NONE;
    text = yg_str_trim(text);
    if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
        text = yg_str_sub(text, 1, text.n - 2);
    if (text.n < 8 || text.n > 64)
        return YG_TIME_NONE;
    us = since_1970(text);
    if (us != YG_TIME_NONE)
        return us;
    return yg_log_time_front(text, before_us, &us) > 0 ? us : YG_TIME_NONE;
}

bool yg_log_is_time(yg_str text, int64_t before_us) {
    int64_t us;
    text = yg_str_trim(text);
    if (text.n > 0 && since_1970(text) != YG_TIME_NONE)
        return true;
    size_t n = yg_log_time_front(text, before_us, &us);
    /* A zone by its name may follow. */
    for (size_t i = n; i < text.n; i++) {
        if (i - n > 6 || (!yg_log_is_letter(text.p[i]) && text.p[i] != ' '))
            return false;
    }
    return n >= 8;
}

bool yg_log_is_clock(yg_str value, int64_t before_us, int64_t *ret_us) {
    value = yg_str_trim(value);
    return value.n > 13 && value.n <= 64 && yg_log_time_front(value, before_us, ret_us) == value.n;
}
