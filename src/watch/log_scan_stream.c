/* The reading side of streams: packed files and their members, pipes, UTF-16, records of several
 * lines, and files that are followed while they grow. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "watch/log_scan_part.h"

/* RAW: what is read of UTF-16 at once; it becomes one and a half times as much at most. */
enum { RAW_BYTES = 64 << 10, RAW_ROOM = RAW_BYTES * 2 };

static void close_member(scan_file *f) {
    yg_log_member_release(f->member);
    f->member = NULL;
    yg_buf_clear(&f->carry);
    yg_buf_clear(&f->raw);
}

static bool open_member(scan_file *f) {
    yg_str path;
    do {
        if (!yg_stream_next(f->stream, &path, &f->refused))
            return false;
    } while (f->members++ < f->resume_member);
    f->member = yg_log_member_make(path, f->charset);
    f->member->number = f->members - 1;
    f->offset = f->skip_bytes = 0;
    if (f->member->number == f->resume_member) {
        f->offset = f->skip_bytes = f->resume_offset;
        f->member->start_lines = f->resume_lines;
    }
    f->is_long = f->is_member_end = false;
    return true;
}

/* Bytes as they are; none: the end, or nothing for now. */
static bool read_some(scan_file *f, char *to, size_t cap, size_t *ret_n) {
    *ret_n = 0;
    if (f->stream != NULL) {
        if (!yg_stream_read(f->stream, to, cap, ret_n, &f->refused))
            return false;
        f->is_member_end = *ret_n == 0;
        f->is_paused = *ret_n > 0 && yg_stream_would_wait(f->stream);
        atomic_store_explicit(&f->taken_bytes, yg_stream_taken_bytes(f->stream),
                              memory_order_relaxed);
        return true;
    }
    ssize_t got;
    do
        got = read(f->fd, to, cap);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return yg_fail(&f->refused, YG_ERR_IO, "%s: cannot read: %s", f->path, strerror(errno));
    *ret_n = (size_t)got;
    f->is_paused = got == 0;
    atomic_fetch_add_explicit(&f->taken_bytes, (uint64_t)got, memory_order_relaxed);
    return true;
}

/* Takes off what an earlier scan has seen. */
static size_t skip(scan_file *f, char *p, size_t n) {
    size_t gone = n < f->skip_bytes ? n : (size_t)f->skip_bytes;
    if (gone == 0)
        return n;
    f->skip_bytes -= gone;
    memmove(p, p + gone, n - gone);
    return n - gone;
}

static void convert(scan_file *f, yg_buf *text) {
    f->raw.n = skip(f, f->raw.p, f->raw.n);
    size_t n = yg_log_utf16_add(text, yg_buf_str(&f->raw), f->member->utf16, f->is_member_end);
    if (n > 0)
        memmove(f->raw.p, f->raw.p + n, f->raw.n - n);
    f->raw.n -= n;
}

/* The first bytes of a member, as many as it takes to say what it is. Of what is followed they may
 * not be there yet: then it stays unmet. */
static bool meet(scan_file *f, yg_buf *text) {
    scan_member *m = f->member;
    while (!f->is_member_end && text->n < YG_LOG_HEAD) {
        size_t n = 0;
        if (!read_some(f, text->p + text->n, YG_LOG_HEAD - text->n, &n))
            return false;
        text->n += n;
        if (!f->is_paused)
            continue;
        f->is_fresh = text->n > 0 && memchr(text->p, '\n', text->n) != NULL;
        if (f->is_fresh)
            break;
        if (f->stream == NULL)
            return true;
    }
    yg_log_member_meet(m, yg_buf_str(text), f->changed_us);
    if (m->utf16 == UTF16_NO) {
        text->n = skip(f, text->p, text->n);
        return true;
    }
    yg_buf_clear(&f->raw);
    yg_buf_add(&f->raw, yg_buf_str(text));
    text->n = 0;
    if (f->skip_bytes == 0) {
        f->offset = m->mark_bytes;
        memmove(f->raw.p, f->raw.p + m->mark_bytes, f->raw.n - m->mark_bytes);
        f->raw.n -= m->mark_bytes;
    }
    convert(f, text);
    return true;
}

/* Reads until there are `target` bytes; less at the end, or when there is nothing more for now and
 * a line has ended (of what is followed: in any case). */
static bool fill(scan_file *f, yg_buf *text, size_t target) {
    bool is_enough = f->is_fresh;
    f->is_fresh = false;
    while (!is_enough && !f->is_member_end && text->n < target) {
        size_t n = 0;
        if (f->member->utf16 != UTF16_NO) {
            yg_buf_reserve(&f->raw, RAW_BYTES);
            if (!read_some(f, f->raw.p + f->raw.n, RAW_BYTES, &n))
                return false;
            f->raw.n += n;
            convert(f, text);
        } else {
            if (!read_some(f, text->p + text->n, target - text->n, &n))
                return false;
            text->n += skip(f, text->p + text->n, n);
        }
        if (f->is_paused &&
            (f->stream == NULL || (text->n > 0 && memrchr(text->p, '\n', text->n) != NULL)))
            break;
    }
    return true;
}

static uint64_t file_bytes(const scan_file *f, yg_str text) {
    return f->member->utf16 == UTF16_NO ? text.n : yg_log_utf16_bytes(text);
}

/* The block is the first `n` bytes of text; what is kept for the next one begins at `next`. */
static void cut(scan_file *f, scan_block *b, const yg_buf *text, size_t n, size_t next) {
    yg_buf_clear(&f->carry);
    yg_buf_add(&f->carry, yg_str_from(yg_buf_str(text), next));
    b->text = (yg_str){text->p, n};
    b->offset = f->offset;
    b->own_from = 0;
    b->own_until = n;
    b->is_long = b->is_long_end = false;
    f->offset += file_bytes(f, (yg_str){text->p, next});
    b->end_offset = f->offset;
}

/* A piece of a record that is longer than a block; its line's end ends it, whatever the form. */
static bool cut_long(scan_file *f, scan_block *b, yg_buf *text, bool is_first) {
    size_t searched = is_first || text->n < OVERLAP_BYTES ? 0 : OVERLAP_BYTES;
    if (!is_first && !fill(f, text, LONG_BYTES))
        return false;
    const char *end =
        text->n > searched ? memchr(text->p + searched, '\n', text->n - searched) : NULL;
    bool is_end = end != NULL || f->is_member_end;
    if (!is_end && text->n < LONG_BYTES) { /* followed, and not there yet */
        cut(f, b, text, 0, 0);
        return true;
    }
    size_t n = end != NULL ? (size_t)(end - text->p) + 1 : text->n;
    if (is_first) {
        f->long_offset = f->offset;
        f->long_into = 0;
    }
    cut(f, b, text, n, is_end ? n : n - OVERLAP_BYTES);
    b->own_from = is_first ? 0 : OVERLAP_BYTES / 2;
    b->own_until = is_end ? n : n - OVERLAP_BYTES / 2;
    b->is_long = true;
    b->is_long_end = is_end;
    b->record_offset = f->long_offset;
    yg_log_resume_long(f, b, f->long_into,
                       f->long_offset == f->resume_offset && f->member->number == f->resume_member);
    f->long_into += is_end ? 0 : n - OVERLAP_BYTES;
    b->end_offset = is_end ? f->offset : f->long_offset;
    f->is_long = !is_end;
    return true;
}

/* A line that is too long is scanned in pieces; of a record of several lines the form gives a part
 * when it sees that there is more than a record may have. */
static bool cut_records(scan_file *f, scan_block *b, yg_buf *text) {
    const yg_log_form *form = f->member->form;
    for (size_t target = PIECE_BYTES;; target = RECORD_MOST + TAIL_BYTES) {
        if (!fill(f, text, target))
            return false;
        size_t n = yg_log_form_cut(form, yg_buf_str(text));
        if (f->is_member_end)
            n = text->n;
        if (n == 0 && text->n >= target && target > RECORD_MOST) {
            if (yg_log_form_is_lines(form))
                return cut_long(f, b, text, true);
            n = yg_log_cut_long(yg_buf_str(text));
        }
        if (n > 0 || f->is_member_end || text->n < target) {
            cut(f, b, text, n, n);
            return true;
        }
    }
}

static void end_member(scan_file *f, yg_fault *ret_fault) {
    const char *damage = f->stream != NULL ? yg_stream_damage(f->stream) : NULL;
    if (damage != NULL)
        *ret_fault = (yg_fault){.code = YG_ERR_INPUT, .reason = damage, .offset_bytes = f->offset};
    if (f->skip_bytes > 0)
        *ret_fault = (yg_fault){.code = YG_ERR_INPUT,
                                .reason = "is shorter than where --resume wants to go on",
                                .offset_bytes = 0}; /* nothing of it was read */
    close_member(f);
}

bool yg_log_stream_block(scan_file *f, scan_block *b, yg_fault *ret_fault) {
    yg_buf text = {.p = yg_log_block_room(b), .cap = BUFFER_BYTES};
    if (f->member == NULL && !open_member(f))
        return false;
    if (f->carry.n > 0)
        yg_buf_add(&text, yg_buf_str(&f->carry));
    if (f->member->form == NULL && !meet(f, &text))
        return false;
    if (f->member->form == NULL)
        cut(f, b, &text, 0, 0);
    else if (!(f->is_long ? cut_long(f, b, &text, false) : cut_records(f, b, &text)))
        return false;
    atomic_fetch_add(&f->member->holders, 1);
    b->member = f->member;
    if (f->is_member_end && f->carry.n == 0)
        end_member(f, ret_fault);
    return true;
}

_Static_assert(LONG_BYTES + RAW_ROOM <= BUFFER_BYTES &&
                   RECORD_MOST + TAIL_BYTES + RAW_ROOM <= BUFFER_BYTES,
               "what UTF-16 becomes has room behind a block");
