/* What findings of indicators give to lists that block or alarm, behind the same guard as names. */
#include "watch/findings_block.h"

typedef struct {
    yg_block_list *list;
    yg_findings_export_counts *counts;
} job;

/* Wider networks hold too many who have nothing to do with it. */
enum { WIDEST_V4 = 16, WIDEST_V6 = 32 };

static const char *name_refusal(const job *j, const yg_finding_row *row) {
    return yg_block_refusal(j->list, row, row->subject,
                            yg_str_eqz(row->subject_type, "domain-name"));
}

static const char *address_refusal(const job *j, yg_str text) {
    yg_network network;
    if (!yg_network_parse(text, &network))
        return "it is no address";
    if (yg_network_is_private(&network))
        return "everybody has this address";
    if (network.prefix_bits < (network.is_v6 ? WIDEST_V6 : WIDEST_V4))
        return "others are in so wide a network";
    for (size_t i = 0; i < j->list->own.n; i++) {
        const yg_network *own = &j->list->own.at[i];
        if (yg_network_holds(own, &network) || yg_network_holds(&network, own))
            return "it is in a network of your organisations";
    }
    return NULL;
}

static bool is_printable(yg_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    }
    return s.n > 0;
}

/* The host of a URL or of a mail address must not be ours. */
static const char *text_refusal(const job *j, yg_str text, yg_str host) {
    size_t end = 0;
    while (end < host.n && strchr("/?#:", host.p[end]) == NULL)
        end++;
    host = yg_str_sub(host, 0, end);
    if (!is_printable(text))
        return "it is no plain text";
    return yg_block_is_allowed(j->list, host) ? "it is official, or on the allow list" : NULL;
}

/* What follows the first such mark; everything when there is none. */
static yg_str behind(yg_str text, yg_str mark) {
    size_t at = yg_str_find(text, mark);
    return at == SIZE_MAX ? text : yg_str_from(text, at + mark.n);
}

static bool on_finding(void *self, const yg_finding *finding, yg_error *err) {
    job *j = self;
    const yg_finding_row *row = finding->row;
    yg_str type = row->subject_type, value = row->subject;
    yg_block_kind kind = YG_BLOCK_NAME;
    const char *why;
    (void)err;
    j->counts->findings++;
    if (yg_str_eqz(type, "domain-name") || yg_str_eqz(type, "host-name")) {
        why = name_refusal(j, row);
    } else if (yg_str_eqz(type, "ipv4-addr") || yg_str_eqz(type, "ipv6-addr")) {
        kind = YG_BLOCK_ADDRESS;
        why = address_refusal(j, value);
    } else if (yg_str_eqz(type, "url")) {
        yg_str rest = behind(value, YG_STR("://"));
        kind = YG_BLOCK_URL;
        why =
            text_refusal(j, value, behind(yg_str_sub(rest, 0, yg_str_chr(rest, '/')), YG_STR("@")));
    } else if (yg_str_eqz(type, "email-addr")) {
        kind = YG_BLOCK_MAIL;
        why = text_refusal(j, value, behind(value, YG_STR("@")));
    } else {
        j->counts->other++;
        return true;
    }
    if (why != NULL) {
        yg_block_count_refused(j->counts, value, why);
        return true;
    }
    yg_arena *a = &j->list->arena;
    yg_vec_push(&j->list->names, ((yg_blocked){.name = yg_arena_copy(a, value),
                                               .kind = kind,
                                               .is_indicator = true,
                                               .whole = yg_str_eqz(type, "domain-name"),
                                               .brand = yg_arena_copy(a, row->brand),
                                               .how = yg_arena_copy(a, type),
                                               .score = row->score}));
    return true;
}

bool yg_block_sights(yg_store *store, const yg_finding_filter *filter,
                     const yg_sighting_filter *sights, yg_block_list *list,
                     yg_findings_export_counts *counts, yg_error *err) {
    job j = {list, counts};
    return yg_findings_each(store, filter, sights, on_finding, &j, err);
}
