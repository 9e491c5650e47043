#include "text/indicator_line.h"

/* Words of feeds for kinds of indicators (abuse.ch, MISP, OTX, STIX), after folding. An empty kind
 * means: what the value looks like decides. */
static const struct {
    const char *word, *kind;
} type_words[] = {
    {"domain", ""},
    {"domain-name", ""},
    {"hostname", "host-name"},
    {"host-name", "host-name"},
    {"host", ""},
    {"fqdn", ""},
    {"ip", ""},
    {"ipv4", ""},
    {"ipv6", ""},
    {"ipv4-addr", ""},
    {"ipv6-addr", ""},
    {"ip-src", ""},
    {"ip-dst", ""},
    {"ip:port", ""},
    {"ip-address", ""},
    {"cidr", ""},
    {"url", ""},
    {"uri", ""},
    {"link", ""},
    {"email", ""},
    {"email-addr", ""},
    {"email-src", ""},
    {"email-dst", ""},
    {"mail", ""},
    {"md5", ""},
    {"md5-hash", ""},
    {"sha1", ""},
    {"sha1-hash", ""},
    {"sha256", ""},
    {"sha256-hash", ""},
    {"sha512", ""},
    {"sha512-hash", ""},
    {"hash", ""},
    {"filehash-md5", ""},
    {"filehash-sha1", ""},
    {"filehash-sha256", ""},
    {"sha-1", ""},
    {"sha-256", ""},
    {"sha-512", ""},
    {"file", "file-name"},
    {"file-name", "file-name"},
    {"filename", "file-name"},
    {"ドメイン", ""},
    {"ドメイン名", ""},
    {"ホスト名", "host-name"},
    {"ipアドレス", ""},
    {"メールアドレス", ""},
    {"ハッシュ", ""},
    {"ハッシュ値", ""},
    {"ファイル名", "file-name"},
    {"regkey", "windows-registry-key"},
    {"registry", "windows-registry-key"},
    {"registry-key", "windows-registry-key"},
    {"windows-registry-key", "windows-registry-key"},
    {"レジストリ", "windows-registry-key"},
    {"レジストリキー", "windows-registry-key"},
};

const char *yg_indicator_kind_of_word(yg_str type) {
    char folded[32];
    size_t n = 0;
    type = yg_str_trim(type);
    if (type.n > sizeof folded)
        return NULL;
    for (; n < type.n; n++) {
        char c = type.p[n];
        folded[n] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' || c == ' ' ? '-' : c;
    }
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (yg_str_eqz((yg_str){folded, n}, type_words[i].word))
            return type_words[i].kind;
    }
    return NULL;
}
