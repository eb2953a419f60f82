#include "answer.h"

int twice_the_offset(void) { return 2 * ANSWER_OFFSET; }
