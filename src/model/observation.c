/* What texts of observations have to do with the bytes of their records. */
#include "model/observation.h"

/* Parts of texts that are ours, and stand in no record. */
static const struct {
    const char *type, *word;
} made[] = {{"windows-registry-key", "hkey_local_machine"},
            {"windows-registry-key", "hkey_users"},
            {"windows-registry-key", "hkey_current_user"},
            {"windows-registry-key", "hkey_classes_root"},
            {"windows-registry-key", "hkey_current_config"},
            {"url", "https"},
            {"network-traffic", "ipv6-icmp"},
            {"network-traffic", "http"},
            {"network-traffic", "ipv4-addr"},
            {"network-traffic", "ipv6-addr"},
            {"network-traffic", "domain-name"},
            {"domain-name", "ipv4-addr"},
            {"domain-name", "ipv6-addr"},
            {"domain-name", "domain-name"}};

bool yg_observed_is_of_record(yg_str type, yg_str path, yg_str part) {
    /* Fingerprints lose the colons between their bytes. */
    if (yg_str_eqz(type, "x509-certificate") && yg_str_starts(path, YG_STR("hashes.")))
        return false;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        if (yg_str_eqz(type, made[i].type) &&
            yg_str_find(yg_str_of(made[i].word), part) != SIZE_MAX)
            return false;
    }
    return true;
}
