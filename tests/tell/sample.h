/* A small report document for the tests of renderers. */
#ifndef TEST_TELL_SAMPLE_H
#define TEST_TELL_SAMPLE_H

#include "tell/document.h"

/* Fills *report; every text of it is `text` when that is not empty. */
void sample_make(yg_report *report, enum yg_lang lang, yg_str text);

#endif
