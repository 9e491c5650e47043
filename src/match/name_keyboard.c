/* Which keys lie beside which. Layouts are facts: QWERTY (ANSI), QWERTZ (DIN 2137), AZERTY (NF Z71)
 * and Japanese (JIS X 6002, whose letters stand as on QWERTY and whose hyphen stands right of 0).
 * Rows are drawn with their usual shift of half a key, so a key touches two keys of the row above
 * and two of the row below; hands slip straight up and down as well, so those count too. */
#include <pthread.h>

#include "match/name_made_part.h"

enum { ROWS = 4, LAYOUTS = 5 };

static const char *const layouts[LAYOUTS][ROWS] = {
    {"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"},
    {"1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"},
    {"1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"},
    {"1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"},
    /* Letters of a number pad and of a phone's narrow keyboard differ in rows only: 7 above 4. */
    {"789", "456", "123", "0"},
};

static struct {
    char keys[128][20];
    uint8_t n[128];
} table;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add(char key, char neighbour) {
    unsigned char k = (unsigned char)key;
    for (size_t i = 0; i < table.n[k]; i++) {
        if (table.keys[k][i] == neighbour)
            return;
    }
    if (key != neighbour && table.n[k] < sizeof table.keys[k])
        table.keys[k][table.n[k]++] = neighbour;
}

static void fill(void) {
    for (size_t layout = 0; layout < LAYOUTS; layout++) {
        for (size_t row = 0; row < ROWS; row++) {
            yg_str keys = yg_str_of(layouts[layout][row]);
            yg_str above = yg_str_of(row > 0 ? layouts[layout][row - 1] : "");
            for (size_t i = 0; i < keys.n; i++) {
                if (i > 0) {
                    add(keys.p[i], keys.p[i - 1]);
                    add(keys.p[i - 1], keys.p[i]);
                }
                for (size_t j = i > 0 ? i - 1 : 0; j <= i + 1 && j < above.n; j++) {
                    add(keys.p[i], above.p[j]);
                    add(above.p[j], keys.p[i]);
                }
            }
        }
    }
}

yg_str yg_keyboard_neighbours(char key) {
    unsigned char k = (unsigned char)key;
    pthread_once(&once, fill);
    return k < 128 ? (yg_str){table.keys[k], table.n[k]} : (yg_str){NULL, 0};
}
