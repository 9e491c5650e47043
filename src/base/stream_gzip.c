/* Gzip (RFC 1952) by ISA-L: header, checksum and length are verified by the library; members that
 * stand one behind the other are one text, and zeros or other bytes behind the last are damage only
 * when they are no zeros (tapes and block devices pad). */
#include "base/stream_part.h"

#include <stdlib.h>

#include "base/mem.h"

#ifdef YG_HAVE_ISAL
#include <isa-l/igzip_lib.h>

static const char cut[] = "compressed data is damaged or cut off";

struct yg_gunzip {
    struct inflate_state state;
    bool is_inside; /* a member was begun */
    bool is_done;
};

yg_gunzip *yg_gunzip_make(void) {
    yg_gunzip *g = yg_alloc(1, sizeof *g);
    isal_inflate_init(&g->state);
    g->state.crc_flag = ISAL_GZIP;
    return g;
}

static void begin_member(yg_gunzip *g) {
    isal_inflate_reset(&g->state);
    g->state.crc_flag = ISAL_GZIP;
    g->is_inside = true;
}

/* Behind a member: another one, padding, or the end. */
static bool find_member(yg_gunzip *g, yg_stream_file *file, const char **ret_damage,
                        yg_error *err) {
    bool padded = false;
    for (;;) {
        if (!yg_stream_fill(file, err))
            return false;
        if (file->at == file->n) {
            g->is_done = true;
            return true;
        }
        if (file->raw[file->at] != 0)
            break;
        padded = true;
        file->at++;
    }
    if (padded || file->raw[file->at] != '\x1f') {
        *ret_damage = "something else stands behind the compressed data";
        g->is_done = true;
    } else {
        begin_member(g);
    }
    return true;
}

static void take(yg_gunzip *g, yg_stream_file *file, const char **ret_damage) {
    g->state.next_in = (uint8_t *)file->raw + file->at;
    g->state.avail_in = (uint32_t)(file->n - file->at);
    int status = isal_inflate(&g->state);
    file->at = file->n - g->state.avail_in;
    if (status != ISAL_DECOMP_OK) {
        *ret_damage = cut;
        g->is_done = true;
    } else if (g->state.block_state == ISAL_BLOCK_FINISH) {
        g->is_inside = false;
    }
}

bool yg_gunzip_read(yg_gunzip *g, yg_stream_file *file, char *buf, size_t cap, size_t *ret_n,
                    const char **ret_damage, yg_error *err) {
    g->state.next_out = (uint8_t *)buf;
    g->state.avail_out = (uint32_t)(cap < UINT32_MAX ? cap : UINT32_MAX);
    const uint32_t all = g->state.avail_out;
    *ret_n = 0;
    while (!g->is_done && g->state.avail_out == all) {
        if (!g->is_inside) {
            if (!find_member(g, file, ret_damage, err))
                return false;
            continue;
        }
        if (!yg_stream_fill(file, err))
            return false;
        /* Output may wait in the state though the file is at its end. */
        bool was_end = file->at == file->n;
        take(g, file, ret_damage);
        if (was_end && g->is_inside && g->state.avail_out == all && !g->is_done) {
            *ret_damage = cut;
            g->is_done = true;
        }
    }
    *ret_n = all - g->state.avail_out;
    return true;
}

void yg_gunzip_free(yg_gunzip *g) {
    free(g);
}

#else

yg_gunzip *yg_gunzip_make(void) {
    return NULL;
}

bool yg_gunzip_read(yg_gunzip *g, yg_stream_file *file, char *buf, size_t cap, size_t *ret_n,
                    const char **ret_damage, yg_error *err) {
    return yg_fail(err, YG_ERR_IO, "this program was built without ISA-L");
}

void yg_gunzip_free(yg_gunzip *g) {
    free(g);
}
#endif
