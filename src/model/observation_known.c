/* What records of logs can be and have: the other end of event/observed*.c, which make it. */
#include "model/observation.h"

#define HASHES(type, prefix)                                                                       \
    {type, prefix "hashes.IMPHASH"}, {type, prefix "hashes.MD5"}, {type, prefix "hashes.SHA-1"},   \
        {type, prefix "hashes.SHA-256"}, {                                                         \
        type, prefix "hashes.SHA-512"                                                              \
    }
#define REQUEST "extensions.http-request-ext."

/* Rows of one type stand together. "[*]": any place of a list; "[0]": the first alone. */
static const struct {
    const char *type, *path;
} rows[] = {
    HASHES("artifact", ""),
    {"artifact", "mime_type"},
    {"directory", "path"},
    {"domain-name", "value"},
    {"domain-name", "resolves_to_refs[*].type"},
    {"domain-name", "resolves_to_refs[*].value"},
    {"email-addr", "value"},
    {"email-message", "from_ref.value"},
    {"email-message", "sender_ref.value"},
    {"email-message", "subject"},
    {"email-message", "to_refs[*].value"},
    HASHES("file", ""),
    {"file", "mime_type"},
    {"file", "name"},
    {"file", "parent_directory_ref.path"},
    {"file", "size"},
    {"ipv4-addr", "value"},
    {"ipv6-addr", "value"},
    {"network-traffic", "dst_byte_count"},
    {"network-traffic", "dst_packets"},
    {"network-traffic", "dst_port"},
    {"network-traffic", "dst_ref.type"},
    {"network-traffic", "dst_ref.value"},
    {"network-traffic", REQUEST "request_header.Host"},
    {"network-traffic", REQUEST "request_header.Host[0]"},
    {"network-traffic", REQUEST "request_header.Referer"},
    {"network-traffic", REQUEST "request_header.Referer[0]"},
    {"network-traffic", REQUEST "request_header.User-Agent"},
    {"network-traffic", REQUEST "request_header.User-Agent[0]"},
    {"network-traffic", REQUEST "request_method"},
    {"network-traffic", REQUEST "request_value"},
    {"network-traffic", REQUEST "request_version"},
    {"network-traffic", "protocols[*]"},
    {"network-traffic", "src_byte_count"},
    {"network-traffic", "src_packets"},
    {"network-traffic", "src_port"},
    {"network-traffic", "src_ref.type"},
    {"network-traffic", "src_ref.value"},
    {"process", "binary_ref.name"},
    HASHES("process", "binary_ref."),
    {"process", "command_line"},
    {"process", "creator_user_ref.account_login"},
    {"process", "cwd"},
    {"process", "image_ref.name"},
    HASHES("process", "image_ref."),
    {"process", "image_ref.parent_directory_ref.path"},
    {"process", "name"},
    {"process", "parent_ref.command_line"},
    {"process", "parent_ref.image_ref.name"},
    {"process", "parent_ref.image_ref.parent_directory_ref.path"},
    {"process", "parent_ref.name"},
    {"process", "parent_ref.pid"},
    {"process", "pid"},
    {"url", "value"},
    {"user-account", "account_login"},
    {"user-account", "display_name"},
    {"user-account", "user_id"},
    {"windows-registry-key", "key"},
    {"windows-registry-key", "values[0].data"},
    {"windows-registry-key", "values[0].name"},
    {"x509-certificate", "hashes.MD5"},
    {"x509-certificate", "hashes.SHA-1"},
    {"x509-certificate", "hashes.SHA-256"},
    {"x509-certificate", "issuer"},
    {"x509-certificate", "serial_number"},
    {"x509-certificate", "subject"},
    {"x509-certificate", "x509_v3_extensions.subject_alternative_name"},
};

bool yg_observed_known(size_t i, yg_str *ret_type, yg_str *ret_path) {
    if (i >= sizeof rows / sizeof *rows)
        return false;
    *ret_type = yg_str_of(rows[i].type);
    *ret_path = yg_str_of(rows[i].path);
    return true;
}

/* At "[...]": where it ends; 0: it has no end. */
static size_t index_end(yg_str path, size_t at) {
    size_t end = yg_str_chr(yg_str_from(path, at), ']');
    return end == SIZE_MAX ? 0 : at + end + 1;
}

static bool is_any(yg_str path, size_t at) {
    return path.n - at >= 3 && path.p[at + 1] == '*' && path.p[at + 2] == ']';
}

bool yg_observed_path_is(yg_str known, yg_str path) {
    size_t a = 0, b = 0;
    while (a < known.n && b < path.n) {
        if (known.p[a] == '[' && path.p[b] == '[' && (is_any(known, a) || is_any(path, b))) {
            a = index_end(known, a);
            b = index_end(path, b);
            if (a == 0 || b == 0)
                return false;
        } else if (known.p[a++] != path.p[b++]) {
            return false;
        }
    }
    return a == known.n && b == path.n;
}

bool yg_observed_can_be(yg_str type, yg_str path) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (yg_str_eqz(type, rows[i].type) &&
            (path.n == 0 || yg_observed_path_is(yg_str_of(rows[i].path), path)))
            return true;
    }
    return false;
}
