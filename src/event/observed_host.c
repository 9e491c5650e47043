/* Files, processes, registry keys, accounts. */
#include "event/observed_part.h"

/* --- Files --- */

static size_t last_separator(yg_str path) {
    for (size_t i = path.n; i > 0; i--) {
        if (path.p[i - 1] == '\\' || path.p[i - 1] == '/')
            return i - 1;
    }
    return SIZE_MAX;
}

static yg_str base_name(yg_str path) {
    size_t at = last_separator(path);
    return at == SIZE_MAX ? path : yg_str_from(path, at + 1);
}

static yg_str folder(yg_str path) {
    size_t at = last_separator(path);
    return at == SIZE_MAX ? (yg_str){NULL, 0} : yg_str_sub(path, 0, at > 0 ? at : 1);
}

static bool is_hex(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = yg_log_lower(s.p[i]);
        if (!yg_log_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
    }
    return s.n > 0;
}

static const char *hash_name(yg_str value, yg_str said) {
    if (!is_hex(value))
        return NULL;
    if (value.n == 32)
        return yg_str_eq_nocase(said, YG_STR("imphash")) ? "hashes.IMPHASH" : "hashes.MD5";
    return value.n == 40    ? "hashes.SHA-1"
           : value.n == 64  ? "hashes.SHA-256"
           : value.n == 128 ? "hashes.SHA-512"
                            : NULL;
}

static void put_hash(yg_observing *b, yg_str prefix, yg_str said, yg_str value) {
    const char *name = hash_name(value, said);
    if (name == NULL)
        return;
    yg_str parts[] = {prefix, yg_str_of(name)};
    yg_str path = prefix.n > 0 ? yg_observed_join(b, parts, 2) : yg_str_of(name);
    if (path.p != NULL)
        yg_observed_text(b, path.p, yg_observed_lower(b, value));
}

/* Fingerprints of TLS clients are no digests of files. */
static bool is_of_file(const yg_log_field *field) {
    yg_str last = yg_log_name_tail(field->name, 1), two = yg_log_name_tail(field->name, 2);
    return field->role == YG_ROLE_HASH && yg_str_find(two, YG_STR("ja3")) == SIZE_MAX &&
           yg_str_find(last, YG_STR("cert")) == SIZE_MAX &&
           yg_str_find(field->name, YG_STR("parent")) == SIZE_MAX;
}

/* Digests by themselves, or as Sysmon has them: SHA1=...,MD5=... */
static void put_hashes(yg_observing *b, yg_str prefix) {
    for (size_t i = 0; i < b->r->fields.n && b->has_role[YG_ROLE_HASH]; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        yg_str rest = yg_str_sub(field->value, 0, 1024), part;
        if (!is_of_file(field))
            continue;
        for (size_t n = 0; n < 8 && yg_str_split(&rest, ',', &part); n++) {
            size_t equals = yg_str_chr(part, '=');
            yg_str said =
                equals == SIZE_MAX ? yg_log_name_tail(field->name, 1) : yg_str_sub(part, 0, equals);
            put_hash(b, prefix, said, equals == SIZE_MAX ? part : yg_str_from(part, equals + 1));
        }
    }
}

static void put_file(yg_observing *b, yg_str path, bool has_hashes) {
    if (!yg_observed_begin(b, "file"))
        return;
    yg_observed_text(b, "name", base_name(path));
    yg_observed_text(b, "parent_directory_ref.path", folder(path));
    if (has_hashes) {
        put_hashes(b, (yg_str){NULL, 0});
        yg_observed_number(b, "size", yg_slot_value(b, YG_SLOT_SIZE));
        yg_observed_text(b, "mime_type", yg_slot_value(b, YG_SLOT_MIME));
    }
    yg_observed_end(b);
    yg_str parent = folder(path);
    if (parent.n > 1 && yg_observed_begin(b, "directory")) {
        yg_observed_text(b, "path", parent);
        yg_observed_end(b);
    }
}

/* The digests of a record are those of the library that was loaded, the file that was written, or
 * the program that was started. */
void yg_observe_files(yg_observing *b) {
    const yg_log_field *loaded = b->slots[YG_SLOT_LOADED], *file = b->slots[YG_SLOT_FILE],
                       *image = b->slots[YG_SLOT_IMAGE];
    const yg_log_field *owner = loaded != NULL ? loaded : file != NULL ? file : image;
    const yg_log_field *all[] = {loaded, file, image, b->slots[YG_SLOT_PARENT_IMAGE],
                                 b->slots[YG_SLOT_ACTOR_IMAGE]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i] != NULL)
            put_file(b, all[i]->value, all[i] == owner);
    }
    if (owner == NULL)
        put_file(b, (yg_str){NULL, 0}, true);
    if (yg_observed_begin(b, "artifact")) {
        put_hashes(b, (yg_str){NULL, 0});
        yg_observed_text(b, "mime_type", yg_slot_value(b, YG_SLOT_MIME));
        yg_observed_end(b);
    }
}

/* --- Processes --- */

typedef struct {
    yg_str image, command, pid, cwd;
} process;

static bool is_any(const process *p) {
    return p->image.n > 0 || p->command.n > 0;
}

/* image_ref is 2.1, binary_ref and name were 2.0. */
static void put_process(yg_observing *b, const process *p, const process *parent, bool has_hashes) {
    if (!is_any(p) || !yg_observed_begin(b, "process"))
        return;
    yg_observed_text(b, "command_line", p->command);
    yg_observed_number(b, "pid", p->pid);
    yg_observed_text(b, "cwd", p->cwd);
    yg_observed_text(b, "name", base_name(p->image));
    yg_observed_text(b, "image_ref.name", base_name(p->image));
    yg_observed_text(b, "image_ref.parent_directory_ref.path", folder(p->image));
    yg_observed_text(b, "binary_ref.name", base_name(p->image));
    if (has_hashes) {
        put_hashes(b, YG_STR("image_ref."));
        put_hashes(b, YG_STR("binary_ref."));
    }
    if (parent != NULL && is_any(parent)) {
        yg_observed_text(b, "parent_ref.command_line", parent->command);
        yg_observed_number(b, "parent_ref.pid", parent->pid);
        yg_observed_text(b, "parent_ref.name", base_name(parent->image));
        yg_observed_text(b, "parent_ref.image_ref.name", base_name(parent->image));
        yg_observed_text(b, "parent_ref.image_ref.parent_directory_ref.path",
                         folder(parent->image));
    }
    for (size_t i = 0; i < b->r->fields.n; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role == YG_ROLE_USER && field->value.n > 0) {
            yg_observed_text(b, "creator_user_ref.account_login", base_name(field->value));
            break;
        }
    }
    yg_observed_end(b);
}

void yg_observe_processes(yg_observing *b) {
    bool is_new = b->slots[YG_SLOT_NEW_PID] != NULL;
    process self = {yg_slot_value(b, YG_SLOT_IMAGE), yg_slot_value(b, YG_SLOT_COMMAND),
                    yg_slot_value(b, is_new ? YG_SLOT_NEW_PID : YG_SLOT_PID),
                    yg_slot_value(b, YG_SLOT_CWD)};
    process parent = {yg_slot_value(b, YG_SLOT_PARENT_IMAGE),
                      yg_slot_value(b, YG_SLOT_PARENT_COMMAND),
                      yg_slot_value(b, is_new ? YG_SLOT_PID : YG_SLOT_PARENT_PID),
                      {NULL, 0}};
    process actor = {yg_slot_value(b, YG_SLOT_ACTOR_IMAGE),
                     yg_slot_value(b, YG_SLOT_ACTOR_COMMAND),
                     yg_slot_value(b, YG_SLOT_ACTOR_PID),
                     {NULL, 0}};
    bool has_hashes = b->slots[YG_SLOT_LOADED] == NULL && b->slots[YG_SLOT_FILE] == NULL;
    if (!is_any(&self)) {
        put_process(b, &actor, NULL, false);
        return;
    }
    if (is_any(&actor) && !is_any(&parent))
        parent = actor;
    put_process(b, &self, &parent, has_hashes);
    put_process(b, &parent, NULL, false);
}

/* --- Registry --- */

/* STIX wants the hive's whole name. */
static yg_str whole_key(yg_observing *b, yg_str key) {
    static const struct {
        const char *from, *to;
    } hives[] = {
        {"HKLM\\", "HKEY_LOCAL_MACHINE\\"},    {"HKU\\", "HKEY_USERS\\"},
        {"HKCU\\", "HKEY_CURRENT_USER\\"},     {"HKCR\\", "HKEY_CLASSES_ROOT\\"},
        {"HKCC\\", "HKEY_CURRENT_CONFIG\\"},   {"\\REGISTRY\\MACHINE\\", "HKEY_LOCAL_MACHINE\\"},
        {"\\REGISTRY\\USER\\", "HKEY_USERS\\"}};
    for (size_t i = 0; i < sizeof hives / sizeof *hives; i++) {
        yg_str from = yg_str_of(hives[i].from);
        if (key.n >= from.n && yg_str_eq_nocase(yg_str_sub(key, 0, from.n), from)) {
            yg_str parts[] = {yg_str_of(hives[i].to), yg_str_from(key, from.n)};
            return yg_observed_join(b, parts, 2);
        }
    }
    return key;
}

/* Sysmon puts the value's name behind the key. Both readings are given: a key with its value, and
 * the whole as a key. */
void yg_observe_registry(yg_observing *b) {
    yg_str named = yg_slot_value(b, YG_SLOT_KEY_VALUE), data = yg_slot_value(b, YG_SLOT_KEY_DATA);
    size_t told = 0;
    for (size_t i = 0; i < b->r->fields.n && told < 8 && b->has_role[YG_ROLE_REGISTRY]; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role != YG_ROLE_REGISTRY || field == b->slots[YG_SLOT_KEY_VALUE] ||
            yg_str_chr(field->value, '\\') == SIZE_MAX ||
            !yg_observed_begin(b, "windows-registry-key"))
            continue;
        yg_str key = whole_key(b, field->value);
        yg_observed_text(b, "key", key);
        if (key.p != field->value.p)
            yg_observed_text(b, "key", field->value);
        if (named.n == 0 && data.n > 0)
            yg_observed_text(b, "key", folder(key));
        yg_observed_at(b, "values", 0, "name", named.n > 0 ? named : base_name(key));
        yg_observed_at(b, "values", 0, "data", data);
        told++;
    }
}

/* --- Accounts --- */

void yg_observe_users(yg_observing *b) {
    size_t told = 0;
    for (size_t i = 0; i < b->r->fields.n && told < 16 && b->has_role[YG_ROLE_USER]; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role != YG_ROLE_USER || field->value.n == 0 || field->value.n > 1024 ||
            !yg_observed_begin(b, "user-account"))
            continue;
        bool is_id = yg_str_starts(field->value, YG_STR("S-1-"));
        yg_observed_text(b, "user_id", field->value);
        if (!is_id) {
            yg_observed_text(b, "account_login", base_name(field->value));
            yg_observed_text(b, "display_name", field->value);
        }
        yg_observed_end(b);
        told++;
    }
}
