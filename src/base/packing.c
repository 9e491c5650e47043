#include "base/packing.h"

#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

typedef struct {
    const char *magic;
    size_t at, n;
    const char *refused; /* NULL: it is read */
} packing;

static const packing known[] = {
    {"\x1f\x8b", 0, 2, NULL},
    {"\x28\xb5\x2f\xfd", 0, 4, NULL},
    {"\xfd\x37zXZ\0", 0, 6, NULL},
    {"PK\x03\x04", 0, 4, NULL},
    {"PK\x05\x06", 0, 4, NULL},
    {"BZh", 0, 3, NULL},
    {"\x04\x22\x4d\x18", 0, 4, NULL}, /* lz4 */
    {"\x02\x21\x4c\x18", 0, 4, NULL}, /* lz4 before it had frames */
    {"LZIP\x00", 0, 5, NULL},
    {"LZIP\x01", 0, 5, NULL},
    {"ustar", 257, 5, NULL},
    {"7z\xbc\xaf\x27\x1c", 0, 6, "is packed as 7z, which is not read"},
    {"Rar!\x1a\x07", 0, 6, "is packed as rar, which is not read"},
    {"\xff\x06\x00\x00sNaPpY", 0, 10, "is packed as Snappy, which is not read"},
    {"\x89LZO\0\r\n\x1a\n", 0, 9, "is packed as lzop, which is not read"},
    {"MSCF\0\0\0\0", 0, 8, "is packed as cab, which is not read"},
};

static const packing *find(yg_str head) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const packing *p = &known[i];
        if (head.n >= p->at + p->n && memcmp(head.p + p->at, p->magic, p->n) == 0)
            return p;
    }
    return NULL;
}

/* compress (.Z) has two bytes of magic; the third one has two bits that are never set. */
static bool is_compress(yg_str head) {
    return head.n >= 3 && memcmp(head.p, "\x1f\x9d", 2) == 0 &&
           ((unsigned char)head.p[2] & 0x60) == 0;
}

bool yg_packing_is_read(yg_str head) {
    const packing *p = find(head);
    return p != NULL ? p->refused == NULL : is_compress(head);
}

const char *yg_packing_refused(yg_str head) {
    const packing *p = find(head);
    return p != NULL ? p->refused : NULL;
}

struct archive *yg_packing_make(bool only_raw) {
    struct archive *a = archive_read_new();
    if (a == NULL)
        yg_mem_die("archive");
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_lz4(a);
    archive_read_support_filter_lzip(a);
    archive_read_support_filter_compress(a);
    archive_read_support_format_raw(a);
    if (!only_raw) {
        archive_read_support_format_zip(a);
        archive_read_support_format_tar(a);
    }
    return a;
}

/* --- Names --- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t utf8; /* 0: the system has none, which only costs names */

static void make_locale(void) {
    utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

int yg_packing_next(struct archive *archive, struct archive_entry **ret_entry) {
    pthread_once(&once, make_locale);
    if (utf8 == (locale_t)0)
        return archive_read_next_header(archive, ret_entry);
    locale_t own = uselocale(utf8);
    int status = archive_read_next_header(archive, ret_entry);
    uselocale(own);
    return status;
}

/* All of it, or nothing. */
static bool add_shift_jis(yg_buf *buf, yg_str name) {
    const size_t before = buf->n;
    iconv_t way = iconv_open("UTF-8", "CP932");
    if (way == (iconv_t)-1)
        return false;
    /* Two bytes become three at most, and a single one, too. */
    yg_buf_reserve(buf, name.n * 3 + 1);
    char *copy = yg_alloc(name.n + 1, 1), *from = copy, *to = buf->p + buf->n;
    memcpy(copy, name.p, name.n);
    size_t from_n = name.n, to_n = name.n * 3;
    bool done = iconv(way, &from, &from_n, &to, &to_n) != (size_t)-1 && from_n == 0;
    iconv_close(way);
    free(copy);
    buf->n = done ? (size_t)(to - buf->p) : before;
    return done;
}

void yg_packing_add_name(yg_buf *buf, struct archive_entry *entry) {
    pthread_once(&once, make_locale);
    locale_t own = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
    /* The first is as it stands in the archive; the other one is there where only that is said. */
    const char *name = archive_entry_pathname(entry);
    if (name == NULL)
        name = archive_entry_pathname_utf8(entry);
    if (own != (locale_t)0)
        uselocale(own);
    yg_str bytes = name != NULL ? yg_str_of(name) : YG_STR("");
    if (yg_utf8_check(bytes) == bytes.n || !add_shift_jis(buf, bytes))
        yg_utf8_add_repaired(buf, bytes);
}
