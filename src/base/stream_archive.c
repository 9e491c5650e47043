/* Packed streams by libarchive: all but gzip, and that where ISA-L is not there. */
#include <errno.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/packing.h"
#include "base/stream_part.h"

struct yg_unpack {
    struct archive *archive;
    struct archive_entry *entry;
    yg_stream_file *file;
    yg_error failed; /* of the file below */
    yg_buf name;     /* of the entry */
    const char *block;
    size_t block_n;
    size_t headers;
    bool is_raw, is_nothing, is_done;
    bool is_over; /* no more of the member at hand; others may follow */
};

static la_ssize_t give(struct archive *a, void *self, const void **ret_block) {
    yg_unpack *u = self;
    yg_stream_file *file = u->file;
    if (!yg_stream_fill(file, &u->failed)) {
        archive_set_error(a, EIO, "cannot read");
        return -1;
    }
    *ret_block = file->raw + file->at;
    la_ssize_t n = (la_ssize_t)(file->n - file->at);
    file->at = file->n;
    return n;
}

static bool fail(yg_unpack *u, yg_error *err) {
    const char *why = archive_error_string(u->archive);
    if (u->failed.code != YG_OK) {
        *err = u->failed;
        return false;
    }
    return yg_fail(err, YG_ERR_INPUT, "cannot be decompressed: %s", why ? why : "?");
}

static yg_unpack *make(yg_stream_file *file, bool only_raw) {
    yg_unpack *u = yg_alloc(1, sizeof *u);
    u->file = file;
    u->archive = yg_packing_make(only_raw);
    return u;
}

/* [ZERO-HEAD] Text that begins with a block of zeros is a tar without members to libarchive, which
 * would hide all that follows. Looks at what is there of the file, and leaves it as it is. */
static bool begins_with_zeros(const yg_stream_file *file) {
    enum { BLOCK = 512 };
    char head[BLOCK];
    const char *damage = NULL;
    yg_stream_file first = *file;
    size_t n = 0, got = 1;
    first.is_end = true;
    yg_unpack *u = make(&first, true);
    yg_str name;
    bool more = archive_read_open2(u->archive, u, NULL, give, NULL, NULL) == ARCHIVE_OK &&
                yg_unpack_next(u, &name, &damage, NULL);
    while (more && got > 0 && n < BLOCK) {
        more = yg_unpack_read(u, head + n, BLOCK - n, &got, &damage, NULL);
        n += got;
    }
    yg_unpack_free(u);
    for (size_t i = 0; i < n; i++) {
        if (head[i] != 0)
            return false;
    }
    return n == BLOCK;
}

bool yg_unpack_make(yg_stream_file *file, yg_unpack **ret_unpack, yg_error *err) {
    yg_unpack *u = make(file, begins_with_zeros(file));
    if (archive_read_open2(u->archive, u, NULL, give, NULL, NULL) != ARCHIVE_OK) {
        /* Nothing at all, compressed: no format there is, and the filter found no fault. */
        u->is_nothing = archive_errno(u->archive) == EILSEQ &&
                        archive_filter_code(u->archive, 0) != ARCHIVE_FILTER_NONE;
        if (!u->is_nothing) {
            fail(u, err);
            yg_unpack_free(u);
            return false;
        }
    }
    *ret_unpack = u;
    return true;
}

bool yg_unpack_next(yg_unpack *u, yg_str *ret_name, const char **ret_damage, yg_error *err) {
    *ret_name = (yg_str){NULL, 0};
    u->block_n = 0;
    u->is_over = false;
    if (u->is_done || (u->is_raw && u->headers > 0))
        return false;
    if (u->is_nothing) {
        u->is_done = true;
        return true;
    }
    for (;;) {
        if (++u->headers > YG_LIMIT_MEMBERS)
            return yg_fail(err, YG_ERR_LIMIT, "archive holds more than %d entries",
                           YG_LIMIT_MEMBERS);
        int status = yg_packing_next(u->archive, &u->entry);
        if (status == ARCHIVE_EOF)
            return false;
        if (status < ARCHIVE_WARN && u->headers == 1)
            return fail(u, err);
        if (status < ARCHIVE_WARN) { /* what came before it stays */
            *ret_damage = "archive is damaged or cut off";
            u->is_over = true;
            u->is_done = status < ARCHIVE_FAILED;
            return true;
        }
        u->is_raw = archive_format(u->archive) == ARCHIVE_FORMAT_RAW;
        if (u->is_raw || archive_entry_filetype(u->entry) == AE_IFREG)
            break;
    }
    yg_buf_clear(&u->name);
    if (!u->is_raw)
        yg_packing_add_name(&u->name, u->entry);
    *ret_name = yg_buf_str(&u->name);
    return true;
}

bool yg_unpack_read(yg_unpack *u, char *buf, size_t cap, size_t *ret_n, const char **ret_damage,
                    yg_error *err) {
    *ret_n = 0;
    while (u->block_n == 0) {
        const void *block = NULL;
        int64_t offset = 0;
        if (u->is_done || u->is_over || u->is_nothing)
            return true;
        int status = archive_read_data_block(u->archive, &block, &u->block_n, &offset);
        if (status == ARCHIVE_EOF) {
            u->block_n = 0;
            return true;
        }
        if (status == ARCHIVE_RETRY)
            continue;
        if (status != ARCHIVE_OK) {
            u->block_n = 0;
            /* One member that cannot be read costs the others nothing. */
            u->is_over = true;
            u->is_done = status < ARCHIVE_FAILED;
            if (u->failed.code != YG_OK)
                return fail(u, err);
            *ret_damage = archive_entry_is_data_encrypted(u->entry) > 0 ? "is encrypted"
                          : u->is_done && !u->is_raw
                              ? "damaged or cut off; what follows in the archive was not read"
                              : "compressed data is damaged or cut off";
            return true;
        }
        u->block = block;
    }
    *ret_n = u->block_n < cap ? u->block_n : cap;
    memcpy(buf, u->block, *ret_n);
    u->block += *ret_n;
    u->block_n -= *ret_n;
    return true;
}

void yg_unpack_free(yg_unpack *u) {
    if (u == NULL)
        return;
    archive_read_free(u->archive);
    yg_buf_free(&u->name);
    free(u);
}
