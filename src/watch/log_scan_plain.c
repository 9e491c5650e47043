/* The reading side of plain files: pieces, by any thread at once. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "watch/log_scan_part.h"

scan_member *yg_log_member_make(yg_str path, yg_charset_id charset) {
    scan_member *m = yg_alloc(1, sizeof *m);
    m->told = charset;
    yg_buf_add(&m->path, path);
    atomic_store(&m->holders, 1);
    return m;
}

void yg_log_member_release(scan_member *m) {
    if (m == NULL || atomic_fetch_sub(&m->holders, 1) != 1)
        return;
    yg_log_form_free(m->form);
    yg_buf_free(&m->path);
    free(m);
}

char *yg_log_block_room(scan_block *b) {
    if (b->buffer == NULL)
        b->buffer = yg_alloc(BUFFER_BYTES + 2 * YG_SCAN_PAD, 1);
    return b->buffer + YG_SCAN_PAD;
}

static void hold(scan_block *b, scan_member *member) {
    atomic_fetch_add(&member->holders, 1);
    b->member = member;
}

static void own_all(scan_block *b) {
    b->own_from = 0;
    b->own_until = b->text.n;
    b->is_long = b->is_long_end = false;
}

/* --- Plain files --- */

/* Reads on to `until`, or to the file's end if it became shorter. */
static bool read_to(scan_file *f, char *to, uint64_t from, size_t *have, uint64_t until,
                    yg_error *err) {
    while (from + *have < until) {
        ssize_t got =
            pread(f->fd, to + *have, (size_t)(until - from) - *have, (off_t)(from + *have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return yg_fail(err, YG_ERR_IO, "%s: cannot read: %s", f->path, strerror(errno));
        if (got == 0)
            break;
        *have += (size_t)got;
        atomic_fetch_add_explicit(&f->taken_bytes, (uint64_t)got, memory_order_relaxed);
    }
    return true;
}

/* The first line end at or behind `at`; reads more of the file as long as the buffer has room.
 * Gives the byte behind it; at the file's end that; SIZE_MAX: the record is too long. */
static size_t find_end(scan_file *f, char *p, uint64_t from, size_t *have, size_t at,
                       yg_error *err) {
    for (;;) {
        const char *end = at < *have ? memchr(p + at, '\n', *have - at) : NULL;
        if (end != NULL)
            return (size_t)(end - p) + 1;
        at = *have;
        size_t more = BUFFER_BYTES - at < 65536 ? BUFFER_BYTES - at : 65536;
        if (from + at >= f->size)
            return at;
        if (more == 0)
            return SIZE_MAX;
        uint64_t until = from + at + more < f->size ? from + at + more : f->size;
        if (!read_to(f, p, from, have, until, err) || *have == at)
            return at;
    }
}

bool yg_log_plain_block(scan_file *f, uint64_t piece, scan_block *b, uint64_t *ret_long,
                        yg_error *err) {
    char *p = yg_log_block_room(b);
    const uint64_t low = f->base_offset + piece * PIECE_BYTES;
    const uint64_t high = low + PIECE_BYTES < f->size ? low + PIECE_BYTES : f->size;
    /* What stands before is looked at for the end of the record there. */
    const uint64_t from = piece == 0 ? low : low - 64;
    size_t have = 0, start = 0, end;
    *ret_long = UINT64_MAX;
    if (!read_to(f, p, from, &have, high + TAIL_BYTES < f->size ? high + TAIL_BYTES : f->size, err))
        return false;
    size_t limit = (size_t)(high - from) < have ? (size_t)(high - from) : have;
    if (piece > 0) {
        const char *before = limit > 64 ? memchr(p + 63, '\n', limit - 63) : NULL;
        if (before == NULL || (size_t)(before - p) + 1 >= limit)
            return false;
        start = (size_t)(before - p) + 1;
    }
    if (start >= limit)
        return false;
    end = high == f->size ? have : find_end(f, p, from, &have, limit - 1, err);
    /* Records of a block are short enough to be read whole, however many hits they have. */
    const char *last = memrchr(p + start, '\n', limit - 1 - start);
    size_t record = last == NULL ? start : (size_t)(last - p) + 1;
    if (end == SIZE_MAX || end - record > RECORD_MOST) {
        end = record;
        *ret_long = from + end;
    }
    b->text = (yg_str){p + start, end - start};
    b->offset = from + start;
    b->end_offset = from + end;
    hold(b, f->plain);
    own_all(b);
    return true;
}

bool yg_log_plain_long(scan_file *f, uint64_t record, uint64_t *at, scan_block *b, yg_error *err) {
    char *p = yg_log_block_room(b);
    const uint64_t until = *at + LONG_BYTES < f->size ? *at + LONG_BYTES : f->size;
    const bool is_first = *at == record;
    size_t have = 0;
    if (!read_to(f, p, *at, &have, until, err) || have == 0)
        return false;
    /* Its first OVERLAP_BYTES were looked at with the piece before. */
    size_t searched = is_first || have < OVERLAP_BYTES ? 0 : OVERLAP_BYTES;
    const char *end = memchr(p + searched, '\n', have - searched);
    bool is_end = end != NULL || *at + have >= f->size || have < (size_t)(until - *at);
    b->text = (yg_str){p, end != NULL ? (size_t)(end - p) + 1 : have};
    b->offset = *at;
    b->own_from = is_first ? 0 : OVERLAP_BYTES / 2;
    b->own_until = is_end ? b->text.n : b->text.n - OVERLAP_BYTES / 2;
    b->is_long = true;
    b->is_long_end = is_end;
    b->record_offset = record;
    yg_log_resume_long(f, b, *at - record, record == f->base_offset);
    b->end_offset = is_end ? *at + b->text.n : record;
    *at = is_end ? UINT64_MAX : *at + b->text.n - OVERLAP_BYTES;
    hold(b, f->plain);
    return true;
}
