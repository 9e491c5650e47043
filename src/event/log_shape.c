/* What a record as a whole is: of which tool, of which kind; and the roles of its fields. */
#include "event/log_part.h"

static bool has(const yg_log_record *r, const char *name) {
    return yg_log_field_of(r, name) != NULL;
}

/* The value of the first of these names whose field ends in it. */
static const yg_log_field *ending_in(const yg_log_record *r, const char *name) {
    yg_str wanted = yg_str_of(name);
    for (size_t i = 0; i < r->fields.n; i++) {
        yg_str n = r->fields.at[i].name;
        if (n.n >= wanted.n && yg_str_eq_nocase(yg_str_from(n, n.n - wanted.n), wanted) &&
            (n.n == wanted.n || n.p[n.n - wanted.n - 1] == '.'))
            return &r->fields.at[i];
    }
    return NULL;
}

/* --- JSON --- */

static bool is_zeek(const yg_log_record *r) {
    /* Both ends of a connection are enough: pipelines drop the other fields. */
    if (has(r, "id.orig_h") && (has(r, "id.resp_h") || has(r, "uid") || has(r, "_path")))
        return true;
    return has(r, "ts") && (has(r, "_path") || has(r, "uid") || has(r, "fuid"));
}

static bool is_eve(const yg_log_record *r) {
    return has(r, "event_type") && has(r, "timestamp") &&
           (has(r, "src_ip") || has(r, "flow_id") || has(r, "stats.uptime"));
}

static bool is_windows(const yg_log_record *r) {
    const yg_log_field *id = ending_in(r, "eventid");
    id = id != NULL ? id : ending_in(r, "eventid.#text");
    id = id != NULL ? id : ending_in(r, "event_id");
    return id != NULL &&
           (ending_in(r, "channel") != NULL || ending_in(r, "computer") != NULL ||
            ending_in(r, "computername") != NULL || ending_in(r, "computer_name") != NULL ||
            ending_in(r, "sourcename") != NULL);
}

/* Logs of Zeek do not say what they are unless told to. */
static yg_str zeek_kind(const yg_log_record *r) {
    static const struct {
        const char *field, *kind;
    } signs[] = {{"conn_state", "conn"},
                 {"qtype_name", "dns"},
                 {"rcode", "dns"},
                 {"query", "dns"},
                 {"uri", "http"},
                 {"status_code", "http"},
                 {"cipher", "ssl"},
                 {"server_name", "ssl"},
                 {"mime_type", "files"},
                 {"mailfrom", "smtp"},
                 {"helo", "smtp"},
                 {"certificate.subject", "x509"},
                 {"auth_attempts", "ssh"},
                 {"note", "notice"},
                 {"request_type", "kerberos"},
                 {"msg_types", "dhcp"},
                 {"share_type", "smb_mapping"},
                 {"software_type", "software"}};
    yg_str path = yg_log_value_of(r, "_path");
    for (size_t i = 0; path.n == 0 && i < sizeof signs / sizeof *signs; i++) {
        if (has(r, signs[i].field))
            path = yg_str_of(signs[i].kind);
    }
    return path;
}

/* "Security 4688": the channel and the number. */
static yg_str windows_kind(yg_log_record *r) {
    const yg_log_field *channel = ending_in(r, "channel"), *id = ending_in(r, "eventid");
    id = id != NULL ? id : ending_in(r, "event_id");
    id = id != NULL ? id : ending_in(r, "eventid.#text");
    r->kind_text.n = 0;
    if (channel != NULL && channel->value.n <= 128) {
        yg_buf_add(&r->kind_text, channel->value);
        yg_buf_addc(&r->kind_text, ' ');
    }
    if (id != NULL)
        yg_buf_add(&r->kind_text, yg_str_sub(id->value, 0, 32));
    return yg_buf_str(&r->kind_text);
}

static yg_str first_of(const yg_log_record *r, const char *const *names) {
    for (; *names != NULL; names++) {
        const yg_log_field *field = yg_log_field_of(r, *names);
        if (field != NULL && field->value.n > 0)
            return yg_str_sub(field->value, 0, 256);
    }
    return (yg_str){NULL, 0};
}

static void classify_json(yg_log_record *r) {
    static const char *const kinds[] = {"event.dataset",
                                        "event.action",
                                        "event.category",
                                        "event.category[0]",
                                        "eventName",
                                        "operationName",
                                        "Operation",
                                        "eventType",
                                        "event_type",
                                        "ActionType",
                                        "event_simpleName",
                                        "category",
                                        "log_type",
                                        "type",
                                        NULL};
    bool is_ecs = has(r, "@timestamp") && (has(r, "ecs.version") || has(r, "event.kind") ||
                                           has(r, "event.dataset") || has(r, "agent.type"));
    if (is_zeek(r)) {
        r->shape = YG_SHAPE_ZEEK;
        r->form = "zeek-json";
        r->kind = zeek_kind(r);
    } else if (is_eve(r)) {
        r->shape = YG_SHAPE_EVE;
        r->form = "eve";
        r->kind = yg_log_value_of(r, "event_type");
    } else if (is_windows(r)) {
        r->shape = YG_SHAPE_WINDOWS;
        r->kind = windows_kind(r);
    } else {
        r->shape = is_ecs ? YG_SHAPE_ECS : r->shape;
        r->kind = r->kind.n > 0 ? r->kind : first_of(r, kinds);
    }
}

/* --- Pairs --- */

static void classify_pairs(yg_log_record *r) {
    static const char *const kinds[] = {"type", "subtype", "event", "action", NULL};
    bool is_firewall = has(r, "devid") || has(r, "devname") || has(r, "logid");
    if (r->shape == YG_SHAPE_PLAIN || is_firewall)
        r->shape = YG_SHAPE_KEYS;
    yg_str type = first_of(r, kinds);
    if (type.n > 0 && (r->kind.n == 0 || is_firewall))
        r->kind = type;
}

/* What a value cannot be, whatever its name says. */
static yg_log_role role_by_value(const yg_log_field *field, yg_log_role role) {
    yg_str value = field->value;
    if (role == YG_ROLE_VERSION)
        return role;
    if (field->is_number || yg_str_eq(value, YG_STR("true")) || yg_str_eq(value, YG_STR("false")))
        return YG_ROLE_UNKNOWN;
    /* The subject of a certificate is CN=..., that of a mail is text. */
    if (role == YG_ROLE_CERTIFICATE && yg_str_eq(field->name, YG_STR("subject")) &&
        yg_str_chr(value, '=') == SIZE_MAX)
        return YG_ROLE_MESSAGE;
    /* Audited objects of Windows are files or keys. */
    if (role == YG_ROLE_FILE && yg_str_starts(value, YG_STR("\\REGISTRY\\")))
        return YG_ROLE_REGISTRY;
    return role;
}

void yg_log_classify(yg_log_record *r) {
    if (strcmp(r->form, "json") == 0)
        classify_json(r);
    else if (strcmp(r->form, "xml") == 0 && is_windows(r)) {
        r->shape = YG_SHAPE_WINDOWS;
        r->kind = windows_kind(r);
    } else if (r->shape == YG_SHAPE_SYSLOG || strcmp(r->form, "key-value") == 0)
        classify_pairs(r);
    for (size_t i = 0; i < r->fields.n; i++) {
        yg_log_field *field = &r->fields.at[i];
        if (field->role == YG_ROLE_UNKNOWN && field->name.n > 0)
            field->role = role_by_value(field, yg_log_known_of(r, field->name)->role);
    }
}
