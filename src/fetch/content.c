#include "fetch/content.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fetch/cache.h"

enum { PIECE_BYTES = 64 * 1024, GZIP_ONLY = 16 + MAX_WBITS };

bool yg_content_encoding(yg_str value, bool *ret_gzip) {
    bool gzip =
        yg_str_eq_nocase(value, YG_STR("gzip")) || yg_str_eq_nocase(value, YG_STR("x-gzip"));
    if (!gzip && value.n > 0 && !yg_str_eq_nocase(value, YG_STR("identity")))
        return false;
    *ret_gzip = gzip;
    return true;
}

typedef struct {
    z_stream stream;
    int to;
    uint64_t max_bytes, packed_bytes, out_bytes;
    unsigned char in[PIECE_BYTES], out[PIECE_BYTES];
    bool ended; /* the last member is complete */
} gunzip;

static bool flush(gunzip *g, yg_error *err) {
    size_t n = sizeof g->out - g->stream.avail_out;
    g->out_bytes += n;
    if (g->out_bytes > g->max_bytes)
        return yg_fail(err, YG_ERR_LIMIT,
                       "larger than the limit of %llu MiB once decompressed; raise max_mib of the "
                       "feed",
                       (unsigned long long)(g->max_bytes >> 20));
    if (g->out_bytes > g->packed_bytes * YG_LIMIT_EXPANSION + 65536)
        return yg_fail(err, YG_ERR_LIMIT, "expands more than %d times when decompressed",
                       YG_LIMIT_EXPANSION);
    g->stream.next_out = g->out;
    g->stream.avail_out = sizeof g->out;
    return yg_cache_write(g->to, (yg_str){(const char *)g->out, n}, err);
}

/* Decodes what is in g->in. */
static bool decode(gunzip *g, yg_error *err) {
    bool filled;
    do {
        if (g->ended && inflateReset(&g->stream) != Z_OK)
            return yg_fail(err, YG_ERR_INPUT, "the compressed body is damaged");
        int status = inflate(&g->stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return yg_fail(err, YG_ERR_INPUT, "the compressed body is damaged");
        g->ended = status == Z_STREAM_END;
        filled = g->stream.avail_out == 0;
        if (!flush(g, err))
            return false;
    } while (g->stream.avail_in > 0 || (filled && !g->ended));
    return true;
}

static bool decode_all(gunzip *g, int from, yg_error *err) {
    g->stream.next_out = g->out;
    g->stream.avail_out = sizeof g->out;
    for (;;) {
        ssize_t n = read(from, g->in, sizeof g->in);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return yg_fail(err, YG_ERR_IO, "cannot read the cache: %s", strerror(errno));
        if (n == 0)
            break;
        g->packed_bytes += (uint64_t)n;
        g->stream.next_in = g->in;
        g->stream.avail_in = (unsigned)n;
        if (!decode(g, err))
            return false;
    }
    return g->ended || g->packed_bytes == 0 ||
           yg_fail(err, YG_ERR_INPUT, "the compressed body is cut off");
}

bool yg_content_gunzip(int from, int to, uint64_t max_bytes, yg_error *err) {
    gunzip *g = yg_alloc(1, sizeof *g);
    g->to = to;
    g->max_bytes = max_bytes;
    if (inflateInit2(&g->stream, GZIP_ONLY) != Z_OK)
        yg_mem_die("inflate");
    bool done = decode_all(g, from, err);
    inflateEnd(&g->stream);
    free(g);
    return done;
}

bool yg_content_is_page(yg_str head) {
    static const char *const starts[] = {"<!doctype html", "<html", "<head", "<body", "<script"};
    if (yg_str_starts(head, YG_STR("\xEF\xBB\xBF")))
        head = yg_str_from(head, 3);
    head = yg_str_trim(head);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        yg_str start = yg_str_of(starts[i]);
        if (yg_str_eq_nocase(yg_str_sub(head, 0, start.n), start))
            return true;
    }
    return false;
}
