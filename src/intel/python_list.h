/* Lists as Python prints them, in cells of CSV files: "['a', \"b's\", None]", nested or not. Only
 * strings are items; None, numbers and nan give an empty one, so that lists that go together keep
 * step. Attack class: [DEEP-NESTING], nothing recurs. */
#ifndef YG_INTEL_PYTHON_LIST_H
#define YG_INTEL_PYTHON_LIST_H

#include "base/mem.h"
#include "base/vec.h"

typedef YG_VEC(yg_str) yg_strings;

/* Adds the items of the list in cell, inner lists one after the other; a cell that is no list is
 * one item, a blank one none. Texts with escapes are copied to the arena, others are views of
 * cell. False, with *items as far as it went, when the list is damaged. */
bool yg_python_list_parse(yg_str cell, yg_arena *arena, yg_strings *items);

#endif
