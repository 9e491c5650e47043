#include "model/id.h"

#include <stdio.h>

#include "base/hash.h"

bool yg_uuid_is(yg_str s) {
    if (s.n != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? s.p[i] != '-' : yg_hex_digit(s.p[i]) < 0)
            return false;
    }
    return true;
}

bool yg_id_is(yg_str s) {
    if (s.n < 39 || s.n > 36 + 2 + 80)
        return false;
    size_t n = s.n - 38;
    for (size_t i = 0; i < n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return s.p[n] == '-' && s.p[n + 1] == '-' && yg_uuid_is(yg_str_from(s, n + 2));
}

yg_str yg_id_type(yg_str id) {
    return id.n > 38 ? yg_str_sub(id, 0, id.n - 38) : (yg_str){NULL, 0};
}

/* Drawn at random once (UUIDv4); never to be changed. */
static const unsigned char name_space[16] = {0x6b, 0x1f, 0x8e, 0x52, 0x0c, 0x6d, 0x4a, 0x0b,
                                             0x9d, 0x3e, 0x27, 0xf4, 0x51, 0xc8, 0x7a, 0x90};

yg_str yg_id_make(const char *type, yg_str name, char ret_id[YG_ID_BYTES]) {
    unsigned char d[20];
    yg_sha1((yg_str){(const char *)name_space, sizeof name_space}, name, d);
    d[6] = (unsigned char)((d[6] & 0x0F) | 0x50);
    d[8] = (unsigned char)((d[8] & 0x3F) | 0x80);
    int n = snprintf(ret_id, YG_ID_BYTES,
                     "%.80s--%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                     type, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11],
                     d[12], d[13], d[14], d[15]);
    return (yg_str){ret_id, (size_t)n};
}

bool yg_id_from_uuid(const char *type, yg_str uuid, char ret_id[YG_ID_BYTES]) {
    if (!yg_uuid_is(uuid))
        return false;
    int n = snprintf(ret_id, YG_ID_BYTES, "%.80s--%.36s", type, uuid.p);
    for (int i = n - 36; i < n; i++) {
        if (ret_id[i] >= 'A' && ret_id[i] <= 'F')
            ret_id[i] = (char)(ret_id[i] + 32);
    }
    return true;
}
