#include "base/time.h"

#include <time.h>

static int64_t clock_us(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * YG_US_PER_S + t.tv_nsec / 1000;
}

int64_t yg_time_now_us(void) {
    return clock_us(CLOCK_REALTIME);
}

int64_t yg_time_mono_us(void) {
    return clock_us(CLOCK_MONOTONIC);
}

/* Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t yg_days_from_civil(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void yg_civil_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day) {
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t m = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
    *ret_month = (int)(m < 10 ? m + 3 : m - 9);
    *ret_year = (int)(year_of_era + era * 400 + (*ret_month <= 2));
}

int yg_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool digits(yg_str s, size_t at, size_t n, int *ret_value) {
    int value = 0;
    if (s.n < at + n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        value = value * 10 + (s.p[i] - '0');
    }
    *ret_value = value;
    return true;
}

static bool zone(yg_str s, int64_t *ret_offset_us) {
    int hour = 0, minute = 0;
    if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
        *ret_offset_us = 0;
        return true;
    }
    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !digits(s, 1, 2, &hour) ||
        !digits(s, 4, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *ret_offset_us = (hour * 60 + minute) * 60 * YG_US_PER_S * (s.p[0] == '-' ? -1 : 1);
    return true;
}

bool yg_time_parse(yg_str s, int64_t *ret_us) {
    int year, month, day, hour, minute, second;
    if (s.n < 20 || !digits(s, 0, 4, &year) || s.p[4] != '-' || !digits(s, 5, 2, &month) ||
        s.p[7] != '-' || !digits(s, 8, 2, &day) ||
        (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ') || !digits(s, 11, 2, &hour) ||
        s.p[13] != ':' || !digits(s, 14, 2, &minute) || s.p[16] != ':' ||
        !digits(s, 17, 2, &second))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > yg_days_in_month(year, month) || hour > 23 ||
        minute > 59 || second > 60)
        return false;
    size_t at = 19;
    int64_t fraction_us = 0, offset_us = 0;
    if (s.p[at] == '.') {
        int64_t unit = 100000;
        size_t first = ++at;
        for (; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, unit /= 10)
            fraction_us += (s.p[at] - '0') * unit;
        if (at == first)
            return false;
    }
    if (!zone(yg_str_from(s, at), &offset_us))
        return false;
    int64_t seconds =
        yg_days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    *ret_us = seconds * YG_US_PER_S + fraction_us - offset_us;
    return true;
}

int64_t yg_time_day(int64_t us) {
    return us / YG_US_PER_DAY - (us % YG_US_PER_DAY < 0);
}

void yg_time_add_day(yg_buf *buf, int64_t us) {
    int year, month, day;
    if (us == YG_TIME_NONE)
        return;
    yg_civil_from_days(yg_time_day(us), &year, &month, &day);
    yg_buf_addf(buf, "%04d-%02d-%02d", year, month, day);
}

void yg_time_add(yg_buf *buf, int64_t us) {
    int year, month, day;
    if (us == YG_TIME_NONE)
        return;
    int64_t days = yg_time_day(us);
    int64_t rest = us - days * YG_US_PER_DAY;
    yg_civil_from_days(days, &year, &month, &day);
    int seconds = (int)(rest / YG_US_PER_S), fraction_us = (int)(rest % YG_US_PER_S);
    yg_buf_addf(buf, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, seconds / 3600,
                seconds / 60 % 60, seconds % 60);
    if (fraction_us % 1000 != 0)
        yg_buf_addf(buf, ".%06d", fraction_us);
    else if (fraction_us != 0)
        yg_buf_addf(buf, ".%03d", fraction_us / 1000);
    yg_buf_addc(buf, 'Z');
}
