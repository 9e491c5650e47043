/* A store in a folder of its own, and short ways to fill it. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "store/read.h"

typedef struct {
    char folder[32];
    char path[64];
    yg_store *store;
    yg_error err;
} fixture;

/* For cmocka_unit_test_setup_teardown; *state is a fixture with an open store. */
int fixture_open(void **state);
int fixture_close(void **state);
/* Closes the store and opens it again. */
void fixture_again(fixture *f, yg_store_mode mode);

/* Starts an input of a source inside a transaction that is open; reader "stix" when NULL. */
void fixture_document(fixture *f, const char *source, const char *path, const char *reader);
yg_store_counts fixture_end(fixture *f);
/* begin and fixture_document; fixture_end and commit. */
void fixture_begin(fixture *f, const char *source);
yg_store_counts fixture_commit(fixture *f);

/* An object of type intrusion-set (or that of the id) with its primary name; raw holds the name and
 * `content`. `number` makes the id: fixture_id. */
yg_put fixture_object(fixture *f, const char *type, unsigned number, const char *name,
                      int64_t modified_us, const char *content);
void fixture_alias(fixture *f, const char *name);
/* "TYPE--00000000-0000-4000-8000-NUMBER"; overwritten by the fourth call behind. */
yg_str fixture_id(const char *type, unsigned number);

/* All that the store says, by every question of store/read.h, as text. */
yg_buf fixture_dump(fixture *f);
/* The names of hits, joined by '|'. */
yg_buf fixture_search(fixture *f, yg_str text);

#endif
