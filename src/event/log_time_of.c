/* The time of a record: which of its fields says it. */
#include <limits.h>

#include "event/log_part.h"

static yg_str last_part(yg_str name) {
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] == '.')
            return yg_str_from(name, i);
    }
    return name;
}

/* Names that say when something happened, the most exact first; whole names, then last parts. */
static const char *const names[] = {"ts",
                                    "event.eventdata.utctime",
                                    "event.system.timecreated.#attributes.systemtime",
                                    "winlog.event_data.utctime",
                                    "utctime",
                                    "systemtime",
                                    "timecreated",
                                    "event.created",
                                    "@timestamp",
                                    "timestamp",
                                    "timestampisoformat",
                                    "rt",
                                    "start",
                                    "devtime",
                                    "end",
                                    "eventtime",
                                    "creationtime",
                                    "createddatetime",
                                    "activitydatetime",
                                    "time_generated",
                                    "timegenerated",
                                    "published",
                                    "datetime",
                                    "date and time",
                                    "日付と時刻",
                                    "日時",
                                    "発生日時",
                                    "タイムスタンプ",
                                    "时间",
                                    "时间戳",
                                    "zeitstempel",
                                    "zeit",
                                    "時刻",
                                    "date_time",
                                    "event_time",
                                    "time_local",
                                    "time_iso8601",
                                    "receive_time",
                                    "time",
                                    "_time",
                                    "_time_",
                                    "__realtime_timestamp",
                                    "date",
                                    "msg",
                                    "seen",
                                    "first_seen",
                                    "eventreceivedtime",
                                    NULL};

/* Auditd: audit(1364481363.243:24287) */
static int64_t audit_time(yg_str value) {
    if (!yg_str_starts(value, YG_STR("audit(")))
        return YG_TIME_NONE;
    value = yg_str_from(value, 6);
    size_t end = yg_str_chr(value, ':');
    return end == SIZE_MAX ? YG_TIME_NONE : yg_log_time(yg_str_sub(value, 0, end), YG_TIME_NONE);
}

/* Date and time in fields of their own: W3C, Fortinet (with tz). */
static int64_t two_fields(const yg_log_record *r) {
    yg_str date = yg_log_value_of(r, "date"), time = yg_log_value_of(r, "time"),
           zone = yg_log_value_of(r, "tz");
    char both[64];
    if (date.n != 10 || time.n < 8 || time.n > 20 || zone.n > 8)
        return YG_TIME_NONE;
    memcpy(both, date.p, date.n);
    both[date.n] = ' ';
    memcpy(both + date.n + 1, time.p, time.n);
    size_t n = date.n + 1 + time.n;
    if (zone.n > 0)
        memcpy(both + n, zone.p, zone.n);
    return yg_log_time((yg_str){both, n + zone.n}, YG_TIME_NONE);
}

/* A time at the front of the text: "[2023-10-06 00:17:09,669] ERROR ...". */
static int64_t time_in_front(const yg_log_record *r, int64_t before_us) {
    yg_str text = r->fields.n > 0 ? r->fields.at[0].value : (yg_str){NULL, 0};
    int64_t us = YG_TIME_NONE;
    if (r->fields.n == 0 || r->fields.at[0].role != YG_ROLE_MESSAGE)
        return YG_TIME_NONE;
    if (text.n > 0 && (text.p[0] == '[' || text.p[0] == '('))
        text = yg_str_from(text, 1);
    return yg_log_time_front(text, before_us, &us) > 10 ? us : YG_TIME_NONE;
}

/* Of a table whose column of times has a name that is not known: the first that holds one. */
static int64_t time_of_cells(const yg_log_record *r, int64_t before_us) {
    int64_t us = YG_TIME_NONE;
    for (size_t i = 0; strcmp(r->form, "csv") == 0 && i < r->fields.n; i++) {
        if (yg_log_is_clock(r->fields.at[i].value, before_us, &us))
            return us;
    }
    return time_in_front(r, before_us);
}

unsigned yg_log_time_rank(yg_str name) {
    yg_str last = last_part(name);
    for (unsigned k = 0; names[k] != NULL; k++) {
        yg_str wanted = yg_str_of(names[k]);
        if (yg_str_eq_nocase(name, wanted) || yg_str_eq_nocase(last, wanted))
            return k;
    }
    return UINT_MAX;
}

void yg_log_time_of(yg_log_record *r, int64_t before_us) {
    unsigned best = UINT_MAX;
    int64_t us;
    /* The head of a line says it; but what a device wrote about itself is more exact than who
     * passed it on. */
    int64_t head_us = r->time_us;
    if (head_us != YG_TIME_NONE && r->shape != YG_SHAPE_CEF && r->shape != YG_SHAPE_LEEF)
        return;
    if ((us = two_fields(r)) != YG_TIME_NONE) {
        r->time_us = us;
        return;
    }
    for (size_t i = 0; i < r->fields.n; i++) {
        const yg_log_field *field = &r->fields.at[i];
        if (field->value.n < 8 || field->value.n > 64 || field->name.n == 0)
            continue;
        if (yg_str_eqz(field->name, "timestamp") && head_us != YG_TIME_NONE)
            continue; /* of the head */
        unsigned rank = yg_log_known_of(r, field->name)->time_rank;
        if (rank >= best)
            continue;
        us = audit_time(field->value);
        us = us != YG_TIME_NONE ? us : yg_log_time(field->value, before_us);
        if (us != YG_TIME_NONE) {
            best = rank;
            r->time_us = us;
        }
    }
    if (best == UINT_MAX)
        r->time_us = head_us != YG_TIME_NONE ? head_us : time_of_cells(r, before_us);
}
