/* Certificates and mail. */
#include "event/observed_part.h"

static bool is_named(const yg_log_field *field, const char *word) {
    char text[YG_LOG_NAME];
    yg_str name = {text, yg_log_canonical(field->name, text, sizeof text)};
    return yg_str_find(name, yg_str_of(word)) != SIZE_MAX;
}

/* --- Certificates --- */

/* "AA:BB:..." as "aabb..." */
static yg_str without_colons(yg_observing *b, yg_str text) {
    size_t n = 0;
    char *out = text.n <= 256 ? yg_arena_alloc(&b->o->arena, text.n + 1) : NULL;
    if (out == NULL)
        return text;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != ':')
            out[n++] = yg_log_lower(text.p[i]);
    }
    return (yg_str){out, n};
}

static void put_fingerprint(yg_observing *b, yg_str text) {
    yg_str digits = without_colons(b, text);
    if (digits.n == 40)
        yg_observed_text(b, "hashes.SHA-1", digits);
    else if (digits.n == 64)
        yg_observed_text(b, "hashes.SHA-256", digits);
    else if (digits.n == 32)
        yg_observed_text(b, "hashes.MD5", digits);
}

void yg_observe_certificates(yg_observing *b) {
    if (!b->has_role[YG_ROLE_CERTIFICATE] && !b->has_role[YG_ROLE_HASH])
        return;
    if (!yg_observed_begin(b, "x509-certificate"))
        return;
    for (size_t i = 0; i < b->r->fields.n; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        bool is_chain = field->role == YG_ROLE_HASH && is_named(field, "cert");
        if (field->role != YG_ROLE_CERTIFICATE && !is_chain)
            continue;
        if (is_chain || is_named(field, "fingerprint") || is_named(field, "thumbprint"))
            put_fingerprint(b, field->value);
        else if (is_named(field, "issuer"))
            yg_observed_text(b, "issuer", field->value);
        else if (is_named(field, "serial"))
            yg_observed_text(b, "serial_number", yg_observed_lower(b, field->value));
        else if (is_named(field, "san") || is_named(field, "alt"))
            yg_observed_text(b, "x509_v3_extensions.subject_alternative_name", field->value);
        else if (is_named(field, "subject"))
            yg_observed_text(b, "subject", field->value);
    }
    yg_observed_end(b);
}

/* --- Mail --- */

/* The address in "A Name <x@y.example>", "<x@y.example>", "x@y.example"; empty: none. */
static yg_str address_of(yg_str text) {
    size_t open = yg_str_chr(text, '<');
    if (open != SIZE_MAX) {
        text = yg_str_from(text, open + 1);
        text = yg_str_sub(text, 0, yg_str_chr(text, '>'));
    }
    text = yg_str_trim(text);
    size_t at = yg_str_chr(text, '@');
    if (at == SIZE_MAX || at == 0 || at + 1 >= text.n || text.n > 320 ||
        yg_str_chr(text, ' ') != SIZE_MAX)
        return (yg_str){NULL, 0};
    return text;
}

static void put_address(yg_observing *b, yg_str address) {
    if (address.n > 0 && yg_observed_begin(b, "email-addr")) {
        yg_observed_text(b, "value", yg_observed_lower(b, address));
        yg_observed_end(b);
    }
}

static void put_message(yg_observing *b) {
    const yg_log_field *subject = b->slots[YG_SLOT_MAIL_SUBJECT];
    size_t to = 0;
    bool has_sender = false;
    if (!yg_observed_begin(b, "email-message"))
        return;
    for (size_t i = 0; i < b->r->fields.n && to < 256; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        bool is_sender = field->role == YG_ROLE_SENDER;
        if (!is_sender && field->role != YG_ROLE_RECIPIENT)
            continue;
        yg_str address = yg_observed_lower(b, address_of(field->value));
        if (is_sender && !has_sender) {
            yg_observed_text(b, "from_ref.value", address);
            yg_observed_text(b, "sender_ref.value", address);
            has_sender = address.n > 0;
        } else if (!is_sender && address.n > 0) {
            yg_observed_at(b, "to_refs", to++, "value", address);
        }
    }
    if (subject != NULL && subject->role == YG_ROLE_MESSAGE)
        yg_observed_text(b, "subject", subject->value);
    yg_observed_end(b);
}

void yg_observe_mail(yg_observing *b) {
    size_t told = 0;
    if (!b->has_role[YG_ROLE_SENDER] && !b->has_role[YG_ROLE_RECIPIENT] &&
        !b->has_role[YG_ROLE_USER])
        return;
    for (size_t i = 0; i < b->r->fields.n && told < 64; i++) {
        const yg_log_field *field = &b->r->fields.at[i];
        if (field->role != YG_ROLE_SENDER && field->role != YG_ROLE_RECIPIENT &&
            field->role != YG_ROLE_USER)
            continue;
        yg_str address = address_of(field->value);
        put_address(b, address);
        told += address.n > 0;
    }
    put_message(b);
}
