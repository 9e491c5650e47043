/* Vectors: FIPS 180-4 examples, NIST's long message of a million a's; XXH3 of the empty input and
 * of a short one from the reference implementation's own tests, since hashes are stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/hash.h"
#include "seeded.h"

static void assert_sha1(yg_str a, yg_str b, const char *want) {
    unsigned char digest[20];
    YG_CLEANUP_BUF yg_buf hex = {0};
    yg_sha1(a, b, digest);
    for (size_t i = 0; i < 20; i++)
        yg_buf_addf(&hex, "%02x", digest[i]);
    assert_string_equal(yg_buf_z(&hex), want);
}

#define LONG_TEXT "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

static void sha1__known_vectors__match_wherever_split(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
        {LONG_TEXT, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_str text = yg_str_of(cases[i].text);
        for (size_t cut = 0; cut <= text.n; cut++)
            assert_sha1(yg_str_sub(text, 0, cut), yg_str_from(text, cut), cases[i].want);
    }
    assert_sha1((yg_str){NULL, 0}, (yg_str){NULL, 0}, cases[0].want);
}

static void sha256__known_vectors__match(void **state) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {LONG_TEXT, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[65], *many = malloc(1000000);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        yg_sha256_hex(yg_str_of(cases[i].text), hex);
        assert_string_equal(hex, cases[i].want);
    }
    memset(many, 'a', 1000000);
    yg_sha256_hex((yg_str){many, 1000000}, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(many);
}

static void sha256_in_pieces__random_cuts__as_in_one(void **state) {
    char bytes[1000], whole[65], pieces[65];
    uint64_t seed = 7;
    for (int round = 0; round < 300; round++) {
        size_t n = (size_t)seeded_below(&seed, sizeof bytes + 1);
        for (size_t i = 0; i < n; i++)
            bytes[i] = (char)seeded_next(&seed);
        yg_sha256 *sha = yg_sha256_start();
        for (size_t at = 0; at < n;) {
            yg_str piece = yg_str_sub((yg_str){bytes, n}, at, (size_t)seeded_below(&seed, 130));
            yg_sha256_add(sha, piece);
            at += piece.n;
        }
        yg_sha256_finish(sha, pieces);
        yg_sha256_hex((yg_str){bytes, n}, whole);
        assert_string_equal(pieces, whole);
    }
    yg_sha256_finish(yg_sha256_start(), NULL);
    yg_sha256_finish(NULL, whole);
}

static void hash64__stored_values__never_change(void **state) {
    assert_true(yg_hash64(YG_STR("")) == UINT64_C(0x2d06800538d394c2));
    assert_true(yg_hash64((yg_str){NULL, 0}) == UINT64_C(0x2d06800538d394c2));
    assert_true(yg_hash64(YG_STR("abc")) == UINT64_C(0x78af5f94892f3950));
}

static void hash64_seeded__same_process__same_value(void **state) {
    assert_true(yg_hash64_seeded(YG_STR("abc")) == yg_hash64_seeded(YG_STR("abc")));
    assert_true(yg_hash64_seeded(YG_STR("abc")) != yg_hash64_seeded(YG_STR("abd")));
    assert_true(yg_hash64_seeded(YG_STR("abc")) != yg_hash64(YG_STR("abc")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha1__known_vectors__match_wherever_split),
        cmocka_unit_test(sha256__known_vectors__match),
        cmocka_unit_test(sha256_in_pieces__random_cuts__as_in_one),
        cmocka_unit_test(hash64__stored_values__never_change),
        cmocka_unit_test(hash64_seeded__same_process__same_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
