/* Records as STIX objects: the bricks, and what stands by itself. */
#include "event/observed_part.h"

/* --- Bricks --- */

bool yg_observed_begin(yg_observing *b, const char *type) {
    yg_observation *o = b->o;
    if (o->objects.n >= YG_OBSERVED_OBJECTS)
        return false;
    yg_vec_push(&o->objects, ((yg_observed_object){.type = yg_str_of(type), .first = o->values.n}));
    return true;
}

void yg_observed_end(yg_observing *b) {
    yg_observation *o = b->o;
    if (o->objects.n > 0 && o->objects.at[o->objects.n - 1].n == 0)
        o->objects.n--;
}

static void put(yg_observing *b, yg_observed_value value) {
    yg_observation *o = b->o;
    if (o->objects.n == 0 || o->values.n >= YG_OBSERVED_VALUES)
        return;
    yg_vec_push(&o->values, value);
    o->objects.at[o->objects.n - 1].n++;
}

static bool is_nothing(yg_str text) {
    return text.n == 0 || yg_str_eq(text, YG_STR("-")) || yg_str_eq(text, YG_STR("(empty)"));
}

void yg_observed_text(yg_observing *b, const char *path, yg_str text) {
    if (!is_nothing(text))
        put(b,
            (yg_observed_value){.path = yg_str_of(path), .kind = YG_OBSERVED_STRING, .text = text});
}

/* Decimal, or hexadecimal with 0x (numbers of processes in Windows' own audit). */
static bool number_of(yg_str s, int64_t *ret) {
    uint64_t value = 0;
    if (s.n > 2 && s.n <= 17 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) {
        for (size_t i = 2; i < s.n; i++) {
            char c = yg_log_lower(s.p[i]);
            if (!yg_log_is_digit(c) && (c < 'a' || c > 'f'))
                return false;
            value = value << 4 | (uint64_t)(yg_log_is_digit(c) ? c - '0' : c - 'a' + 10);
        }
    } else if (!yg_str_to_u64(s, &value)) {
        return false;
    }
    *ret = (int64_t)value;
    return value <= INT64_MAX;
}

void yg_observed_number(yg_observing *b, const char *path, yg_str digits) {
    int64_t value;
    if (number_of(digits, &value))
        put(b, (yg_observed_value){.path = yg_str_of(path),
                                   .kind = YG_OBSERVED_INTEGER,
                                   .integer = value,
                                   .number = (double)value});
}

yg_str yg_observed_join(yg_observing *b, const yg_str *parts, size_t n) {
    size_t bytes = 0, at = 0;
    for (size_t i = 0; i < n; i++)
        bytes += parts[i].n;
    char *out = yg_arena_alloc(&b->o->arena, bytes + 1);
    for (size_t i = 0; i < n && out != NULL; i++) {
        if (parts[i].n > 0)
            memcpy(out + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (yg_str){out, out != NULL ? bytes : 0};
}

void yg_observed_at(yg_observing *b, const char *prefix, size_t n, const char *path, yg_str text) {
    char digits[24];
    size_t at = sizeof digits;
    if (is_nothing(text))
        return;
    do {
        digits[--at] = (char)('0' + n % 10);
    } while ((n /= 10) > 0);
    yg_str parts[] = {yg_str_of(prefix),
                      YG_STR("["),
                      {digits + at, sizeof digits - at},
                      YG_STR("]"),
                      yg_str_of(path[0] != '\0' ? "." : ""),
                      yg_str_of(path)};
    put(b, (yg_observed_value){
               .path = yg_observed_join(b, parts, 6), .kind = YG_OBSERVED_STRING, .text = text});
}

yg_str yg_observed_lower(yg_observing *b, yg_str text) {
    size_t i = 0;
    while (i < text.n && yg_log_lower(text.p[i]) == text.p[i])
        i++;
    if (i == text.n)
        return text;
    char *out = yg_arena_alloc(&b->o->arena, text.n + 1);
    if (out == NULL)
        return text;
    for (i = 0; i < text.n; i++)
        out[i] = yg_log_lower(text.p[i]);
    return (yg_str){out, text.n};
}

const char *yg_observed_place_type(yg_str text) {
    bool letter = false, point = false;
    if (yg_log_is_address(text))
        return yg_str_chr(text, ':') != SIZE_MAX ? "ipv6-addr" : "ipv4-addr";
    if (!yg_log_is_host(text))
        return NULL;
    for (size_t i = 0; i < text.n; i++) {
        letter |= yg_log_is_letter(text.p[i]) || (unsigned char)text.p[i] >= 0x80;
        point |= text.p[i] == '.' && i > 0 && i + 1 < text.n;
    }
    return letter && point ? "domain-name" : NULL;
}

/* --- Addresses and names, each once --- */

static bool is_there(const yg_observation *o, const char *type, yg_str value) {
    for (size_t i = 0; i < o->objects.n; i++) {
        const yg_observed_object *object = &o->objects.at[i];
        if (object->n > 0 && yg_str_eqz(object->type, type) &&
            yg_str_eq(o->values.at[object->first].text, value))
            return true;
    }
    return false;
}

static void put_place(yg_observing *b, yg_str text) {
    yg_str host = text;
    unsigned port;
    if (!yg_log_host_of(text, &host, &port))
        return;
    const char *type = yg_observed_place_type(host);
    if (type == NULL)
        return;
    host = yg_observed_lower(b, host);
    if (!is_there(b->o, type, host) && yg_observed_begin(b, type)) {
        yg_observed_text(b, "value", host);
        yg_observed_end(b);
    }
}

/* Windows writes the answers of DNS as "type: 5 a.example;::ffff:192.0.2.1;". */
static void put_answers(yg_observing *b, yg_str text) {
    yg_str rest = text, part;
    for (size_t n = 0; n < 32 && yg_str_split(&rest, ';', &part); n++) {
        part = yg_str_trim(part);
        if (yg_str_starts(part, YG_STR("type:"))) {
            size_t blank = yg_str_chr(yg_str_from(part, 6), ' ');
            part = blank == SIZE_MAX ? part : yg_str_trim(yg_str_from(part, 6 + blank));
        }
        if (yg_str_starts(part, YG_STR("::ffff:")) && part.n > 7)
            put_place(b, yg_str_from(part, 7));
        put_place(b, part);
    }
}

static void put_places(yg_observing *b) {
    static const bool places[YG_ROLES] = {
        [YG_ROLE_SOURCE] = true, [YG_ROLE_DESTINATION] = true, [YG_ROLE_QUERY] = true,
        [YG_ROLE_HOST] = true,   [YG_ROLE_OBSERVER] = true,    [YG_ROLE_UNKNOWN] = true,
        [YG_ROLE_URL] = true};
    yg_log_party parties[YG_LOG_PARTIES];
    for (size_t i = 0; i < b->r->fields.n; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->is_number || field->value.n < 4 || field->value.n > 4096)
            continue;
        if (field->role == YG_ROLE_ANSWER)
            put_answers(b, field->value);
        else if (places[field->role] &&
                 (field->role != YG_ROLE_UNKNOWN || yg_log_is_address(field->value)))
            put_place(b, field->value);
    }
    size_t n = yg_log_record_parties(b->r, 0, 0, parties);
    for (size_t i = 0; i < n; i++) {
        if (parties[i].is_address)
            put_place(b, parties[i].value);
    }
}

void yg_observe(const yg_log_record *record, yg_observation *observation) {
    yg_observing b = {.r = record, .o = observation};
    yg_observation_clear(observation);
    observation->time_us = record->time_us;
    for (size_t i = 0; i < record->fields.n; i++) {
        const yg_log_field *field = &record->fields.at[i];
        b.has_role[field->role] = true;
        unsigned slot = field->value.n > 0 && field->name.n > 0
                            ? yg_log_known_of(record, field->name)->slot
                            : YG_SLOT_NONE;
        if (b.slots[slot] == NULL)
            b.slots[slot] = field;
    }
    yg_observe_network(&b);
    yg_observe_files(&b);
    yg_observe_processes(&b);
    yg_observe_registry(&b);
    yg_observe_users(&b);
    yg_observe_certificates(&b);
    yg_observe_mail(&b);
    put_places(&b);
}
