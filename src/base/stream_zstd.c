/* Zstandard (RFC 8878) by its own library: frames that stand one behind the other are one text,
 * skippable frames are passed over. [WINDOW-BOMB] Frames that want a window of more than 128 MiB are
 * refused, as the program zstd does unless it is told otherwise. */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/mem.h"
#include "base/stream_part.h"

struct yg_unzstd {
    ZSTD_DCtx *context;
    bool is_inside; /* a frame was begun */
    bool is_done;
};

yg_unzstd *yg_unzstd_make(void) {
    yg_unzstd *z = yg_alloc(1, sizeof *z);
    z->context = ZSTD_createDCtx();
    if (z->context == NULL)
        yg_mem_die("zstd");
    return z;
}

static void end_damaged(yg_unzstd *z, const char *why, const char **ret_damage) {
    *ret_damage = why;
    z->is_done = true;
}

static void take(yg_unzstd *z, yg_stream_file *file, ZSTD_outBuffer *out, const char **ret_damage) {
    ZSTD_inBuffer in = {file->raw + file->at, file->n - file->at, 0};
    size_t left = ZSTD_decompressStream(z->context, out, &in);
    file->at += in.pos;
    if (!ZSTD_isError(left))
        z->is_inside = left != 0;
    else if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge)
        end_damaged(z, "compressed with a window of more than 128 MiB (zstd --long)", ret_damage);
    else if (ZSTD_getErrorCode(left) == ZSTD_error_prefix_unknown)
        end_damaged(z, "something else stands behind the compressed data", ret_damage);
    else
        end_damaged(z, "compressed data is damaged or cut off", ret_damage);
}

bool yg_unzstd_read(yg_unzstd *z, yg_stream_file *file, char *buf, size_t cap, size_t *ret_n,
                    const char **ret_damage, yg_error *err) {
    ZSTD_outBuffer out = {buf, cap, 0};
    *ret_n = 0;
    while (!z->is_done && out.pos == 0) {
        if (!yg_stream_fill(file, err))
            return false;
        /* Output may wait in the library though the file is at its end. */
        bool was_end = file->at == file->n;
        if (was_end && !z->is_inside) {
            z->is_done = true;
            break;
        }
        take(z, file, &out, ret_damage);
        if (was_end && out.pos == 0 && !z->is_done)
            end_damaged(z, "compressed data is damaged or cut off", ret_damage);
    }
    *ret_n = out.pos;
    return true;
}

void yg_unzstd_free(yg_unzstd *z) {
    if (z == NULL)
        return;
    ZSTD_freeDCtx(z->context);
    free(z);
}
