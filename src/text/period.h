/* Periods as tables and reports write them: "2022-H1", "first half of 2022", 2022年上半期,
 * 令和4年上期, "Jan-Jun 2022", "Q3 2022", 2022年1～6月, "March 2022", 2022年度 (April to March).
 *
 * Never guesses: "22", "last year" and two-digit years give nothing. Japanese eras: 昭和, 平成,
 * 令和 (S, H, R before a digit too), 元年 is year 1. */
#ifndef YG_TEXT_PERIOD_H
#define YG_TEXT_PERIOD_H

#include "base/str.h"

/* Adds the partial date (model/date.h: 2022, 2022-H1, 2022-Q3, 2022-03, 2022-03-10, A/B) that the
 * whole of `label` names. False, with nothing added, when it names none. Thread-safe. */
bool yg_period_add(yg_buf *buf, yg_str label);

#endif
