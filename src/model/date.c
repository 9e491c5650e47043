#include "model/date.h"

static bool number(yg_str s, int *ret_value) {
    uint64_t value = 0;
    if (s.n > 4 || !yg_str_to_u64(s, &value))
        return false;
    *ret_value = (int)value;
    return true;
}

static int64_t day_us(int year, int month, int day) {
    return yg_days_from_civil(year, month, day) * YG_US_PER_DAY;
}

static int64_t month_us(int year, int month) {
    return month > 12 ? day_us(year + 1, month - 12, 1) : day_us(year, month, 1);
}

static yg_date months(int year, int first, int n, yg_date_precision precision) {
    return (yg_date){month_us(year, first), month_us(year, first + n), precision};
}

static bool parse_day(yg_str s, int year, yg_date *ret_date) {
    int month, day;
    if (!number(yg_str_sub(s, 5, 2), &month) || month < 1 || month > 12 ||
        !number(yg_str_sub(s, 8, 2), &day) || day < 1 || day > yg_days_in_month(year, month) ||
        s.p[7] != '-')
        return false;
    int64_t from_us = day_us(year, month, day);
    *ret_date = (yg_date){from_us, from_us + YG_US_PER_DAY, YG_DATE_DAY};
    return true;
}

static bool parse_single(yg_str s, yg_date *ret_date) {
    int year, part;
    if (s.n < 4 || !number(yg_str_sub(s, 0, 4), &year) || year < 1900 || year > 2199)
        return false;
    if (s.n == 4) {
        *ret_date = months(year, 1, 12, YG_DATE_YEAR);
        return true;
    }
    if (s.p[4] != '-')
        return false;
    if (s.n == 7 && (s.p[5] == 'H' || s.p[5] == 'Q')) {
        int parts = s.p[5] == 'H' ? 2 : 4;
        if (!number(yg_str_from(s, 6), &part) || part < 1 || part > parts)
            return false;
        int n = 12 / parts;
        *ret_date =
            months(year, (part - 1) * n + 1, n, parts == 2 ? YG_DATE_HALF : YG_DATE_QUARTER);
        return true;
    }
    if (s.n == 7) {
        if (!number(yg_str_from(s, 5), &part) || part < 1 || part > 12)
            return false;
        *ret_date = months(year, part, 1, YG_DATE_MONTH);
        return true;
    }
    if (s.n == 10)
        return parse_day(s, year, ret_date);
    int64_t us;
    if (!yg_time_parse(s, &us))
        return false;
    *ret_date = (yg_date){us, us + 1, YG_DATE_INSTANT};
    return true;
}

bool yg_date_parse(yg_str s, yg_date *ret_date) {
    s = yg_str_trim(s);
    size_t slash = yg_str_chr(s, '/');
    if (slash == SIZE_MAX)
        return parse_single(s, ret_date);
    yg_date a, b;
    if (!parse_single(yg_str_sub(s, 0, slash), &a) ||
        !parse_single(yg_str_from(s, slash + 1), &b) || b.to_us <= a.from_us)
        return false;
    *ret_date = (yg_date){a.from_us, b.to_us, YG_DATE_RANGE};
    return true;
}

static void add_day(yg_buf *buf, int64_t us, yg_date_precision precision) {
    int year, month, day;
    yg_civil_from_days(yg_time_day(us), &year, &month, &day);
    if (precision == YG_DATE_YEAR)
        yg_buf_addf(buf, "%04d", year);
    else if (precision == YG_DATE_HALF)
        yg_buf_addf(buf, "%04d-H%d", year, month <= 6 ? 1 : 2);
    else if (precision == YG_DATE_QUARTER)
        yg_buf_addf(buf, "%04d-Q%d", year, (month - 1) / 3 + 1);
    else if (precision == YG_DATE_MONTH)
        yg_buf_addf(buf, "%04d-%02d", year, month);
    else
        yg_buf_addf(buf, "%04d-%02d-%02d", year, month, day);
}

void yg_date_add(yg_buf *buf, yg_date date) {
    switch (date.precision) {
    case YG_DATE_NONE:
        return;
    case YG_DATE_INSTANT:
        yg_time_add(buf, date.from_us);
        return;
    case YG_DATE_RANGE:
        add_day(buf, date.from_us, YG_DATE_DAY);
        yg_buf_addc(buf, '/');
        add_day(buf, date.to_us - 1, YG_DATE_DAY);
        return;
    default:
        add_day(buf, date.from_us, date.precision);
    }
}

bool yg_date_overlaps(yg_date a, yg_date b) {
    return a.precision != YG_DATE_NONE && b.precision != YG_DATE_NONE && a.from_us < b.to_us &&
           b.from_us < a.to_us;
}

bool yg_date_within(yg_date a, yg_date b) {
    return a.precision != YG_DATE_NONE && b.precision != YG_DATE_NONE && a.from_us >= b.from_us &&
           a.to_us <= b.to_us;
}
