/* The reading side: files and members one behind the other, cut into blocks that end where a record
 * ends. [GIANT-LINE] a record that does not end within its limit is dropped up to the next line,
 * without being held; [ZIP-BOMB] is base/stream.h's. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "watch/name_scan_part.h"

void yg_scan_source_release(scan_source *source) {
    if (source == NULL || atomic_fetch_sub(&source->holders, 1) != 1)
        return;
    yg_buf_free(&source->path);
    yg_buf_free(&source->trouble);
    yg_buf_free(&source->head);
    free(source);
}

void yg_scan_read_start(scan_reading *r, const yg_name_scan_options *options,
                        const atomic_bool *stop, const char *const *paths, size_t n) {
    bool known = true;
    *r = (scan_reading){.options = options, .stop = stop, .paths = paths, .paths_n = n};
    pthread_mutex_init(&r->lock, NULL);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        known = known && stat(paths[i], &st) == 0 && S_ISREG(st.st_mode);
        r->size_bytes += known ? (uint64_t)st.st_size : 0;
    }
    if (!known)
        r->size_bytes = 0;
}

static void close_member(scan_reading *r) {
    yg_host_names_close(r->reader);
    r->reader = NULL;
    yg_scan_source_release(r->source);
    r->source = NULL;
    yg_buf_clear(&r->carry);
    yg_buf_clear(&r->raw);
}

static void close_stream(scan_reading *r) {
    r->taken_before += yg_stream_taken_bytes(r->stream);
    yg_stream_close(r->stream);
    r->stream = NULL;
}

void yg_scan_read_end(scan_reading *r) {
    close_member(r);
    yg_stream_close(r->stream);
    yg_buf_free(&r->carry);
    yg_buf_free(&r->raw);
    pthread_mutex_destroy(&r->lock);
}

static void open_source(scan_reading *r, yg_str path) {
    r->source = yg_alloc(1, sizeof *r->source);
    r->source->id = ++r->next_source;
    atomic_store(&r->source->holders, 1);
    yg_buf_add(&r->source->path, path);
    r->offset = 0;
    r->utf16 = UTF16_UNKNOWN;
    r->is_member_end = r->is_dropping = r->is_broken = false;
    r->files++;
}

/* The next file or member; false: there is none, or an error (then r->source is what has it). */
static bool open_member(scan_reading *r) {
    yg_str path;
    for (;;) {
        if (r->stream == NULL) {
            if (r->at == r->paths_n || atomic_load(r->stop))
                return false;
            if (!yg_stream_open(r->paths[r->at++], r->stop, &r->stream, &r->err))
                break;
        }
        if (yg_stream_next(r->stream, &path, &r->err))
            break;
        close_stream(r);
        if (r->err.code != YG_OK)
            break;
    }
    open_source(r, r->err.code == YG_OK ? path : yg_str_of(r->paths[r->at - 1]));
    return r->err.code == YG_OK;
}

static void reserve(scan_block *b, size_t cap) {
    if (b->cap < cap) {
        b->bytes = yg_realloc(b->bytes, cap, 1);
        b->cap = cap;
    }
}

static bool read_raw(scan_reading *r, char *to, size_t cap, size_t *ret_n) {
    if (!yg_stream_read(r->stream, to, cap, ret_n, &r->err)) {
        r->is_broken = true;
        return false;
    }
    r->is_member_end = *ret_n == 0;
    atomic_store_explicit(&r->taken_bytes, r->taken_before + yg_stream_taken_bytes(r->stream),
                          memory_order_relaxed);
    return true;
}

/* Turns what is in r->raw into UTF-8 at the block's end; an odd byte and half a pair stay. */
static void convert_utf16(scan_reading *r, scan_block *b) {
    const unsigned char *p = (const unsigned char *)r->raw.p;
    size_t at = 0, high = r->utf16 == UTF16_LITTLE ? 1 : 0;
    yg_buf out = {.p = b->bytes, .n = b->n, .cap = b->cap};
    while (at + 2 <= r->raw.n) {
        uint32_t c = (uint32_t)p[at + high] << 8 | p[at + 1 - high];
        size_t n = 2;
        if (c >= 0xD800 && c < 0xDC00) {
            if (at + 4 > r->raw.n && !r->is_member_end)
                break;
            uint32_t low =
                at + 4 <= r->raw.n ? (uint32_t)p[at + 2 + high] << 8 | p[at + 3 - high] : 0;
            bool pair = low >= 0xDC00 && low < 0xE000;
            c = pair ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
            n = pair ? 4 : 2;
        } else if (c >= 0xDC00 && c < 0xE000) {
            c = 0xFFFD;
        }
        yg_utf8_put(&out, c);
        at += n;
    }
    if (at > 0) /* raw.p may be NULL when there is nothing */
        memmove(r->raw.p, r->raw.p + at, r->raw.n - at);
    r->raw.n -= at;
    b->bytes = out.p;
    b->n = out.n;
    b->cap = out.cap;
}

/* More bytes at the block's end. */
static bool read_some(scan_reading *r, scan_block *b, size_t most) {
    size_t n = 0;
    if (r->utf16 == UTF16_LITTLE || r->utf16 == UTF16_BIG) {
        yg_buf_reserve(&r->raw, 65536);
        if (!read_raw(r, r->raw.p + r->raw.n, 65536, &n))
            return false;
        r->raw.n += n;
        convert_utf16(r, b);
        return true;
    }
    reserve(b, b->n + most);
    if (!read_raw(r, b->bytes + b->n, most, &n))
        return false;
    b->n += n;
    if (r->utf16 == UTF16_UNKNOWN && (b->n >= 2 || r->is_member_end)) {
        r->utf16 = b->n < 2                               ? UTF16_NO
                   : memcmp(b->bytes, "\xFF\xFE", 2) == 0 ? UTF16_LITTLE
                   : memcmp(b->bytes, "\xFE\xFF", 2) == 0 ? UTF16_BIG
                                                          : UTF16_NO;
        if (r->utf16 != UTF16_NO) {
            yg_buf_add(&r->raw, (yg_str){b->bytes + 2, b->n - 2});
            b->n = 0;
            convert_utf16(r, b);
        }
    }
    return true;
}

/* Reads until the block has `target` bytes; earlier at the end, or when a pipe has no more at the
 * moment and a whole line is there. */
static bool fill(scan_reading *r, scan_block *b, size_t target) {
    while (!r->is_member_end && b->n < target) {
        if (!read_some(r, b, target - b->n))
            return false;
        if (b->n > 0 && yg_stream_would_wait(r->stream) && memrchr(b->bytes, '\n', b->n) != NULL)
            break;
    }
    return true;
}

/* Pictures, databases, UTF-16 without a mark: many NULs and other controls. A log may have some,
 * and escapes of terminals or record separators (RFC 7464) are text. */
static bool is_binary(yg_str head) {
    size_t nul = 0, controls = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        nul += c == 0;
        controls += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x1B && c != 0x1E;
    }
    return (nul > 4 && nul > head.n / 64) || (controls > 8 && controls > head.n / 32);
}

/* Looks at the first bytes, or at a new head in the middle of a log of Zeek. */
static bool open_reader(scan_reading *r, yg_str head) {
    YG_CLEANUP_BUF yg_buf converted = {0};
    yg_charset charset = {0};
    head = yg_str_sub(head, 0, YG_HOST_NAMES_HEAD);
    yg_str text = yg_charset_text(head, &converted, &charset);
    if (charset.reason == NULL && yg_charset_lines_to_utf8(head, &converted, &charset))
        text = yg_buf_str(&converted);
    if (is_binary(text))
        return yg_fail(
            &r->err, YG_ERR_INPUT,
            "%s: is no text (it is full of control bytes); lists of names, CSV, JSON and logs are "
            "read, UTF-16 with its mark",
            yg_buf_z(&r->source->path));
    yg_host_names_close(r->reader);
    r->reader = NULL;
    yg_buf_clear(&r->source->head);
    yg_buf_add(&r->source->head, text);
    return yg_host_names_open(&r->options->input, text, &r->reader, &r->err) ||
           yg_fail_in(&r->err, "%s", yg_buf_z(&r->source->path));
}

static bool reopen_at_head(scan_reading *r, const scan_block *b) {
    yg_str head = {b->bytes, b->n};
    if (strcmp(yg_host_names_form(r->reader), "zeek") != 0 || b->n == 0 || b->bytes[0] != '#' ||
        b->offset == 0 || yg_str_find(yg_str_sub(head, 0, 4096), YG_STR("#fields\t")) == SIZE_MAX)
        return true;
    scan_source *old = r->source;
    r->source = yg_alloc(1, sizeof *r->source);
    r->source->id = ++r->next_source;
    atomic_store(&r->source->holders, 1);
    yg_buf_add(&r->source->path, yg_buf_str(&old->path));
    yg_scan_source_release(old);
    return open_reader(r, head);
}

/* Throws bytes away up to the next line; the block then begins behind it. */
static bool drop(scan_reading *r, scan_block *b) {
    bool rest = yg_host_names_is_one_record(r->reader);
    while (r->is_dropping) {
        char *end = rest || b->n == 0 ? NULL : memchr(b->bytes, '\n', b->n);
        size_t n = end != NULL ? (size_t)(end - b->bytes) + 1 : b->n;
        if (end != NULL || (b->n == 0 && r->is_member_end))
            r->is_dropping = false;
        memmove(b->bytes, b->bytes + n, b->n - n);
        b->n -= n;
        r->offset += n;
        if (r->is_dropping && !fill(r, b, BLOCK_BYTES))
            return false;
    }
    b->offset = r->offset;
    return true;
}

/* At the file's end the last record needs no line end. Not so when it is the last one before
 * damage, of which only a part may be there; nor where a log of Zeek goes on with a new head. */
static bool cut_at_end(const scan_reading *r, scan_block *b, size_t cut) {
    bool is_head = cut > 0 && cut < b->n && b->bytes[cut] == '#' &&
                   strcmp(yg_host_names_form(r->reader), "zeek") == 0;
    if (!is_head && yg_stream_damage(r->stream) != NULL && !yg_host_names_is_one_record(r->reader))
        b->n = cut;
    return !is_head;
}

/* A file of the wrong kind costs nobody else: it is told as a fault, and passed over. */
static bool skip_member(scan_reading *r, scan_block *b) {
    if (r->err.code != YG_ERR_INPUT)
        return false;
    size_t path = r->source->path.n;
    yg_str text = yg_str_of(r->err.text);
    yg_buf_add(&r->source->trouble,
               yg_str_starts(text, yg_buf_str(&r->source->path)) && text.n > path + 2
                   ? yg_str_from(text, path + 2)
                   : text);
    if (r->skipped++ == 0)
        r->first_trouble = r->err;
    r->err = (yg_error){0};
    r->is_member_end = true;
    b->n = 0;
    return true;
}

/* Damaged before the first record was whole: nothing of the file could be read. */
static bool is_unreadable(scan_reading *r) {
    const char *damage = atomic_load(r->stop) ? NULL : yg_stream_damage(r->stream);
    return damage != NULL &&
           !yg_fail(&r->err, YG_ERR_INPUT, "%s: %s", yg_buf_z(&r->source->path), damage);
}

/* Fills b so that it ends with a record; false on errors. */
static bool cut_block(scan_reading *r, scan_block *b) {
    size_t cut = 0;
    for (size_t target = BLOCK_BYTES;;) {
        if (!fill(r, b, target))
            return false;
        if (r->reader == NULL && b->n > 0 && !open_reader(r, (yg_str){b->bytes, b->n}) &&
            !skip_member(r, b))
            return false;
        if (r->is_dropping && !drop(r, b))
            return false;
        cut = r->reader == NULL ? b->n
                                : yg_host_names_cut(r->reader, (yg_str){b->bytes, b->n}, b->offset);
        if (r->is_member_end && r->reader != NULL && cut_at_end(r, b, cut))
            cut = b->n;
        if (r->is_member_end && b->offset + cut == 0 && is_unreadable(r) && !skip_member(r, b))
            return false;
        if (cut > 0 || r->is_member_end)
            break;
        if (b->n >= yg_host_names_most(r->reader)) {
            r->dropped = (yg_fault){.code = YG_ERR_LIMIT,
                                    .reason = "record longer than the limit",
                                    .offset_bytes = b->offset};
            r->is_dropping = true;
            target = BLOCK_BYTES;
        } else {
            target = b->n < BLOCK_BYTES ? BLOCK_BYTES : b->n * 2;
        }
    }
    /* A pipe that pauses in a log of Zeek may end a block right before a new head. */
    yg_buf_clear(&r->carry);
    yg_buf_add(&r->carry, (yg_str){b->bytes + cut, b->n - cut});
    b->n = cut;
    r->offset = b->offset + cut;
    return true;
}

/* One file or member that cannot be read costs nobody else: its block says why and has no bytes. */
static bool refuse(scan_reading *r, scan_block *b) {
    b->n = 0;
    b->refused = r->err;
    b->source = r->source;
    atomic_fetch_add(&b->source->holders, 1);
    b->seq = r->next_seq++;
    r->err = (yg_error){0};
    r->dropped.reason = NULL;
    close_member(r);
    if (r->is_broken)
        close_stream(r);
    return true;
}

bool yg_scan_read_block(scan_reading *r, scan_block *b) {
    if (r->is_done)
        return false;
    b->n = 0;
    b->late[0].reason = b->late[1].reason = NULL;
    b->refused.code = YG_OK;
    b->offset = 0;
    if (r->source == NULL && !open_member(r)) {
        if (r->source != NULL)
            return refuse(r, b);
        r->is_done = true;
        return false;
    }
    b->offset = r->offset;
    reserve(b, r->carry.n + BLOCK_BYTES);
    if (r->carry.n > 0)
        memcpy(b->bytes, r->carry.p, r->carry.n);
    b->n = r->carry.n;
    yg_buf_clear(&r->carry);
    if (!cut_block(r, b) || (r->reader != NULL && !reopen_at_head(r, b)))
        return refuse(r, b);
    b->source = r->source;
    atomic_fetch_add(&b->source->holders, 1);
    b->seq = r->next_seq++;
    b->late[0] = r->dropped;
    r->dropped.reason = NULL;
    if (r->is_member_end && r->carry.n == 0) {
        b->late[1] = (yg_fault){.code = YG_ERR_INPUT,
                                .reason = atomic_load(r->stop) ? NULL : yg_stream_damage(r->stream),
                                .offset_bytes = r->offset};
        if (b->source->trouble.n > 0)
            b->late[1].reason = yg_buf_z(&b->source->trouble);
        close_member(r);
    }
    return true;
}
