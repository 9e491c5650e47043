#include "watch/watchlist_cache.h"

#include "base/file.h"
#include "watch/watchlist_part.h"

#define MAGIC "yagura-watch-01\n"
#define PREFIX "watch-"
#define SUFFIX ".image"
/* A few lists that take turns; ten million indicators are some 400 MB. */
enum { HEADER_BYTES = 4096, MOST_KEPT = 4 };
#define MOST_KEPT_BYTES (UINT64_C(2) << 30)

typedef struct {
    char magic[16];
    unsigned char key[YG_HASH128_BYTES], image[YG_HASH128_BYTES];
    uint64_t image_bytes;
    unsigned char header[YG_HASH128_BYTES]; /* of what stands before it */
} header;

static void seal(header *h) {
    yg_hash128((yg_str){(const char *)h, offsetof(header, header)}, h->header);
}

static void path_of(yg_buf *path, const char *folder, const yg_watchlist_key *key) {
    yg_buf_addf(path, "%s/" PREFIX, folder);
    for (size_t i = 0; i < sizeof key->bytes; i++)
        yg_buf_addf(path, "%02x", key->bytes[i]);
    yg_buf_addz(path, SUFFIX);
}

static bool is_sound(yg_str file, const yg_watchlist_key *key, unsigned threads) {
    unsigned char digest[YG_HASH128_BYTES];
    header h, again;
    if (file.n < HEADER_BYTES)
        return false;
    memcpy(&h, file.p, sizeof h);
    again = h;
    seal(&again);
    if (memcmp(&h, &again, sizeof h) != 0 || memcmp(h.magic, MAGIC, sizeof h.magic) != 0 ||
        memcmp(h.key, key->bytes, sizeof h.key) != 0 || h.image_bytes != file.n - HEADER_BYTES)
        return false;
    yg_pieces_digest(yg_str_from(file, HEADER_BYTES), threads, digest);
    return memcmp(digest, h.image, sizeof digest) == 0;
}

bool yg_watchlist_cache_read(const char *folder, const yg_watchlist_key *key, unsigned threads,
                             yg_indicators **ret_set, yg_str *ret_file) {
    YG_CLEANUP_BUF yg_buf path = {0};
    yg_file file;
    yg_str bytes;
    path_of(&path, folder, key);
    if (!yg_file_open(yg_buf_z(&path), &file))
        return false;
    bool done = file.is_private && yg_file_map(&file, &bytes);
    if (done) {
        done = is_sound(bytes, key, threads) &&
               yg_indicators_open(yg_str_from(bytes, HEADER_BYTES), ret_set, NULL);
        if (done)
            *ret_file = bytes;
        else
            yg_file_unmap(bytes);
    }
    if (done)
        yg_file_touch(&file); /* it is one of those that are used */
    yg_file_close(&file);
    return done;
}

bool yg_watchlist_cache_write(const char *folder, const yg_watchlist_key *key, yg_str image,
                              unsigned threads, yg_error *err) {
    YG_CLEANUP_BUF yg_buf path = {0};
    union {
        header header;
        char bytes[HEADER_BYTES];
    } first = {.bytes = {0}};
    if (image.n > MOST_KEPT_BYTES - HEADER_BYTES)
        return true; /* it would be the first to go */
    memcpy(first.header.magic, MAGIC, sizeof first.header.magic);
    memcpy(first.header.key, key->bytes, sizeof first.header.key);
    first.header.image_bytes = image.n;
    yg_pieces_digest(image, threads, first.header.image);
    seal(&first.header);
    if (!yg_folder_make(folder, err))
        return false;
    /* Before, so that there is room on a disk that died writers have filled; and behind. */
    yg_folder_prune(folder, PREFIX, SUFFIX, MOST_KEPT, MOST_KEPT_BYTES);
    path_of(&path, folder, key);
    const yg_str parts[] = {{first.bytes, HEADER_BYTES}, image};
    if (!yg_file_write_whole(yg_buf_z(&path), parts, 2, err))
        return false;
    yg_folder_prune(folder, PREFIX, SUFFIX, MOST_KEPT, MOST_KEPT_BYTES);
    return true;
}
