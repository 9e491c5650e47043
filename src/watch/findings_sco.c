#include "watch/findings_sco.h"

#include "base/hash.h"
#include "base/utf8.h"

static const struct {
    const char *word, *type, *hash, *path;
} kinds[] = {
    {"ipv4-addr", "ipv4-addr", NULL, "ipv4-addr:value"},
    {"ipv6-addr", "ipv6-addr", NULL, "ipv6-addr:value"},
    {"domain-name", "domain-name", NULL, "domain-name:value"},
    {"host-name", "domain-name", NULL, "domain-name:value"},
    {"url", "url", NULL, "url:value"},
    {"email-addr", "email-addr", NULL, "email-addr:value"},
    {"md5", "file", "MD5", "file:hashes.MD5"},
    {"sha1", "file", "SHA-1", "file:hashes.'SHA-1'"},
    {"sha256", "file", "SHA-256", "file:hashes.'SHA-256'"},
    {"sha512", "file", "SHA-512", "file:hashes.'SHA-512'"},
    {"file-name", "file", NULL, "file:name"},
    {"windows-registry-key", "windows-registry-key", NULL, "windows-registry-key:key"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_of(yg_str word) {
    size_t i = 0;
    while (i < KINDS && !yg_str_eqz(word, kinds[i].word))
        i++;
    return i;
}

bool yg_sco_of(yg_str word, yg_str value, yg_sco *ret) {
    size_t kind = kind_of(word);
    if (kind == KINDS)
        return false;
    *ret = (yg_sco){kinds[kind].type, kinds[kind].hash, value};
    return true;
}

static const char *member_of(const yg_sco *sco) {
    if (strcmp(sco->type, "file") == 0)
        return "name";
    return strcmp(sco->type, "windows-registry-key") == 0 ? "key" : "value";
}

/* --- Identifiers --- */

/* A string of canonical JSON: escaped is only what must be. */
static void add_canonical(yg_buf *buf, yg_str s) {
    static const char shorts[] = "btn\0fr"; /* of 8 to 13 */
    yg_buf_addc(buf, '"');
    for (size_t at = 0; at < s.n;) {
        uint32_t c = yg_utf8_next(s, &at);
        if (c == '"' || c == '\\')
            yg_buf_addf(buf, "\\%c", (char)c);
        else if (c >= 8 && c <= 13 && shorts[c - 8] != '\0')
            yg_buf_addf(buf, "\\%c", shorts[c - 8]);
        else if (c < 0x20)
            yg_buf_addf(buf, "\\u%04x", c);
        else
            yg_utf8_put(buf, c);
    }
    yg_buf_addc(buf, '"');
}

yg_str yg_sco_id(const yg_sco *sco, char ret_id[YG_ID_BYTES]) {
    /* The name space of the specification. */
    static const unsigned char space[16] = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                            0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
    YG_CLEANUP_BUF yg_buf members = {0}, text = {0};
    unsigned char d[20];
    if (sco->hash != NULL)
        yg_buf_addf(&members, "{\"hashes\":{\"%s\":", sco->hash);
    else
        yg_buf_addf(&members, "{\"%s\":", member_of(sco));
    add_canonical(&members, sco->value);
    yg_buf_addz(&members, sco->hash != NULL ? "}}" : "}");
    yg_sha1((yg_str){(const char *)space, sizeof space}, yg_buf_str(&members), d);
    d[6] = (unsigned char)((d[6] & 0x0F) | 0x50);
    d[8] = (unsigned char)((d[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < 16; i++)
        yg_buf_addf(&text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", d[i]);
    yg_id_from_uuid(sco->type, yg_buf_str(&text), ret_id);
    return yg_str_of(ret_id);
}

void yg_sco_put(yg_jw *w, const yg_sco *sco) {
    char id[YG_ID_BYTES];
    yg_jw_str(w, "type", yg_str_of(sco->type));
    yg_jw_str(w, "spec_version", YG_STR("2.1"));
    yg_jw_str(w, "id", yg_sco_id(sco, id));
    if (sco->hash == NULL) {
        yg_jw_str(w, member_of(sco), sco->value);
        return;
    }
    yg_jw_begin(w, "hashes", '{');
    yg_jw_str(w, sco->hash, sco->value);
    yg_jw_end(w, '}');
}

/* --- Patterns --- */

static void add_quoted(yg_buf *buf, yg_str value) {
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\'' || value.p[i] == '\\')
            yg_buf_addc(buf, '\\');
        yg_buf_addc(buf, value.p[i]);
    }
}

void yg_sco_add_pattern(yg_buf *buf, yg_str word, yg_str value) {
    size_t kind = kind_of(word);
    if (kind == KINDS) {
        yg_buf_add(buf, value);
        return;
    }
    if (strcmp(kinds[kind].type, "url") == 0 && yg_str_find(value, YG_STR("://")) == SIZE_MAX) {
        static const char *const schemes[] = {"[url:value = 'http://", " OR url:value = 'https://"};
        for (size_t i = 0; i < 2; i++) {
            yg_buf_addz(buf, schemes[i]);
            add_quoted(buf, value);
            yg_buf_addc(buf, '\'');
        }
        yg_buf_addc(buf, ']');
        return;
    }
    bool is_network = kind < 2 && yg_str_chr(value, '/') != SIZE_MAX;
    yg_buf_addf(buf, "[%s %s '", kinds[kind].path, is_network ? "ISSUBSET" : "=");
    add_quoted(buf, value);
    yg_buf_addz(buf, "']");
}
